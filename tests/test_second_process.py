"""What a second process finds on disk gives the same results, without the compiler."""

import os
import subprocess
import sys

RECURSION = """
import difpy
from tests import corpus

cases, _ = corpus.load()
for case in cases:
    if case.id.startswith("recursion-") and case.transform == "grad":
        print(case.id, difpy.value_and_grad(case.function, case.argnums)(*case.args), flush=True)
"""
PROGRAMS = """
import sys
import traceback

import numpy as np

import difpy
from difpy.transforms import build

SCALE = 3.0

def helper(x):
    return SCALE * x * x

def curve(xs, n):
    total = 0.0
    for i in range(n):
        total += helper(xs[i])
        if total > 100.0:
            raise ValueError(f"total {total:.1f} in step {i}")
    return total

def structure(pair, xs):
    return {"a": 1.0}["a"] * pair[0] * xs[0], (pair[1] * xs[1], xs)

def loud(x):
    print("x is", x)
    return x * x

def product(a, b):
    return (a @ b).sum()

if sys.argv[1] == "second":
    build.make = None
print(difpy.grad(curve)(np.arange(3.0), 3))
print(difpy.value_and_grad(lambda x: x * SCALE, argnums=(0,))(2))
print(difpy.grad(loud)(2.0))
value, pullback = difpy.vjp(lambda p, xs: (p[0] * xs[0], (p[1] * xs[1], xs)), (2.0, 3.0), [4.0, 5.0])
print(value, pullback((1.0, (1.0, [1.0, 2.0]))))
for call in (lambda: difpy.grad(curve)(np.arange(9.0), 9), lambda: difpy.grad(curve)(np.arange(3.0), 4)):
    try:
        call()
    except Exception:
        print(traceback.format_exc().splitlines()[-4:])
"""


def run(script, tmp_path, *arguments, verified):
    environment = {**os.environ, "DIFPY_CACHE_DIR": str(tmp_path / "cache")}
    if not verified:
        del environment["DIFPY_VERIFY"]  # or the compiler would run
    done = subprocess.run(
        [sys.executable, *script, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


def test_recursive_programs_from_the_cache(tmp_path):
    """From Numba's, from the index too, and then both made before."""
    first, second, third, fourth = (
        run(["-c", RECURSION], tmp_path, verified=verified) for verified in (True, True, False, False)
    )
    assert first == second == third == fourth
    assert first.count("recursion-") > 20


def test_the_compiler_does_not_run_again(tmp_path):
    script = tmp_path / "programs.py"
    script.write_text(PROGRAMS)
    first, second = (run([script], tmp_path, which, verified=False) for which in ("first", "second"))
    assert first == second
    assert "ValueError: total 165.0 in step 5" in first
    assert "IndexError" in first
    assert f'File "{script}", line' in first


def test_two_processes_at_once(tmp_path):
    script = tmp_path / "programs.py"
    script.write_text(PROGRAMS)
    environment = {**os.environ, "DIFPY_CACHE_DIR": str(tmp_path / "cache")}
    del environment["DIFPY_VERIFY"]
    command = [sys.executable, script, "first"]
    both = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    first, second = (process.communicate()[0] for process in both)
    assert first == second == run([script], tmp_path, "second", verified=False)
    assert not list(tmp_path.glob("cache/*.tmp"))
