"""Small rewrites of neighbouring statements."""
# ruff: noqa: SIM108  functions under test as the sweeps make them

from dataclasses import replace

import numpy as np

from difpy.simplify.tidy import tidy
from tests.reverse.sweeps import simplified
from tests.simplify.rewriting import check, example

VECTOR = np.ones(3)


def tidied(function, *arguments):
    return tidy(*example(function, *arguments))


def test_two_ifs_of_one_outcome_are_one():
    def f(x, y):
        took_then = x > 0.0
        if took_then:
            y = y * x
        if took_then:
            y = y + x
        else:
            y = y - x
        return y

    check(
        tidied(f, 1.0, 2.0),
        """
        took_then = x > 0.0
        if took_then:
            y *= x
            y += x
        else:
            y -= x
        return y
        """,
    )


def test_not_if_the_first_changes_the_outcome():
    def f(x, y):
        took_then = x > 0.0
        if took_then:
            took_then = y > 0.0
        if took_then:
            y = y + x
        return y

    assert len(tidied(f, 1.0, 2.0).functions["f"].body) == 4


def test_ifs_of_the_user_stay_two():
    def f(x, y, flag):
        if flag:
            y = y * x
        if flag:
            y = y + x
        return y

    assert len(tidied(f, 1.0, 2.0, True).functions["f"].body) == 3


def test_a_value_that_is_there_already_is_not_put_back():
    def f(x):
        x_saved = x
        y = x * x
        x = x_saved
        return x * y

    check(
        tidied(f, 1.0),
        """
        x_saved = x
        y = x * x
        return x * y
        """,
    )


def test_it_is_put_back_if_the_variable_has_changed():
    def f(x):
        x_saved = x
        x = x * x
        x = x_saved
        return x

    assert len(tidied(f, 1.0).functions["f"].body) == 4


def test_it_is_put_back_if_a_loop_or_branch_between_may_change_it():
    def f(x, n):
        x_saved = x
        for _ in range(n):
            x = x * x
        x = x_saved
        return x

    assert len(tidied(f, 1.0, 2).functions["f"].body) == 4


def test_an_empty_branch():
    def f(x, k):
        if k == 2:
            pass
        else:
            x = x * x
        if x < 1.0:
            pass
        else:
            x = x * 3.0
        return x

    check(
        tidied(f, 1.0, 2),
        """
        if k != 2:
            x *= x
        if not x < 1.0:
            x *= 3.0
        return x
        """,
    )


def test_signs_come_to_the_front():
    def f(x, y):
        x_bar = -(x * y)
        y_bar = -(x / y)
        z = -(x * y)
        return x_bar + y_bar + z

    check(
        tidied(f, 1.0, 2.0),
        """
        x_bar = -x * y
        y_bar = -x / y
        z = -(x * y)
        return x_bar + y_bar + z
        """,
    )


def test_a_sign_stays_with_a_sum():
    def f(x, y):
        x_bar = -(x + y)
        return x_bar

    check(
        tidied(f, 1.0, 2.0),
        """
        x_bar = -(x + y)
        return x_bar
        """,
    )


def merged(function, *arguments):
    """As if everything of the entry came of one statement of the user's."""
    program, own = example(function, *arguments)
    entry = program.functions["f"]
    body = tuple(replace(s, at=entry.body[0].at) for s in entry.body)
    return tidy(replace(program, functions={"f": replace(entry, body=body)}), own)


def test_neighbouring_accumulations_are_one():
    def f(x, y, z):
        x_bar = z
        x_bar += 2.0 * y
        x_bar += x
        return x_bar

    check(
        merged(f, 1.0, 2.0, 3.0),
        """
        x_bar = z + 2.0 * y + x
        return x_bar
        """,
    )


def test_two_equal_ones_are_a_double():
    def f(x, y):
        x_bar = x * y
        x_bar += x * y
        return x_bar

    check(
        merged(f, 1.0, 2.0),
        """
        x_bar = 2.0 * (x * y)
        return x_bar
        """,
    )


def test_elements_are_merged_if_they_are_the_same():
    def f(a, x, i, j):
        a_bar = a.copy()
        a_bar[i] += x
        a_bar[i] += 2.0 * x
        a_bar[j] += x
        a_bar[j] += a_bar[i]
        return a_bar[0]

    check(
        merged(f, VECTOR, 1.0, 0, 1),
        """
        a_bar = a.copy()
        a_bar[i] += x + 2.0 * x
        a_bar[j] += x
        a_bar[j] += a_bar[i]
        return a_bar[0]
        """,
    )


def test_accumulations_that_read_what_they_add_to_are_not_merged():
    def f(x, y):
        x_bar = y
        x_bar += x
        x_bar += x_bar * y
        return x_bar

    assert len(merged(f, 1.0, 2.0).functions["f"].body) == 3


def test_what_is_taken_away_is_merged_too():
    def f(a, x, y):
        a_bar = a.copy()
        x_bar = y
        x_bar += x
        x_bar -= y
        a_bar[0] -= x
        a_bar[0] -= y
        a_bar[0] += 2.0 * y
        return a_bar[0] + x_bar

    check(
        merged(f, VECTOR, 1.0, 2.0),
        """
        a_bar = a.copy()
        x_bar = y + x - y
        a_bar[0] += 2.0 * y - (x + y)
        return a_bar[0] + x_bar
        """,
    )


def test_accumulations_meet_across_others():
    def f(a, x, y):
        a_bar = a.copy()
        x_bar = y
        x_bar += a[0] * y
        a_bar[0] += x
        y_bar = x * y
        x_bar -= a[1] * y_bar
        x_bar -= a_bar[0]
        return a_bar[0] + x_bar

    check(
        merged(f, VECTOR, 1.0, 2.0),
        """
        a_bar = a.copy()
        x_bar = y + a[0] * y
        a_bar[0] += x
        y_bar = x * y
        x_bar -= a[1] * y_bar + a_bar[0]
        return a_bar[0] + x_bar
        """,
    )


def test_accumulations_stay_behind_a_write_that_they_may_read():
    def f(a, x, y):
        a_bar = a.copy()
        view_bar = a_bar[1:]
        x_bar = y
        x_bar += a[0]
        a_bar[1] += x
        x_bar += view_bar[0]
        return x_bar

    assert len(merged(f, VECTOR, 1.0, 2.0).functions["f"].body) == 6


def test_accumulations_of_two_statements_stay_two():
    """Each stands under the user's line that it comes from."""

    def f(x, y):
        x_bar = y
        x_bar += x
        x_bar += y
        return x_bar

    assert len(tidied(f, 1.0, 2.0).functions["f"].body) == 4


def test_the_user_s_own_stay():
    def f(x, y):
        z = y
        z += x
        z += y
        return z

    assert len(merged(f, 1.0, 2.0).functions["f"].body) == 4


def test_a_square_times_a_number_is_differentiated_as_one_writes_it():
    def f(x, y):
        z = 0.5 * x * x
        return z - 0.5 * y * y

    text = simplified(f, 1.1, 0.7)
    assert "x_bar = x * result_bar" in text
    assert "y_bar = -y * result_bar" in text
