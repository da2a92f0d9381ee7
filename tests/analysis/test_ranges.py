"""What is known of integers and of the shapes of arrays."""

from __future__ import annotations

import numpy as np
import pytest

from difpy.analysis.affine import Affine, size, variable
from difpy.analysis.ranges import Ranges, Scope, are_apart
from difpy.program import For, Store
from tests.analysis.programs import program_of


def stores_of(f, *args):
    """For each write of a function: whether its element certainly exists, and the function's ranges."""
    program = program_of(f, *args)
    function = program.functions[program.entry]
    ranges = Ranges(function)
    stores = [(s, scope) for s, scope in ranges.each(function.body, Scope()) if isinstance(s, Store)]
    return [ranges.is_in_range(scope, s.array, s.indices) for s, scope in stores], ranges


def in_range(f, *args):
    return stores_of(f, *args)[0]


def test_sums():
    n, i = Affine.of(variable("n")), Affine.of(variable("i"))
    assert (n + i).with_value(variable("i"), n - Affine(1)) == n.times(2) - Affine(1)
    assert (n - n).terms == {}
    assert Affine.of(size("a", 0)).times(0) == Affine()


def test_loops_over_the_whole_array():
    def f(a):
        n = len(a)
        for i in range(n):
            a[i] = 0.0
        for i in range(n - 1, -1, -1):
            a[i] = 0.0
        for i in range(1, len(a) - 1):
            a[i + 1] = a[i - 1]
        for i in range(a.shape[0] // 2):
            a[2 * i] = 0.0

    assert in_range(f, np.ones(4)) == [True, True, True, False]


def test_triangles():
    def f(n, x):
        a = np.empty((n, n))
        for j in range(n):
            for i in range(j + 1, n):
                a[i, j] = x
                a[j, i] = x
                a[i, j + 1] = x
                a[i + 1, j] = x
                a[i - j, 0] = x

    assert in_range(f, 3, 1.0) == [True, True, True, False, True]


def test_what_is_not_known_of_indices():
    def f(a, k):
        n = len(a)
        a[0] = 1.0
        a[k] = 1.0
        for i in range(n):
            a[-i] = 1.0
            a[i - 1] = 1.0
            a[i + 1] = 1.0
        for i in range(k):
            a[i] = 1.0
        for i in range(n):
            i = i + 1
            a[i] = 1.0

    assert in_range(f, np.ones(3), 1) == [False] * 7


def test_lengths_that_change_are_not_known():
    def f(x, k):
        m = 2
        s = np.zeros(2)
        for _ in range(3):
            for i in range(m):
                s[i] = x
            m = m + 1
            s = np.zeros(m)
        return s

    assert in_range(f, 1.0, 2) == [False]


def test_a_length_computed_anew_in_each_iteration_is_none():
    def f(x, sizes):
        for t in range(len(sizes)):
            m = sizes[t]
            if t > 0:
                for i in range(m):
                    s[i] = x  # noqa: F821  of the iteration before
            s = np.zeros(m)
        return s

    assert in_range(f, 1.0, np.array([1, 2])) == [False]


def test_rotated_buffers_of_one_shape():
    def f(x, n):
        u = np.zeros(n)
        v = np.ones(n)
        for _ in range(3):
            for i in range(n):
                u[i] = v[i] * x
            u, v = v, u
        return u

    assert in_range(f, 1.0, 3) == [True]


def test_rotated_buffers_of_two_shapes():
    def f(x, n):
        u = np.zeros(n)
        v = np.ones(n + 1)
        for _ in range(3):
            for i in range(n):
                u[i] = x
            u, v = v, u
        return u

    assert in_range(f, 1.0, 3) == [False]


def test_zeros_like_an_array_in_another_shape():
    def f(a):
        s = np.zeros_like(a, shape=2)
        for i in range(len(a)):
            s[i] = 1.0
        return s

    assert in_range(f, np.ones(3)) == [False]


def test_a_parameter_bound_anew():
    def f(a, n):
        for i in range(len(a)):
            a[i] = 1.0
        a = np.zeros(n)
        return a

    assert in_range(f, np.ones(3), 2) == [False]


@pytest.mark.parametrize(
    ("offset", "differ"), [(0, False), (1, True), (-1, True)], ids=["same", "behind", "before"]
)
def test_places_that_differ(offset, differ):
    def f(n, x):
        a = np.empty(n)
        for i in range(1, n - 1):
            a[i] = x

    program = program_of(f, 5, 1.0)
    ranges = Ranges(program.functions[program.entry])
    (loop,) = [s for s in program.functions[program.entry].body if isinstance(s, For)]
    i = Affine.of(variable("i"))
    assert are_apart(ranges.inside(Scope(), loop), i, i + Affine(offset)) is differ
