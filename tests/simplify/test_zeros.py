"""Accumulations into what is known to be zero."""

import numpy as np

from difpy.simplify.zeros import assign_first
from tests.analysis.programs import text_of
from tests.simplify.rewriting import check, example

VECTOR, MATRIX = np.ones(3), np.ones((2, 3))


def rewritten(function, *arguments):
    return assign_first(*example(function, *arguments))


def test_the_first_accumulation_is_an_assignment():
    def f(x):
        x_bar = 0.0
        x_bar += 2.0 * x
        x_bar += x
        return x_bar

    check(
        rewritten(f, 1.0),
        """
        x_bar = 0.0
        x_bar = 2.0 * x
        x_bar += x
        return x_bar
        """,
    )


def test_a_first_subtraction_assigns_the_negative():
    def f(x):
        x_bar = 0.0
        x_bar -= x
        return x_bar

    assert "x_bar = -x" in text_of(rewritten(f, 1.0))


def test_in_each_branch():
    def f(x):
        x_bar = 0.0
        if x > 0.0:
            x_bar += x
        else:
            x_bar += 3.0
        x_bar += x
        return x_bar

    check(
        rewritten(f, 1.0),
        """
        x_bar = 0.0
        if x > 0.0:
            x_bar = x
        else:
            x_bar = 3.0
        x_bar += x
        return x_bar
        """,
    )


def test_after_a_branch_only_what_is_zero_on_both_sides():
    def f(x):
        x_bar = 0.0
        y_bar = 0.0
        if x > 0.0:
            x_bar += x
        x_bar += 3.0
        y_bar += 4.0
        return x_bar + y_bar

    text = text_of(rewritten(f, 1.0))
    assert "x_bar += 3.0" in text
    assert "y_bar = 4.0" in text


def test_in_a_loop_only_what_is_zero_at_the_start_of_each_iteration():
    def f(x, n):
        x_bar = 0.0
        y_bar = 0.0
        for _ in range(n):
            x_bar += x
            y_bar += x
            x = x * y_bar
            y_bar = 0.0
        y_bar += x_bar
        return y_bar

    check(
        rewritten(f, 1.0, 2),
        """
        x_bar = 0.0
        y_bar = 0.0
        for _ in range(n):
            x_bar += x
            y_bar = x
            x *= y_bar
            y_bar = 0.0
        y_bar = x_bar
        return y_bar
        """,
    )


def test_the_user_s_sums_stay():
    def f(x):
        total = 0.0
        total += x
        return total

    assert "total += x" in text_of(rewritten(f, 1.0))


def test_a_whole_array_takes_over_a_new_one():
    def f(a):
        a_bar = np.zeros_like(a)
        a_bar[:] += 2.0 * a
        a_bar[:] += a * a
        return a_bar[0]

    text = text_of(rewritten(f, VECTOR))
    assert "a_bar = 2.0 * a" in text
    assert "+= a * a" in text


def test_it_does_not_take_over_what_another_name_refers_to():
    def f(a, b):
        a_bar = np.zeros_like(a)
        a_bar[:] += b
        b_bar = np.zeros_like(a)
        b_bar[:] += b[:]
        return a_bar[0] + b_bar[0]

    text = text_of(rewritten(f, VECTOR, VECTOR))
    assert "a_bar = b" not in text
    assert "b_bar = b" not in text


def test_it_does_not_take_over_an_array_of_another_rank():
    def f(a, b):
        a_bar = np.zeros_like(a)
        a_bar[:] += 2.0 * b
        return a_bar[0, 0]

    assert "a_bar = 2.0 * b" not in text_of(rewritten(f, MATRIX, VECTOR))


def test_a_part_of_an_array_is_added_to():
    def f(a, x):
        a_bar = np.zeros_like(a)
        a_bar[0] += x
        a_bar[1:] += 2.0 * a[1:]
        return a_bar[0]

    text = text_of(rewritten(f, VECTOR, 1.0))
    assert "a_bar[0] += x" in text
    assert "a_bar[1:] += 2.0 * a[1:]" in text


def test_a_number_fills():
    def f(a, x):
        a_bar = np.zeros_like(a)
        a_bar[:] += x
        return a_bar[0]

    assert "a_bar = np.full_like(a, x)" in text_of(rewritten(f, VECTOR, 1.0))


def test_what_is_reached_by_a_view_is_not_zero_any_more():
    def f(a, x):
        a_bar = np.zeros_like(a)
        view_bar = a_bar[1:]
        view_bar[0] += x
        a_bar[:] += 2.0 * a
        return a_bar[1]

    assert "a_bar = 2.0 * a" not in text_of(rewritten(f, VECTOR, 1.0))


def test_what_a_callee_may_write_is_not_zero_any_more():
    def g(u, x):
        u[0] = x

    def f(a, x):
        a_bar = np.zeros_like(a)
        g(a_bar, x)
        a_bar[:] += 2.0 * a
        return a_bar[1]

    assert "a_bar = 2.0 * a" not in text_of(rewritten(f, VECTOR, 1.0))


def test_single_precision_is_not_taken_over_by_double():
    def f(a, b):
        a_bar = np.zeros_like(a)
        a_bar[:] += 2.0 * b
        return a_bar[0]

    assert "a_bar = 2.0 * b" not in text_of(rewritten(f, VECTOR.astype(np.float32), VECTOR))


def test_it_does_not_take_over_a_view():
    def f(a, b):
        a_bar = np.zeros_like(a)
        a_bar[:] += np.transpose(b)
        b_bar = np.zeros_like(a)
        b_bar[:] += np.flip(b)
        return a_bar[0] + b_bar[0]

    text = text_of(rewritten(f, VECTOR, VECTOR))
    assert "a_bar = np.transpose(b)" not in text
    assert "b_bar = np.flip(b)" not in text
