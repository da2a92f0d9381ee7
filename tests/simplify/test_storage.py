"""Stacks of counted loops are arrays."""

import numpy as np
import pytest

from tests.reverse.sweeps import simplified


def lines_of(function, *arguments, **options):
    return [line.strip() for line in simplified(function, *arguments, **options).splitlines()]


def test_an_element_for_each_iteration():
    def f(x, n):
        for i in range(n):
            x = x * x + i
        return x

    lines = lines_of(f, 1.1, 3)
    assert "x_stack = np.empty(max(n, 0))" in lines
    assert "x_stack[i] = x" in lines
    assert "x = x_stack[i]" in lines
    assert not any("difpy.stack" in line for line in lines)


@pytest.mark.parametrize(
    ("start", "stop", "step", "index"),
    [(1, 5, 1, "i - 1"), (5, 0, -1, "5 - i"), (2, 9, 3, "(i - 2) // 3"), (9, 1, -2, "(i - 9) // -2")],
)
def test_ranges_that_start_elsewhere_or_take_steps(start, stop, step, index):
    text = f"def f(x):\n    for i in range({start}, {stop}, {step}):\n        x = x * x + i\n    return x\n"
    lines = lines_of(_function(text), 1.1)
    assert f"x_stack[{index}] = x" in lines
    assert f"x = x_stack[{index}]" in lines


def _function(text):
    import linecache

    file = f"<{hash(text)}>"
    linecache.cache[file] = (len(text), None, text.splitlines(True), file)
    names: dict = {}
    exec(compile(text, file, "exec"), names)
    return names["f"]


def test_a_dimension_for_each_loop():
    def f(x, n, m):
        for i in range(n):
            for j in range(m):
                x = x * x + i * j
        return x

    lines = lines_of(f, 1.1, 2, 3)
    assert "x_stack = np.empty((max(n, 0), max(m, 0)))" in lines
    assert "x_stack[i, j] = x" in lines


def test_a_length_is_never_negative():
    def f(a, x):
        for i in range(len(a)):
            x = x * x + a[i]
        return x

    assert "x_stack = np.empty(len(a))" in lines_of(f, np.ones(3), 1.1)


def test_integers_and_outcomes_keep_their_type():
    def f(a, x, k):
        for i in range(3):
            if a[i] > 0.5:
                a[i] = x * a[i]
                k = k + i
            x = x * k
        return x

    lines = lines_of(f, np.ones(3), 1.1, 2, wrt=("x",))
    assert "k_stack = np.empty(3, np.int64)" in lines
    assert "took_then_stack = np.empty(3, np.bool_)" in lines


def test_while_loops_keep_stacks():
    def f(x):
        while x < 10.0:
            x = x * x
        return x

    lines = lines_of(f, 1.1)
    assert "x_stack = difpy.stack(0.0)" in lines
    assert "x_stack.append(x)" in lines
    assert "x = x_stack.pop()" in lines


def test_arrays_keep_stacks():
    def f(a, n):
        for _ in range(n):
            a = a * a
        return a[0]

    assert any("difpy.stack(" in line for line in lines_of(f, np.ones(3), 2))


def test_a_short_loop_that_may_be_left_early_has_an_array():
    def f(x):
        for i in range(100):
            if x > 10.0:
                break
            x = x * x + i
        return x

    assert "x_stack = np.empty(100)" in lines_of(f, 1.1)


def test_a_long_one_or_one_of_unknown_length_has_a_stack():
    def long(x):
        for i in range(10**9):
            if x > 10.0:
                break
            x = x * x + i
        return x

    def unknown(x, n):
        for i in range(n):
            if x > 10.0:
                break
            x = x * x + i
        return x

    assert "x_stack = difpy.stack(0.0)" in lines_of(long, 1.1)
    assert "x_stack = difpy.stack(0.0)" in lines_of(unknown, 1.1, 100)


def test_stacks_that_functions_share_stay():
    def g(x):
        for _ in range(3):
            x = x * x
        return x

    def f(x):
        return g(x)

    assert "x_stack = difpy.stack(0.0)" in lines_of(f, 1.1)
    assert "x_stack.append(x)" in lines_of(f, 1.1, name="g_forward")


def test_a_loop_without_a_variable_gets_one():
    def f(x, n):
        for _ in range(n):
            x = x * x
        return x

    lines = lines_of(f, 1.1, 3)
    assert "for i in range(n):" in lines
    assert "for i in reversed(range(n)):" in lines


def test_a_loop_whose_variable_is_used_no_more_keeps_its_underscore():
    def f(x, n):
        for _ in range(n):
            x = 2.0 * x
        return x

    assert "for _ in range(n):" in lines_of(f, 1.1, 3)
