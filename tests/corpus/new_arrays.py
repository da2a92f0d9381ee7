"""Functions that give new arrays to the functions that call them."""

from __future__ import annotations

import math

import numpy as np

from tests.corpus.registry import case


def cross(a, b):
    return np.array([a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]])


def rotated(rotation, point):
    angle = math.sqrt(np.sum(rotation**2))
    if angle == 0.0:
        return point + cross(rotation, point)
    axis = rotation / angle
    return math.cos(angle) * point + math.sin(angle) * cross(axis, point)


def new_arrays_of_helpers(rotations, points):
    total = 0.0
    for i in range(len(points)):
        moved = rotated(rotations[i % 2], points[i] - rotations[1])
        moved = rotated(rotations[0], moved) + points[0]
        total += moved[0] / (1.5 + moved[2] ** 2)
        moved[1] = total
        total += moved[1] * points[i, 0]
    return total


case(
    new_arrays_of_helpers,
    np.array([[0.3, -0.2, 0.7], [0.0, 0.4, 0.1]]),
    np.array([[1.0, 0.2, -0.5], [0.3, 0.8, 0.4], [-0.6, 0.1, 0.9]]),
)


def in_pieces(a, k):
    first = a * k
    second = np.empty(2)
    second[0] = first[0] * k
    second[1] = first[1] + second[0]
    return first, second


def several_new_arrays(a, k):
    total = 0.0
    for _ in range(3):
        u, v = in_pieces(a, k)
        u[0] = v[1] * v[0]
        a = u * 0.5 + k
        total += np.sum(u) * v[1]
        in_pieces(u, k)
    return total


case(several_new_arrays, np.array([0.4, -0.3]), 0.7)


def doubled(a):
    return 2.0 * a


def array_through_itself(a):
    for _ in range(3):
        a = doubled(a) * a
    a = doubled(a)
    return np.sum(a)


case(array_through_itself, np.array([0.4, -0.3]))


def array_with_a_constant_row(angle, scale):
    """The row of constants is a list that nothing flows into."""
    turn = np.array(
        [[math.cos(angle), -math.sin(angle), 0.0], [math.sin(angle), math.cos(angle), 0.0], [0.0, 0.0, 1.0]]
    )
    bottom = [0.5, 1.0, 0.0]
    skew = np.array([[scale, 0.0, 0.0], bottom, [0.0, 0.0, 1.0]])
    return np.sum((turn @ skew)[:2] ** 3)


case(array_with_a_constant_row, 0.4, 1.5)
