"""A table filled row by row: its cotangents are gathered in the opposite order."""

import numpy as np


def alignment(a, b, gap):
    n, m = len(a), len(b)
    cost = np.zeros((n + 1, m + 1))
    for i in range(n):
        cost[i + 1, 0] = cost[i, 0] + gap
    for j in range(m):
        cost[0, j + 1] = cost[0, j] + gap
    for i in range(n):
        for j in range(m):
            change = cost[i, j] + (a[i] - b[j]) ** 2
            skip = min(cost[i, j + 1], cost[i + 1, j]) + gap
            cost[i + 1, j + 1] = min(change, skip)
    return cost[n, m]


arguments = (np.array([0.1, 0.9, 1.6]), np.array([0.0, 1.0, 1.5, 2.4]), 0.4)
argnums = (0, 1, 2)


# What difpy generates:

import numpy as np


def alignment_adjoint(a, b, gap, result_bar):
    """The value of alignment and its gradient with respect to a, b and gap."""
    # n, m = len(a), len(b)
    n = len(a)
    m = len(b)
    cost = np.zeros((n + 1, m + 1))
    cost_bar = np.zeros_like(cost)
    for i in range(n):
        cost[i + 1, 0] = cost[i, 0] + gap
    for j in range(m):
        cost[0, j + 1] = cost[0, j] + gap
    took_last_stack = np.empty((max(n, 0), max(m, 0)), np.bool_)
    took_last_stack_2 = np.empty((max(n, 0), max(m, 0)), np.bool_)
    for i in range(n):
        for j in range(m):
            change = cost[i, j] + (a[i] - b[j]) ** 2
            took_last = cost[i + 1, j] < cost[i, j + 1]
            took_last_stack[i, j] = took_last
            skip = min(cost[i, j + 1], cost[i + 1, j]) + gap
            took_last_2 = skip < change
            took_last_stack_2[i, j] = took_last_2
            cost[i + 1, j + 1] = min(change, skip)
    # return cost[n, m]
    result = cost[n, m]

    # Reverse sweep
    a_bar = np.zeros_like(a)
    b_bar = np.zeros_like(b)
    gap_bar = 0.0
    # return cost[n, m]
    cost_bar[n, m] += result_bar
    for i in reversed(range(n)):
        a_bar_item = a_bar[i]
        for j in reversed(range(m)):
            change_bar = 0.0
            skip_bar = 0.0
            # skip = min(cost[i, j + 1], cost[i + 1, j]) + gap
            took_last = took_last_stack[i, j]
            # cost[i + 1, j + 1] = min(change, skip)
            took_last_2 = took_last_stack_2[i, j]
            cost_element_bar = cost_bar[i + 1, j + 1]
            if took_last_2:
                skip_bar = cost_element_bar
            else:
                change_bar = cost_element_bar
            # skip = min(cost[i, j + 1], cost[i + 1, j]) + gap
            if took_last:
                cost_bar[i + 1, j] += skip_bar
            else:
                cost_bar[i, j + 1] += skip_bar
            gap_bar += skip_bar
            # change = cost[i, j] + (a[i] - b[j]) ** 2
            cost_bar[i, j] += change_bar
            t_bar = 2.0 * (a[i] - b[j]) * change_bar
            a_bar_item += t_bar
            b_bar[j] -= t_bar
        a_bar[i] = a_bar_item
    for j in reversed(range(m)):
        # cost[0, j + 1] = cost[0, j] + gap
        cost_element_bar = cost_bar[0, j + 1]
        cost_bar[0, j] += cost_element_bar
        gap_bar += cost_element_bar
    for i in reversed(range(n)):
        # cost[i + 1, 0] = cost[i, 0] + gap
        cost_element_bar = cost_bar[i + 1, 0]
        cost_bar[i, 0] += cost_element_bar
        gap_bar += cost_element_bar
    return result, a_bar, b_bar, gap_bar


# And in forward mode:

import numpy as np


def alignment_tangent(a, b, gap, a_dot, b_dot, gap_dot):
    """The value of alignment and its tangent, given that of a, b and gap."""
    # n, m = len(a), len(b)
    n = len(a)
    m = len(b)
    cost = np.zeros((n + 1, m + 1))
    cost_dot = np.zeros_like(cost)
    for i in range(n):
        cost_dot[i + 1, 0] = cost_dot[i, 0] + gap_dot
        cost[i + 1, 0] = cost[i, 0] + gap
    for j in range(m):
        cost_dot[0, j + 1] = cost_dot[0, j] + gap_dot
        cost[0, j + 1] = cost[0, j] + gap
    for i in range(n):
        for j in range(m):
            change = cost[i, j] + (a[i] - b[j]) ** 2
            skip = min(cost[i, j + 1], cost[i + 1, j]) + gap
            cost_dot[i + 1, j + 1] = (
                (cost_dot[i + 1, j] if cost[i + 1, j] < cost[i, j + 1] else cost_dot[i, j + 1])
                + gap_dot if skip < change
                else cost_dot[i, j] + 2.0 * (a[i] - b[j]) * (a_dot[i] - b_dot[j])
            )
            cost[i + 1, j + 1] = min(change, skip)
    # return cost[n, m]
    result = cost[n, m]
    result_dot = cost_dot[n, m]
    return result, result_dot
