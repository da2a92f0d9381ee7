# ruff: noqa: F821, F841  programs as people write them
"""Names that may be unbound, names of several types."""

import math

import numpy as np
import pytest

from tests.elaborate.running import check


def bound_on_one_branch(x):
    if x > 0.0:
        y = x * x
    return y


def bound_in_a_loop(x, n):
    for i in range(n):
        y = x * i
    return y + i


def bound_in_a_loop_that_runs(x):
    for i in range(3):
        y = x * i
    return y + i


def read_behind_a_short_circuit(x, n):
    if n > 0:
        y = x
    if n > 0 and y > 0.5:
        return y
    return x * 2 if n == 0 else y


def read_in_a_while_test(x, n):
    if n > 0:
        limit = 10.0
    while x < limit:
        x = x * 2
    return x


def never_bound(x):
    if x < 0.0:
        return x
    return later + x
    later = 1.0


def read_by_a_nested_function(x):
    def inner():
        return y * x

    if x > 0.0:
        y = 2.0
    return inner()


def tuple_on_one_branch(x):
    if x > 0.5:
        p = (x, 2)
    return p[0] * p[1]


@pytest.mark.parametrize("x", [0.7, -0.7, 0.2])
def test_may_be_unbound(x):
    check(bound_on_one_branch, x)
    check(tuple_on_one_branch, x)
    check(read_by_a_nested_function, x)


@pytest.mark.parametrize("n", [0, 1, 3])
def test_bound_in_loops(n):
    check(bound_in_a_loop, 0.7, n)
    check(read_behind_a_short_circuit, 0.7, n)
    check(read_in_a_while_test, 0.7, n)


def test_no_flag_where_the_loop_runs():
    program = check(bound_in_a_loop_that_runs, 0.7)
    assert not any("bound" in name for name in program.functions["bound_in_a_loop_that_runs"].variables)


def int_then_float(n):
    s = 0
    for i in range(n):
        s += i / 2
    return s


def float_then_array_then_int(x):
    a = x * 2
    a = np.ones(3) * a
    b = a
    a = len(a)
    return a * np.sum(b)


def several_types_in_a_loop(x):
    total = 0
    for i in range(3):
        t = x[i]
        total += t
        t = x * t
        total += np.sum(t)
    return total


def int_used_as_an_index_and_then_float(x):
    k = 0
    s = x[k]
    while s < 10.0:
        k = k + 1
        s += x[k % 3] ** 2
    k = k * 0.5
    return s * k


def loop_variable_that_is_a_float_before(x):
    i = 0.5
    for i in range(len(x)):
        x[i] = x[i] * i
    return np.sum(x) + i


def bool_and_int(x):
    found = False
    for i in range(3):
        if x > i:
            found = i + 1
    return x * found


def argument_that_becomes_float(n):
    while n > 1:
        n = n / 2
    return n


def loop_variable_changed(x, n):
    s = 0.0
    for i in range(n):
        i = i * 2
        s += x * i
        i = 100
    return s + i


def bounds_changed(x, n):
    for i in range(n):
        n = n - 1
        x += n * i
    return x + n


def parallel(a, b, c):
    a, b = b, a
    a, b, c = b + c, a, a * b
    (a, b), c = (c, a), b
    return a * 100 + b * 10 + c


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (int_then_float, (4,)),
        (int_then_float, (0,)),
        (float_then_array_then_int, (0.5,)),
        (several_types_in_a_loop, (np.array([0.5, 1.0, 2.0]),)),
        (int_used_as_an_index_and_then_float, (np.array([0.5, 1.0, 2.0]),)),
        (loop_variable_that_is_a_float_before, (np.array([0.5, 1.0, 2.0]),)),
        (loop_variable_that_is_a_float_before, (np.array([]),)),
        (bool_and_int, (1.5,)),
        (argument_that_becomes_float, (7,)),
        (loop_variable_changed, (0.5, 4)),
        (bounds_changed, (0.5, 4)),
        (parallel, (1.0, 2.0, 3.0)),
        (parallel, (1, 2.0, 3)),
    ],
)
def test_types_of_names(function, arguments):
    check(function, *arguments)


def names_that_generated_code_uses(x):
    np = x * 2
    len = np + 1  # noqa: A001
    x_2 = len * np
    difpy = x_2
    max = abs(difpy)  # noqa: A001
    return max * math.sin(np)


def test_names_that_mean_something_in_generated_code():
    check(names_that_generated_code_uses, 0.7)


def test_a_function_named_like_a_variable():
    def area(r):
        return r * r

    alias = area

    def program(x):
        area = alias(x)
        return area * 2

    check(program, 0.7)
