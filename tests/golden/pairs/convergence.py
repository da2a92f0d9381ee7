"""`while True` with a test of convergence."""

import math


def kepler(eccentricity, mean):
    angle = mean
    while True:
        update = (angle - eccentricity * math.sin(angle) - mean) / (1.0 - eccentricity * math.cos(angle))
        angle -= update
        if abs(update) < 1e-12:
            break
    return angle


arguments = (0.4, 0.9)
argnums = (0, 1)


# What difpy generates:

import math
import difpy


def kepler_adjoint(eccentricity, mean, angle_bar):
    """The value of kepler and its gradient with respect to eccentricity and mean."""
    angle = mean
    trips = 0
    angle_stack = difpy.stack(0.0)
    sin_value_stack = difpy.stack(0.0)
    cos_value_stack = difpy.stack(0.0)
    while True:
        angle_stack.append(angle)
        trips += 1
        # update = (angle - eccentricity * math.sin(angle) - mean) / (1.0 - eccentricity * math.cos(angle))
        sin_value = math.sin(angle)
        sin_value_stack.append(sin_value)
        cos_value = math.cos(angle)
        cos_value_stack.append(cos_value)
        update = (angle - eccentricity * sin_value - mean) / (1.0 - eccentricity * cos_value)
        angle -= update
        if abs(update) < 1e-12:
            break
    angle_value = angle

    # Reverse sweep
    eccentricity_bar = 0.0
    mean_bar = 0.0
    # while True:
    for trip in reversed(range(trips)):
        angle = angle_stack.pop()
        # update = (angle - eccentricity * math.sin(angle) - mean) / (1.0 - eccentricity * math.cos(angle))
        sin_value = sin_value_stack.pop()
        cos_value = cos_value_stack.pop()
        update = (angle - eccentricity * sin_value - mean) / (1.0 - eccentricity * cos_value)
        # angle -= update
        update_bar = -angle_bar
        # update = (angle - eccentricity * math.sin(angle) - mean) / (1.0 - eccentricity * math.cos(angle))
        if update_bar != 0.0:
            t_bar = update_bar / (1.0 - eccentricity * cos_value)
            angle_bar += t_bar
            eccentricity_bar -= sin_value * t_bar
            sin_value_bar = -eccentricity * t_bar
            mean_bar -= t_bar
            t_bar_2 = -update * update_bar / (1.0 - eccentricity * cos_value)
            eccentricity_bar -= cos_value * t_bar_2
            cos_value_bar = -eccentricity * t_bar_2
            angle_bar += cos_value * sin_value_bar - sin_value * cos_value_bar
    # angle = mean
    mean_bar += angle_bar
    return angle_value, eccentricity_bar, mean_bar


# And in forward mode:

import math


def kepler_tangent(eccentricity, mean, eccentricity_dot, mean_dot):
    """The value of kepler and its tangent, given that of eccentricity and mean."""
    angle = mean
    angle_dot = mean_dot
    while True:
        update = (
            (angle - eccentricity * math.sin(angle) - mean) / (1.0 - eccentricity * math.cos(angle))
        )
        t_dot = (
            angle_dot
            - (math.sin(angle) * eccentricity_dot + eccentricity * math.cos(angle) * angle_dot)
            - mean_dot
        )
        t_dot_2 = -(math.cos(angle) * eccentricity_dot - eccentricity * math.sin(angle) * angle_dot)
        angle_dot -= (
            (t_dot / (1.0 - eccentricity * math.cos(angle)) if t_dot != 0.0 else 0.0)
            + (-update * t_dot_2 / (1.0 - eccentricity * math.cos(angle)) if t_dot_2 != 0.0
            else 0.0)
        )
        angle -= update
        if abs(update) < 1e-12:
            break
    # return angle
    return angle, angle_dot
