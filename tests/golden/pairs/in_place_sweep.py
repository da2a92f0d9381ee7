"""An array swept in place: each iteration puts back the element that it had overwritten."""

import numpy as np


def smoothed(u, sweeps, weight):
    u = u.copy()
    for _ in range(sweeps):
        for i in range(1, len(u) - 1):
            u[i] += weight * (u[i - 1] - 2.0 * u[i] + u[i + 1])
    return u[1] * u[2]


arguments = (np.array([1.0, -0.5, 2.0, 0.3]), 3, 0.2)
argnums = (0, 2)


# What difpy generates:

import numpy as np


def smoothed_adjoint(u, sweeps, weight, result_bar):
    """The value of smoothed and its gradient with respect to u and weight."""
    u = u.copy()
    u_bar = np.zeros_like(u)
    # for _ in range(sweeps):
    u_stack = np.empty((max(sweeps, 0), len(range(1, len(u) - 1))))
    for i_2 in range(sweeps):
        for i in range(1, len(u) - 1):
            u_stack[i_2, i - 1] = u[i]
            u[i] += weight * (u[i - 1] - 2.0 * u[i] + u[i + 1])
    # return u[1] * u[2]
    result = u[1] * u[2]

    # Reverse sweep
    weight_bar = 0.0
    # return u[1] * u[2]
    u_bar[1] += u[2] * result_bar
    u_bar[2] += u[1] * result_bar
    # for _ in range(sweeps):
    for i_2 in reversed(range(sweeps)):
        for i in reversed(range(1, len(u) - 1)):
            # u[i] += weight * (u[i - 1] - 2.0 * u[i] + u[i + 1])
            u[i] = u_stack[i_2, i - 1]
            u_element_bar = u_bar[i]
            weight_bar += (u[i - 1] - 2.0 * u[i] + u[i + 1]) * u_element_bar
            t_bar = weight * u_element_bar
            u_bar[i - 1] += t_bar
            u_bar[i] -= 2.0 * t_bar
            u_bar[i + 1] += t_bar
    return result, u_bar, weight_bar


# And in forward mode:

def smoothed_tangent(u, sweeps, weight, u_dot, weight_dot):
    """The value of smoothed and its tangent, given that of u and weight."""
    u = u.copy()
    u_dot = u_dot.copy()
    u_dot = u_dot.copy()
    u = u.copy()
    for _ in range(sweeps):
        for i in range(1, len(u) - 1):
            u_dot[i] += (
                (u[i - 1] - 2.0 * u[i] + u[i + 1]) * weight_dot
                + weight * (u_dot[i - 1] - 2.0 * u_dot[i] + u_dot[i + 1])
            )
            u[i] += weight * (u[i - 1] - 2.0 * u[i] + u[i + 1])
    # return u[1] * u[2]
    result = u[1] * u[2]
    result_dot = u[2] * u_dot[1] + u[1] * u_dot[2]
    return result, result_dot
