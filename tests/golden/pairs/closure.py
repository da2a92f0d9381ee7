"""A function inside a function: what it captures is an argument of it."""


def shooting(slope, gravity):
    def fall(speed, time):
        return speed * time - 0.5 * gravity * time * time

    height = 0.0
    for k in range(1, 4):
        height += fall(slope, 0.1 * k) ** 2
    return height


arguments = (2.0, 9.81)
argnums = (0, 1)


# What difpy generates:

import numpy as np


def fall(speed, time, gravity):
    # return speed * time - 0.5 * gravity * time * time
    result = speed * time - 0.5 * gravity * time * time
    return result


def fall_adjoint(time, result_bar):
    # Reverse sweep
    # return speed * time - 0.5 * gravity * time * time
    speed_bar = time * result_bar
    gravity_bar = -0.5 * time * time * result_bar
    return speed_bar, gravity_bar


def shooting_adjoint(slope, gravity, height_bar):
    """The value of shooting and its gradient with respect to slope and gravity."""
    height = 0.0
    fall_value_stack = np.empty(len(range(1, 4)))
    for k in range(1, 4):
        # height += fall(slope, 0.1 * k) ** 2
        fall_value = fall(slope, 0.1 * k, gravity)
        fall_value_stack[k - 1] = fall_value
        height += fall_value ** 2

    # Reverse sweep
    slope_bar = 0.0
    gravity_bar = 0.0
    for k in reversed(range(1, 4)):
        # height += fall(slope, 0.1 * k) ** 2
        fall_value = fall_value_stack[k - 1]
        fall_speed_bar, fall_gravity_bar = fall_adjoint(0.1 * k, 2.0 * fall_value * height_bar)
        slope_bar += fall_speed_bar
        gravity_bar += fall_gravity_bar
    return height, slope_bar, gravity_bar


# And in forward mode:

def fall_tangent(speed, speed_dot, time, gravity, gravity_dot):
    # return speed * time - 0.5 * gravity * time * time
    result = speed * time - 0.5 * gravity * time * time
    result_dot = time * speed_dot - time * time * 0.5 * gravity_dot
    return result, result_dot


def shooting_tangent(slope, gravity, slope_dot, gravity_dot):
    """The value of shooting and its tangent, given that of slope and gravity."""
    height = 0.0
    height_dot = 0.0
    for k in range(1, 4):
        # height += fall(slope, 0.1 * k) ** 2
        fall_value, fall_value_dot = fall_tangent(slope, slope_dot, 0.1 * k, gravity, gravity_dot)
        height_dot += 2.0 * fall_value * fall_value_dot
        height += fall_value ** 2
    # return height
    return height, height_dot
