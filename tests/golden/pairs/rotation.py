"""Three arrays that change places: the reverse sweep changes them back, and records nothing."""

import numpy as np


def wave(u, speed, steps):
    previous = u.copy()
    current = u.copy()
    following = np.zeros(len(u))
    for _ in range(steps):
        for i in range(1, len(u) - 1):
            bend = current[i - 1] - 2.0 * current[i] + current[i + 1]
            following[i] = 2.0 * current[i] - previous[i] + speed * bend
        previous, current, following = current, following, previous
    return current[1] ** 2 + current[2]


arguments = (np.array([0.0, 1.0, 0.5, 0.0]), 0.3, 4)
argnums = (0, 1)


# What difpy generates:

import numpy as np


def wave_adjoint(u, speed, steps, result_bar):
    """The value of wave and its gradient with respect to u and speed."""
    previous = u.copy()
    previous_bar = np.zeros_like(previous)
    current = u.copy()
    current_bar = np.zeros_like(current)
    following = np.zeros(len(u))
    following_bar = np.zeros_like(following)
    # for _ in range(steps):
    current_bar_saved = current_bar
    previous_bar_saved = previous_bar
    bend_stack = np.empty((max(steps, 0), len(range(1, len(u) - 1))))
    for i_2 in range(steps):
        for i in range(1, len(u) - 1):
            bend = current[i - 1] - 2.0 * current[i] + current[i + 1]
            bend_stack[i_2, i - 1] = bend
            following[i] = 2.0 * current[i] - previous[i] + speed * bend
        # previous, current, following = current, following, previous
        previous_old = previous
        previous_old_bar = previous_bar
        previous = current
        previous_bar = current_bar
        current = following
        current_bar = following_bar
        following = previous_old
        following_bar = previous_old_bar
    # return current[1] ** 2 + current[2]
    result = current[1] ** 2 + current[2]

    # Reverse sweep
    u_bar = np.zeros_like(u)
    speed_bar = 0.0
    # return current[1] ** 2 + current[2]
    current_bar[1] += 2.0 * current[1] * result_bar
    current_bar[2] += result_bar
    # for _ in range(steps):
    for i_2 in reversed(range(steps)):
        following_bar_old = following_bar
        following_bar = current_bar
        current_bar = previous_bar
        previous_bar = following_bar_old
        for i in reversed(range(1, len(u) - 1)):
            # bend = current[i - 1] - 2.0 * current[i] + current[i + 1]
            bend = bend_stack[i_2, i - 1]
            # following[i] = 2.0 * current[i] - previous[i] + speed * bend
            following_element_bar = following_bar[i]
            following_bar[i] = 0.0
            current_bar[i] += 2.0 * following_element_bar
            previous_bar[i] -= following_element_bar
            speed_bar += bend * following_element_bar
            bend_bar = speed * following_element_bar
            # bend = current[i - 1] - 2.0 * current[i] + current[i + 1]
            current_bar[i - 1] += bend_bar
            current_bar[i] -= 2.0 * bend_bar
            current_bar[i + 1] += bend_bar
    current_bar = current_bar_saved
    previous_bar = previous_bar_saved
    # current = u.copy()
    u_bar += current_bar
    # previous = u.copy()
    u_bar += previous_bar
    return result, u_bar, speed_bar


# And in forward mode:

import numpy as np


def wave_tangent(u, speed, steps, u_dot, speed_dot):
    """The value of wave and its tangent, given that of u and speed."""
    previous = u.copy()
    previous_dot = u_dot.copy()
    current = u.copy()
    current_dot = u_dot.copy()
    following = np.zeros(len(u))
    following_dot = np.zeros_like(following)
    for _ in range(steps):
        for i in range(1, len(u) - 1):
            bend = current[i - 1] - 2.0 * current[i] + current[i + 1]
            following_dot[i] = (
                2.0 * current_dot[i] - previous_dot[i]
                + (bend * speed_dot
                + speed * (current_dot[i - 1] - 2.0 * current_dot[i] + current_dot[i + 1]))
            )
            following[i] = 2.0 * current[i] - previous[i] + speed * bend
        # previous, current, following = current, following, previous
        previous_old_dot = previous_dot
        previous_old = previous
        previous_dot = current_dot
        previous = current
        current_dot = following_dot
        current = following
        following_dot = previous_old_dot
        following = previous_old
    # return current[1] ** 2 + current[2]
    result = current[1] ** 2 + current[2]
    result_dot = 2.0 * current[1] * current_dot[1] + current_dot[2]
    return result, result_dot
