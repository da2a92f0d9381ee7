"""The forward algorithm of a hidden Markov model, in logarithms."""

from __future__ import annotations

import math

import numpy as np

from benchmarks.program import Program


def hidden_markov(start, transition, emission, observed):
    count = len(start)
    alpha = np.empty(count)
    new = np.empty(count)
    for s in range(count):
        alpha[s] = start[s] + emission[s, observed[0]]
    for t in range(1, len(observed)):
        for s in range(count):
            greatest = -np.inf
            for r in range(count):
                v = alpha[r] + transition[r, s]
                if v > greatest:
                    greatest = v
            total = 0.0
            for r in range(count):
                total += math.exp(alpha[r] + transition[r, s] - greatest)
            new[s] = greatest + math.log(total) + emission[s, observed[t]]
        alpha, new = new, alpha
    greatest = -np.inf
    for s in range(count):
        if alpha[s] > greatest:
            greatest = alpha[s]
    total = 0.0
    for s in range(count):
        total += math.exp(alpha[s] - greatest)
    return greatest + math.log(total)


def by_hand(start, transition, emission, observed):
    """The derivative of a log-sum-exp is its weights; the shift by the greatest has none."""
    count, steps = len(start), len(observed)
    alpha = np.empty((steps, count))
    weights = np.empty((steps, count, count))
    for s in range(count):
        alpha[0, s] = start[s] + emission[s, observed[0]]
    for t in range(1, steps):
        for s in range(count):
            greatest = -np.inf
            for r in range(count):
                greatest = max(greatest, alpha[t - 1, r] + transition[r, s])
            total = 0.0
            for r in range(count):
                w = math.exp(alpha[t - 1, r] + transition[r, s] - greatest)
                weights[t, s, r] = w
                total += w
            for r in range(count):
                weights[t, s, r] /= total
            alpha[t, s] = greatest + math.log(total) + emission[s, observed[t]]
    greatest = alpha[steps - 1].max()
    total = 0.0
    for s in range(count):
        total += math.exp(alpha[steps - 1, s] - greatest)
    value = greatest + math.log(total)
    start_bar = np.zeros_like(start)
    transition_bar = np.zeros_like(transition)
    emission_bar = np.zeros_like(emission)
    alpha_bar = np.empty(count)
    before = np.empty(count)
    for s in range(count):
        alpha_bar[s] = math.exp(alpha[steps - 1, s] - value)
    for t in range(steps - 1, 0, -1):
        before[:] = 0.0
        for s in range(count):
            emission_bar[s, observed[t]] += alpha_bar[s]
            for r in range(count):
                w = weights[t, s, r] * alpha_bar[s]
                before[r] += w
                transition_bar[r, s] += w
        alpha_bar, before = before, alpha_bar
    for s in range(count):
        start_bar[s] += alpha_bar[s]
        emission_bar[s, observed[0]] += alpha_bar[s]
    return value, start_bar, transition_bar, emission_bar


def arguments(size):
    count, steps = (16, 500) if size == "full" else (3, 6)
    rng = np.random.default_rng(1)
    start = np.log(rng.dirichlet(np.ones(count)))
    transition = np.log(rng.dirichlet(np.ones(count), count))
    emission = np.log(rng.dirichlet(np.ones(8), count))
    return start, transition, emission, rng.integers(0, 8, steps)


PROGRAM = Program("hidden Markov model", hidden_markov, arguments, (0, 1, 2), by_hand)
