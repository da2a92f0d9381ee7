"""A namedtuple is taken apart: each field is a variable."""

from typing import NamedTuple


class Spring(NamedTuple):
    stiffness: float
    damping: float


def swing(spring, start):
    position, speed = start
    for _ in range(4):
        force = -spring.stiffness * position - spring.damping * speed
        speed += 0.1 * force
        position += 0.1 * speed
    return position * position + speed * speed


arguments = (Spring(2.0, 0.3), (1.0, 0.0))
argnums = (0, 1)


# What difpy generates:

import numpy as np


def swing_adjoint(spring_stiffness, spring_damping, start_0, start_1, result_bar):
    """The value of swing and its gradient with respect to spring_stiffness, spring_damping, start_0 and start_1."""
    # position, speed = start
    position = start_0
    speed = start_1
    # for _ in range(4):
    position_stack = np.empty(4)
    speed_stack = np.empty(4)
    for i in range(4):
        position_stack[i] = position
        speed_stack[i] = speed
        # force = -spring.stiffness * position - spring.damping * speed
        force = -spring_stiffness * position - spring_damping * speed
        speed += 0.1 * force
        position += 0.1 * speed
    # return position * position + speed * speed
    result = position * position + speed * speed

    # Reverse sweep
    spring_stiffness_bar = 0.0
    spring_damping_bar = 0.0
    # return position * position + speed * speed
    position_bar = 2.0 * position * result_bar
    speed_bar = 2.0 * speed * result_bar
    # for _ in range(4):
    for i in reversed(range(4)):
        position = position_stack[i]
        speed = speed_stack[i]
        # position += 0.1 * speed
        speed_bar += 0.1 * position_bar
        # speed += 0.1 * force
        force_bar = 0.1 * speed_bar
        # force = -spring.stiffness * position - spring.damping * speed
        spring_stiffness_bar -= position * force_bar
        position_bar -= spring_stiffness * force_bar
        spring_damping_bar -= speed * force_bar
        speed_bar -= spring_damping * force_bar
    return result, spring_stiffness_bar, spring_damping_bar, position_bar, speed_bar


# And in forward mode:

def swing_tangent(spring_stiffness, spring_damping, start_0, start_1, spring_stiffness_dot,
        spring_damping_dot, start_0_dot, start_1_dot):
    """The value of swing and its tangent, given that of spring_stiffness, spring_damping, start_0 and start_1."""
    # position, speed = start
    position = start_0
    position_dot = start_0_dot
    speed = start_1
    speed_dot = start_1_dot
    for _ in range(4):
        # force = -spring.stiffness * position - spring.damping * speed
        force = -spring_stiffness * position - spring_damping * speed
        speed_dot += (
            0.1
            * (-position * spring_stiffness_dot - spring_stiffness * position_dot
            - (speed * spring_damping_dot + spring_damping * speed_dot))
        )
        speed += 0.1 * force
        position_dot += 0.1 * speed_dot
        position += 0.1 * speed
    # return position * position + speed * speed
    result = position * position + speed * speed
    result_dot = 2.0 * position * position_dot + 2.0 * speed * speed_dot
    return result, result_dot
