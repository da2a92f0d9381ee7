"""A long short-term memory predicts the next character: an objective of ADBench (Srajer et al., 2018)."""

from __future__ import annotations

import math

import numpy as np

from benchmarks.program import Program


def sigmoid(x):
    return 1.0 / (1.0 + math.exp(-x))


def lstm(weights, biases, ends, state, sequence):
    """weights, biases: (layers, 4, b), of the gates; ends: (3, b), scales of input and output, and a bias;
    state: (2, layers, b), what is put out and remembered at first; sequence: (characters, b)."""
    layers, _, b = weights.shape
    hidden, cell = state[0].copy(), state[1].copy()
    signal, scores = np.empty(b), np.empty(b)
    total = 0.0
    for t in range(len(sequence) - 1):
        for k in range(b):
            signal[k] = ends[0, k] * sequence[t, k]
        for i in range(layers):
            for k in range(b):
                forget = sigmoid(weights[i, 0, k] * signal[k] + biases[i, 0, k])
                write = sigmoid(weights[i, 1, k] * hidden[i, k] + biases[i, 1, k])
                read = sigmoid(weights[i, 2, k] * signal[k] + biases[i, 2, k])
                change = math.tanh(weights[i, 3, k] * hidden[i, k] + biases[i, 3, k])
                cell[i, k] = forget * cell[i, k] + write * change
                hidden[i, k] = read * math.tanh(cell[i, k])
                signal[k] = hidden[i, k]
        mass = 0.0
        for k in range(b):
            scores[k] = ends[1, k] * signal[k] + ends[2, k]
            mass += math.exp(scores[k])
        norm = math.log(mass)
        for k in range(b):
            total += sequence[t + 1, k] * (scores[k] - norm)
    return -total / (b * (len(sequence) - 1))


def by_hand(weights, biases, ends, state, sequence):
    """What exp and tanh gave is kept, and the states: `hiddens[t]` and `cells[t]` are those before step t."""
    layers, _, b = weights.shape
    steps = len(sequence) - 1
    hiddens, cells = np.empty((steps + 1, layers, b)), np.empty((steps + 1, layers, b))
    gates = np.empty((steps, layers, 5, b))
    shares = np.empty((steps, b))
    hiddens[0], cells[0] = state[0], state[1]
    signal, scores = np.empty(b), np.empty(b)
    total = 0.0
    for t in range(steps):
        for k in range(b):
            signal[k] = ends[0, k] * sequence[t, k]
        for i in range(layers):
            for k in range(b):
                forget = sigmoid(weights[i, 0, k] * signal[k] + biases[i, 0, k])
                write = sigmoid(weights[i, 1, k] * hiddens[t, i, k] + biases[i, 1, k])
                read = sigmoid(weights[i, 2, k] * signal[k] + biases[i, 2, k])
                change = math.tanh(weights[i, 3, k] * hiddens[t, i, k] + biases[i, 3, k])
                cells[t + 1, i, k] = forget * cells[t, i, k] + write * change
                squashed = math.tanh(cells[t + 1, i, k])
                hiddens[t + 1, i, k] = signal[k] = read * squashed
                gates[t, i, 0, k], gates[t, i, 1, k], gates[t, i, 2, k] = forget, write, read
                gates[t, i, 3, k], gates[t, i, 4, k] = change, squashed
        mass, expected = 0.0, 0.0
        for k in range(b):
            scores[k] = ends[1, k] * signal[k] + ends[2, k]
            shares[t, k] = math.exp(scores[k])
            mass += shares[t, k]
            expected += sequence[t + 1, k]
        norm = math.log(mass)
        for k in range(b):
            total += sequence[t + 1, k] * (scores[k] - norm)
            shares[t, k] *= expected / mass
    factor = -1.0 / (b * steps)
    weights_bar, biases_bar, ends_bar = np.zeros_like(weights), np.zeros_like(biases), np.zeros_like(ends)
    hidden_bar, cell_bar, signal_bar = np.zeros((layers, b)), np.zeros((layers, b)), np.empty(b)
    for t in range(steps - 1, -1, -1):
        for k in range(b):
            score_bar = factor * (sequence[t + 1, k] - shares[t, k])
            ends_bar[1, k] += hiddens[t + 1, layers - 1, k] * score_bar
            ends_bar[2, k] += score_bar
            signal_bar[k] = ends[1, k] * score_bar
        for i in range(layers - 1, -1, -1):
            for k in range(b):
                signal[k] = hiddens[t + 1, i - 1, k] if i > 0 else ends[0, k] * sequence[t, k]
            for k in range(b):
                forget, write, read = gates[t, i, 0, k], gates[t, i, 1, k], gates[t, i, 2, k]
                change, squashed = gates[t, i, 3, k], gates[t, i, 4, k]
                before = hiddens[t, i, k]
                out_bar = hidden_bar[i, k] + signal_bar[k]
                memory_bar = cell_bar[i, k] + read * (1.0 - squashed * squashed) * out_bar
                forget_bar = forget * (1.0 - forget) * cells[t, i, k] * memory_bar
                write_bar = write * (1.0 - write) * change * memory_bar
                read_bar = read * (1.0 - read) * squashed * out_bar
                change_bar = (1.0 - change * change) * write * memory_bar
                weights_bar[i, 0, k] += signal[k] * forget_bar
                weights_bar[i, 1, k] += before * write_bar
                weights_bar[i, 2, k] += signal[k] * read_bar
                weights_bar[i, 3, k] += before * change_bar
                biases_bar[i, 0, k] += forget_bar
                biases_bar[i, 1, k] += write_bar
                biases_bar[i, 2, k] += read_bar
                biases_bar[i, 3, k] += change_bar
                signal_bar[k] = weights[i, 0, k] * forget_bar + weights[i, 2, k] * read_bar
                hidden_bar[i, k] = weights[i, 1, k] * write_bar + weights[i, 3, k] * change_bar
                cell_bar[i, k] = forget * memory_bar
        for k in range(b):
            ends_bar[0, k] += sequence[t, k] * signal_bar[k]
    return factor * total, weights_bar, biases_bar, ends_bar


def arguments(size):
    layers, characters, b = (2, 1024, 14) if size == "full" else (2, 5, 3)
    rng = np.random.default_rng(9)
    weights, biases = rng.normal(size=(layers, 4, b)), rng.normal(size=(layers, 4, b))
    ends, state = rng.normal(size=(3, b)), rng.normal(size=(2, layers, b))
    return weights, biases, ends, state, np.eye(b)[rng.integers(0, b, characters)]


PROGRAM = Program("LSTM", lstm, arguments, (0, 1, 2), by_hand, ("sigmoid",))
