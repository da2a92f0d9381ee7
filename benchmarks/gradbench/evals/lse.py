"""`lse`: the logarithm of a sum of exponentials, with the greatest argument taken out."""

from __future__ import annotations

import math

import numba
import numpy as np

import difpy
from benchmarks.gradbench.eval import Eval, Function, listed


@numba.njit
def logsumexp(x):
    greatest = x[0]
    for value in x:
        greatest = max(greatest, value)
    total = 0.0
    for value in x:
        total += math.exp(value - greatest)
    return greatest + math.log(total)


def inputs(size):
    rng = np.random.default_rng(1)
    for n in (2500, 80_000, 1_280_000) if size == "full" else (5, 100):
        yield f"n={n}", {"x": rng.uniform(size=n).tolist()}


def log_of_sum(x):
    return np.max(x) + np.log(np.sum(np.exp(x - np.max(x))))


def shares(x):
    """The gradient: each argument's share of the sum."""
    return np.exp(x - log_of_sum(x))


def made(**options):
    return Eval(
        read=lambda given: (np.array(given["x"]),),
        functions={
            "primal": Function(logsumexp, log_of_sum),
            "gradient": Function(difpy.grad(logsumexp, **options), shares, listed),
        },
        inputs=inputs,
    )
