"""The likelihood of a GARCH(1,1) model of returns: a recursion over data."""

from __future__ import annotations

import math

import numpy as np

from benchmarks.program import Program


def garch(omega, alpha, beta, returns):
    variance = omega / (1.0 - alpha - beta)
    total = 0.0
    for r in returns:
        total += math.log(variance) + r * r / variance
        variance = omega + alpha * r * r + beta * variance
    return 0.5 * total


def by_hand(omega, alpha, beta, returns):
    n = len(returns)
    variances = np.empty(n)
    variance = omega / (1.0 - alpha - beta)
    total = 0.0
    for i in range(n):
        variances[i] = variance
        square = returns[i] * returns[i]
        total += math.log(variance) + square / variance
        variance = omega + alpha * square + beta * variance
    omega_bar = alpha_bar = beta_bar = variance_bar = 0.0
    for i in range(n - 1, -1, -1):
        square, variance = returns[i] * returns[i], variances[i]
        omega_bar += variance_bar
        alpha_bar += square * variance_bar
        beta_bar += variance * variance_bar
        variance_bar = beta * variance_bar + 0.5 * (1.0 - square / variance) / variance
    rest = 1.0 - alpha - beta
    omega_bar += variance_bar / rest
    shared = omega / (rest * rest) * variance_bar
    return 0.5 * total, omega_bar, alpha_bar + shared, beta_bar + shared


def arguments(size):
    n = 5000 if size == "full" else 10
    return 0.1, 0.1, 0.8, np.random.default_rng(3).normal(size=n)


PROGRAM = Program("GARCH", garch, arguments, (0, 1, 2), by_hand)
