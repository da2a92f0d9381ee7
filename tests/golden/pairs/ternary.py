"""A conditional expression."""

import numpy as np


def huber(residuals, delta):
    total = 0.0
    for r in residuals:
        total += 0.5 * r * r if abs(r) < delta else delta * (abs(r) - 0.5 * delta)
    return total


arguments = (np.array([0.3, -2.0, 1.7, -0.1]), 1.0)
argnums = (0, 1)


# What difpy generates:

import numpy as np


def huber_adjoint(residuals, delta, total_bar):
    """The value of huber and its gradient with respect to residuals and delta."""
    total = 0.0
    # for r in residuals:
    for r_index in range(len(residuals)):
        r = residuals[r_index]
        total += 0.5 * r * r if abs(r) < delta else delta * (abs(r) - 0.5 * delta)

    # Reverse sweep
    residuals_bar = np.zeros_like(residuals)
    delta_bar = 0.0
    # for r in residuals:
    for r_index in range(len(residuals)):
        r = residuals[r_index]
        # total += 0.5 * r * r if abs(r) < delta else delta * (abs(r) - 0.5 * delta)
        if abs(r) < delta:
            r_bar = r * total_bar
        else:
            delta_bar += (abs(r) - 0.5 * delta) * total_bar
            t_bar = delta * total_bar
            r_bar = np.sign(r) * t_bar
            delta_bar -= 0.5 * t_bar
        # for r in residuals:
        residuals_bar[r_index] += r_bar
    return total, residuals_bar, delta_bar


# And in forward mode:

import numpy as np


def huber_tangent(residuals, delta, residuals_dot, delta_dot):
    """The value of huber and its tangent, given that of residuals and delta."""
    total = 0.0
    total_dot = 0.0
    # for r in residuals:
    for r_index in range(len(residuals)):
        r = residuals[r_index]
        r_dot = residuals_dot[r_index]
        total_dot += (
            r * 0.5 * r_dot + 0.5 * r * r_dot if abs(r) < delta
            else (abs(r) - 0.5 * delta) * delta_dot + delta * (np.sign(r) * r_dot - 0.5 * delta_dot)
        )
        total += 0.5 * r * r if abs(r) < delta else delta * (abs(r) - 0.5 * delta)
    # return total
    return total, total_dot
