"""NumPy style: array operands have names, expressions stay whole."""

import numpy as np


def logistic_loss(weights, features, labels):
    margins = labels * (features @ weights)
    return np.mean(np.log1p(np.exp(-margins))) + 0.01 * np.sum(weights**2)


arguments = (
    np.array([0.3, -0.2]),
    np.array([[1.0, 2.0], [0.5, -1.0], [-0.3, 0.8]]),
    np.array([1.0, -1.0, 1.0]),
)


# What difpy generates:

import numpy as np
import difpy


def logistic_loss_adjoint(weights, features, labels, result_bar):
    """The value of logistic_loss and its gradient with respect to weights."""
    # margins = labels * (features @ weights)
    matmul_value = features @ weights
    margins = labels * matmul_value
    # return np.mean(np.log1p(np.exp(-margins))) + 0.01 * np.sum(weights**2)
    mean_operand = np.log1p(np.exp(-margins))
    mean_value = np.mean(mean_operand)
    sum_operand = weights ** 2
    sum_value = np.sum(sum_operand)
    result = mean_value + 0.01 * sum_value

    # Reverse sweep
    mean_operand_bar = np.zeros_like(mean_operand)
    # return np.mean(np.log1p(np.exp(-margins))) + 0.01 * np.sum(weights**2)
    sum_operand_bar = np.full_like(sum_operand, 0.01 * result_bar)
    weights_bar = difpy.unless_zero(sum_operand_bar, 2.0 * weights * sum_operand_bar)
    mean_operand_bar += result_bar / mean_operand.size
    t_bar = difpy.unless_zero(mean_operand_bar, mean_operand_bar / (1.0 + np.exp(-margins)))
    margins_bar = -difpy.unless_zero(t_bar, np.exp(-margins) * t_bar)
    # margins = labels * (features @ weights)
    matmul_value_bar = difpy.unbroadcast(difpy.unless_zero(margins_bar, labels * margins_bar),
            matmul_value)
    weights_bar += features.T @ matmul_value_bar
    return result, weights_bar


# And in forward mode:

import numpy as np
import difpy


def logistic_loss_tangent(weights, features, labels, weights_dot):
    """The value of logistic_loss and its tangent, given that of weights."""
    # margins = labels * (features @ weights)
    matmul_value = features @ weights
    matmul_value_dot = features @ weights_dot
    margins = labels * matmul_value
    margins_dot = difpy.unless_zero(matmul_value_dot, labels * matmul_value_dot)
    # return np.mean(np.log1p(np.exp(-margins))) + 0.01 * np.sum(weights**2)
    mean_operand = np.log1p(np.exp(-margins))
    t_dot = difpy.unless_zero(-margins_dot, -np.exp(-margins) * margins_dot)
    mean_operand_dot = difpy.unless_zero(t_dot, t_dot / (1.0 + np.exp(-margins)))
    mean_value = np.mean(mean_operand)
    sum_operand = weights ** 2
    sum_operand_dot = difpy.unless_zero(weights_dot, 2.0 * weights * weights_dot)
    sum_value = np.sum(sum_operand)
    result = mean_value + 0.01 * sum_value
    result_dot = np.mean(mean_operand_dot) + 0.01 * np.sum(sum_operand_dot)
    return result, result_dot
