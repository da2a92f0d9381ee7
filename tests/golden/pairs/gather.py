"""An array read through an array of indices: two reads of one element add up."""

import numpy as np


def assembled(nodes, left, right):
    stretch = nodes[right] - nodes[left]
    return np.sum(stretch * stretch * stretch)


arguments = (np.array([0.0, 1.1, 1.9, 3.2]), np.array([0, 1, 2]), np.array([1, 2, 3]))


# What difpy generates:

import numpy as np
import difpy


def assembled_adjoint(nodes, left, right, result_bar):
    """The value of assembled and its gradient with respect to nodes."""
    stretch = nodes[right] - nodes[left]
    # return np.sum(stretch * stretch * stretch)
    sum_operand = stretch * stretch * stretch
    result = np.sum(sum_operand)

    # Reverse sweep
    nodes_bar = np.zeros_like(nodes)
    # return np.sum(stretch * stretch * stretch)
    sum_operand_bar = np.full_like(sum_operand, result_bar)
    t_bar = difpy.unless_zero(sum_operand_bar, stretch * sum_operand_bar)
    stretch_bar = difpy.unless_zero(t_bar, 2.0 * stretch * t_bar)
    stretch_bar += difpy.unless_zero(sum_operand_bar, stretch * stretch * sum_operand_bar)
    # stretch = nodes[right] - nodes[left]
    t_bar = difpy.unbroadcast(stretch_bar, nodes[right])
    for k in range(len(right)):
        nodes_bar[right[k]] += t_bar[k]
    t_bar_2 = difpy.unbroadcast(-stretch_bar, nodes[left])
    for k_2 in range(len(left)):
        nodes_bar[left[k_2]] += t_bar_2[k_2]
    return result, nodes_bar


# And in forward mode:

import numpy as np
import difpy


def assembled_tangent(nodes, left, right, nodes_dot):
    """The value of assembled and its tangent, given that of nodes."""
    stretch = nodes[right] - nodes[left]
    stretch_dot = nodes_dot[right] - nodes_dot[left]
    # return np.sum(stretch * stretch * stretch)
    sum_operand = stretch * stretch * stretch
    t_dot = difpy.unless_zero(stretch_dot, 2.0 * stretch * stretch_dot)
    sum_operand_dot = (
        difpy.unless_zero(t_dot, stretch * t_dot)
        + difpy.unless_zero(stretch_dot, stretch * stretch * stretch_dot)
    )
    result = np.sum(sum_operand)
    result_dot = np.sum(sum_operand_dot)
    return result, result_dot
