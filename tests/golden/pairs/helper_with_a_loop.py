"""A called function with a loop: its sweeps are two functions, and the stacks are handed on."""


def square_root(x):
    guess = x
    for _ in range(5):
        guess = 0.5 * (guess + x / guess)
    return guess


def distance(x, y):
    return square_root(x * x + y * y) - square_root(x)


arguments = (1.5, 0.8)
argnums = (0, 1)


# What difpy generates:

import difpy


def square_root_forward(x, guess_stack):
    guess = x
    for _ in range(5):
        guess_stack.append(guess)
        guess = 0.5 * (guess + x / guess)
    return guess


def square_root_reverse(x, guess_bar, guess_stack):
    x_bar = 0.0
    for _ in reversed(range(5)):
        guess = guess_stack.pop()
        # guess = 0.5 * (guess + x / guess)
        t_bar = 0.5 * guess_bar
        guess_bar = t_bar
        if t_bar != 0.0:
            x_bar += t_bar / guess
            guess_bar -= x / guess * t_bar / guess
    # guess = x
    x_bar += guess_bar
    return x_bar


def distance_adjoint(x, y, result_bar):
    """The value of distance and its gradient with respect to x and y."""
    # return square_root(x * x + y * y) - square_root(x)
    guess_stack = difpy.stack(0.0)
    square_root_value = square_root_forward(x * x + y * y, guess_stack)
    square_root_value_2 = square_root_forward(x, guess_stack)
    result = square_root_value - square_root_value_2

    # Reverse sweep
    # return square_root(x * x + y * y) - square_root(x)
    square_root_x_bar = square_root_reverse(x, -result_bar, guess_stack)
    x_bar = square_root_x_bar
    square_root_x_bar_2 = square_root_reverse(x * x + y * y, result_bar, guess_stack)
    x_bar += 2.0 * x * square_root_x_bar_2
    y_bar = 2.0 * y * square_root_x_bar_2
    return result, x_bar, y_bar


# And in forward mode:

def square_root_tangent(x, x_dot):
    guess = x
    guess_dot = x_dot
    for _ in range(5):
        guess_dot = (
            0.5
            * (guess_dot
            + ((x_dot / guess if x_dot != 0.0 else 0.0)
            + (-x / guess * guess_dot / guess if guess_dot != 0.0 else 0.0)))
        )
        guess = 0.5 * (guess + x / guess)
    # return guess
    return guess, guess_dot


def distance_tangent(x, y, x_dot, y_dot):
    """The value of distance and its tangent, given that of x and y."""
    # return square_root(x * x + y * y) - square_root(x)
    square_root_value, square_root_value_dot = square_root_tangent(x * x + y * y,
            2.0 * x * x_dot + 2.0 * y * y_dot)
    square_root_value_2, square_root_value_2_dot = square_root_tangent(x, x_dot)
    result = square_root_value - square_root_value_2
    result_dot = square_root_value_dot - square_root_value_2_dot
    return result, result_dot
