"""Loops in loops: a scalar of the inner loop has a value for each pair of indices."""

import numpy as np


def energy(x, y, strength):
    total = 0.0
    for i in range(len(x)):
        for j in range(i):
            distance = (x[i] - x[j]) ** 2 + (y[i] - y[j]) ** 2
            total += strength / distance
    return total


arguments = (np.array([0.0, 1.0, 0.3]), np.array([0.2, 0.9, 1.7]), 0.5)
argnums = (0, 1, 2)


# What difpy generates:

import numpy as np


def energy_adjoint(x, y, strength, total_bar):
    """The value of energy and its gradient with respect to x, y and strength."""
    total = 0.0
    for i in range(len(x)):
        for j in range(i):
            distance = (x[i] - x[j]) ** 2 + (y[i] - y[j]) ** 2
            total += strength / distance

    # Reverse sweep
    x_bar = np.zeros_like(x)
    y_bar = np.zeros_like(y)
    strength_bar = 0.0
    for i in range(len(x)):
        x_bar_item = x_bar[i]
        for j in range(i):
            distance = (x[i] - x[j]) ** 2 + (y[i] - y[j]) ** 2
            # total += strength / distance
            if total_bar != 0.0:
                strength_bar += total_bar / distance
                distance_bar = -strength / distance * total_bar / distance
                # distance = (x[i] - x[j]) ** 2 + (y[i] - y[j]) ** 2
                t_bar = 2.0 * (x[i] - x[j]) * distance_bar
                x_bar_item += t_bar
                x_bar[j] -= t_bar
                t_bar_2 = 2.0 * (y[i] - y[j]) * distance_bar
                y_bar[i] += t_bar_2
                y_bar[j] -= t_bar_2
        x_bar[i] = x_bar_item
    return total, x_bar, y_bar, strength_bar


# And in forward mode:

def energy_tangent(x, y, strength, x_dot, y_dot, strength_dot):
    """The value of energy and its tangent, given that of x, y and strength."""
    total = 0.0
    total_dot = 0.0
    for i in range(len(x)):
        for j in range(i):
            distance = (x[i] - x[j]) ** 2 + (y[i] - y[j]) ** 2
            distance_dot = (
                2.0 * (x[i] - x[j]) * (x_dot[i] - x_dot[j])
                + 2.0 * (y[i] - y[j]) * (y_dot[i] - y_dot[j])
            )
            total_dot += (
                (strength_dot / distance if strength_dot != 0.0 else 0.0)
                + (-strength / distance * distance_dot / distance if distance_dot != 0.0 else 0.0)
            )
            total += strength / distance
    # return total
    return total, total_dot
