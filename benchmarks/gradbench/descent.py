"""Gradient descent as `saddle` and `particle` have it, after Siskind and Pearlmutter."""

from __future__ import annotations

import math

import numpy as np

SHORT = 1e-5


def length(vector):
    return math.sqrt(np.sum(vector * vector))


def lowest(cost, start):
    """Where a descent from `start` ends: slope or step is short. `cost(place)` is value and slope.

    The step grows twofold after ten that went down, and halves after one that did not.
    """
    place, (least, slope) = start, cost(start)
    step, downs = 1e-5, 0
    while length(slope) > SHORT:
        if downs == 10:
            step, downs = 2.0 * step, 0
        new = place - step * slope
        if length(new - place) <= SHORT:
            break
        value, new_slope = cost(new)
        if value < least:
            place, least, slope = new, value, new_slope
            downs += 1
        else:
            step, downs = 0.5 * step, 0
    return place
