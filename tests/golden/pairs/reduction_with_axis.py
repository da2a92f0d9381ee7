"""A sum along an axis: the cotangent is spread along that axis."""

import numpy as np


def softmax_entropy(logits):
    weights = np.exp(logits)
    totals = weights.sum(axis=1)
    shares = weights / totals[:, None]
    return -np.sum(shares * np.log(shares))


arguments = (np.array([[0.1, 0.5, -0.3], [1.0, 0.2, 0.0]]),)


# What difpy generates:

import numpy as np
import difpy


def softmax_entropy_adjoint(logits, result_bar):
    """The value of softmax_entropy and its gradient with respect to logits."""
    weights = np.exp(logits)
    # totals = weights.sum(axis=1)
    totals = np.sum(weights, axis=1)
    shares = weights / totals[:, None]
    # return -np.sum(shares * np.log(shares))
    sum_operand = shares * np.log(shares)
    sum_value = np.sum(sum_operand)
    result = -sum_value

    # Reverse sweep
    totals_bar = np.zeros_like(totals)
    # return -np.sum(shares * np.log(shares))
    sum_operand_bar = np.full_like(sum_operand, -result_bar)
    shares_bar = difpy.unless_zero(sum_operand_bar, np.log(shares) * sum_operand_bar)
    t_bar = difpy.unless_zero(sum_operand_bar, shares * sum_operand_bar)
    shares_bar += difpy.unless_zero(t_bar, t_bar / shares)
    # shares = weights / totals[:, None]
    weights_bar = difpy.unbroadcast(difpy.unless_zero(shares_bar, shares_bar / totals[:, None]),
            weights)
    totals_bar[:,
            None] += difpy.unbroadcast(
            difpy.unless_zero(shares_bar, -shares * shares_bar / totals[:, None]), totals[:, None])
    # totals = weights.sum(axis=1)
    weights_bar += np.expand_dims(totals_bar, 1)
    # weights = np.exp(logits)
    logits_bar = difpy.unless_zero(weights_bar, weights * weights_bar)
    return result, logits_bar


# And in forward mode:

import numpy as np
import difpy


def softmax_entropy_tangent(logits, logits_dot):
    """The value of softmax_entropy and its tangent, given that of logits."""
    weights = np.exp(logits)
    weights_dot = difpy.unless_zero(logits_dot, weights * logits_dot)
    # totals = weights.sum(axis=1)
    totals = np.sum(weights, axis=1)
    totals_dot = np.sum(weights_dot, axis=1)
    shares = weights / totals[:, None]
    shares_dot = (
        difpy.unless_zero(weights_dot, weights_dot / totals[:, None])
        + difpy.unless_zero(totals_dot[:, None], -shares * totals_dot[:, None] / totals[:, None])
    )
    # return -np.sum(shares * np.log(shares))
    sum_operand = shares * np.log(shares)
    t_dot = difpy.unless_zero(shares_dot, shares_dot / shares)
    sum_operand_dot = (
        difpy.unless_zero(shares_dot, np.log(shares) * shares_dot)
        + difpy.unless_zero(t_dot, shares * t_dot)
    )
    sum_value = np.sum(sum_operand)
    result = -sum_value
    result_dot = -np.sum(sum_operand_dot)
    return result, result_dot
