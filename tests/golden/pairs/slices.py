"""Slices, read and written."""

import numpy as np


def advected(u, speed, steps):
    u = u.copy()
    for _ in range(steps):
        u[1:] = u[1:] - speed * (u[1:] - u[:-1])
    return np.sum(u * u)


arguments = (np.array([1.0, 0.5, -0.2, 0.3]), 0.4, 3)
argnums = (0, 1)


# What difpy generates:

import numpy as np
import difpy


def advected_adjoint(u, speed, steps, result_bar):
    """The value of advected and its gradient with respect to u and speed."""
    u = u.copy()
    u_bar = np.zeros_like(u)
    u_stack = difpy.stack(np.empty((0,), np.float64)[::1])
    for _ in range(steps):
        u_stack.append(u[1:].copy())
        u[1:] = u[1:] - speed * (u[1:] - u[:-1])
    # return np.sum(u * u)
    sum_operand = u * u
    result = np.sum(sum_operand)

    # Reverse sweep
    speed_bar = 0.0
    # return np.sum(u * u)
    sum_operand_bar = np.full_like(sum_operand, result_bar)
    u_bar += difpy.unless_zero(sum_operand_bar, 2.0 * u * sum_operand_bar)
    for _ in reversed(range(steps)):
        # u[1:] = u[1:] - speed * (u[1:] - u[:-1])
        u[1:] = u_stack.pop()
        u_element_bar = u_bar[1:].copy()
        u_bar[1:] = 0.0
        u_bar[1:] += difpy.unbroadcast(u_element_bar, u[1:])
        speed_bar += np.sum(difpy.unless_zero(-u_element_bar, -(u[1:] - u[:-1]) * u_element_bar))
        t_bar = difpy.unless_zero(-u_element_bar, -speed * u_element_bar)
        u_bar[1:] += difpy.unbroadcast(t_bar, u[1:])
        u_bar[:-1] += difpy.unbroadcast(-t_bar, u[:-1])
    return result, u_bar, speed_bar


# And in forward mode:

import numpy as np
import difpy


def advected_tangent(u, speed, steps, u_dot, speed_dot):
    """The value of advected and its tangent, given that of u and speed."""
    u = u.copy()
    u_dot = u_dot.copy()
    u_dot = u_dot.copy()
    u = u.copy()
    for _ in range(steps):
        t_dot = u_dot[1:] - u_dot[:-1]
        u_dot[1:] = (
            u_dot[1:]
            - (difpy.unless_zero(speed_dot, (u[1:] - u[:-1]) * speed_dot)
            + difpy.unless_zero(t_dot, speed * t_dot))
        )
        u[1:] = u[1:] - speed * (u[1:] - u[:-1])
    # return np.sum(u * u)
    sum_operand = u * u
    sum_operand_dot = difpy.unless_zero(u_dot, 2.0 * u * u_dot)
    result = np.sum(sum_operand)
    result_dot = np.sum(sum_operand_dot)
    return result, result_dot
