"""Each program by reverse mode, with and without analyses, against differences of it and forward mode."""

import numpy as np
import pytest

import difpy
from difpy.pipeline import SWITCHES, switched_off
from tests.nesting.programs import CASES
from tests.oracles import differences
from tests.oracles.compare import assert_close

cases = pytest.mark.parametrize(("function", "args"), CASES, ids=[f.__name__ for f, _ in CASES])


def unit(value):
    return np.cos(np.arange(np.size(value))).reshape(np.shape(value)) if np.ndim(value) else 0.7


@cases
def test_gradient(function, args):
    argnums = tuple(range(len(args)))
    value, gradient = difpy.value_and_grad(function, argnums, jit=False)(*args)
    assert_close(value, float(function(*args)), 1e-13)
    expected, error = differences.gradient(function, args, argnums)
    assert_close(gradient, expected, 1e-9, atol=10 * error)
    for switch in SWITCHES:
        with switched_off(switch):
            assert_close(difpy.grad(function, argnums, jit=False)(*args), gradient, 1e-12)

    dots = tuple(map(unit, args))
    _, tangent = difpy.jvp(function, args, dots, jit=False)
    inner = sum(float(np.sum(np.multiply(g, d))) for g, d in zip(gradient, dots, strict=True))
    assert_close(tangent, inner, 1e-11)


@cases
def test_second_derivatives(function, args):
    def moved(h):
        shifted = [a + h * unit(a) for a in args]
        gradient = difpy.grad(function, argnums, jit=False)(*shifted)
        return sum(float(np.sum(np.multiply(g, unit(g)))) for g in gradient)

    argnums = tuple(range(len(args)))
    products = difpy.hvp(function, args, tuple(map(unit, args)), jit=False)
    actual = sum(float(np.sum(np.multiply(p, unit(p)))) for p in products)
    expected, error = differences.derivative(moved)
    assert_close(actual, expected, 1e-8, atol=10 * error)
