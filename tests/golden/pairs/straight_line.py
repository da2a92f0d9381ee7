"""Assignments only: the statements in opposite order, an overwritten value kept in a local variable."""

import math


def damped(t, rate):
    phase = 2.0 * t
    wave = math.sin(phase) * math.exp(-rate * t)
    phase = phase * phase
    return wave + math.cos(phase) / t


arguments = (0.7, 0.3)
argnums = (0, 1)


# What difpy generates:

import math


def damped_adjoint(t, rate, result_bar):
    """The value of damped and its gradient with respect to t and rate."""
    phase = 2.0 * t
    wave = math.sin(phase) * math.exp(-rate * t)
    phase_saved = phase
    phase = phase * phase
    # return wave + math.cos(phase) / t
    result = wave + math.cos(phase) / t

    # Reverse sweep
    t_bar = 0.0
    rate_bar = 0.0
    phase_bar = 0.0
    # return wave + math.cos(phase) / t
    if result_bar != 0.0:
        phase_bar = -math.sin(phase) * (result_bar / t)
        t_bar = -math.cos(phase) / t * result_bar / t
    # phase = phase * phase
    phase = phase_saved
    phase_bar = 2.0 * phase * phase_bar
    # wave = math.sin(phase) * math.exp(-rate * t)
    phase_bar += math.cos(phase) * math.exp(-rate * t) * result_bar
    t_bar_2 = math.sin(phase) * result_bar
    if t_bar_2 != 0.0:
        t_bar_3 = math.exp(-rate * t) * t_bar_2
        rate_bar = -t * t_bar_3
        t_bar -= rate * t_bar_3
    # phase = 2.0 * t
    t_bar += 2.0 * phase_bar
    return result, t_bar, rate_bar


# And in forward mode:

import math


def damped_tangent(t, rate, t_dot, rate_dot):
    """The value of damped and its tangent, given that of t and rate."""
    phase = 2.0 * t
    phase_dot = 2.0 * t_dot
    wave = math.sin(phase) * math.exp(-rate * t)
    t_dot_2 = -t * rate_dot - rate * t_dot
    wave_dot = (
        math.exp(-rate * t) * math.cos(phase) * phase_dot
        + math.sin(phase) * (math.exp(-rate * t) * t_dot_2 if t_dot_2 != 0.0 else 0.0)
    )
    phase_dot = 2.0 * phase * phase_dot
    phase = phase * phase
    # return wave + math.cos(phase) / t
    result = wave + math.cos(phase) / t
    t_dot_2 = -math.sin(phase) * phase_dot
    result_dot = (
        wave_dot
        + ((t_dot_2 / t if t_dot_2 != 0.0 else 0.0)
        + (-math.cos(phase) / t * t_dot / t if t_dot != 0.0 else 0.0))
    )
    return result, result_dot
