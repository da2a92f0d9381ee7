"""Which writes give an element of new memory its first value, and its last."""

import numpy as np

from difpy.analysis.effects import Effects
from difpy.analysis.memory import MemoryClasses
from difpy.analysis.written_once import first_writes
from difpy.program import Store, statements
from tests.analysis.programs import program_of

VECTOR = np.ones(4)


def firsts(function, *arguments):
    """For each plain or augmented write of the function: its first value if it is a first write, else no."""
    program = program_of(function, *arguments)
    memory = MemoryClasses(program)
    found = first_writes(program, memory, Effects(program, memory))
    entry = program.functions[program.entry]
    stores = [s for s in statements(entry.body) if isinstance(s, Store)]
    return [found[id(s)] and found[id(s)].value if id(s) in found else "no" for s in stores]


def test_each_step_writes_the_next_element():
    def f(x, n):
        path = np.empty(n + 1)
        path[0] = x
        for i in range(n):
            path[i + 1] = 0.5 * path[i]
        return path[n]

    assert firsts(f, 1.0, 3) == [None, None]


def test_what_was_there_before_is_known_of_zeros_and_ones():
    def f(x, n):
        a, b = np.zeros(n), np.ones((n, n))
        for i in range(n):
            a[i] = x
            for j in range(i):
                b[j, i] = x * x
        return a[0] + b[0, 1]

    assert firsts(f, 1.0, 3) == [0.0, 1.0]


def test_a_row_at_a_time():
    def f(x, n):
        path = np.empty((n, 4))
        for i in range(n):
            path[i] = x
        return path[n - 1, 0]

    assert firsts(f, VECTOR, 3) == [None]


def test_a_triangle_by_sums_of_loop_variables():
    def f(x, n):
        a = np.zeros((2 * n, n))
        for i in range(n):
            for j in range(i, n):
                a[i + j, j] = x
        return np.sum(a)

    assert firsts(f, 1.0, 3) == [0.0]


def test_two_iterations_may_write_to_one_place():
    def f(x, n):
        a, b, c = np.zeros(n), np.zeros(2 * n), np.zeros(n)
        for i in range(n):
            a[i % 2] = x
            for j in range(n):
                b[i + j] = x
                c[i] = x * j
        return np.sum(a) + np.sum(b) + np.sum(c)

    assert firsts(f, 1.0, 3) == ["no", "no", "no"]


def test_indices_that_may_count_from_the_end():
    def f(x, n):
        a = np.zeros(3)
        for i in range(-3, 3):
            a[i] = x + i
        b = np.zeros(n)
        b[0] = x
        b[-1] = x * x
        return np.sum(a) + np.sum(b)

    assert firsts(f, 1.0, 1) == ["no", "no", "no"]


def test_two_loops_over_the_same_elements():
    def f(x, n):
        a = np.empty(n)
        for i in range(n):
            a[i] = x
        for i in range(n):
            a[i] = a[i] * x
        return a[0]

    assert firsts(f, 1.0, 3) == ["no", "no"]


def test_two_loops_over_elements_apart():
    def f(x, n):
        a = np.empty(2 * n)
        for i in range(n):
            a[i] = x
        for i in range(n, 2 * n):
            a[i] = a[i - n] * x
        return a[0]

    assert firsts(f, 1.0, 3) == [None, None]


def test_writes_through_another_name_or_of_sums():
    def f(x, n):
        a, b = np.zeros((n, n)), np.zeros(n)
        for i in range(n):
            row = a[i]
            for j in range(n):
                row[j] = x
            a[i, i] = x
            b[i] += x
        return np.sum(a) + np.sum(b)

    assert firsts(f, 1.0, 3) == ["no", "no", "no"]


def test_memory_of_each_iteration():
    def f(x, n):
        total = 0.0
        for i in range(n):
            a = np.zeros(n)
            for j in range(n):
                a[j] = x * i
            total += np.sum(a * a)
        return total

    assert firsts(f, 1.0, 3) == [0.0]


def test_memory_that_outlives_the_loop_that_writes():
    def f(x, n):
        a = np.zeros(n)
        for _ in range(2):
            for j in range(n):
                a[j] = x + a[j]
        return np.sum(a)

    assert firsts(f, 1.0, 3) == ["no"]


def test_a_while_loop_and_a_variable_of_its_own_count():
    def f(x, n):
        a = np.zeros(n)
        k = 0
        while k < n:
            a[k] = x
            k += 1
        return np.sum(a)

    assert firsts(f, 1.0, 3) == ["no"]


def test_arrays_that_change_places():
    def f(x, n):
        u, v = np.zeros(n), np.zeros(n)
        for _ in range(2):
            for i in range(n):
                v[i] = u[i] + x
            u, v = v, u
        return np.sum(u)

    assert firsts(f, 1.0, 3) == ["no"]


def test_a_callee_that_writes_too():
    def put(a, x):
        a[0] = x

    def f(x, n):
        a = np.zeros(n)
        for i in range(n):
            a[i] = x
        put(a, x * x)
        return np.sum(a)

    assert firsts(f, 1.0, 3) == ["no"]
