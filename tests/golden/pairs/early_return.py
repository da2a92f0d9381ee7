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
    took_then_stack = difpy.stack(False)
    for k in range(len(values)):
        k_trips += 1
        value = values[k]
        total += value * value
        # if total > level:
        took_then = total > level
        took_then_stack.append(took_then)
        if took_then:
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
        value = values[k]
        # if total > level:
        took_then = took_then_stack.pop()
        if took_then:
            # return total - k * level
            total_bar += result_bar
            level_bar -= k * result_bar
            result_bar = 0.0
        # for k, value in enumerate(values):
        values_bar[k] += 2.0 * value * total_bar
    return result, values_bar, level_bar


# And in forward mode:

def first_over_tangent(values, level, values_dot, level_dot):
    """The value of first_over and its tangent, given that of values and level."""
    result = 0.0
    result_dot = 0.0
    total = 0.0
    total_dot = 0.0
    # for k, value in enumerate(values):
    returned = False
    for k in range(len(values)):
        value = values[k]
        total_dot += 2.0 * value * values_dot[k]
        total += value * value
        if total > level:
            # return total - k * level
            result = total - k * level
            result_dot = total_dot - k * level_dot
            returned = True
            break
    if not returned:
        # return -total
        result = -total
        result_dot = -total_dot
    # return -total
    return result, result_dot
