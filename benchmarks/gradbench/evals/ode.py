"""`ode`: a chain of linear differential equations by Runge and Kutta's method, and its end's gradient.

y_0' = x_0 and y_i' = x_i y_{i-1}, from 0 at time 0 to time 2.
"""

from __future__ import annotations

import numba
import numpy as np

import difpy
from benchmarks.gradbench.eval import Eval, Function, listed


@numba.njit
def solution(x, steps):
    """The last of y at time 2, and all of y. Before the first stands a constant, 1: so all are alike."""
    n = len(x)
    h = 2.0 / steps
    y = np.zeros(n + 1)
    y[0] = 1.0
    first, second, third, total = y.copy(), y.copy(), y.copy(), np.empty(n)
    for _ in range(steps):
        for i in range(n):
            k = x[i] * y[i]
            first[i + 1] = y[i + 1] + 0.5 * h * k
            total[i] = k
        for i in range(n):
            k = x[i] * first[i]
            second[i + 1] = y[i + 1] + 0.5 * h * k
            total[i] += 2.0 * k
        for i in range(n):
            k = x[i] * second[i]
            third[i + 1] = y[i + 1] + h * k
            total[i] += 2.0 * k
        for i in range(n):
            y[i + 1] += h / 6.0 * (total[i] + x[i] * third[i])
    return y[n], y[1:]


def components(x, steps):
    return solution(x, steps)[1]


def gradient_of_last(**options):
    gradient = difpy.grad(solution, has_aux=True, **options)
    return lambda x, steps: gradient(x, steps)[0]


def inputs(size):
    """A step reaches four components further: with n = 20 the gradients are not zero."""
    rng = np.random.default_rng(3)
    for n, s in ((20, 10), (1000, 10), (1000, 100), (10_000, 100)) if size == "full" else ((3, 2), (9, 3)):
        yield f"n={n}, s={s}", {"x": rng.uniform(size=n).tolist(), "s": s}


def products(x, steps):
    """The i-th component is x_0 ... x_i times what the method gives for x = 1."""
    h = 2.0 / steps
    ones = np.zeros(len(x) + 1)  # the component before the first is always 1
    ones[0] = 1.0
    for _ in range(steps):
        new, term = ones, ones
        for order in range(1, 5):
            term = h / order * np.concatenate(([0.0], term[:-1]))
            new = new + term
        ones = new
    with np.errstate(under="ignore"):
        return np.cumprod(x) * ones[1:]


def quotients(x, steps):
    return products(x, steps)[-1] / x


def made(**options):
    return Eval(
        read=lambda given: (np.array(given["x"]), given["s"]),
        functions={
            "primal": Function(components, products, listed),
            "gradient": Function(gradient_of_last(**options), quotients, listed),
        },
        inputs=inputs,
    )
