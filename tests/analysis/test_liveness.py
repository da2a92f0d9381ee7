"""To be recorded: what the reverse sweep reads, and of the forward sweep everything of the user's."""
# ruff: noqa: F841, SIM108  functions under test as people write them

import numpy as np

from difpy.analysis.liveness import live_program, sites_in
from difpy.program import Assign, Restore, Save, statements
from tests.analysis.programs import text_of
from tests.reverse.sweeps import assembled, live, raw, saved

VECTOR = np.ones(3)


def test_a_linear_loop_records_nothing():
    def f(x, n):
        for _ in range(n):
            x = 2.0 * x + 1.0
        return x

    assert saved(raw(f, 1.0, 3)) == {"x"}
    assert saved(live(f, 1.0, 3)) == set()


def test_a_product_records_its_factors():
    def f(x, c, n):
        y = 1.0
        z = 0.0
        for _ in range(n):
            y = y * x
            z = z + y * c
            x = x + c
        return z

    assert saved(live(f, 1.0, 2.0, 3)) == {"x", "y"}


def test_a_save_goes_with_its_restore():
    def f(x, n):
        for _ in range(n):
            x = 2.0 * x
        return x * x

    functions = live(f, 1.0, 3).functions.values()
    kept = [s for function in functions for s in statements(function.body) if isinstance(s, Save | Restore)]
    assert kept == []
    assert sites_in(functions) == []


def test_what_a_branch_reads_is_not_recorded_but_the_outcome():
    def f(x, n):
        y = 1.0
        for _ in range(n):
            if y > 2.0:
                y = y + x
            else:
                y = 3.0 * y
        return y

    assert saved(live(f, 1.0, 3)) == {"took_then"}


def test_elements_are_recorded_where_elements_of_the_class_are_read():
    def linear(a, n):
        for i in range(n):
            a[i] = 2.0 * a[i]
        return a[0]

    def product(a, n):
        b = a[1:]
        for i in range(n):
            a[i + 1] = a[i] * b[i]
        return a[0]

    assert saved(live(linear, VECTOR, 2)) == set()
    assert saved(live(product, VECTOR, 2)) == {"a[]"}


def test_statements_of_the_user_stay_in_the_forward_sweep():
    """They may raise, and they are the user's."""

    def f(x, n):
        unused = 1.0 / n
        if x > 5.0:
            forgotten = x
        return x * 3.0

    text = text_of(live(f, 1.0, 2))
    assert "unused = 1.0 / n" in text
    assert "forgotten = x" in text


def test_statements_of_the_user_go_from_the_replay():
    def g(x):
        for _ in range(2):
            unused = x * 2.0
            x = x * x
        return x

    def f(x):
        return g(x)

    program = live(f, 1.0)
    assert "unused = x * 2.0" in text_of(program, "g_forward")
    assert "unused = x * 2.0" not in text_of(program, "g_reverse")


def test_old_values_that_nobody_reads_are_not_put_back():
    def f(x):
        y = x * x
        y = 2.0 * y
        return y

    program = live(f, 1.0)
    assert not any(
        isinstance(s, Assign) and "saved" in s.target for s in statements(program.functions["f_adjoint"].body)
    )


def test_the_entry_writes_its_own_memory_which_is_not_put_back():
    def f(a, x):
        a[0] = x * x
        return a[0]

    text = text_of(live(f, VECTOR, 2.0))
    assert "saved" not in text


def test_a_callee_puts_back_what_its_caller_gave():
    def square(u):
        for i in range(len(u)):
            u[i] = u[i] * u[i]

    def f(a):
        square(a)
        return a[0]

    assert saved(live(f, VECTOR)) == {"u[]"}


def test_what_is_read_after_a_break():
    def f(x, y, n):
        for i in range(n):
            if i > 1:
                break
            y = y * x
        return y

    assert saved(live(f, 1.0, 1.5, 4)) == {"y"}


def test_functions_that_no_restore_is_left_in_are_still_called():
    def g(x):
        for _ in range(2):
            x = 2.0 * x
        return x

    def f(x):
        return g(x)

    program = live(f, 1.0)
    assert "g_reverse(" in text_of(program)
    assert saved(program) == set()


def test_a_second_time_nothing_changes():
    def f(a, x):
        for i in range(3):
            a[i] = a[i] * x
            if a[i] > 1.0:
                x = x * a[i]
        return a[0] + x

    program, own, _ = assembled(f, VECTOR, 2.0)
    once = live_program(program, own)
    assert live_program(once, own) == once
