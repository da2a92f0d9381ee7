"""`order` decides what the elements of an array are called and what shares memory: only C's is taken."""

from __future__ import annotations

import numpy as np
import pytest

import difpy

M = np.arange(6.0).reshape(2, 3) + 1.0

OTHERS = {
    "reshape": lambda m: m.reshape((3, 2), order="F"),
    "np.reshape": lambda m: np.reshape(m, (3, 2), order="F"),
    "np.reshape by position": lambda m: np.reshape(m, (3, 2), "F"),
    "ravel": lambda m: m.ravel(order="F"),
    "np.ravel by position": lambda m: np.ravel(m, "K"),
    "flatten": lambda m: m.flatten(order="F"),
    "copy": lambda m: m.copy(order="F") * 2.0,
    "np.copy": lambda m: np.copy(m, order="K") * 2.0,
    "np.array": lambda m: np.array(m, order="F") * 2.0,
    "np.asarray": lambda m: np.asarray(m, order="F") * 2.0,
    "np.zeros": lambda m: np.zeros((2, 3), order="F") + m,
    "np.zeros by position": lambda m: np.zeros((2, 3), float, "F") + m,
    "np.zeros_like": lambda m: np.zeros_like(m, order="F") + m,
}
C_ORDER = {
    "reshape": lambda m: m.reshape((3, 2), order="C") * m[0, 0],
    "ravel": lambda m: np.ravel(m, "C") * m[0, 0],
    "flatten": lambda m: m.flatten(order="C") * m[0, 0],
    "copy": lambda m: m.copy(order="C") * m[0, 0],
}


@pytest.mark.parametrize("name", OTHERS)
def test_other_orders_are_refused(name):
    with pytest.raises(difpy.DifferentiationError, match="asks for elements in another order than C's"):
        difpy.vjp(OTHERS[name], M, jit=False)


@pytest.mark.parametrize("name", C_ORDER)
def test_c_order_is_none(name):
    value, pullback = difpy.vjp(C_ORDER[name], M, jit=False)
    np.testing.assert_array_equal(value, C_ORDER[name](M))
    (gradient,) = pullback(np.ones_like(value))
    expected = np.full_like(M, M[0, 0])
    expected[0, 0] += np.sum(M)
    np.testing.assert_allclose(gradient, expected)


def test_joining_without_an_axis():
    with pytest.raises(difpy.DifferentiationError, match="`axis=None` flattens what it joins"):
        difpy.vjp(lambda m: np.concatenate((m, m), axis=None), M, jit=False)
