"""Soft dynamic time warping of two series (Cuturi and Blondel, 2017): a dynamic program."""

from __future__ import annotations

import math

import numpy as np

from benchmarks.program import Program


def soft_dtw(x, y, gamma):
    n, m = len(x), len(y)
    cost = np.full((n + 1, m + 1), 1e10)
    cost[0, 0] = 0.0
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            a = -cost[i - 1, j - 1] / gamma
            b = -cost[i - 1, j] / gamma
            c = -cost[i, j - 1] / gamma
            greatest = max(a, b, c)
            total = math.exp(a - greatest) + math.exp(b - greatest) + math.exp(c - greatest)
            cost[i, j] = (x[i - 1] - y[j - 1]) ** 2 - gamma * (math.log(total) + greatest)
    return cost[n, m]


def by_hand(x, y, gamma):
    n, m = len(x), len(y)
    cost = np.full((n + 1, m + 1), 1e10)
    cost[0, 0] = 0.0
    weights = np.empty((n + 1, m + 1, 3))
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            a = -cost[i - 1, j - 1] / gamma
            b = -cost[i - 1, j] / gamma
            c = -cost[i, j - 1] / gamma
            greatest = max(a, b, c)
            wa, wb, wc = math.exp(a - greatest), math.exp(b - greatest), math.exp(c - greatest)
            total = wa + wb + wc
            weights[i, j, 0], weights[i, j, 1], weights[i, j, 2] = wa / total, wb / total, wc / total
            cost[i, j] = (x[i - 1] - y[j - 1]) ** 2 - gamma * (math.log(total) + greatest)
    x_bar, y_bar = np.zeros(n), np.zeros(m)
    cost_bar = np.zeros((n + 1, m + 1))
    cost_bar[n, m] = 1.0
    for i in range(n, 0, -1):
        for j in range(m, 0, -1):
            bar = cost_bar[i, j]
            d = 2.0 * (x[i - 1] - y[j - 1]) * bar
            x_bar[i - 1] += d
            y_bar[j - 1] -= d
            cost_bar[i - 1, j - 1] += weights[i, j, 0] * bar
            cost_bar[i - 1, j] += weights[i, j, 1] * bar
            cost_bar[i, j - 1] += weights[i, j, 2] * bar
    return cost[n, m], x_bar, y_bar


def arguments(size):
    n = 200 if size == "full" else 5
    rng = np.random.default_rng(2)
    return rng.normal(size=n), rng.normal(size=n), 1.0


PROGRAM = Program("soft time warping", soft_dtw, arguments, (0, 1), by_hand)
