"""A counted loop over scalars: the loop-carried value of each iteration goes into an array."""


def logistic_map(x, rate, steps):
    total = 0.0
    for _ in range(steps):
        x = rate * x * (1.0 - x)
        total += (x - 0.5) ** 2
    return total


arguments = (0.4, 3.2, 10)
argnums = (0, 1)


# What difpy generates:

import numpy as np


def logistic_map_adjoint(x, rate, steps, total_bar):
    """The value of logistic_map and its gradient with respect to x and rate."""
    total = 0.0
    # for _ in range(steps):
    x_stack = np.empty(max(steps, 0))
    for i in range(steps):
        x_stack[i] = x
        x = rate * x * (1.0 - x)
        total += (x - 0.5) ** 2

    # Reverse sweep
    x_bar = 0.0
    rate_bar = 0.0
    # for _ in range(steps):
    for i in reversed(range(steps)):
        x = x_stack[i]
        x_saved = x
        x = rate * x * (1.0 - x)
        # total += (x - 0.5) ** 2
        x_bar += 2.0 * (x - 0.5) * total_bar
        # x = rate * x * (1.0 - x)
        x = x_saved
        t_bar = (1.0 - x) * x_bar
        rate_bar += x * t_bar
        x_bar = rate * t_bar - rate * x * x_bar
    return total, x_bar, rate_bar


# And in forward mode:

def logistic_map_tangent(x, rate, steps, x_dot, rate_dot):
    """The value of logistic_map and its tangent, given that of x and rate."""
    total = 0.0
    total_dot = 0.0
    for _ in range(steps):
        x_dot = (1.0 - x) * (x * rate_dot + rate * x_dot) - rate * x * x_dot
        x = rate * x * (1.0 - x)
        total_dot += 2.0 * (x - 0.5) * x_dot
        total += (x - 0.5) ** 2
    # return total
    return total, total_dot
