"""Names read once, right after they were assigned."""

import numpy as np

from difpy.simplify.inline import inline_single_reads
from tests.analysis.programs import text_of
from tests.simplify.rewriting import check, example

VECTOR = np.ones(3)


def inlined(function, *arguments):
    return inline_single_reads(*example(function, *arguments))


def test_into_the_test_of_an_if():
    def f(x):
        took_then = x > 0.0
        if took_then:
            x = x * x
        return x

    check(
        inlined(f, 1.0),
        """
        if x > 0.0:
            x *= x
        return x
        """,
    )


def test_past_statements_that_change_nothing_of_it():
    def f(x, y):
        y_bar = 2.0 * y
        x = x * x
        x = x + y_bar
        return x

    check(
        inlined(f, 1.0, 2.0),
        """
        x *= x
        x += 2.0 * y
        return x
        """,
    )


def test_not_past_an_assignment_to_what_it_reads():
    def f(x, y):
        y_bar = 2.0 * x
        x = x * x
        x = x + y_bar
        return x

    assert len(inlined(f, 1.0, 2.0).functions["f"].body) == 4


def test_not_past_a_write_into_what_it_reads():
    def f(a, x):
        x_bar = 2.0 * a[0]
        b = a
        b[0] = x
        x = x + x_bar
        return x

    assert len(inlined(f, VECTOR, 2.0).functions["f"].body) == 5


def test_not_past_a_loop_or_branch_that_writes_it():
    def f(a, x):
        x_bar = 2.0 * a[0]
        for i in range(3):
            a[i] = x
        x = x + x_bar
        return x

    assert len(inlined(f, VECTOR, 2.0).functions["f"].body) == 4


def test_not_into_a_loop():
    """It would be computed again in each iteration."""

    def f(x, n):
        x_bar = 2.0 * x
        y = 0.0
        for _ in range(n):
            y = y + x_bar
        return y

    assert len(inlined(f, 1.0, 2).functions["f"].body) == 4


def test_not_into_the_test_of_a_while():
    def f(x, y):
        y_bar = 2.0 * y
        while x < y_bar:
            x = x + 1.0
        return x

    assert len(inlined(f, 1.0, 2.0).functions["f"].body) == 3


def test_not_if_it_is_read_twice():
    def f(x):
        x_bar = 2.0 * x
        y = x_bar + 1.0
        y = y * x_bar
        return y

    assert len(inlined(f, 1.0).functions["f"].body) == 4


def test_not_if_it_is_bound_twice():
    def f(x):
        x_bar = 2.0 * x
        y = 1.0
        if x > 0.0:
            x_bar = 3.0 * x
            y = x_bar
        return y

    assert "x_bar = 3.0 * x" in text_of(inlined(f, 1.0))


def test_the_user_s_names_stay():
    def f(x):
        z = 2.0 * x
        y = z + 1.0
        return y

    assert "z = 2.0 * x" in text_of(inlined(f, 1.0))


def test_arrays_stay():
    """An array under a name is made once, and may be written."""

    def f(a):
        a_bar = 2.0 * a
        b = a_bar[1:]
        return b[0]

    assert "a_bar = 2.0 * a" in text_of(inlined(f, VECTOR))
