"""`det`: a determinant by expansion along the first row of what is left, and so on: n! products."""

from __future__ import annotations

import numba
import numpy as np

import difpy
from benchmarks.gradbench.eval import Eval, Function


@numba.njit
def minor(a, row, used):
    """The determinant of the rows from `row` on, without the columns whose bits are set in `used`."""
    n = len(a)
    total = 0.0
    if row == n - 1:
        for column in range(n):
            if not used >> column & 1:
                total = a[row, column]
    else:
        for column in range(n - 1, -1, -1):
            if not used >> column & 1:
                total = a[row, column] * minor(a, row + 1, used | 1 << column) - total
    return total


@numba.njit
def determinant(a):
    return minor(a, 0, 0)


def inputs(size):
    rng = np.random.default_rng(4)
    for n in (5, 7, 9, 10) if size == "full" else (2, 4):
        yield f"{n}", {"A": rng.uniform(size=n * n).tolist(), "ell": n}


def cofactors(a):
    return np.linalg.det(a) * np.linalg.inv(a).T


def made(**options):
    return Eval(
        read=lambda given: (np.array(given["A"]).reshape(given["ell"], given["ell"]),),
        functions={
            "primal": Function(determinant, np.linalg.det),
            "gradient": Function(
                difpy.grad(determinant, **options), cofactors, lambda result: result.ravel().tolist()
            ),
        },
        inputs=inputs,
    )
