"""`particle`: where to put a charge so that another, which moves in its field, comes through the origin.

Siskind and Pearlmutter, "Using programming language theory to make automatic differentiation sound and
efficient", 2008. The force is a derivative, and what is descended is what the forces lead to; the outer and
the inner derivative are each in forward or in reverse mode.
"""

from __future__ import annotations

import math

import numpy as np

import difpy
from benchmarks.gradbench.descent import lowest
from benchmarks.gradbench.eval import Eval, Function

STEP = 0.1


def potential(place, w):
    """At a place, (2,), of two charges of which w moves one."""
    first = math.sqrt((place[0] - 10.0) ** 2 + (place[1] - 10.0 + w) ** 2)
    second = math.sqrt((place[0] - 10.0) ** 2 + place[1] ** 2)
    return 1.0 / first + 1.0 / second


def slope_by_reverse(place, w):
    return difpy.grad(potential)(place, w)


def slope_by_forward(place, w):
    _, first = difpy.jvp(potential, (place, w), (np.array([1.0, 0.0]), None))
    _, second = difpy.jvp(potential, (place, w), (np.array([0.0, 1.0]), None))
    return np.array([first, second])


def miss(slope, w):
    """The square of the distance from the origin at which the particle comes through the axis; w: (1,)."""
    place, velocity = np.array([0.0, 8.0]), np.array([0.75, 0.0])
    while True:
        new = place + STEP * velocity
        if new[1] <= 0.0:
            rest = -new[1] / velocity[1]
            return (new[0] + rest * velocity[0]) ** 2
        velocity = velocity - STEP * slope(place, w[0])
        place = new


def miss_by_reverse(w):
    return miss(slope_by_reverse, w)


def miss_by_forward(w):
    return miss(slope_by_forward, w)


def reverse(cost, **options):
    slope = difpy.value_and_grad(cost, **options)
    return lambda w: lowest(slope, w)[0]


def forward(cost, **options):
    def tangents(w):
        value, tangent = difpy.jvp(cost, (w,), (np.ones(1),), **options)
        return value, np.array([tangent])

    return lambda w: lowest(tangents, w)[0]


def inputs(_size):
    yield "w=0", {"w": 0.0}


def force(place, w):
    """The slope of the potential by hand, also of a complex w."""
    from_first = place - np.array([10.0, 10.0 - w])
    from_second = place - np.array([10.0, 0.0])
    return -sum(apart / np.sum(apart * apart) ** 1.5 for apart in (from_first, from_second))


def by_complex_steps(w):
    def cost(w):
        value = miss_of_complex(w[0] + 1e-30j)
        return value.real, np.array([value.imag / 1e-30])

    return lowest(cost, w)[0]


def miss_of_complex(w):
    place, velocity = np.array([0.0, 8.0]), np.array([0.75, 0.0])
    while True:
        new = place + STEP * velocity
        if new[1].real <= 0.0:
            return (new[0] - new[1] / velocity[1] * velocity[0]) ** 2
        velocity = velocity - STEP * force(place, w)
        place = new


def made(**options):
    return Eval(
        read=lambda given: (np.array([given["w"]]),),
        functions={
            "ff": Function(forward(miss_by_forward, **options), by_complex_steps, float),
            "fr": Function(forward(miss_by_reverse, **options), by_complex_steps, float),
            "rf": Function(reverse(miss_by_forward, **options), by_complex_steps, float),
            "rr": Function(reverse(miss_by_reverse, **options), by_complex_steps, float),
        },
        inputs=inputs,
    )
