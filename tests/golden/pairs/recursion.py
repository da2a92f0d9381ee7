"""A function that calls itself: each call's values are on the stacks above its caller's."""


def power(x, n):
    if n == 0:
        return 1.0
    half = power(x, n // 2)
    if n % 2 == 0:
        return half * half
    return half * half * x


arguments = (1.1, 13)


# What difpy generates:

import difpy


def power_forward(x, n, half_stack):
    half_kept = 0.0
    if n == 0:
        # return 1.0
        result = 1.0
    else:
        # half = power(x, n // 2)
        half = power_forward(x, n // 2, half_stack)
        half_kept = half
        if n % 2 == 0:
            # return half * half
            result = half * half
        else:
            # return half * half * x
            result = half * half * x
    half_stack.append(half_kept)
    return result


def power_reverse(x, n, result_bar, half_stack):
    x_bar = 0.0
    half_kept = half_stack.pop()
    # if n == 0:
    if n != 0:
        # half = power(x, n // 2)
        half = half_kept
        if n % 2 == 0:
            # return half * half
            half_bar = 2.0 * half * result_bar
        else:
            # return half * half * x
            half_bar = 2.0 * half * x * result_bar
            x_bar = half * half * result_bar
        # half = power(x, n // 2)
        power_x_bar = power_reverse(x, n // 2, half_bar, half_stack)
        x_bar += power_x_bar
    return x_bar


def power_adjoint(x, n, result_bar):
    """The value of power and its gradient with respect to x."""
    half = 0.0
    half_stack = difpy.stack(0.0)
    if n == 0:
        # return 1.0
        result = 1.0
    else:
        # half = power(x, n // 2)
        half = power_forward(x, n // 2, half_stack)
        if n % 2 == 0:
            # return half * half
            result = half * half
        else:
            # return half * half * x
            result = half * half * x

    # Reverse sweep
    x_bar = 0.0
    # if n == 0:
    if n != 0:
        if n % 2 == 0:
            # return half * half
            half_bar = 2.0 * half * result_bar
        else:
            # return half * half * x
            half_bar = 2.0 * half * x * result_bar
            x_bar = half * half * result_bar
        # half = power(x, n // 2)
        power_x_bar = power_reverse(x, n // 2, half_bar, half_stack)
        x_bar += power_x_bar
    return result, x_bar


# And in forward mode:

def power_inner_tangent(x, x_dot, n):
    if n == 0:
        # return 1.0
        result = 1.0
        result_dot = 0.0
    else:
        # half = power(x, n // 2)
        half, half_dot = power_inner_tangent(x, x_dot, n // 2)
        if n % 2 == 0:
            # return half * half
            result = half * half
            result_dot = 2.0 * half * half_dot
        else:
            # return half * half * x
            result = half * half * x
            result_dot = x * 2.0 * half * half_dot + half * half * x_dot
    # return half * half * x
    return result, result_dot


def power_tangent(x, n, x_dot):
    """The value of power and its tangent, given that of x."""
    if n == 0:
        # return 1.0
        result = 1.0
        result_dot = 0.0
    else:
        # half = power(x, n // 2)
        half, half_dot = power_inner_tangent(x, x_dot, n // 2)
        if n % 2 == 0:
            # return half * half
            result = half * half
            result_dot = 2.0 * half * half_dot
        else:
            # return half * half * x
            result = half * half * x
            result_dot = x * 2.0 * half * half_dot + half * half * x_dot
    # return half * half * x
    return result, result_dot
