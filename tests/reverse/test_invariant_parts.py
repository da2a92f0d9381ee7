"""Which parts of expressions are computed in front of the loops that leave them alone."""

import math

import numpy as np

from tests.reverse.sweeps import live, saved, simplified

VECTOR = np.ones(4)
MATRIX = np.ones((4, 4))


def test_an_array_takes_what_inner_loops_change():
    def f(a, b):
        total = 0.0
        for i in range(len(a)):
            for j in range(len(b)):
                total += a[i] * math.exp(b[j])
        return total

    text = simplified(f, VECTOR, VECTOR)
    assert "for j_2 in range(len(b)):\n        exp_values[j_2] = math.exp(b[j_2])\n    for i in" in text
    assert "total += a[i] * exp_values[j]" in text
    assert saved(live(f, VECTOR, VECTOR)) == set()


def test_a_variable_takes_what_no_loop_changes():
    def f(a, k):
        total = 0.0
        for i in range(len(a)):
            total += a[i] * math.exp(k)
        return total

    assert "exp_value = math.exp(k)\n    for i in" in simplified(f, VECTOR, 0.3)


def test_elements_that_may_be_missing_are_read_where_the_loop_runs():
    def f(a, b, n):
        total = 0.0
        for i in range(len(a)):
            for j in range(n):
                total += a[i] * math.exp(b[j])
        return total

    assert "if len(a) > 0:\n        for j_2 in range(n):" in simplified(f, VECTOR, VECTOR, 4)


def test_it_stands_in_front_of_the_outermost_loop_that_leaves_it_alone():
    def f(a, b):
        total = 0.0
        for i in range(len(a)):
            for j in range(len(b)):
                for k in range(len(a)):
                    total += a[i] * math.exp(b[j] * a[k]) + math.tanh(b[j])
        return total

    text = simplified(f, VECTOR, VECTOR)
    assert "            exp_values[j_2, k_2] = math.exp(b[j_2] * a[k_2])\n" in text
    assert "] = math.tanh(b[j_" in text


def test_in_a_loop_there_is_no_array_but_a_variable():
    def f(a, k):
        for _ in range(3):
            for i in range(len(a)):
                for j in range(len(a)):
                    k += math.exp(0.1 * a[j]) * math.sin(0.1 * a[i])
            a[0] = 0.1 * k
        return k

    text = simplified(f, VECTOR, 0.3)
    assert "exp_values" not in text
    assert "            sin_value = math.sin(0.1 * a[i])\n" in text


def hoisted(function, *arguments):
    return "exp_values" in simplified(function, *arguments)


def test_what_the_loop_writes_stays():
    def f(a, b):
        total = 0.0
        for i in range(len(a)):
            for j in range(len(b)):
                total += a[i] * math.exp(b[j])
            b[0] = a[i]
        return total

    assert not hoisted(f, VECTOR, VECTOR)


def test_what_is_evaluated_on_a_condition_stays():
    def f(a, b):
        total = 0.0
        for i in range(len(a)):
            for j in range(len(b)):
                if a[i] > 0.5:
                    total += a[i] * math.exp(b[j])
        return total

    assert not hoisted(f, VECTOR, VECTOR)


def test_loops_that_may_be_left_early_keep_it():
    def f(a, b):
        total = 0.0
        for i in range(len(a)):
            for j in range(len(b)):
                total += a[i] * math.exp(b[j])
                if total > 3.0:
                    break
        return total

    assert not hoisted(f, VECTOR, VECTOR)


def test_ranges_that_the_outer_loop_changes_keep_it():
    def f(a):
        total = 0.0
        for i in range(len(a)):
            for j in range(i):
                total += a[i] * math.exp(a[j])
        return total

    assert not hoisted(f, VECTOR)


def test_in_front_sine_and_cosine_of_one_angle_find_each_other():
    def f(a, b):
        total = 0.0
        for i in range(len(a)):
            for j in range(len(b)):
                total += a[i] * math.sin(b[j]) + math.cos(b[j])
        return total

    text = simplified(f, VECTOR, VECTOR)
    assert text.count("math.sin(") == text.count("math.cos(") == 1
