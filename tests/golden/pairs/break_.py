"""A loop left early: its trips are counted."""


def series(x, tolerance):
    total = 1.0
    term = 1.0
    for k in range(1, 100):
        term *= x / k
        if abs(term) < tolerance:
            break
        total += term
    return total


arguments = (0.8, 1e-6)


# What difpy generates:

import numpy as np


def series_adjoint(x, tolerance, total_bar):
    """The value of series and its gradient with respect to x."""
    total = 1.0
    term = 1.0
    k_trips = 0
    term_stack = np.empty(len(range(1, 100)))
    for k in range(1, 100):
        term_stack[k - 1] = term
        k_trips += 1
        term *= x / k
        if abs(term) < tolerance:
            break
        else:
            total += term

    # Reverse sweep
    x_bar = 0.0
    term_bar = 0.0
    # for k in range(1, 100):
    for k in reversed(range(1, 1 + k_trips)):
        term = term_stack[k - 1]
        term_saved = term
        term *= x / k
        # if abs(term) < tolerance:
        if not abs(term) < tolerance:
            # total += term
            term_bar += total_bar
        # term *= x / k
        term = term_saved
        term_new_bar = term_bar
        term_bar = x / k * term_new_bar
        t_bar = term * term_new_bar
        if t_bar != 0.0:
            x_bar += t_bar / k
    return total, x_bar


# And in forward mode:

def series_tangent(x, tolerance, x_dot):
    """The value of series and its tangent, given that of x."""
    total = 1.0
    total_dot = 0.0
    term = 1.0
    term_dot = 0.0
    for k in range(1, 100):
        term_dot = x / k * term_dot + term * (x_dot / k if x_dot != 0.0 else 0.0)
        term *= x / k
        if abs(term) < tolerance:
            break
        else:
            total_dot += term_dot
            total += term
    # return total
    return total, total_dot
