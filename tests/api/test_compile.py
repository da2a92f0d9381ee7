"""Compiling before the first call, and what is said meanwhile."""

from __future__ import annotations

import io
import time

import numpy as np
import pytest

import difpy
from difpy.transforms import compiling


def quartic(x, n=2):
    print("runs")  # noqa: T201  to see whether it does
    return x**4 * n


def test_nothing_runs(capsys):
    gradient = difpy.grad(quartic)
    assert difpy.compile(gradient, 1.0) is gradient
    assert capsys.readouterr().out == ""
    (variant,) = gradient.family.variants
    assert gradient(1.0) == 8.0
    assert gradient.family.variants == [variant]


def test_of_any_other_function_it_is_value_and_gradient():
    def cube(x):
        return x**3

    assert difpy.compile(cube, 1.0)(2.0) == (8.0, 12.0)


def test_what_cannot_be_differentiated():
    def loses(x):
        return int(x)

    with pytest.raises(difpy.DifferentiationError, match="returns an int"):
        difpy.compile(loses, 1.0)


class Terminal(io.StringIO):
    def isatty(self):
        return True


def slow():
    time.sleep(0.2)
    return 1


def test_a_terminal_is_told_of_what_takes_long(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setattr(compiling, "PATIENCE", 0.01)
    assert compiling.compiled("f", slow) == 1
    assert terminal.getvalue() == "difpy: compiling the adjoint of f for these types of arguments, once ...\n"


def test_a_terminal_is_not_told_of_what_does_not(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    assert compiling.compiled("f", lambda: np.float64(1.0)) == 1.0
    assert terminal.getvalue() == ""


def test_a_file_is_not_told(monkeypatch):
    file = io.StringIO()
    monkeypatch.setattr("sys.stderr", file)
    monkeypatch.setattr(compiling, "PATIENCE", 0.01)
    compiling.compiled("f", slow)
    assert file.getvalue() == ""
