"""What difpy generates is what the golden files say, to the byte, and it computes what the primal does."""

import os
import runpy
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.corpus.expected import directions
from tests.golden import golden
from tests.oracles import differences, dual, structure
from tests.oracles.compare import assert_close

EVERY = [pytest.param(path, id=path.stem) for path in golden.paths()]
ROOT = Path(__file__).parents[2]
every_pair = pytest.mark.parametrize("path", EVERY)


@every_pair
def test_text(path, request):
    pair = golden.load(path)
    if request.config.getoption("--update-golden", default=False):
        pair.rewrite()
        pair = golden.load(path)
    assert pair.source() == pair.generated


@every_pair
def test_file_runs_as_plain_python(path):
    """Executed as it is, its adjoint gives the value and the gradient, its tangent program their product
    with a direction."""
    pair = golden.load(path)
    names = runpy.run_path(str(path))
    adjoint = names[f"{pair.function.__name__}_adjoint"]
    value, *gradients = adjoint(*structure.leaves(names["arguments"]), 1.0)
    nums = pair.argnums if isinstance(pair.argnums, tuple) else (pair.argnums,)
    expected_value, expected = dual.value_and_grad(pair.function, pair.arguments, nums)
    assert_close(float(value), float(expected_value), 1e-12, what="value")
    for found, wanted in zip(gradients, structure.leaves(expected), strict=True):
        assert_close(np.asarray(found, float), np.asarray(wanted, float), 1e-12, atol=1e-14)
    names = runpy.run_path(str(path))
    given = directions(tuple(pair.arguments[n] for n in nums))
    tangent = names[f"{pair.function.__name__}_tangent"]
    value, value_dot = tangent(*structure.leaves(names["arguments"]), *structure.leaves(given))
    assert_close(float(value), float(expected_value), 1e-12, what="value")
    assert_close(float(value_dot), structure.inner(expected, given), 1e-12, atol=1e-14, what="tangent")


@every_pair
def test_arguments_are_away_from_kinks(path):
    """Central differences are a witness that no implementation of ours has a part in."""
    pair = golden.load(path)
    nums = pair.argnums if isinstance(pair.argnums, tuple) else (pair.argnums,)
    slopes, error = differences.gradient(pair.function, pair.arguments, nums)
    _, expected = dual.value_and_grad(pair.function, pair.arguments, nums)
    assert error < 1e-6
    assert_close(expected, slopes, 1e-7, atol=10 * error)


@pytest.mark.parametrize("seed", ["1", "2"])
def test_text_is_the_same_in_every_process(seed):
    """Neither the order of sets nor what was differentiated before has a part in it."""
    script = (
        "from tests.golden import golden\n"
        f"for path in golden.paths()[:: {1 if seed == '1' else -1}]:\n"
        "    pair = golden.load(path)\n"
        "    assert pair.source() == pair.generated, path.stem\n"
    )
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", script], check=True, env=environment, cwd=ROOT)
