"""`np.where`: each branch's cotangent where it was taken."""

import numpy as np


def leaky(x, slope):
    y = np.where(x > 0.0, x * x, slope * x)
    return np.sum(y)


arguments = (np.array([1.0, -0.5, 2.0]), 0.1)
argnums = (0, 1)


# What difpy generates:

import numpy as np
import difpy


def leaky_adjoint(x, slope, result_bar):
    """The value of leaky and its gradient with respect to x and slope."""
    y = np.where(x > 0.0, x * x, slope * x)
    # return np.sum(y)
    result = np.sum(y)

    # Reverse sweep
    # return np.sum(y)
    y_bar = np.full_like(y, result_bar)
    # y = np.where(x > 0.0, x * x, slope * x)
    t_bar = difpy.unless_zero(y_bar, np.where(x > 0.0, y_bar, 0.0))
    x_bar = difpy.unless_zero(t_bar, 2.0 * x * t_bar)
    t_bar_2 = difpy.unless_zero(y_bar, np.where(x > 0.0, 0.0, y_bar))
    slope_bar = np.sum(difpy.unless_zero(t_bar_2, x * t_bar_2))
    x_bar += difpy.unless_zero(t_bar_2, slope * t_bar_2)
    return result, x_bar, slope_bar


# And in forward mode:

import numpy as np
import difpy


def leaky_tangent(x, slope, x_dot, slope_dot):
    """The value of leaky and its tangent, given that of x and slope."""
    y = np.where(x > 0.0, x * x, slope * x)
    t_dot = difpy.unless_zero(x_dot, 2.0 * x * x_dot)
    t_dot_2 = difpy.unless_zero(slope_dot, x * slope_dot) + difpy.unless_zero(x_dot, slope * x_dot)
    y_dot = (
        difpy.unless_zero(t_dot, np.where(x > 0.0, t_dot, 0.0))
        + difpy.unless_zero(t_dot_2, np.where(x > 0.0, 0.0, t_dot_2))
    )
    # return np.sum(y)
    result = np.sum(y)
    result_dot = np.sum(y_dot)
    return result, result_dot
