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


# And in forward mode:

def attraction_tangent(dx, dx_dot, dy, dy_dot, mass):
    cubed = (dx * dx + dy * dy) ** 1.5
    cubed_dot = 1.5 * (dx * dx + dy * dy) ** 0.5 * (2.0 * dx * dx_dot + 2.0 * dy * dy_dot)
    # return mass * dx / cubed, mass * dy / cubed
    result = mass * dx / cubed
    t_dot = mass * dx_dot
    result_dot = (
        (t_dot / cubed if t_dot != 0.0 else 0.0)
        + (-result * cubed_dot / cubed if cubed_dot != 0.0 else 0.0)
    )
    result_2 = mass * dy / cubed
    t_dot_2 = mass * dy_dot
    result_2_dot = (
        (t_dot_2 / cubed if t_dot_2 != 0.0 else 0.0)
        + (-result_2 * cubed_dot / cubed if cubed_dot != 0.0 else 0.0)
    )
    return result, result_dot, result_2, result_2_dot


def acceleration_tangent(x, y, masses, x_dot, y_dot):
    """The value of acceleration and its tangent, given that of x and y."""
    ax = 0.0
    ax_dot = 0.0
    ay = 0.0
    ay_dot = 0.0
    # for k, mass in enumerate(masses):
    for k in range(len(masses)):
        mass = masses[k]
        # fx, fy = attraction(k - x, 1.0 - y, mass)
        fx, fx_dot, fy, fy_dot = attraction_tangent(k - x, -x_dot, 1.0 - y, -y_dot, mass)
        ax_dot += fx_dot
        ax += fx
        ay_dot += fy_dot
        ay += fy
    # return ax * ax + ay * ay
    result = ax * ax + ay * ay
    result_dot = 2.0 * ax * ax_dot + 2.0 * ay * ay_dot
    return result, result_dot
