"""`and` in a condition: Python's order of evaluation."""

import numpy as np


def drained(levels, rate):
    total = 0.0
    for i in range(len(levels)):
        if i > 0 and levels[i] > rate * levels[i - 1]:
            total += levels[i] - rate * levels[i - 1]
    return total * total


arguments = (np.array([1.0, 1.5, 0.4, 2.0]), 0.8)
argnums = (0, 1)


# What difpy generates:

import numpy as np


def drained_adjoint(levels, rate, result_bar):
    """The value of drained and its gradient with respect to levels and rate."""
    total = 0.0
    took_then_stack = np.empty(len(levels), np.bool_)
    for i in range(len(levels)):
        # if i > 0 and levels[i] > rate * levels[i - 1]:
        took_then = i > 0 and levels[i] > rate * levels[i - 1]
        took_then_stack[i] = took_then
        if took_then:
            total += levels[i] - rate * levels[i - 1]
    # return total * total
    result = total * total

    # Reverse sweep
    levels_bar = np.zeros_like(levels)
    rate_bar = 0.0
    # return total * total
    total_bar = 2.0 * total * result_bar
    for i in range(len(levels)):
        # if i > 0 and levels[i] > rate * levels[i - 1]:
        took_then = took_then_stack[i]
        if took_then:
            # total += levels[i] - rate * levels[i - 1]
            levels_bar[i] += total_bar
            rate_bar -= levels[i - 1] * total_bar
            levels_bar[i - 1] -= rate * total_bar
    return result, levels_bar, rate_bar


# And in forward mode:

def drained_tangent(levels, rate, levels_dot, rate_dot):
    """The value of drained and its tangent, given that of levels and rate."""
    total = 0.0
    total_dot = 0.0
    for i in range(len(levels)):
        if i > 0 and levels[i] > rate * levels[i - 1]:
            total_dot += levels_dot[i] - (levels[i - 1] * rate_dot + rate * levels_dot[i - 1])
            total += levels[i] - rate * levels[i - 1]
    # return total * total
    result = total * total
    result_dot = 2.0 * total * total_dot
    return result, result_dot
