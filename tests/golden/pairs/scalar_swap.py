"""Two scalars that change places."""


def fibonacci_like(a, b, n):
    for _ in range(n):
        a, b = b, a + 0.5 * b * b
    return a * b


arguments = (0.2, 0.3, 5)
argnums = (0, 1)


# What difpy generates:

import numpy as np


def fibonacci_like_adjoint(a, b, n, result_bar):
    """The value of fibonacci_like and its gradient with respect to a and b."""
    # for _ in range(n):
    b_stack = np.empty(max(n, 0))
    for i in range(n):
        b_stack[i] = b
        # a, b = b, a + 0.5 * b * b
        a_old = a
        a = b
        b = a_old + 0.5 * b * b
    # return a * b
    result = a * b

    # Reverse sweep
    # return a * b
    a_bar = b * result_bar
    b_bar = a * result_bar
    # for _ in range(n):
    for i in reversed(range(n)):
        b = b_stack[i]
        # a, b = b, a + 0.5 * b * b
        a_old_bar = b_bar
        b_bar = 0.5 * b * b_bar + 0.5 * b * b_bar + a_bar
        a_bar = a_old_bar
    return result, a_bar, b_bar


# And in forward mode:

def fibonacci_like_tangent(a, b, n, a_dot, b_dot):
    """The value of fibonacci_like and its tangent, given that of a and b."""
    for _ in range(n):
        # a, b = b, a + 0.5 * b * b
        a_old = a
        a_old_dot = a_dot
        a = b
        a_dot = b_dot
        b_dot = a_old_dot + (b * 0.5 * b_dot + 0.5 * b * b_dot)
        b = a_old + 0.5 * b * b
    # return a * b
    result = a * b
    result_dot = b * a_dot + a * b_dot
    return result, result_dot
