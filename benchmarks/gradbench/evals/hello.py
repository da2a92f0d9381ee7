"""`hello`: a square, and its derivative."""

from __future__ import annotations

import numba

import difpy
from benchmarks.gradbench.eval import Eval, Function


@numba.njit
def square(x):
    return x * x


def inputs(_size):
    for x in (1.0, 4.0, 256.0):
        yield f"x={x}", x


def made(**options):
    return Eval(
        read=lambda x: (float(x),),
        functions={
            "square": Function(square, lambda x: x**2),
            "double": Function(difpy.grad(square, **options), lambda x: 2.0 * x),
        },
        inputs=inputs,
    )
