"""What a reverse iteration knows because it begins where the iteration ended."""

import numpy as np

from tests.reverse.sweeps import live, raw, saved, saves, simplified

VECTOR = np.ones(4)


def two_arrays(u, n):
    old = u.copy()
    new = u.copy()
    for _ in range(n):
        new[1] = old[0] * old[2]
        old, new = new, old
    return old[1]


def three_arrays(u, n):
    a = u.copy()
    b = u.copy()
    c = u.copy()
    for i in range(n):
        c[1] = a[1] * b[2] + i
        a, b, c = b, c, a
    return b[1]


def test_arrays_that_change_places_change_back():
    assert saved(live(two_arrays, VECTOR, 3)) == {"new[]"}


def test_three_arrays_go_back_by_the_inverse_permutation():
    assert saved(live(three_arrays, VECTOR, 3)) == {"c[]"}
    lines = [line.strip() for line in simplified(three_arrays, VECTOR, 3).splitlines()]
    reverse = lines[lines.index("for i in reversed(range(n)):") + 1 :][:4]
    assert reverse == ["b_old = b", "b = a", "a = c", "c = b_old"]


def test_arrays_that_are_passed_on_are_not_permuted():
    """`a` is lost: what it was can't be had from what is."""

    def f(u, n):
        a = u.copy()
        b = u.copy()
        for _ in range(n):
            a[1] = b[0] * b[1]
            b = a
            a = a * 2.0
        return b[1]

    assert "a" in saved(live(f, VECTOR, 3))


def test_a_swap_in_a_branch_is_not_a_permutation_of_the_body():
    def f(u, n):
        a = u.copy()
        b = 2.0 * u
        for i in range(n):
            b[0] = a[0] * a[1]
            if i > 1:
                a, b = b, a
        return b[0]

    assert {"a", "b"} <= saved(live(f, VECTOR, 3))


def test_a_loop_that_is_left_early_may_end_before_the_swap():
    def f(u, n):
        a = u.copy()
        b = 2.0 * u
        for _ in range(n):
            b[0] = a[0] * a[1]
            if b[0] > 100.0:
                break
            a, b = b, a
        return b[0]

    assert {"a", "b"} <= saved(live(f, VECTOR, 3))


def test_a_value_at_the_end_of_an_iteration_needs_no_stack():
    """What the call returned is in `y` still, when the reverse iteration begins: only `y` before the call
    is recorded."""

    def g(x):
        return x * x

    def f(x, n):
        y = 1.0
        for _ in range(n):
            x = x + y
            y = g(x)
        return y * y

    assert saves(raw(f, 0.1, 3)) == ["x", "y"]


def test_a_value_assigned_again_after_a_branch_is_not_the_last():
    def g(x):
        return x * x

    def f(x, n):
        y = 1.0
        for i in range(n):
            x = x + y
            y = g(x)
            if i > 1:
                y = y * y
        return y

    assert saves(raw(f, 0.1, 3)) == ["x", "y", "y"]


def test_only_what_may_be_read_before_it_is_assigned_is_carried():
    def f(x, n):
        y = 0.0
        for i in range(n):
            y = x * i
            x = x * y
        return x

    assert saved(raw(f, 1.1, 3)) == {"x"}
