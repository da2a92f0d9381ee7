"""Which loops of the reverse sweep run forwards."""

from __future__ import annotations

import numpy as np
import pytest

import difpy

A = np.array([0.5, -1.2, 0.8])


def loops(f, *args, argnums=0):
    """The heads of the loops of the reverse sweep."""
    reverse = difpy.source(f, *args, argnums=argnums).split("# Reverse sweep")[1]
    return [line.strip() for line in reverse.splitlines() if line.lstrip().startswith("for ")]


def sum_of_squares(a):
    total = 0.0
    for k in range(len(a)):
        total += a[k] ** 2
    return total


def pairs(a):
    total = 0.0
    for i in range(len(a)):
        for j in range(i):
            distance = a[i] - a[j]
            total += distance**2
    return total


def elementwise(a):
    s = np.zeros(len(a))
    for i in range(len(a)):
        s[i] = a[i] ** 2
    return np.sum(s)


@pytest.mark.parametrize("f", [sum_of_squares, pairs, elementwise])
def test_independent_iterations(f):
    assert not any("reversed" in head for head in loops(f, A))
    difpy.check_grads(f, (A,))


def recurrence(a):
    y = 0.0
    for k in range(len(a)):
        y = y * a[k] + a[k]
    return y


def recurrence_in_an_array(a):
    s = np.zeros(len(a) + 1)
    for i in range(len(a)):
        s[i + 1] = s[i] * a[i] + a[i]
    return s[len(a)]


def overwritten_twice(a):
    s = np.zeros(2)
    for i in range(len(a)):
        s[i % 2] = a[i] * s[1]
    return s[0] + s[1]


def counted_from_the_end(a):
    n = len(a)
    s = np.ones(n)
    for i in range(2 * n):
        s[i - n] = s[i - n] * a[i % n]
    return np.sum(s)


def along_the_antidiagonals(a):
    n = len(a)
    s = np.ones(2 * n)
    for i in range(n):
        for j in range(n):
            s[i + j] = s[i + j] * a[i] + a[j]
    return np.sum(s)


def restored_several_times(a):
    c = np.array([2.0, 3.0])
    y = a[0] * c[0] + a[1] * c[1]
    for i in range(len(a)):
        c[i % 2] = i
    return y + c[0]


@pytest.mark.parametrize(
    "f",
    [
        recurrence,
        recurrence_in_an_array,
        overwritten_twice,
        counted_from_the_end,
        along_the_antidiagonals,
        restored_several_times,
    ],
)
def test_iterations_that_depend_on_each_other(f):
    assert any("reversed" in head for head in loops(f, A))
    difpy.check_grads(f, (A,))


def test_a_recurrence_around_independent_iterations():
    def f(a):
        s = np.ones(len(a))
        for _ in range(3):
            for i in range(len(a)):
                s[i] = s[i] * a[i]
        return np.sum(s)

    outer, inner = loops(f, A)[:2]
    assert "reversed" in outer
    assert "reversed" not in inner
    difpy.check_grads(f, (A,))


def test_a_loop_variable_read_behind_the_loop():
    def f(a):
        total = 0.0
        for i in range(len(a)):
            total += a[i] ** 2
        return total * i

    np.testing.assert_allclose(difpy.grad(f, jit=False)(A), 4 * A, rtol=1e-14)


def from_the_end(a, n):
    s = np.zeros(9)
    for i in reversed(range(n)):
        s[i] = a[i] ** 2
    return s[0]


@pytest.mark.parametrize("jit", [False, True])
def test_the_users_own_loops_keep_their_order(jit):
    assert "for i in reversed(range(n)):" in difpy.source(from_the_end, A, 3).split("# Reverse sweep")[0]
    with pytest.raises(IndexError, match="index 7 is out of bounds for axis 0 with size 3"):
        difpy.grad(from_the_end, jit=jit)(A, 8)
