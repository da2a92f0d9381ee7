import math
import os
import stat
import subprocess
import sys

import numpy as np
import pytest

from difpy.backend import folder
from difpy.backend.module import load
from difpy.backend.source import render
from difpy.lower import lower
from tests.backend.programs import HORNER

PARITY = """
import math
import difpy

def even(x, n):
    return x if n == 0 else x * odd(x, n - 1)

def odd(x, n):
    return 2.0 * x if n == 0 else math.sin(even(0.9 * x, n - 1))

print(difpy.grad(even)(0.7, 3))
"""
ARGUMENTS = (np.array([1.0, 2.0, 3.0]), 2.0, 3, 1.0)


@pytest.fixture
def cache(tmp_path, monkeypatch):
    place = tmp_path / "cache"
    monkeypatch.setenv("DIFPY_CACHE_DIR", str(place))
    return place


def assert_is_gradient_of_horner(function):
    value, a_bar, x_bar = function(*ARGUMENTS)
    assert (value, a_bar.tolist(), x_bar) == (11.0, [4.0, 2.0, 1.0], 6.0)


@pytest.mark.parametrize("jit", [False, True])
def test_text_runs_from_a_file_of_its_owner(cache, jit):
    text = render(lower(HORNER)) + f"\nJIT = {jit}\n"
    module = load(text, "horner_adjoint", jit=jit)
    assert_is_gradient_of_horner(module.horner_adjoint)
    assert stat.S_IMODE(cache.stat().st_mode) == 0o700
    with open(module.__file__) as file:
        assert file.read() == text
    assert sys.modules[module.__name__] is module
    assert load(text, "horner_adjoint", jit=jit) is module


def test_compiled_code_is_kept(cache):
    load(render(lower(HORNER)) + "\nKEPT = 1\n", "horner_adjoint").horner_adjoint(*ARGUMENTS)
    assert list((cache / "__pycache__").glob("*.nbi"))


def test_functions_that_call_each_other_are_compiled_in_each_process(tmp_path):
    """What Numba's cache gives back of them crashes."""
    script = tmp_path / "parity.py"
    script.write_text(PARITY)
    environment = {**os.environ, "DIFPY_CACHE_DIR": str(tmp_path / "cache")}
    runs = [
        subprocess.run([sys.executable, script], env=environment, capture_output=True, text=True, check=False)
        for _ in range(2)
    ]
    assert [run.stdout for run in runs] == [runs[0].stdout, runs[0].stdout], runs[1].stderr
    angle = 1.62 * 0.7**2
    expected = math.sin(angle) + 3.24 * 0.7**2 * math.cos(angle)
    np.testing.assert_allclose(float(runs[0].stdout), expected, rtol=1e-12)
    assert not list(tmp_path.glob("cache/**/*.nbi"))


def test_folder_that_others_can_write(cache):
    cache.mkdir()
    cache.chmod(0o777)
    with pytest.warns(UserWarning, match="can be written by others"):
        module = load(render(HORNER) + "\nOTHERS = 1\n", "horner_adjoint", jit=False)
    assert module.__file__.startswith("<difpy horner_adjoint_")
    assert os.listdir(cache) == []
    assert_is_gradient_of_horner(module.horner_adjoint)


def test_folder_that_cannot_be_made(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DIFPY_CACHE_DIR", str(tmp_path / "file" / "cache"))
    with pytest.warns(UserWarning, match="every process compiles anew"):
        assert folder.cache_folder() is None
    module = load(render(lower(HORNER)) + "\nNOWHERE = 1\n", "horner_adjoint")  # warns once only
    assert_is_gradient_of_horner(module.horner_adjoint)


def test_names_that_the_text_cannot_import(cache):
    text = "def f(x):\n    return Scale * x\n"
    assert load(text, "f", {"Scale": 2.0}, jit=False).f(3.0) == 6.0
    assert load(text, "f", {"Scale": 5.0}, jit=False).f(3.0) == 15.0
