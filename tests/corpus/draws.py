"""Random draws: made once and in order, in loops, `while` loops, branches, helpers, recursion, arrays, lists."""
# ruff: noqa  programs as people write them

import math

import numpy as np

from tests.corpus.registry import case


def draws_in_a_loop(x, s):
    np.random.seed(1)
    for i in range(5):
        x = math.sin(x) + s * np.random.standard_normal() * x
    return x


case(draws_in_a_loop, 0.7, 0.3)


def unused_draws_advance_the_generator(x, n):
    np.random.seed(2)
    total = 0.0
    for i in range(n):
        np.random.random()
        unused = np.random.standard_normal()
        total += x * np.random.random() + total * x
    return total


case(unused_draws_advance_the_generator, 0.7, 4)


def rejection_sampling(x):
    np.random.seed(3)
    total = 0.0
    for i in range(4):
        u = np.random.random()
        while np.random.random() > u:
            u = np.random.random()
        total += math.exp(-u * x) * u
    return total * x


case(rejection_sampling, 0.7)


def draws_on_branches(x):
    np.random.seed(4)
    for i in range(6):
        if np.random.random() < 0.5:
            x = x * np.random.standard_normal() + x * x
        elif np.random.random() < 0.5:
            x = x + 0.1
        else:
            z = np.random.random()
            x = math.sin(x * z) + z
    return x


case(draws_on_branches, 0.7)


def noise(scale):
    return scale * np.random.standard_normal()


def draws_in_helpers(x, s):
    np.random.seed(5)
    total = noise(x) - noise(s) * noise(x * s)
    for i in range(3):
        total = noise(total) + noise(x) * total
    return total


case(draws_in_helpers, 0.7, 1.3)


def drawn_deeper(x, n):
    if n == 0:
        return x
    u = np.random.random()
    y = drawn_deeper(x * u, n - 1) * drawn_deeper(math.sin(x), n - 1)
    return y + np.random.random() * x


def draws_in_recursion(x):
    np.random.seed(6)
    return drawn_deeper(x, 3)


case(draws_in_recursion, 0.7)


def draws_in_arrays(x, n):
    np.random.seed(7)
    z = np.random.standard_normal(n)
    z[1] = x[0] * x[1]
    for i in range(3):
        kick = np.random.standard_normal(n)
        z = z * x + kick if kick[0] > 0.0 else kick * z
        x = x * np.random.random() + 0.1 * np.random.random(n)
    return np.sum(z * x)


case(draws_in_arrays, np.array([0.5, 1.2, 2.0]), 3)


def draws_in_comprehensions(x):
    np.random.seed(8)
    path = [x * np.random.standard_normal() for _ in range(4)]
    return sum([p * p * np.random.random() for p in path]) + path[1]


case(draws_in_comprehensions, 0.7)


def drawn_rows(x, rounds):
    np.random.seed(9)
    total = 0.0
    for i in range(rounds):
        order = np.random.permutation(len(x))
        batch = x[order[:2]]
        k = np.random.randint(0, len(x))
        total += np.sum(batch * batch) * x[k] + total * x[0]
    return total


case(drawn_rows, np.array([0.5, 1.2, 0.3, 0.8]), 3)


def overwritten_by_draws(x, n):
    np.random.seed(10)
    u = x * x
    z = u * np.ones(2)
    w = x * np.ones(2)
    total = 0.0
    for i in range(n):
        total += u * x + np.sum(z * w) * x
        u = np.random.random()
        z = np.random.standard_normal(2)
        w = np.random.random(2)
        w[0] = x * total
    return total * u + np.sum(z * w)


case(overwritten_by_draws, 0.7, 3)
