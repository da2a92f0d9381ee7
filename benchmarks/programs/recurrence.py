"""A scalar recurrence: the logistic map, whose every step is recorded."""

from __future__ import annotations

import numpy as np

from benchmarks.program import Program


def recurrence(x, r, steps):
    total = 0.0
    for _ in range(steps):
        x = r * x * (1.0 - x)
        total += x
    return total


def by_hand(x, r, steps):
    xs = np.empty(steps)
    total = 0.0
    for i in range(steps):
        xs[i] = x
        x = r * x * (1.0 - x)
        total += x
    x_bar, r_bar = 0.0, 0.0
    for i in range(steps - 1, -1, -1):
        x = xs[i]
        x_bar += 1.0
        r_bar += x * (1.0 - x) * x_bar
        x_bar = r * (1.0 - 2.0 * x) * x_bar
    return total, x_bar, r_bar


def arguments(size):
    return 0.3, 2.9, 1_000_000 if size == "full" else 100


PROGRAM = Program("recurrence", recurrence, arguments, (0, 1), by_hand)
