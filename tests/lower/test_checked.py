"""Which indices are checked at run time, and which the loops around them keep in range."""

from __future__ import annotations

import numpy as np
import pytest

import difpy
from difpy.pipeline import switched_off


def checks(f, *args):
    return difpy.show(f, *args, after="lower").split("# Reverse sweep")[0].count("check_index(")


def whole(a):
    total = 0.0
    for i in range(len(a)):
        total += a[i] ** 2
    return total


def neighbours(a):
    total = 0.0
    for i in range(1, len(a) - 1):
        total += a[i - 1] * a[i + 1]
    return total


def triangle(a):
    n = len(a)
    m = np.empty((n, n))
    for i in range(n):
        for j in range(i + 1):
            m[i, j] = a[i] * a[j]
            m[j, i] = m[i, j]
    return np.sum(m)


def one_too_far(a):
    total = 0.0
    for i in range(len(a)):
        total += a[i] * a[i + 1]
    return total


def another_length(a, n):
    total = 0.0
    for i in range(n):
        total += a[i]
    return total


def in_a_test(a):
    total = 0.0
    for i in range(len(a)):
        if a[i] > 0.0:
            total += a[i]
    return total


@pytest.mark.parametrize("f", [whole, neighbours, triangle, in_a_test])
def test_in_range_for_certain(f):
    assert checks(f, np.ones(3)) == 0


def test_not_for_certain():
    assert checks(one_too_far, np.ones(3)) == 1
    assert checks(another_length, np.ones(3), 2) == 1


def test_the_switch():
    with switched_off("ranges"):
        assert difpy.grad(whole)(np.ones(3)).tolist() == [2.0, 2.0, 2.0]


def test_what_is_checked_still_raises():
    with pytest.raises(IndexError, match="index 3 is out of bounds for axis 0 with size 3"):
        difpy.grad(one_too_far)(np.ones(3))
    with pytest.raises(IndexError, match="index 3 is out of bounds for axis 0 with size 3"):
        difpy.grad(another_length)(np.ones(3), 4)
