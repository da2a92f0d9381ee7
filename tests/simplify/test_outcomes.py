"""Which outcomes of tests are recorded, and which are computed again."""

import numpy as np

import difpy
from tests.reverse.sweeps import live, saved, simplified

VECTOR = np.array([0.3, 0.9, -0.4, 1.2])


def test_an_outcome_is_recorded_instead_of_the_values_it_came_from():
    def f(x):
        greatest = -1.0
        for i in range(len(x)):
            v = x[i] * x[i] - 0.5 * greatest
            if v > greatest:
                greatest = v
        return greatest

    assert saved(live(f, VECTOR)) == {"took_then"}


def test_the_branch_of_max_and_min_is_recorded_too():
    def f(value, floor):
        for _ in range(3):
            for i in range(len(value) - 1):
                value[i] = max(0.5 * (value[i] + value[i + 1]), min(value[i], floor))
        return value[0]

    assert saved(live(f, VECTOR, 0.1)) == {"took_last", "took_last_2"}


def test_so_is_that_of_a_conditional_expression():
    def f(x, n):
        y = x
        for _ in range(n):
            y = 0.5 * y if y > 0.3 else y + x
        return y

    assert saved(live(f, 0.7, 4)) == {"took_then"}


def test_an_outcome_of_values_at_hand_is_computed_again():
    def f(x, y):
        total = 0.0
        for i in range(len(x)):
            if x[i] > 0.0:
                total += x[i] * y
        return total

    assert saved(live(f, VECTOR, 0.3)) == set()
    assert simplified(f, VECTOR, 0.3).count("if x[i] > 0.0:") == 2


def test_an_outcome_of_values_recorded_for_others_is_computed_again():
    def f(x, n):
        for _ in range(n):
            if x > 1.0:
                x = 0.3 * x * x
            x = 1.1 * x * x
        return x

    assert saved(live(f, 0.7, 3)) == {"x"}


def test_two_outcomes_of_one_value_are_recorded_both():
    def f(x, n):
        y = x
        for _ in range(n):
            if y > 0.6:
                y = 0.5 * y
            if y > 0.4:
                y = y - 0.1 * x
        return y

    assert saved(live(f, 0.7, 4)) == {"took_then", "took_then_2"}


def test_a_test_of_loop_variables_needs_no_record():
    def f(x, n):
        for i in range(n):
            if i % 2 == 0:
                x = 2.0 * x
        return x

    assert saved(live(f, 0.7, 3)) == set()
    assert "took" not in simplified(f, 0.7, 3)


def test_a_recursive_function_records_its_outcomes():
    def halved(x, eps):
        y = x * x
        if y < eps:
            return 2.0 * y
        return halved(0.5 * x, eps)

    def f(x):
        return halved(x, 1e-2)

    assert "took_then_stack.append" in simplified(f, 0.7, name="halved_forward")


def test_at_a_tie_it_is_the_branch_that_python_takes():
    def greatest(x, y):
        for _ in range(2):
            x = max(x, y, y)
        return x

    def least(x, y):
        for _ in range(2):
            y = min(x, y) * 1.0
        return y

    assert difpy.grad(greatest, (0, 1), jit=False)(2.0, 2.0) == (1.0, 0.0)
    assert difpy.grad(least, (0, 1), jit=False)(2.0, 2.0) == (1.0, 0.0)
    assert difpy.grad(lambda x, y: max(x, y), (0, 1), jit=False)(2.0, 2.0) == (1.0, 0.0)
