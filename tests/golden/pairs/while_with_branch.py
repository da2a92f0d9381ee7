"""A loop of unknown length: its trips are counted, its values go onto a stack."""


def cooled(heat, limit):
    while heat > limit:
        if heat > 1.0:
            heat -= 0.1 * heat**2
        else:
            heat *= 0.9
    return heat


arguments = (3.0, 0.5)


# What difpy generates:

import difpy


def cooled_adjoint(heat, limit, result_bar):
    """The value of cooled and its gradient with respect to heat."""
    trips = 0
    heat_stack = difpy.stack(0.0)
    while heat > limit:
        heat_stack.append(heat)
        trips += 1
        if heat > 1.0:
            heat -= 0.1 * heat ** 2
        else:
            heat *= 0.9
    # return heat
    result = heat

    # Reverse sweep
    # return heat
    heat_bar = result_bar
    # while heat > limit:
    for trip in reversed(range(trips)):
        heat = heat_stack.pop()
        if heat > 1.0:
            # heat -= 0.1 * heat**2
            heat_bar -= 0.2 * heat * heat_bar
        else:
            # heat *= 0.9
            heat_bar = 0.9 * heat_bar
    return result, heat_bar


# And in forward mode:

def cooled_tangent(heat, limit, heat_dot):
    """The value of cooled and its tangent, given that of heat."""
    while heat > limit:
        if heat > 1.0:
            heat_dot -= 0.2 * heat * heat_dot
            heat -= 0.1 * heat ** 2
        else:
            heat_dot = 0.9 * heat_dot
            heat *= 0.9
    # return heat
    result = heat
    return result, heat_dot
