"""Callees and primals that write into what they were given."""
# ruff: noqa  programs as people write them

import math

import numpy as np

from tests.corpus.registry import case

X = np.array([0.5, -1.2, 2.0, 0.3])
A = np.array([[0.5, 1.5, -0.3], [0.2, 0.9, 0.4]])
STATE = np.array([0.5, 0.25])


def weighted(x):
    s = 0.0
    for i in range(len(x)):
        s += (i + 1.5) * x[i] * x[i]
    return s


def normalise(row):
    total = 0.0
    for v in row:
        total += v * v
    for j in range(len(row)):
        row[j] /= math.sqrt(total)


def rows_passed_to_a_helper_that_mutates_them(a):
    for i in range(len(a)):
        normalise(a[i])
    return a[0, 0] * a[1, 1] + a[0, 1] * a[1, 2] ** 2


case(rows_passed_to_a_helper_that_mutates_them, A)


def push(stack, top, value):
    stack[top] = value
    return top + 1


def helper_writes_and_returns_a_counter(x):
    stack = np.zeros(6)
    top = 0
    for v in x:
        if v > 0.0:
            top = push(stack, top, v * v)
    s = 0.0
    while top > 0:
        top -= 1
        s = s * 0.5 + stack[top]
    return s


case(helper_writes_and_returns_a_counter, X)


def step(u, v, dt):
    for i in range(len(u)):
        v[i] -= dt * math.sin(u[i])
        u[i] += dt * v[i]


def pendulums(u, v, dt):
    for _ in range(3):
        step(u, v, dt)
    return weighted(u) + weighted(v)


case(pendulums, X, X[::-1].copy(), 0.2)


def fill(target, value):
    target[:] = value


def helper_fills(x, y):
    fill(x[1:3], y * x[0])
    fill(x[:1], 2.0)
    return weighted(x)


case(helper_fills, X, 0.7)


def helper_mutates_twice_what_it_reads(x):
    def double_first(v):
        v[0] = v[0] * 2.0 + v[1] ** 2

    double_first(x)
    s = x[0]
    double_first(x[1:])
    double_first(x)
    return weighted(x) * s


case(helper_mutates_twice_what_it_reads, X)


def helper_with_nested_helper_that_mutates(x):
    def inner(v, i):
        v[i] *= v[i - 1]

    def outer(v):
        for i in range(1, len(v)):
            inner(v, i)
        return v[-1]

    first = outer(x)
    second = outer(x)
    return weighted(x) + first * second


case(helper_with_nested_helper_that_mutates, X)


def captured_array_is_written(x):
    STATE[0] = STATE[0] * x
    STATE[1] += STATE[0] * x
    return STATE[0] + STATE[1] * STATE[1]


case(captured_array_is_written, 0.7)


def closure_array_is_written(x):
    history = np.zeros(4)

    def record(i, v):
        history[i] = v * v
        return history[i] + (history[i - 1] if i > 0 else 0.0)

    for i in range(4):
        x = x * 0.5 + record(i, x)
    return x + history[0] * history[2]


case(closure_array_is_written, 0.7)


def argument_mutated_and_read_before(x):
    s = x[0] * x[1]
    x[0] = 10.0
    x[1] = s * x[2]
    return s * x[1] + x[0]


case(argument_mutated_and_read_before, X)


def argument_is_scratch_space(x, scratch):
    for i in range(len(x)):
        scratch[i] = x[i] * x[i]
    s = 0.0
    for i in range(len(x)):
        s += scratch[i] * math.sin(x[i])
    return s


case(argument_is_scratch_space, X, np.zeros(4))
case(argument_is_scratch_space, X, np.zeros(4), argnums=0, id="scratch_space_not_differentiated")


def inactive_argument_mutated(x, counts):
    s = 0.0
    for i in range(len(x)):
        counts[i % 2] += 1
        s += x[i] * counts[i % 2]
    return s


case(inactive_argument_mutated, X, np.array([1, 2]))


def list_argument_mutated(values, x):
    values[0] = values[0] * x
    values[1] += values[0]
    return values[0] * values[1] + values[2]


case(list_argument_mutated, [0.5, 1.5, 2.5], 0.7)


def callee_overwrites_its_scalar_parameter(x):
    def f(v):
        v = v * v
        v = v + 1.0
        return v

    y = f(x) * x
    return f(y) + x


case(callee_overwrites_its_scalar_parameter, 0.7)


def callee_rebinds_its_array_parameter(x):
    def f(v):
        v[0] = v[0] * v[1]
        v = v * 2.0
        v[1] = 100.0
        return v[0]

    y = f(x)
    return y * x[0] + x[1]


case(callee_rebinds_its_array_parameter, X)


def in_place_insertion_sort_by_helper(x):
    def sort(v):
        for i in range(1, len(v)):
            key = v[i]
            j = i - 1
            while j >= 0 and v[j] > key:
                v[j + 1] = v[j]
                j -= 1
            v[j + 1] = key

    sort(x)
    return weighted(x)


case(in_place_insertion_sort_by_helper, X)


def mutation_under_a_condition_of_the_callee(x, y):
    def clip_if_large(v, limit):
        clipped = 0
        for i in range(len(v)):
            if v[i] > limit:
                v[i] = limit * (1.0 + 0.1 * v[i])
                clipped += 1
        return clipped

    n = clip_if_large(x, y)
    n += clip_if_large(x, y * 0.5)
    return weighted(x) * n


case(mutation_under_a_condition_of_the_callee, X, 0.9)
