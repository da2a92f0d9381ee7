"""Dear parts of expressions are recorded in loops where the reverse sweep reads them, and only there."""

from __future__ import annotations

import math

import numpy as np
import pytest

import difpy

X = np.array([0.3, 0.7, 1.1])


def reverse_of(f, *args, argnums=0):
    return difpy.source(f, *args, argnums=argnums).split("# Reverse sweep")[1]


def calls(text, name):
    return sum(f"{name}(" in line for line in text.splitlines() if not line.lstrip().startswith("#"))


def test_an_exponential_in_a_loop_is_not_computed_again():
    def f(x):
        total = 0.0
        for i in range(len(x)):
            total += x[i] * math.exp(-x[i])
        return total

    assert calls(reverse_of(f, X), "math.exp") == 0


def test_a_part_that_the_adjoint_does_not_read_stays_whole():
    def f(x):
        total = 0.0
        for i in range(len(x)):
            total += 2.0 * math.sin(x[i])
        return total

    assert "sin_value" not in difpy.source(f, X)


def test_sine_and_cosine_of_one_angle_are_each_others_slopes():
    def f(x):
        total = 0.0
        for i in range(len(x)):
            total += math.sin(x[i]) * math.cos(x[i])
        return total

    reverse = reverse_of(f, X)
    assert (calls(reverse, "math.sin"), calls(reverse, "math.cos")) == (0, 0)
    np.testing.assert_allclose(difpy.grad(f, jit=False)(X), np.cos(2 * X), rtol=1e-14)


def test_outside_of_loops_expressions_stay_whole():
    def f(x):
        return x * math.exp(-x)

    assert "exp_value" not in difpy.source(f, 0.5)


def test_what_is_evaluated_on_a_condition_stays_there():
    def f(x):
        total = 0.0
        for i in range(len(x)):
            total += x[i] * (math.exp(x[i + 1]) if i + 1 < len(x) else 1.0)
        return total

    assert "exp_value" not in difpy.source(f, X)
    difpy.check_grads(f, (X,), order=1)


@pytest.mark.parametrize(
    ("x", "y"), [(1.3, 2.7), (0.0, 1.0), (0.0, 0.0), (-2.0, 3.0), (1e-200, 2.0), (1e200, 2.0), (2.0, 0.0)]
)
def test_slopes_of_powers(x, y):
    with np.errstate(all="ignore"):
        power = np.float64(x) ** y
        base = 0.0 if y == 0.0 else y * np.float64(x) ** (y - 1.0)
    np.testing.assert_allclose(difpy.power_base(x, y, power), base, rtol=1e-15)
    exponent = 0.0 if x == 0.0 else math.nan if x < 0.0 else math.log(x) * power
    np.testing.assert_allclose(difpy.power_exponent(x, power), exponent, rtol=1e-15)
