"""A check that raises: the adjoint raises the same."""

import math
import numpy as np


def geometric_mean(values):
    logs = 0.0
    for value in values:
        if value <= 0.0:
            raise ValueError("values must be positive")
        logs += math.log(value)
    return math.exp(logs / len(values))


arguments = (np.array([1.0, 2.0, 0.5]),)


# What difpy generates:

import math
import numpy as np


def geometric_mean_adjoint(values, result_bar):
    """The value of geometric_mean and its gradient with respect to values."""
    logs = 0.0
    # for value in values:
    for value_index in range(len(values)):
        value = values[value_index]
        if value <= 0.0:
            raise ValueError('values must be positive')
        logs += math.log(value)
    # return math.exp(logs / len(values))
    result = math.exp(logs / len(values))

    # Reverse sweep
    values_bar = np.zeros_like(values)
    logs_bar = 0.0
    # return math.exp(logs / len(values))
    if result_bar != 0.0:
        t_bar = result * result_bar
        if t_bar != 0.0:
            logs_bar = t_bar / len(values)
    # for value in values:
    for value_index in range(len(values)):
        value = values[value_index]
        # logs += math.log(value)
        if logs_bar != 0.0:
            # for value in values:
            values_bar[value_index] += logs_bar / value
    return result, values_bar


# And in forward mode:

import math


def geometric_mean_tangent(values, values_dot):
    """The value of geometric_mean and its tangent, given that of values."""
    logs = 0.0
    logs_dot = 0.0
    # for value in values:
    for value_index in range(len(values)):
        value = values[value_index]
        value_dot = values_dot[value_index]
        if value <= 0.0:
            raise ValueError('values must be positive')
        logs_dot += value_dot / value if value_dot != 0.0 else 0.0
        logs += math.log(value)
    # return math.exp(logs / len(values))
    result = math.exp(logs / len(values))
    t_dot = logs_dot / len(values) if logs_dot != 0.0 else 0.0
    result_dot = result * t_dot if t_dot != 0.0 else 0.0
    return result, result_dot
