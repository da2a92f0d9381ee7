"""Products of matrices."""

import numpy as np


def least_squares(a, x, b):
    residual = a @ x - b
    return residual @ residual


arguments = (
    np.array([[1.0, 2.0], [0.5, -1.0], [-0.3, 0.8]]),
    np.array([0.3, -0.2]),
    np.array([1.0, -1.0, 0.5]),
)
argnums = (0, 1)


# What difpy generates:

import numpy as np
import difpy


def least_squares_adjoint(a, x, b, result_bar):
    """The value of least_squares and its gradient with respect to a and x."""
    # residual = a @ x - b
    matmul_value = a @ x
    residual = matmul_value - b
    # return residual @ residual
    result = residual @ residual

    # Reverse sweep
    matmul_value_bar = np.zeros_like(matmul_value)
    # return residual @ residual
    residual_bar = result_bar * residual
    residual_bar += result_bar * residual
    # residual = a @ x - b
    matmul_value_bar += difpy.unbroadcast(residual_bar, matmul_value)
    a_bar = np.outer(matmul_value_bar, x)
    x_bar = a.T @ matmul_value_bar
    return result, a_bar, x_bar


# And in forward mode:

import difpy


def least_squares_tangent(a, x, b, a_dot, x_dot):
    """The value of least_squares and its tangent, given that of a and x."""
    # residual = a @ x - b
    matmul_value = a @ x
    matmul_value_dot = a_dot @ x + a @ x_dot
    residual = matmul_value - b
    residual_dot = difpy.filled_like(residual, matmul_value_dot)
    # return residual @ residual
    result = residual @ residual
    result_dot = residual_dot @ residual + residual @ residual_dot
    return result, result_dot
