"""What the primal raises comes out with its type, its text and the user's line."""

import sys
import traceback

import numpy as np
import pytest

import difpy

jit = pytest.mark.parametrize("jit", [False, True])


def element(a, i):
    return a[i] * 2.0


def quotient(x, n):
    return x * (7 // n)


def too_large(x):
    if x > 1.0:
        raise ValueError(f"x is {x}, {x:.3f} or {x!r}")
    return x


def too_small(x):
    if x < 1.0:
        raise ArithmeticError("too small")
    return x


def sometimes_bound(x):
    if x > 1.0:
        y = x
    return y


def through_helper(x, a):
    return x * element(a, 9)


def shapes(x):
    return np.sum(x[:2] * x[:3])


def slices(x):
    x[1:] = x[:2]
    return np.sum(x)


@jit
@pytest.mark.parametrize(
    ("function", "arguments", "line"),
    [
        (shapes, (np.ones(4),), "return np.sum(x[:2] * x[:3])"),
        (slices, (np.ones(4),), "x[1:] = x[:2]"),
        (element, (np.ones(3), 3), "return a[i] * 2.0"),
        (element, (np.ones(3), -4), "return a[i] * 2.0"),
        (quotient, (1.0, 0), "return x * (7 // n)"),
        (too_large, (1.1,), 'raise ValueError(f"x is {x}, {x:.3f} or {x!r}")'),
        (too_small, (0.5,), 'raise ArithmeticError("too small")'),
        (sometimes_bound, (0.5,), "return y"),
        (through_helper, (2.0, np.ones(3)), "return a[i] * 2.0"),
    ],
)
def test_exceptions_of_the_primal(function, arguments, line, jit):
    with pytest.raises(Exception) as expected:
        function(*arguments)
    with pytest.raises(Exception) as caught:
        difpy.grad(function, jit=jit)(*arguments)
    assert type(caught.value) is type(expected.value)
    assert str(caught.value) == str(expected.value)
    last = traceback.extract_tb(caught.value.__traceback__)[-1]
    assert (last.filename, last.line) == (__file__, line)


@jit
def test_recursion_too_deep(jit):
    def countdown(x, n):
        return x if n == 0 else x + countdown(x, n - 1)

    gradient = difpy.grad(countdown, jit=jit)
    assert gradient(1.0, 100) == 101.0
    with pytest.raises(RecursionError, match="maximum recursion depth exceeded"):
        gradient(1.0, sys.getrecursionlimit() + 1)


@jit
def test_ieee_values(jit):
    import math

    def edges(x):
        return math.log(x) + 1.0 / x

    value, gradient = difpy.value_and_grad(edges, jit=jit)(0.0)
    assert np.isnan(value)
    assert np.isnan(gradient) or np.isinf(gradient)
    assert difpy.value_and_grad(math_sqrt, jit=jit)(0.0) == (0.0, np.inf)
    assert np.isnan(difpy.grad(math_sqrt, jit=jit)(-1.0))
    assert difpy.value_and_grad(overflow, jit=jit)(1000.0) == (np.inf, np.inf)


def math_sqrt(x):
    import_free_sqrt = np.sqrt(x)
    return import_free_sqrt


def overflow(x):
    return np.exp(x)


def test_recursion_as_deep_as_the_limit_allows():
    def geometric(x, n):
        return x if n == 0 else x * 0.5 + geometric(x, n - 1)

    gradient = difpy.grad(geometric)
    before = sys.getrecursionlimit()
    try:
        sys.setrecursionlimit(1_000_100)
        assert gradient(1.0, 1_000_000) == 500_001.0
        with pytest.raises(RecursionError):
            gradient(1.0, 1_000_200)
    finally:
        sys.setrecursionlimit(before)
