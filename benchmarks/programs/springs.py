"""A chain of masses and springs that bounces off the floor: branches that depend on the state."""

from __future__ import annotations

import numpy as np

from benchmarks.program import Program


def springs(height, stiffness, damping, h, steps):
    n = len(height)
    x = height.copy()
    v = np.zeros(n)
    force = np.zeros(n)
    for _ in range(steps):
        for i in range(n):
            force[i] = -9.81
        for i in range(n - 1):
            pull = stiffness * (x[i + 1] - x[i] - 1.0)
            force[i] += pull
            force[i + 1] -= pull
        for i in range(n):
            if x[i] < 0.0:
                force[i] += -1000.0 * x[i] - damping * v[i]
        for i in range(n):
            v[i] += h * force[i]
            x[i] += h * v[i]
    total = 0.0
    for i in range(n):
        total += x[i] ** 2
    return total


def by_hand(height, stiffness, damping, h, steps):
    n = len(height)
    x, v, force = height.copy(), np.zeros(n), np.zeros(n)
    xs, vs = np.empty((steps, n)), np.empty((steps, n))
    for t in range(steps):
        for i in range(n):
            xs[t, i], vs[t, i] = x[i], v[i]
            force[i] = -9.81
        for i in range(n - 1):
            pull = stiffness * (x[i + 1] - x[i] - 1.0)
            force[i] += pull
            force[i + 1] -= pull
        for i in range(n):
            if x[i] < 0.0:
                force[i] += -1000.0 * x[i] - damping * v[i]
        for i in range(n):
            v[i] += h * force[i]
            x[i] += h * v[i]
    total = 0.0
    for i in range(n):
        total += x[i] ** 2
    x_bar, v_bar, force_bar = 2.0 * x, np.zeros(n), np.empty(n)
    stiffness_bar = damping_bar = 0.0
    for t in range(steps - 1, -1, -1):
        for i in range(n):
            v_bar[i] += h * x_bar[i]
            force_bar[i] = h * v_bar[i]
        for i in range(n):
            if xs[t, i] < 0.0:
                x_bar[i] -= 1000.0 * force_bar[i]
                v_bar[i] -= damping * force_bar[i]
                damping_bar -= vs[t, i] * force_bar[i]
        for i in range(n - 1):
            pull_bar = force_bar[i] - force_bar[i + 1]
            stiffness_bar += (xs[t, i + 1] - xs[t, i] - 1.0) * pull_bar
            x_bar[i + 1] += stiffness * pull_bar
            x_bar[i] -= stiffness * pull_bar
    return total, x_bar, stiffness_bar, damping_bar


def arguments(size):
    n, steps = (20, 2000) if size == "full" else (4, 10)
    height = 0.2 + 1.1 * np.arange(n)
    if size == "small":
        height[0] = -0.1
    return height, 100.0, 0.5, 1e-3, steps


PROGRAM = Program("masses and springs", springs, arguments, (0, 1, 2), by_hand)
