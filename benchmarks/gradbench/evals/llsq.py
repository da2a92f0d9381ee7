"""`llsq`: how far a polynomial is from the sign, in the sense of least squares."""

from __future__ import annotations

import numba
import numpy as np

import difpy
from benchmarks.gradbench.eval import Eval, Function, listed


@numba.njit
def half_squares(x, n):
    """x: (m,) coefficients; of the squares at n points from -1 to 1."""
    total = 0.0
    for i in range(n):
        t = -1.0 + i * 2.0 / (n - 1)
        rest = np.sign(t)
        power = 1.0
        for coefficient in x:
            rest -= coefficient * power
            power *= t
        total += rest * rest
    return 0.5 * total


def inputs(size):
    rng = np.random.default_rng(2)
    for n in (16, 512, 4096, 16_392) if size == "full" else (3, 16):
        m = 128 if size == "full" else 4
        yield f"n={n}, m={m}", {"x": rng.uniform(size=m).tolist(), "n": n}


def rests(x, n):
    """What the polynomial leaves, (n,), and the powers, (n, m)."""
    t = -1.0 + np.arange(n) * 2.0 / (n - 1)
    powers = np.vander(t, len(x), increasing=True)
    return np.sign(t) - powers @ x, powers


def value(x, n):
    rest, _ = rests(x, n)
    return 0.5 * rest @ rest


def slope(x, n):
    rest, powers = rests(x, n)
    return -powers.T @ rest


def made(**options):
    return Eval(
        read=lambda given: (np.array(given["x"]), given["n"]),
        functions={
            "primal": Function(half_squares, value),
            "gradient": Function(difpy.grad(half_squares, **options), slope, listed),
        },
        inputs=inputs,
    )
