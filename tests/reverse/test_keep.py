"""What is kept before it is overwritten."""

import numpy as np

from tests.analysis.programs import text_of
from tests.reverse.sweeps import live, raw

VECTOR, MATRIX = np.ones(3), np.ones((2, 3))


def lines_of(program, name=""):
    return [line.strip() for line in text_of(program, name).splitlines()]


def test_a_variable_is_kept_in_a_local_one():
    def f(x):
        x = x * x
        return x

    lines = lines_of(live(f, 1.5))
    assert lines.index("x_saved = x") == lines.index("x *= x") - 1
    assert "x = x_saved" in lines


def test_all_that_a_branch_assigns_is_kept_where_it_is_assigned():
    def f(x, y):
        if y > 1.0:
            x = x * x
        else:
            y = y * y
        return x * y

    lines = lines_of(live(f, 1.5, 2.0))
    assert lines[lines.index("x *= x") - 1] == "x_saved = x"
    assert lines[lines.index("y *= y") - 1] == "y_saved = y"


def test_what_a_loop_assigns_is_kept_before_it():
    def f(x, n):
        y = x * x
        for _ in range(n):
            x = 2.0 * x
        return x * y

    lines = lines_of(raw(f, 1.5, 3))
    assert lines.index("x_saved = x") < lines.index("for _ in range(n):")


def test_an_element_is_kept():
    def f(a, x):
        a[0] = a[0] * a[1]
        return a[0] * x

    lines = lines_of(live(f, VECTOR, 2.0))
    assert "a_saved = a[0]" in lines
    assert "a[0] = a_saved" in lines


def test_a_slice_is_kept_as_a_copy():
    def f(a, x):
        a[1:] = a[1:] * a[:-1]
        return a[1] * x

    lines = lines_of(live(f, VECTOR, 2.0))
    assert "a_saved = a[1:].copy()" in lines
    assert "a[1:] = a_saved" in lines


def test_a_reference_is_kept_with_its_cotangent():
    def f(a, b, x):
        a[0] = x
        b[0] = x
        c = a
        y = c[0] * x
        c = b
        return c[0] * y

    lines = lines_of(live(f, VECTOR, VECTOR.copy(), 2.0))
    place = lines.index("c = b")
    assert lines[place - 2 : place + 2] == [
        "c_saved_2 = c",
        "c_bar_saved_2 = c_bar",
        "c = b",
        "c_bar = b_bar",
    ]
    assert {"c = c_saved_2", "c_bar = c_bar_saved_2"} <= set(lines[place:])


def test_new_memory_has_new_cotangents_and_views_have_views():
    def f(a, x):
        work = a.copy()
        row = work[0]
        row[1] = x
        new = work * 2.0
        new[0, 0] = x
        return new[0, 1]

    lines = lines_of(live(f, MATRIX, 2.0))
    assert lines[lines.index("work = a.copy()") + 1] == "work_bar = np.zeros_like(work)"
    assert lines[lines.index("row = work[0]") + 1] == "row_bar = work_bar[0]"
    assert lines[lines.index("new = work * 2.0") + 1] == "new_bar = np.zeros_like(new)"


def test_elements_of_a_list_of_arrays_are_references():
    def f(a, x):
        xs = [a, 2.0 * a]
        xs[0] = x * a
        return xs[0][0] * xs[1][1]

    text = "\n".join(lines_of(live(f, VECTOR, 2.0)))
    assert "xs_bar[0] = " in text


def test_the_outcome_of_a_test_is_kept_where_its_branches_write_what_it_reads():
    def f(a, x):
        if a[0] > 1.0:
            a[0] = x * a[0]
        return a[0]

    lines = lines_of(live(f, VECTOR, 2.0))
    assert "took_then = a[0] > 1.0" in lines
    assert lines.count("if took_then:") == 2
