"""Generated copies give way to what they are copies of."""

import numpy as np

from difpy.simplify.copies import propagate_copies
from tests.analysis.programs import text_of
from tests.simplify.rewriting import check, example


def propagated(function, *arguments):
    return propagate_copies(*example(function, *arguments))


def test_a_copy_that_is_only_read():
    def f(x, y):
        x_copy = x
        y = y + x_copy
        y = y * x_copy
        return y

    check(
        propagated(f, 1.0, 2.0),
        """
        y += x
        y *= x
        return y
        """,
    )


def test_up_to_the_statement_that_changes_the_variable():
    def f(x, y):
        x_copy = x
        y = y + x_copy
        x = y * x_copy
        return x

    check(
        propagated(f, 1.0, 2.0),
        """
        y += x
        x = y * x
        return x
        """,
    )


def test_not_beyond_it():
    def f(x, y):
        x_copy = x
        x = y * x_copy
        y = y + x_copy
        return x + y

    assert "x_copy = x" in text_of(propagated(f, 1.0, 2.0))


def test_not_past_a_branch_that_may_change_it():
    def f(x, y):
        x_copy = x
        if y > 0.0:
            x = y * y
        return x + x_copy

    assert "x_copy = x" in text_of(propagated(f, 1.0, 2.0))


def test_not_if_a_loop_reads_it_and_changes_the_variable():
    def f(x, n):
        x_copy = x
        for _ in range(n):
            x = x + x_copy
        return x

    assert "x_copy = x" in text_of(propagated(f, 1.0, 2))


def test_not_if_an_earlier_iteration_is_read():
    def f(x, n):
        y = 0.0
        x_copy = x
        for _ in range(n):
            y = y + x_copy
            x_copy = x
            x = x * y
        return y

    assert "x_copy = x" in text_of(propagated(f, 1.0, 2))


def test_a_reference_that_is_written_through_keeps_its_name():
    def f(a, x):
        a_copy = a
        a_copy[0] = x
        return a[0] + a_copy[1]

    assert "a_copy = a" in text_of(propagated(f, np.ones(2), 2.0))


def test_one_that_is_written_through_with_an_element_of_its_own():
    def f(a):
        a_copy = a
        a_copy[0] = a_copy[1]
        return a[0]

    assert "a_copy[0] = a_copy[1]" in text_of(propagated(f, np.ones(2)))


def test_copies_of_the_user_stay():
    def f(x):
        y = x
        return y * y

    assert "y = x" in text_of(propagated(f, 1.0))
