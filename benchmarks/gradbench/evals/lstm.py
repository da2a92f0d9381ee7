"""`lstm`: the loss of a long short-term memory that predicts the next character, and its gradient."""

from __future__ import annotations

import math

import numba
import numpy as np

import difpy
from benchmarks.gradbench.eval import Eval, Function


@numba.njit
def sigmoid(x):
    return 1.0 / (1.0 + math.exp(-x))


@numba.njit
def loss(main, ends, state, sequence):
    """main: (layers, 2, 4, b), weights and biases of gates; ends: (3, b), weights of input and output, bias
    of output; state: (layers, 2, b), hidden and cell at first; sequence: (characters, b), bits."""
    layers, b = len(main), ends.shape[1]
    hidden, cell = state[:, 0].copy(), state[:, 1].copy()
    signal, scores = np.empty(b), np.empty(b)
    total = 0.0
    for t in range(len(sequence) - 1):
        for i in range(b):
            signal[i] = ends[0, i] * sequence[t, i]
        for layer in range(layers):
            for i in range(b):
                forget = sigmoid(main[layer, 0, 0, i] * signal[i] + main[layer, 1, 0, i])
                write = sigmoid(main[layer, 0, 1, i] * hidden[layer, i] + main[layer, 1, 1, i])
                read = sigmoid(main[layer, 0, 2, i] * signal[i] + main[layer, 1, 2, i])
                change = math.tanh(main[layer, 0, 3, i] * hidden[layer, i] + main[layer, 1, 3, i])
                cell[layer, i] = forget * cell[layer, i] + write * change
                hidden[layer, i] = read * math.tanh(cell[layer, i])
                signal[i] = hidden[layer, i]
        mass = 2.0
        for i in range(b):
            scores[i] = ends[1, i] * signal[i] + ends[2, i]
            mass += math.exp(scores[i])
        norm = math.log(mass)
        for i in range(b):
            total += sequence[t + 1, i] * (scores[i] - norm)
    return -total / (b * (len(sequence) - 1))


def inputs(size):
    """The text is of random characters, of 7 bits and now and then one of 14."""
    rng = np.random.default_rng(6)
    for layers, characters in (
        ((2, 1024), (4, 1024), (2, 4096), (6, 8192)) if size == "full" else ((1, 2), (2, 6))
    ):
        b = 14 if size == "full" else 3
        bits = rng.integers(0, 2, (characters, b)) * (np.arange(b) >= b - 7)
        yield (
            f"l={layers}, c={characters}",
            {
                "main_params": rng.uniform(size=(2 * layers, 4 * b)).tolist(),
                "extra_params": rng.uniform(size=(3, b)).tolist(),
                "state": rng.uniform(size=(2 * layers, b)).tolist(),
                "sequence": bits.astype(float).tolist(),
            },
        )


def read(given):
    ends = np.array(given["extra_params"])
    main = np.array(given["main_params"]).reshape(-1, 2, 4, ends.shape[1])
    state = np.array(given["state"]).reshape(-1, 2, ends.shape[1])
    return main, ends, state, np.array(given["sequence"])


def steps(main, ends, state, sequence):
    """Of each layer at each time what the reverse sweep needs: gates, cells before and after, what comes in;
    and the scores, (characters - 1, b). All layers of a time depend on each other, all of `b` do not."""
    hidden, cell = state[:, 0].copy(), state[:, 1].copy()
    kept, scores = [], []
    for bits in sequence[:-1]:
        signal = ends[0] * bits
        for layer, (weights, biases) in enumerate(main):
            comes = np.stack((signal, hidden[layer], signal, hidden[layer]))
            gates = weights * comes + biases
            gates[:3] = 1.0 / (1.0 + np.exp(-gates[:3]))
            gates[3] = np.tanh(gates[3])
            before = cell[layer].copy()
            cell[layer] = gates[0] * before + gates[1] * gates[3]
            flat = np.tanh(cell[layer])
            signal = hidden[layer] = gates[2] * flat
            kept.append((comes, gates, before, flat))
        scores.append(ends[1] * signal + ends[2])
    return kept, np.array(scores)


def loss_of_scores(scores, sequence):
    norms = np.log(2.0 + np.sum(np.exp(scores), axis=1, keepdims=True))
    return -np.mean(sequence[1:] * (scores - norms))


def value(main, ends, state, sequence):
    return loss_of_scores(steps(main, ends, state, sequence)[1], sequence)


def adjoint(main, ends, state, sequence):
    """By hand, in arrays of the bits of a character."""
    kept, scores = steps(main, ends, state, sequence)
    shares = np.exp(scores) / (2.0 + np.sum(np.exp(scores), axis=1, keepdims=True))
    scores_bar = shares * np.sum(sequence[1:], axis=1, keepdims=True) - sequence[1:]
    scores_bar /= scores.size
    main_bar, ends_bar = np.zeros_like(main), np.zeros_like(ends)
    hidden_bar, cell_bar = np.zeros_like(state[:, 0]), np.zeros_like(state[:, 1])
    for t in range(len(scores) - 1, -1, -1):
        _, gates, _, flat = kept[-1]
        ends_bar[1] += scores_bar[t] * gates[2] * flat
        ends_bar[2] += scores_bar[t]
        signal_bar = ends[1] * scores_bar[t]
        for layer in range(len(main) - 1, -1, -1):
            comes, (forget, write, read_, change), before, flat = kept.pop()
            hidden_bar[layer] += signal_bar
            cell_bar[layer] += hidden_bar[layer] * read_ * (1.0 - flat**2)
            gates_bar = np.stack(
                (
                    cell_bar[layer] * before * forget * (1.0 - forget),
                    cell_bar[layer] * change * write * (1.0 - write),
                    hidden_bar[layer] * flat * read_ * (1.0 - read_),
                    cell_bar[layer] * write * (1.0 - change**2),
                )
            )
            main_bar[layer, 0] += gates_bar * comes
            main_bar[layer, 1] += gates_bar
            by = gates_bar * main[layer, 0]
            signal_bar, hidden_bar[layer] = by[0] + by[2], by[1] + by[3]
            cell_bar[layer] *= forget
        ends_bar[0] += signal_bar * sequence[t]
    return main_bar, ends_bar


def made(**options):
    return Eval(
        read=read,
        functions={
            "objective": Function(loss, value),
            "jacobian": Function(
                difpy.grad(loss, (0, 1), **options),
                adjoint,
                lambda bars: np.concatenate([bar.ravel() for bar in bars]).tolist(),
            ),
        },
        inputs=inputs,
    )
