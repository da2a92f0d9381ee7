"""A function called in a loop: its adjoint runs it again, as it is cheap."""

import numpy as np


def attraction(dx, dy, mass):
    cubed = (dx * dx + dy * dy) ** 1.5
    return mass * dx / cubed, mass * dy / cubed


def acceleration(x, y, masses):
    ax = 0.0
    ay = 0.0
    for k, mass in enumerate(masses):
        fx, fy = attraction(k - x, 1.0 - y, mass)
        ax += fx
        ay += fy
    return ax * ax + ay * ay


arguments = (0.3, 0.2, np.array([1.0, 2.0, 0.5]))
argnums = (0, 1)


# What difpy generates:

def attraction(dx, dy, mass):
    cubed = (dx * dx + dy * dy) ** 1.5
    # return mass * dx / cubed, mass * dy / cubed
    result = mass * dx / cubed
    result_2 = mass * dy / cubed
    return result, result_2


def attraction_adjoint(dx, dy, mass, result_bar, result_2_bar):
    cubed = (dx * dx + dy * dy) ** 1.5
    # return mass * dx / cubed, mass * dy / cubed
    result = mass * dx / cubed
    result_2 = mass * dy / cubed

    # Reverse sweep
    dx_bar = 0.0
    dy_bar = 0.0
    cubed_bar = 0.0
    # return mass * dx / cubed, mass * dy / cubed
    if result_2_bar != 0.0:
        dy_bar = mass * (result_2_bar / cubed)
        cubed_bar = -result_2 * result_2_bar / cubed
    if result_bar != 0.0:
        dx_bar = mass * (result_bar / cubed)
        cubed_bar -= result * result_bar / cubed
    # cubed = (dx * dx + dy * dy) ** 1.5
    t_bar = 1.5 * (dx * dx + dy * dy) ** 0.5 * cubed_bar
    dx_bar += 2.0 * dx * t_bar
    dy_bar += 2.0 * dy * t_bar
    return dx_bar, dy_bar


def acceleration_adjoint(x, y, masses, result_bar):
    """The value of acceleration and its gradient with respect to x and y."""
    ax = 0.0
    ay = 0.0
    # for k, mass in enumerate(masses):
    for k in range(len(masses)):
        mass = masses[k]
        fx, fy = attraction(k - x, 1.0 - y, mass)
        ax += fx
        ay += fy
    # return ax * ax + ay * ay
    result = ax * ax + ay * ay

    # Reverse sweep
    x_bar = 0.0
    y_bar = 0.0
    # return ax * ax + ay * ay
    ax_bar = 2.0 * ax * result_bar
    ay_bar = 2.0 * ay * result_bar
    # for k, mass in enumerate(masses):
    for k in reversed(range(len(masses))):
        mass = masses[k]
        # fx, fy = attraction(k - x, 1.0 - y, mass)
        attraction_dx_bar, attraction_dy_bar = attraction_adjoint(k - x, 1.0 - y, mass, ax_bar,
                ay_bar)
        x_bar -= attraction_dx_bar
        y_bar -= attraction_dy_bar
    return result, x_bar, y_bar
