"""The wave equation on a square, three buffers in rotation."""

from __future__ import annotations

import numpy as np

from benchmarks.program import Program


def wave(speed, start, steps):
    n, m = start.shape
    before = start.copy()
    now = start.copy()
    after = np.zeros((n, m))
    for _ in range(steps):
        for i in range(1, n - 1):
            for j in range(1, m - 1):
                bend = now[i + 1, j] + now[i - 1, j] + now[i, j + 1] + now[i, j - 1] - 4.0 * now[i, j]
                after[i, j] = 2.0 * now[i, j] - before[i, j] + speed[i, j] * bend
        before, now, after = now, after, before
    total = 0.0
    for i in range(n):
        for j in range(m):
            total += now[i, j] ** 2
    return total


def by_hand(speed, start, steps):
    """The bends are kept; each cell then gathers what its neighbours give."""
    n, m = start.shape
    before, now, after = start.copy(), start.copy(), np.zeros((n, m))
    bends = np.empty((steps, n, m))
    for t in range(steps):
        for i in range(1, n - 1):
            for j in range(1, m - 1):
                bend = now[i + 1, j] + now[i - 1, j] + now[i, j + 1] + now[i, j - 1] - 4.0 * now[i, j]
                bends[t, i, j] = bend
                after[i, j] = 2.0 * now[i, j] - before[i, j] + speed[i, j] * bend
        before, now, after = now, after, before
    total = 0.0
    for i in range(n):
        for j in range(m):
            total += now[i, j] ** 2
    speed_bar = np.zeros_like(speed)
    before_bar, now_bar, after_bar = np.zeros((n, m)), 2.0 * now, np.zeros((n, m))
    given = np.zeros((n, m))
    for t in range(steps - 1, -1, -1):
        before_bar, now_bar, after_bar = after_bar, before_bar, now_bar
        for i in range(1, n - 1):
            for j in range(1, m - 1):
                bar = after_bar[i, j]
                after_bar[i, j] = 0.0
                speed_bar[i, j] += bends[t, i, j] * bar
                given[i, j] = speed[i, j] * bar
                now_bar[i, j] += 2.0 * bar - 4.0 * given[i, j]
                before_bar[i, j] -= bar
        for i in range(n):
            for j in range(m):
                total_bar = now_bar[i, j]
                if i > 0:
                    total_bar += given[i - 1, j]
                if i < n - 1:
                    total_bar += given[i + 1, j]
                if j > 0:
                    total_bar += given[i, j - 1]
                if j < m - 1:
                    total_bar += given[i, j + 1]
                now_bar[i, j] = total_bar
    return total, speed_bar, now_bar + before_bar


def arguments(size):
    n, steps = (64, 200) if size == "full" else (5, 4)
    rng = np.random.default_rng(4)
    return 0.2 + 0.05 * rng.random((n, n)), rng.random((n, n)), steps


PROGRAM = Program("wave equation", wave, arguments, (0, 1), by_hand)
