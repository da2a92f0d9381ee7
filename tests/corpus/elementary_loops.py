"""Loops with elementary functions: some may compute several values at a time, and some may not."""

from __future__ import annotations

import math

import numpy as np

from tests.corpus.registry import case, raising

LONG = np.cos(0.37 * np.arange(300.0))
"""More than two blocks of iterations."""
SHORT = LONG[:11] + 0.1
FEW = LONG[:3]
POSITIVE = 1.5 + LONG


def sum_of_logarithms(x):
    total = 0.0
    for i in range(len(x)):
        total += math.log(x[i]) / (1.0 + x[i])
    return total


case(sum_of_logarithms, POSITIVE)
case(sum_of_logarithms, POSITIVE[:1], id="one iteration")


def recurrence_beside_a_logarithm(x, a):
    state = 1.0
    total = 0.0
    for v in x:
        total += math.log(state) + v * v / state
        state = 0.3 + a * v * v + 0.5 * state
    return total * state


case(recurrence_beside_a_logarithm, LONG, 0.2)


def recurrence_through_a_sine(x):
    state = 0.5
    for i in range(len(x)):
        state = 0.9 * math.sin(state + x[i])
    return state


case(recurrence_through_a_sine, SHORT)


def recurrence_of_an_exponential(x):
    state, total = 0.5, 0.0
    for i in range(len(x)):
        e = math.exp(-x[i] * x[i])
        state = 0.5 * state + e * x[i]
        total += state * e
    return total


case(recurrence_of_an_exponential, LONG)


def element_of_the_iteration_before(x):
    y = np.zeros(len(x) + 1)
    for i in range(len(x)):
        y[i + 1] = math.exp(-y[i]) + x[i]
    return y[len(x)]


case(element_of_the_iteration_before, SHORT)


def element_of_the_iteration_behind(x):
    y = x * 0.5
    total = 0.0
    for i in range(len(x) - 1):
        y[i] = math.sin(y[i + 1]) * x[i]
        total += y[i] * y[i]
    return total


case(element_of_the_iteration_behind, LONG)


def element_at_the_other_end(x):
    y = x * 0.5
    total = 0.0
    for i in range(len(x)):
        y[i] = math.cos(y[len(x) - 1 - i]) * x[i]
        total += y[i]
    return total


case(element_at_the_other_end, LONG)


def one_element_that_changes(x, place):
    y = x.copy()
    total = 0.0
    for i in range(len(x)):
        total += math.exp(-y[place]) * y[i]
        y[i] = 0.5 * y[i] + 0.1
    return total


case(one_element_that_changes, SHORT, 4)


def under_another_name(x):
    y = x * 1.0
    z = y[1:]
    total = 0.0
    for i in range(len(z)):
        total += math.tanh(z[i]) * y[i]
        y[i] = total
    return total


case(under_another_name, SHORT)


def from_one_to_the_next(x):
    total = 0.0
    for i in range(len(x)):
        inner = math.sin(x[i])
        outer = math.exp(inner * x[i])
        total += math.log(outer + 1.0) * inner
    return total


case(from_one_to_the_next, LONG)


def one_name_for_two_values(x):
    total = 0.0
    for i in range(len(x)):
        v = math.exp(x[i])
        total += v * x[i]
        v = math.tanh(v - 1.0)
        total -= v
    return total + v


case(one_name_for_two_values, SHORT)


def values_of_the_last_iteration(x):
    total, last, before = 0.0, 0.0, 0.0
    for i in range(len(x)):
        before = last
        last = math.exp(x[i])
        total += last * before
    return total + last * x[i] - before


case(values_of_the_last_iteration, LONG)


def behind_conditions(x):
    total = 0.0
    for i in range(len(x)):
        e = math.exp(x[i]) if x[i] < 0.5 else x[i]
        if e > 0.8:
            total += math.log(e) * x[i]
        else:
            total += math.sin(e)
    return total


case(behind_conditions, LONG[:60])


def every_other_one(x, first):
    total = 0.0
    for i in range(first, len(x), 2):
        total += math.cos(x[i]) * x[i - 1]
    return total


case(every_other_one, LONG, 1)


def from_the_end(x):
    total = 1.0
    for i in range(len(x) - 1, -1, -1):
        total = 0.5 * total + math.exp(x[i]) * x[i]
    return total


case(from_the_end, SHORT)


def in_a_nest(m):
    score = m[0].copy()
    new = score.copy()
    for t in range(3):
        for s in range(len(score)):
            greatest = -math.inf
            for r in range(len(score)):
                greatest = max(greatest, score[r] + m[r, s])
            total = 0.0
            for r in range(len(score)):
                total += math.exp(score[r] + m[r, s] - greatest)
            new[s] = greatest + math.log(total)
        for s in range(len(score)):
            score[s] = new[s] + 0.1 * t
    return score[0] * score[1]


case(in_a_nest, np.sin(np.arange(81.0)).reshape(9, 9), id="nine")
case(in_a_nest, np.sin(np.arange(9.0)).reshape(3, 3), id="three")


def a_side_of_a_jump(x):
    total = 0.0
    for i in range(len(x)):
        if math.exp(x[i]) > 1.3:
            total += x[i] ** 3
        else:
            total -= x[i]
    return total


case(a_side_of_a_jump, LONG)


def as_many_as_the_value_says(x):
    total = 0.0
    for i in range(len(x)):
        for _ in range(int(math.exp(x[i]))):
            total = 0.9 * total + x[i] * x[i]
    return total


case(as_many_as_the_value_says, SHORT)


def whole_arrays(x):
    h = np.tanh(x * x[::-1])
    return np.sum(np.log(1.0 + np.exp(h)) * x) + np.mean(np.cos(h.reshape(2, -1).T) * np.sin(x[0]))


case(whole_arrays, LONG)


def past_the_end(x, n):
    total = 0.0
    for i in range(n):
        total += math.exp(x[i]) * x[i]
    return total


raising(past_the_end, SHORT, 200, exception=IndexError)


def first_of_two_errors(x, y, n):
    total = 0.0
    for i in range(n):
        total += math.exp(x[i]) // (3 - i)
        total *= y[i]
    return total


raising(first_of_two_errors, FEW, FEW, 9, exception=IndexError)


def division_first(x, y, n):
    total = 0.0
    for i in range(n):
        total += math.exp(x[i]) * (7 // (2 - i))
        total *= y[i]
    return total


raising(division_first, FEW, FEW, 9, exception=ZeroDivisionError)
