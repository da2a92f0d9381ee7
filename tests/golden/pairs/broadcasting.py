"""Shapes that broadcast: cotangents are summed down to the operand's shape."""

import numpy as np


def standardized(data, shift, scale):
    z = (data - shift) / scale
    return np.sum(z * z)


arguments = (np.array([[1.0, 2.0, 0.5], [0.3, -1.0, 0.8]]), np.array([0.1, 0.2, 0.3]), 1.5)
argnums = (0, 1, 2)


# What difpy generates:

import numpy as np
import difpy


def standardized_adjoint(data, shift, scale, result_bar):
    """The value of standardized and its gradient with respect to data, shift and scale."""
    z = (data - shift) / scale
    # return np.sum(z * z)
    sum_operand = z * z
    result = np.sum(sum_operand)

    # Reverse sweep
    data_bar = np.zeros_like(data)
    # return np.sum(z * z)
    sum_operand_bar = np.full_like(sum_operand, result_bar)
    z_bar = difpy.unless_zero(sum_operand_bar, 2.0 * z * sum_operand_bar)
    # z = (data - shift) / scale
    t_bar = difpy.unless_zero(z_bar, z_bar / scale)
    data_bar += difpy.unbroadcast(t_bar, data)
    shift_bar = difpy.unbroadcast(-t_bar, shift)
    scale_bar = np.sum(difpy.unless_zero(z_bar, -z * z_bar / scale))
    return result, data_bar, shift_bar, scale_bar


# And in forward mode:

import numpy as np
import difpy


def standardized_tangent(data, shift, scale, data_dot, shift_dot, scale_dot):
    """The value of standardized and its tangent, given that of data, shift and scale."""
    z = (data - shift) / scale
    t_dot = data_dot - shift_dot
    z_dot = difpy.filled_like(z,
            difpy.unless_zero(t_dot, t_dot / scale)
            + difpy.unless_zero(scale_dot, -z * scale_dot / scale))
    # return np.sum(z * z)
    sum_operand = z * z
    sum_operand_dot = difpy.unless_zero(z_dot, 2.0 * z * z_dot)
    result = np.sum(sum_operand)
    result_dot = np.sum(sum_operand_dot)
    return result, result_dot
