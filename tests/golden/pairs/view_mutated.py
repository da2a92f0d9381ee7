"""A row written through a view: the cotangent's row is the same view."""

import numpy as np


def scaled_rows(table, factor):
    work = table.copy()
    for i in range(work.shape[0]):
        row = work[i]
        row *= factor
        row[0] += factor * factor
    return np.sum(work * work)


arguments = (np.array([[1.0, 0.5], [-0.2, 0.3]]), 1.3)
argnums = (0, 1)


# What difpy generates:

import numpy as np
import difpy


def scaled_rows_adjoint(table, factor, result_bar):
    """The value of scaled_rows and its gradient with respect to table and factor."""
    work = table.copy()
    work_bar = np.zeros_like(work)
    row_stack = difpy.stack(np.empty((0,), np.float64)[::1])
    row_stack_2 = np.empty(work.shape[0])
    for i in range(work.shape[0]):
        row = work[i]
        # row *= factor
        row_stack.append(row[:].copy())
        row[:] = row[:] * factor
        row_stack_2[i] = row[0]
        row[0] += factor * factor
    # return np.sum(work * work)
    sum_operand = work * work
    result = np.sum(sum_operand)

    # Reverse sweep
    table_bar = np.zeros_like(table)
    factor_bar = 0.0
    # return np.sum(work * work)
    sum_operand_bar = np.full_like(sum_operand, result_bar)
    work_bar += difpy.unless_zero(sum_operand_bar, 2.0 * work * sum_operand_bar)
    for i in reversed(range(work.shape[0])):
        row = work[i]
        row_bar = work_bar[i]
        # row[0] += factor * factor
        row[0] = row_stack_2[i]
        factor_bar += 2.0 * factor * row_bar[0]
        # row *= factor
        row[:] = row_stack.pop()
        row_element_bar = row_bar[:].copy()
        row_bar[:] = 0.0
        row_bar += difpy.unbroadcast(difpy.unless_zero(row_element_bar, factor * row_element_bar),
                row[:])
        factor_bar += np.sum(difpy.unless_zero(row_element_bar, row[:] * row_element_bar))
    # work = table.copy()
    table_bar += work_bar
    return result, table_bar, factor_bar


# And in forward mode:

import numpy as np
import difpy


def scaled_rows_tangent(table, factor, table_dot, factor_dot):
    """The value of scaled_rows and its tangent, given that of table and factor."""
    work = table.copy()
    work_dot = table_dot.copy()
    for i in range(work.shape[0]):
        row_dot = work_dot[i]
        row = work[i]
        # row *= factor
        row_dot[:] = (
            difpy.unless_zero(row_dot[:], factor * row_dot[:])
            + difpy.unless_zero(factor_dot, row[:] * factor_dot)
        )
        row[:] = row[:] * factor
        row_dot[0] += 2.0 * factor * factor_dot
        row[0] += factor * factor
    # return np.sum(work * work)
    sum_operand = work * work
    sum_operand_dot = difpy.unless_zero(work_dot, 2.0 * work * work_dot)
    result = np.sum(sum_operand)
    result_dot = np.sum(sum_operand_dot)
    return result, result_dot
