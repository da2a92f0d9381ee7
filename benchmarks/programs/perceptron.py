"""A perceptron with one hidden layer, 784-128-10, in NumPy's style: a chain of matrix products."""

from __future__ import annotations

import numpy as np

from benchmarks.program import Program


def perceptron(w1, b1, w2, b2, images, labels):
    hidden = np.tanh(images @ w1 + b1)
    scores = hidden @ w2 + b2
    total = 0.0
    for i in range(len(labels)):
        row = scores[i]
        total += np.log(np.sum(np.exp(row - np.max(row)))) + np.max(row) - row[labels[i]]
    return total / len(labels)


def by_hand(w1, b1, w2, b2, images, labels):
    n, outputs = len(labels), len(b2)
    hidden = np.tanh(images @ w1 + b1)
    scores = hidden @ w2 + b2
    scores_bar = np.empty((n, outputs))
    total = 0.0
    for i in range(n):
        greatest = scores[i].max()
        mass = 0.0
        for k in range(outputs):
            scores_bar[i, k] = np.exp(scores[i, k] - greatest)
            mass += scores_bar[i, k]
        total += np.log(mass) + greatest - scores[i, labels[i]]
        for k in range(outputs):
            scores_bar[i, k] /= mass * n
        scores_bar[i, labels[i]] -= 1.0 / n
    w2_bar = hidden.T @ scores_bar
    inner_bar = scores_bar @ w2.T
    b1_bar, b2_bar = np.zeros_like(b1), np.zeros_like(b2)
    for i in range(n):
        for k in range(outputs):
            b2_bar[k] += scores_bar[i, k]
        for k in range(len(b1)):
            inner_bar[i, k] *= 1.0 - hidden[i, k] * hidden[i, k]
            b1_bar[k] += inner_bar[i, k]
    return total / n, images.T @ inner_bar, b1_bar, w2_bar, b2_bar


def arguments(size):
    inputs, hidden, outputs, n = (784, 128, 10, 64) if size == "full" else (5, 4, 3, 6)
    rng = np.random.default_rng(7)
    w1, w2 = rng.normal(size=(inputs, hidden)) / inputs**0.5, rng.normal(size=(hidden, outputs)) / hidden**0.5
    labels = rng.integers(0, outputs, n)
    return w1, np.zeros(hidden), w2, np.zeros(outputs), rng.random((n, inputs)), labels


PROGRAM = Program("perceptron", perceptron, arguments, (0, 1, 2, 3), by_hand)
