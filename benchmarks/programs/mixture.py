"""The log-likelihood of a Gaussian mixture with diagonal precisions: ADBench's objective without prior."""

from __future__ import annotations

import math

import numpy as np

from benchmarks.program import Program


def mixture(weights, means, scales, points):
    """weights: (k,) logarithms up to a constant; means, scales: (k, d), scales logarithms; points: (n, d)."""
    k, d = means.shape
    terms = np.empty(k)
    total = 0.0
    for i in range(len(points)):
        greatest = -math.inf
        for j in range(k):
            term = weights[j]
            for c in range(d):
                apart = math.exp(scales[j, c]) * (points[i, c] - means[j, c])
                term += scales[j, c] - 0.5 * apart * apart
            terms[j] = term
            greatest = max(greatest, term)
        mass = 0.0
        for j in range(k):
            mass += math.exp(terms[j] - greatest)
        total += greatest + math.log(mass)
    mass = 0.0
    for j in range(k):
        mass += math.exp(weights[j])
    return total - len(points) * math.log(mass)


def by_hand(weights, means, scales, points):
    """Nothing is recorded: what a point gives follows from its own terms."""
    n, (k, d) = len(points), means.shape
    terms, precise = np.empty(k), np.exp(scales)
    weights_bar, means_bar, scales_bar = np.zeros(k), np.zeros((k, d)), np.zeros((k, d))
    total = 0.0
    for i in range(n):
        greatest = -math.inf
        for j in range(k):
            term = weights[j]
            for c in range(d):
                apart = precise[j, c] * (points[i, c] - means[j, c])
                term += scales[j, c] - 0.5 * apart * apart
            terms[j] = term
            greatest = max(greatest, term)
        mass = 0.0
        for j in range(k):
            terms[j] = math.exp(terms[j] - greatest)
            mass += terms[j]
        total += greatest + math.log(mass)
        for j in range(k):
            share = terms[j] / mass
            weights_bar[j] += share
            for c in range(d):
                apart = precise[j, c] * (points[i, c] - means[j, c])
                means_bar[j, c] += share * apart * precise[j, c]
                scales_bar[j, c] += share * (1.0 - apart * apart)
    mass = 0.0
    for j in range(k):
        mass += math.exp(weights[j])
    for j in range(k):
        weights_bar[j] -= n * math.exp(weights[j]) / mass
    return total - n * math.log(mass), weights_bar, means_bar, scales_bar


def arguments(size):
    k, d, n = (25, 10, 1000) if size == "full" else (3, 2, 5)
    rng = np.random.default_rng(8)
    return rng.normal(size=k), rng.normal(size=(k, d)), 0.3 * rng.normal(size=(k, d)), rng.normal(size=(n, d))


PROGRAM = Program("Gaussian mixture", mixture, arguments, (0, 1, 2), by_hand)
