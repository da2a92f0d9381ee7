"""`min` and `max` of scalars: the derivative of the one that Python takes."""


def clipped(x, low, high):
    total = 0.0
    for k in range(3):
        y = max(low, min(x * k, high))
        total += y * y
    return total


arguments = (0.8, 0.5, 1.2)
argnums = (0, 1, 2)


# What difpy generates:

def clipped_adjoint(x, low, high, total_bar):
    """The value of clipped and its gradient with respect to x, low and high."""
    total = 0.0
    for k in range(3):
        y = max(low, min(x * k, high))
        total += y * y

    # Reverse sweep
    x_bar = 0.0
    low_bar = 0.0
    high_bar = 0.0
    for k in range(3):
        y = max(low, min(x * k, high))
        # total += y * y
        y_bar = 2.0 * y * total_bar
        # y = max(low, min(x * k, high))
        if min(x * k, high) > low:
            if high < x * k:
                high_bar += y_bar
            else:
                x_bar += k * y_bar
        else:
            low_bar += y_bar
    return total, x_bar, low_bar, high_bar


# And in forward mode:

def clipped_tangent(x, low, high, x_dot, low_dot, high_dot):
    """The value of clipped and its tangent, given that of x, low and high."""
    total = 0.0
    total_dot = 0.0
    for k in range(3):
        y = max(low, min(x * k, high))
        total_dot += (
            2.0 * y
            * ((high_dot if high < x * k else k * x_dot) if min(x * k, high) > low else low_dot)
        )
        total += y * y
    # return total
    return total, total_dot
