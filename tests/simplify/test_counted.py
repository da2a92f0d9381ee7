"""Stacks of nests whose inner ranges depend on the outer variables."""

import numpy as np

import difpy
from tests.simplify.test_storage import lines_of


def triangle(a, x):
    for i in range(len(a)):
        for j in range(i):
            a[j] = a[j] * a[i] + x
    return a[0] + x


def test_the_size_is_counted_first():
    lines = lines_of(triangle, np.ones(3), 1.1)
    size = lines.index("a_stack = np.empty(a_size)")
    assert lines[size - 3 : size + 2] == [
        "a_size = 0",
        "for i_2 in range(len(a)):",
        "a_size += max(i_2, 0)",
        "a_stack = np.empty(a_size)",
        "a_top = 0",
    ]


def test_it_is_filled_and_emptied_from_the_top():
    lines = lines_of(triangle, np.ones(3), 1.1)
    put = lines.index("a_stack[a_top] = a[j]")
    assert lines[put + 1] == "a_top += 1"
    taken = lines.index("a[j] = a_stack[a_top]")
    assert lines[taken - 1] == "a_top -= 1"


def test_what_is_recorded_under_a_condition_fits():
    def f(a, x):
        for i in range(len(a)):
            for j in range(i):
                if j % 2 == 0:
                    a[j] = a[j] * a[i] + x
        return a[0] * a[1]

    a = np.array([0.5, 1.5, 2.5])
    slope = (f(a.copy(), 1.1 + 1e-6) - f(a.copy(), 1.1 - 1e-6)) / 2e-6
    assert abs(difpy.grad(f, 1, jit=False)(a, 1.1) - slope) < 1e-6


def test_a_range_that_the_nest_computes_has_a_stack():
    def f(a, x, k):
        for i in range(len(a)):
            for j in range(k):
                a[j] = a[j] * a[i] + x
            k = k + 1
        return a[0]

    assert any("difpy.stack(0.0)" in line for line in lines_of(f, np.ones(3), 1.1, 0))


def test_a_nest_that_is_no_triangle_is_stored_in_a_table():
    def f(a, x, n):
        for i in range(n):
            for j in range(n):
                a[j] = a[j] * a[i] + x
        return a[0]

    lines = lines_of(f, np.ones(3), 1.1, 3)
    assert "a_stack[i, j] = a[j]" in lines
