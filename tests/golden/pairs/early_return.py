"""A `return` inside a loop."""

import numpy as np


def first_over(values, level):
    total = 0.0
    for k, value in enumerate(values):
        total += value * value
        if total > level:
            return total - k * level
    return -total


arguments = (np.array([1.0, 0.5, 2.0, 3.0]), 4.0)
argnums = (0, 1)


# What difpy generates:

import numpy as np
import difpy


def first_over_adjoint(values, level, result_bar):
    """The value of first_over and its gradient with respect to values and level."""
    result = 0.0
    total = 0.0
    # for k, value in enumerate(values):
    returned = False
    k_trips = 0
    total_stack = difpy.stack(0.0)
    for k in range(len(values)):
        total_stack.append(total)
        k_trips += 1
        value = values[k]
        total += value * value
        if total > level:
            # return total - k * level
            result = total - k * level
            returned = True
            break
    if not returned:
        # return -total
        result = -total

    # Reverse sweep
    values_bar = np.zeros_like(values)
    level_bar = 0.0
    total_bar = 0.0
    # for k, value in enumerate(values):
    if not returned:
        # return -total
        total_bar = -result_bar
        result_bar = 0.0
    for k in reversed(range(k_trips)):
        total = total_stack.pop()
        value = values[k]
        total += value * value
        if total > level:
            # return total - k * level
            total_bar += result_bar
            level_bar -= k * result_bar
            result_bar = 0.0
        # for k, value in enumerate(values):
        values_bar[k] += 2.0 * value * total_bar
    return result, values_bar, level_bar
