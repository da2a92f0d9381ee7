"""Names read before they are assigned for certain."""

import numpy as np

from difpy.analysis.flow import assigned_for_certain, exposed, read_here
from difpy.program import For, Name, Restore, Slice, Subscript, While
from tests.analysis.programs import body_of, statement_of


def loop_body(function, *arguments):
    return next(s.body for s in body_of(function, *arguments) if isinstance(s, For | While))


def test_read_before_assigned():
    def f(x, n):
        total = 0.0
        for i in range(n):
            y = x * i
            total = total + y
        return total

    assert exposed(loop_body(f, 1.0, 3)) == {"x", "i", "total"}
    assert assigned_for_certain(loop_body(f, 1.0, 3)) == {"y", "total"}


def test_assigned_in_one_branch_is_not_certain():
    def f(x, n):
        y = 0.0
        z = 0.0
        for i in range(n):
            if x > i:
                y = x
                z = x
            else:
                z = -x
            x = y + z
        return x

    body = loop_body(f, 1.0, 3)
    assert exposed(body) == {"x", "i", "y"}
    assert assigned_for_certain(body) == {"z", "x"}


def test_a_branch_that_ends_the_loop_does_not_count():
    def f(x, n):
        y = 0.0
        for i in range(n):
            if x > i:
                break
            else:
                y = x
            x = x + y
        return x

    assert "y" not in exposed(loop_body(f, 1.0, 3))


def test_a_loop_may_not_run():
    def f(x, n):
        y = 0.0
        while x < 10.0:
            for i in range(n):
                y = x * i
            x = x + y + 1.0
        return x

    body = loop_body(f, 1.0, 3)
    assert exposed(body) == {"x", "n", "y"}
    assert assigned_for_certain(body) == {"x"}


def test_a_loop_reads_its_own_values_of_the_iteration_before():
    def f(x, n):
        y = 0.0
        while x < 10.0:
            z = 1.0
            for _ in range(n):
                x = x + z
                z = y
            y = 0.5 * x
        return x

    assert exposed(loop_body(f, 1.0, 3)) == {"x", "n", "y"}


def test_writing_an_element_reads_the_reference():
    def f(a, x):
        a[0] = x
        a[1] += x
        return a[0]

    body = body_of(f, np.ones(2), 1.0)
    assert read_here(statement_of(body, "a[0] =")) == {"a", "x"}
    assert read_here(statement_of(body, "a[1] +=")) == {"a", "x"}


def test_a_restore_reads_where_it_puts_and_not_what():
    into_memory = Restore("s", Subscript(Name("a"), (Name("i"), Slice(Name("j")))))
    assert read_here(into_memory) == {"a", "i", "j"}
    assert read_here(Restore("s", Name("x"))) == set()


def test_a_branch_that_raises_does_not_count():
    def f(x, n):
        for i in range(n):
            if x < i:
                raise ValueError("small")
            else:
                y = 2.0 * x
            x = x + y
        return x

    assert assigned_for_certain(loop_body(f, 5.0, 3)) == {"x", "y"}


def test_another_branch_of_the_same_test():
    def f(x, flag, n):
        y = 0.0
        for _ in range(n):
            if flag:
                z = x
            y = y + x
            if flag:
                y = y + z
            if not flag:
                y = y * x
            else:
                y = y * z
                y = y + 1.0
        return y

    body = loop_body(f, 1.0, True, 3)
    assert "z" in exposed(body)
    assert "z" not in exposed(body, same_tests=True)


def test_a_test_whose_variables_changed_is_another():
    def f(x, n):
        y = 0.0
        for i in range(n):
            if y > x:
                z = x
            y = y + i
            if y > x:
                y = y + z
        return y

    assert "z" in exposed(loop_body(f, 1.0, 3), same_tests=True)


def test_a_test_of_memory_is_another():
    def f(a, x, n):
        y = 0.0
        for i in range(n):
            if a[0] > x:
                z = x
            a[0] = i
            if a[0] > x:
                y = y + z
        return y

    assert "z" in exposed(loop_body(f, np.ones(2), 1.0, 3), same_tests=True)


def test_the_branch_that_did_not_run_says_nothing():
    def f(x, n):
        y = 0.0
        for i in range(n):
            if i > 2:
                z = x
            if not i > 2:
                y = y + z
        return y

    assert "z" in exposed(loop_body(f, 1.0, 3), same_tests=True)
