"""`saddle`: the saddle point of a parabola, by a descent whose cost is found by another descent.

Siskind and Pearlmutter, "Using programming language theory to make automatic differentiation sound and
efficient", 2008. The outer and the inner derivative are each in forward or in reverse mode.
"""

from __future__ import annotations

import numpy as np

import difpy
from benchmarks.gradbench.descent import lowest
from benchmarks.gradbench.eval import Eval, Function, listed


def height(x, y):
    return x[0] * x[0] + x[1] * x[1] - (y[0] * y[0] + y[1] * y[1])


def highest_by_reverse(x, start):
    """The y from which no way leads up."""

    def depth(y):
        return -height(x, y)

    return lowest(difpy.value_and_grad(depth), start)


def highest_by_forward(x, start):
    def depth(y):
        return -height(x, y)

    def tangents(y):
        value, first = difpy.jvp(depth, (y,), (np.array([1.0, 0.0]),))
        _, second = difpy.jvp(depth, (y,), (np.array([0.0, 1.0]),))
        return value, np.array([first, second])

    return lowest(tangents, start)


def peak_by_reverse(x, start):
    return height(x, highest_by_reverse(x, start))


def peak_by_forward(x, start):
    return height(x, highest_by_forward(x, start))


def reverse(peak, highest, **options):
    """x and y, (4,)."""
    slope = difpy.value_and_grad(peak, **options)

    def saddle(start):
        x = lowest(lambda x: slope(x, start), start)
        return np.concatenate((x, highest(x, start)))

    return saddle


def forward(peak, highest, **options):
    def saddle(start):
        def tangents(x):
            value, first = difpy.jvp(peak, (x, start), (np.array([1.0, 0.0]), None), **options)
            _, second = difpy.jvp(peak, (x, start), (np.array([0.0, 1.0]), None), **options)
            return value, np.array([first, second])

        x = lowest(tangents, start)
        return np.concatenate((x, highest(x, start)))

    return saddle


def inputs(_size):
    yield "start=(1, 1)", {"start": [1.0, 1.0]}


def witness(start):
    """The slopes by hand: the outer one too, since the inner point does not depend on x."""
    y = lowest(lambda y: (np.sum(y * y), 2.0 * y), start)
    x = lowest(lambda x: (np.sum(x * x) - np.sum(y * y), 2.0 * x), start)
    return np.concatenate((x, y))


def made(**options):
    return Eval(
        read=lambda given: (np.array(given["start"]),),
        functions={
            "ff": Function(forward(peak_by_forward, highest_by_forward, **options), witness, listed),
            "fr": Function(forward(peak_by_reverse, highest_by_reverse, **options), witness, listed),
            "rf": Function(reverse(peak_by_forward, highest_by_forward, **options), witness, listed),
            "rr": Function(reverse(peak_by_reverse, highest_by_reverse, **options), witness, listed),
        },
        inputs=inputs,
    )
