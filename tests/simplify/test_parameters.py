"""Parameters that reverse sweeps don't read."""

import math

from tests.reverse.sweeps import simplified


def adaptive(lower, upper, a, whole, eps):
    middle = 0.5 * (lower + upper)
    left = (middle - lower) * math.sin(a * middle)
    right = (upper - middle) * math.sin(a * upper)
    if abs(left + right - whole) < eps:
        return left + right
    return adaptive(lower, middle, a, left, 0.5 * eps) + adaptive(middle, upper, a, right, 0.5 * eps)


def test_what_is_only_handed_on_is_not_passed():
    text = simplified(adaptive, 0.0, 1.0, 0.7, 0.5, 1e-3, wrt=("a",), name="adaptive_reverse")
    header = text.split(":", 1)[0]
    assert "whole" not in header
    assert "eps" not in header
    assert "lower, upper, a" in header


def scaled(x, k, n):
    return x * k if n > 0 else x


def test_what_is_read_stays():
    def f(x, k):
        return scaled(x, k, 3) + k

    text = simplified(f, 1.1, 0.3, wrt=("x",), name="scaled_adjoint")
    assert text.startswith("def scaled_adjoint(k, n, result_bar):")


def test_a_primal_keeps_its_parameters():
    def f(x, k):
        return scaled(x, k, 3) + k

    text = simplified(f, 1.1, 0.3, wrt=("x",), name="scaled")
    assert text.startswith("def scaled(x, k, n):")
