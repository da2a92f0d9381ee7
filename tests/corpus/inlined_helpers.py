"""Small helpers in loops, whose statements become those of the loop."""

from __future__ import annotations

import math

import numpy as np

from tests.corpus.registry import case, raising

X = np.array([0.5, -1.2, 2.0, 0.3])


def sigmoid(x):
    return 1.0 / (1.0 + math.exp(-x))


def gate(w, b, x):
    z = w * x + b
    z = z + 0.1 * z * z
    return sigmoid(z) * math.tanh(z)


def both(x, k):
    x = x * k
    return math.sin(x), math.cos(x) + x


def gates_in_a_loop(x, w, b):
    state = 0.2
    for i in range(len(x)):
        state = gate(w, b, state + x[i]) + sigmoid(x[i]) * state
    return state


case(gates_in_a_loop, X, 0.7, 0.3)


def results_that_are_arguments(x, k):
    u, v = x, 0.5
    for _ in range(3):
        v, u = both(u * v, k)
        u, v = both(v, u)
    return u * v


case(results_that_are_arguments, 0.7, 0.9)


def names_of_the_helper(x, z):
    for _ in range(2):
        z = gate(x, z, z)
        x = gate(z, x, 1)
    return x * z


case(names_of_the_helper, 0.7, 0.9)


def a_number_for_a_helper(x):
    total = 0.0
    for i in range(3):
        total += sigmoid(i) * x + sigmoid(2) * x
        sigmoid(x)
    return total


case(a_number_for_a_helper, 0.7)


def on_a_branch(x, n):
    for i in range(n):
        if i % 2 == 0:
            x = gate(x, 0.5, x)
        else:
            x, _ = both(x, x)
    return x


case(on_a_branch, 0.7, 5)


def recursive_with_a_helper(x, n):
    if n == 0:
        return sigmoid(x)
    return gate(x, 0.3, recursive_with_a_helper(0.9 * x, n - 1)) + sigmoid(x)


case(recursive_with_a_helper, 0.7, 4)


def element_that_is_missing(x, n):
    total = 0.0
    for i in range(n):
        total += sigmoid(x[i])
    return total


case(element_that_is_missing, X, 4)
raising(element_that_is_missing, X, 5, exception=IndexError)
