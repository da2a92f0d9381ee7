"""One small scalar function: what a call costs."""

from __future__ import annotations

import math

from benchmarks.program import Program


def scalar_function(x):
    return math.sin(x) * x**2


def by_hand(x):
    s = math.sin(x)
    return s * x * x, math.cos(x) * x * x + 2.0 * x * s


def arguments(_size):
    return (0.7,)


PROGRAM = Program("sin(x) * x**2", scalar_function, arguments, (0,), by_hand)
