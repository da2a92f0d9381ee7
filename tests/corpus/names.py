"""Helpers that are called what generated variables would be called."""
# ruff: noqa  programs as people write them

import numpy as np

from tests.corpus.registry import case


def result(x):
    return x * x


def helper_called_result(x):
    return result(x) * 2.0 + result(x * x)


case(helper_called_result, 1.2)


def x_bar(a):
    return a * a * 0.5


def helper_called_like_a_cotangent(x, y):
    z = x_bar(x) / x_bar(y)
    x = z * z
    return x_bar(x)


case(helper_called_like_a_cotangent, 1.2, 1.3)


def i(x):
    return x * x


def helper_called_like_the_variable_of_an_anonymous_loop(x, n):
    for _ in range(n):
        x = i(x) * x
    return x


case(helper_called_like_the_variable_of_an_anonymous_loop, 1.1, 2)


def trips(x):
    return x * x


def helper_called_like_a_trip_count(x):
    while trips(x) < 10.0:
        x = x * x * x
    return x


case(helper_called_like_a_trip_count, 1.5)


def argument(a):
    return np.sum(a * a)


def sum_operand(a):
    return np.sum(a * a * a)


def helpers_called_like_operands(a):
    return argument(a * 2.0) + sum_operand(a * 3.0) + np.sum(a * a)


case(helpers_called_like_operands, np.array([0.5, 1.5]))


def x_stack(x, n):
    for _ in range(n):
        x = x * x
    return x


def helper_called_like_a_stack(x, n):
    total = 0.0
    for _ in range(n):
        total += x_stack(x, 2)
        x = 0.5 * x + total
    return total * x


case(helper_called_like_a_stack, 0.7, 3)


def variables_called_like_generated_ones(x, x_bar, result):
    t_bar = x * x_bar
    x_saved = t_bar * t_bar
    for trip in range(2):
        x_stack = x_saved * trip
        x_saved = x_saved * x + x_stack
    result_bar = x_saved * result
    return result_bar


case(variables_called_like_generated_ones, 0.7, 1.1, 0.9)
