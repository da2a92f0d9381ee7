# ruff: noqa  programs as people write them
"""Expressions of every kind, against CPython."""

import math

import numpy as np
import pytest

from tests.elaborate.running import check

X = np.array([1.0, 2.0, 3.0])
CFG = {"rate": 0.5, "w": X}


class Plain:
    pass


OBJECT = Plain()
OBJECT.cfg = {"a": 1.5, "b": [1.0, 2.0]}


def text(x):
    return f"{x}"


def captured_dicts(x):
    return OBJECT.cfg["a"] * x + CFG["rate"] + OBJECT.cfg["b"][0] + CFG["w"][1]


def negative_powers(x):
    s = 2**-1 * x + 2**-2
    for k in range(4):
        s += 10**-k * x + 2 ** (3 - k) + pow(2, -k)
    return s


def integer_arithmetic(x):
    return (
        x**2**3,
        7 // 2,
        -7 // 2,
        -7 % 3,
        7 / 2,
        True + True,
        5 & 3,
        ~5,
        not x,
        divmod(7, 2),
        round(2.5),
        round(x, 1),
        int(-2.7),
        abs(-3),
        pow(2, 3),
        1 if x else 0,
    )


def truths(x):
    return 0 < x < 1, x == 1 or x, x and 5, 1 if x else 2.5, x is None, "a" == "a", "a" in ("a", "b")


def elements_of_results(x):
    return np.linalg.eigh(np.diag(X))[0][0] * x, np.linalg.slogdet(np.eye(2) * x)[1], np.unique(X)[0]


def unpacked_results(x):
    q, r = np.linalg.qr(np.eye(2) * x)
    (i,) = np.where(X > 1.5)
    return q, r, i


def indices(x):
    return (
        X[None, :],
        X[..., 0],
        X[::-1][0],
        X[[0, 2]],
        X[X > 1.5],
        X[np.array([0, 1])],
        np.eye(3)[1],
        np.eye(3)[:, 1:],
        np.eye(3)[1, ...],
    )


def complex_numbers(x):
    return x.real + 1j * x


def methods(x):
    return (
        X.mean(),
        X.std(),
        X.reshape(3, 1),
        X.reshape(-1),
        X.T,
        X.copy(),
        X.astype(int),
        X.astype(np.float32),
        X.max(),
        X.argmax(),
        X.dot(X),
        X.cumsum(),
        X.tolist(),
        X.flatten(),
        X.ravel(),
        np.array(2.0) * x,
        X.size,
        X.ndim,
        X[1].item(),
    )


def stores(x):
    a = np.zeros(3)
    a.fill(x)
    b = np.array([3.0, 1.0, 2.0])
    b.sort()
    a[1:] = [1, 2]
    a[:] = (1, 2, x)
    c = np.zeros((2, 3))
    c[0] = a
    c[1][2] = x
    c.T[0] = 5.0
    c[:, 1] += 1
    d = c[0]
    d *= 2
    return a, b, c


def rank_zero(x):
    z = np.array(0.5)
    z2 = z + x
    z3 = z * z
    z += 1
    z[...] = x
    return z2, z3, z, z[()], float(z)


def allocations(x):
    return (
        np.zeros((2, 2), dtype=int),
        np.ones(3, np.float32),
        np.full((2,), x),
        np.full(2, 1),
        np.empty_like(X) * 0,
        np.zeros_like(X),
        np.arange(3),
        np.arange(1.0, 3.0),
        np.linspace(0, 1, 5),
        np.eye(2),
        np.array([1, 2]),
        np.array([1, 2.0]),
        np.array([[1, 2], [3, x]]),
        np.zeros(len(X)),
        np.repeat(X, 2),
        np.tile(X, 2),
    )


def functions_of_arrays(x):
    return (
        np.concatenate((X, X)),
        np.stack([X, X], axis=1),
        np.vstack((X, X)),
        np.hstack([X, [x, 1.0]]),
        np.outer(X, X),
        np.where(X > 1, X, 0.0),
        np.maximum(X, 2),
        np.clip(X, 1, 2),
        np.mean(np.eye(3), axis=0),
        np.sum(np.eye(3), axis=(0, 1)),
        np.min(X),
        np.dot(X, X),
        X @ X,
        np.eye(3) @ X,
        np.linalg.norm(X),
        np.linalg.solve(np.eye(3), X),
        np.trace(np.eye(3)),
        np.roll(X, 1),
        np.diff(X),
        np.expand_dims(X, 0),
        X[:, np.newaxis] * X,
        np.isnan(X),
        np.any(X > 2),
        np.all(X > 0),
        np.count_nonzero(X),
        np.argsort(X),
        np.searchsorted(X, x),
        np.interp(x, X, X),
        np.prod(X),
        np.cross(X, X),
        np.kron(X, X),
        np.allclose(X, X),
    )


def functions_of_math(x):
    return (
        math.hypot(x, 1),
        math.floor(x),
        math.isnan(x),
        math.gcd(4, 6),
        math.atan2(x, 1),
        math.log(x, 2),
        math.inf,
        -math.inf,
        math.tau,
        np.nan,
    )


def tuple_default(x, w=(1.0, 2)):
    return x * w[0] + w[1]


@pytest.mark.parametrize(
    "function",
    [
        text,
        captured_dicts,
        negative_powers,
        integer_arithmetic,
        truths,
        elements_of_results,
        unpacked_results,
        indices,
        complex_numbers,
        methods,
        stores,
        rank_zero,
        allocations,
        functions_of_arrays,
        functions_of_math,
        tuple_default,
    ],
)
def test_expressions(function):
    check(function, 0.7)
