"""float32 arrays stay float32 beside numbers, as NumPy has it, interpreted and compiled."""

from __future__ import annotations

import numpy as np
import pytest

import difpy

X = np.array([0.5, 1.5, 2.0], dtype=np.float32)
PROGRAMS = {
    "literal": lambda x, c: x * 2.0,
    "parameter": lambda x, c: c * x - x / c,
    "integer": lambda x, c: 1 / x + len(x),
    "square": lambda x, c: x**2 + x**0.5,
    "floor": lambda x, c: x // 2 + x % c,
    "ufunc": lambda x, c: np.maximum(x, 0.7) + np.arctan2(x, c),
    "choice": lambda x, c: np.where(x > 1.0, x, 0.0) + np.clip(x, 0.6, c),
    "reduction": lambda x, c: x / x.std() - x.mean(),
    "double": lambda x, c: np.zeros(3) + x * c,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_interpreted(name):
    f = PROGRAMS[name]
    value, pullback = difpy.vjp(f, X, 1.7, jit=False)
    assert value.dtype == f(X, 1.7).dtype
    np.testing.assert_array_equal(value, f(X, 1.7))
    x_bar, c_bar = pullback(np.ones_like(value))
    assert (x_bar.dtype, type(c_bar)) == (np.float32, float)


def test_an_exponent_of_two_stays_an_integer():
    value, pullback = difpy.vjp(lambda x: np.ldexp(x, 3), X, jit=False)
    assert (value.dtype, value.tolist()) == (np.float32, [4.0, 12.0, 16.0])
    (gradient,) = pullback(np.ones_like(X))
    assert gradient.tolist() == [8.0, 8.0, 8.0]


def test_compiled():
    def f(x, c):
        a = 1 / x + c * x**2 // 2
        b = np.where(x > 1.0, x, np.maximum(x, 0.7)) / x.std()
        return a * b

    value, pullback = difpy.vjp(f, X, 1.7)
    want = f(X, 1.7)
    assert value.dtype == want.dtype == np.float32
    np.testing.assert_allclose(value, want, rtol=1e-6)
    in_double = difpy.vjp(f, X.astype(float), 1.7)[1](np.ones(3))
    x_bar, c_bar = pullback(np.ones_like(value))
    assert x_bar.dtype == np.float32
    np.testing.assert_allclose(x_bar, in_double[0], rtol=1e-5)
    np.testing.assert_allclose(c_bar, in_double[1], rtol=1e-5)
