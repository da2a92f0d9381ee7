"""What a second process finds on disk gives the same results: programs whose functions call themselves."""

import os
import subprocess
import sys

SCRIPT = """
import difpy
from tests import corpus

cases, _ = corpus.load()
for case in cases:
    if case.id.startswith("recursion-") and case.transform == "grad":
        print(case.id, difpy.value_and_grad(case.function, case.argnums)(*case.args), flush=True)
"""


def test_recursive_programs_from_the_cache(tmp_path):
    environment = {**os.environ, "DIFPY_CACHE_DIR": str(tmp_path / "cache")}
    first, second = (
        subprocess.run(
            [sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, check=False
        )
        for _ in range(2)
    )
    assert first.returncode == 0, first.stderr
    assert second.returncode == 0, f"{second.stdout}\n{second.stderr}"
    assert first.stdout == second.stdout
    assert first.stdout.count("recursion-") > 20
