"""Which elements become variables while a loop adds to them."""

from __future__ import annotations

import numpy as np
import pytest

import difpy
from tests.reverse.sweeps import simplified

A = np.array([0.5, -1.2, 0.8])
M = np.array([[2.0, 0.3], [0.3, 1.8]])


def is_variable(f, *args):
    return "s_item" in difpy.source(f, *args)


def into_one_place(a):
    s = np.zeros(2)
    for k in range(len(a)):
        s[0] += a[k] ** 2
    return s[0]


def into_places_of_outer_loops(m):
    n = len(m)
    s = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            for k in range(n):
                s[i, j] -= m[i, k] * m[j, k]
    return np.sum(s * s)


def beside_others_of_the_array(a):
    n = len(a)
    s = np.ones(n)
    for i in range(n):
        for k in range(i):
            s[i] += s[k] * a[i]
    return s[n - 1]


@pytest.mark.parametrize("f", [into_one_place, beside_others_of_the_array])
def test_a_sum(f):
    assert is_variable(f, A)
    difpy.check_grads(f, (A,))


def test_nothing_is_recorded_for_it():
    assert "s_stack" not in difpy.source(into_places_of_outer_loops, M)


def with_itself(a):
    n = len(a)
    s = np.ones(n)
    for i in range(n):
        for k in range(i + 1):
            s[i] += s[k] * a[i]
    return s[n - 1]


def that_may_not_exist(a, i):
    s = np.zeros(2)
    for k in range(len(a)):
        s[i] += a[k]
    return s[0]


def counted_from_the_end(a):
    s = np.zeros(2)
    for k in range(len(a)):
        s[-1] += a[k]
    return s[1]


def read_as_a_whole(a):
    s = np.zeros(2)
    for k in range(len(a)):
        s[0] += a[k] + np.sum(s)
    return s[0]


def read_through_a_view(a):
    s = np.zeros(2)
    head = s[:1]
    for k in range(len(a)):
        s[0] += a[k] * head[0] + 1.0
    return s[0]


def set_in_between(a):
    s = np.zeros(2)
    for k in range(len(a)):
        s[0] += a[k]
        s[0] = s[0] * 0.5
    return s[0]


def at_a_place_that_moves(a):
    s = np.zeros(3)
    p = 0
    for k in range(len(a)):
        s[p] += a[k]
        p = k
    return s[0]


def of_single_precision(a):
    s = np.zeros(2, np.float32)
    for k in range(len(a)):
        s[0] += a[k]
    return s[0]


@pytest.mark.parametrize(
    "f",
    [with_itself, counted_from_the_end, read_as_a_whole, read_through_a_view, set_in_between,
     at_a_place_that_moves, of_single_precision],
)  # fmt: skip
def test_no_sum(f):
    assert not is_variable(f, A)


def test_no_sum_where_the_element_may_not_exist():
    assert not is_variable(that_may_not_exist, A, 0)


def into_what_may_be_unbound(a, c):
    if c > 0:
        s = np.zeros(2)
    for k in range(len(a) * c):
        s[0] += a[k] ** 2
    return s[0] if c > 0 else a[0]


def test_no_sum_where_the_array_may_be_unbound():
    assert not is_variable(into_what_may_be_unbound, A, 1)


def add(s, b):
    for k in range(len(b)):
        s[0] += b[k] * b[0]


def with_parameters_that_may_be_one(a):
    s = a * 1.0
    add(s, s)
    return s[0]


def test_no_sum_where_another_parameter_may_be_the_array():
    assert "s_item" not in difpy.source(with_parameters_that_may_be_one, A)


def test_in_the_reverse_sweep_cotangents_that_a_loop_adds_to_are_variables():
    def f(a, w):
        total = 0.0
        for i in range(len(a)):
            for j in range(len(w)):
                total += a[i] * w[j]
        return total

    text = simplified(f, np.ones(3), np.ones(2))
    assert "        a_bar_item = a_bar[i]\n" in text
    assert "            a_bar_item += w[j] * total_bar\n" in text
    assert "        a_bar[i] = a_bar_item\n" in text
