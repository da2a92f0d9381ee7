"""Programs that raise: the gradient raises the same, and leaves its arguments as they were."""
# ruff: noqa  programs as people write them

import math

import numpy as np

from tests.corpus.registry import raising

X = np.array([0.5, -1.2, 2.0, 0.3])


def index_out_of_range(x, n):
    s = 0.0
    for i in range(n):
        x[0] = x[0] * 2.0
        s += x[i] ** 2
    return s


raising(index_out_of_range, X, 5, exception=IndexError)


def negative_index_out_of_range(x):
    return x[-5] * x[0]


raising(negative_index_out_of_range, X, exception=IndexError)


def store_out_of_range(x, i):
    x[0] = 10.0
    x[i] = x[0]
    return x[0] * x[1]


raising(store_out_of_range, X, 4, exception=IndexError)


def list_index_out_of_range(x):
    values = [x, x * x]
    return values[2]


raising(list_index_out_of_range, 0.7, exception=IndexError)


def pop_from_an_empty_list(x):
    values = [x]
    a = values.pop()
    return a * values.pop()


raising(pop_from_an_empty_list, 0.7, exception=IndexError)


def name_bound_on_the_branch_not_taken(x):
    if x > 1.0:
        y = x * x
    return y + x


raising(name_bound_on_the_branch_not_taken, 0.7, exception=UnboundLocalError)


def loop_variable_after_no_iteration(x, n):
    for i in range(n):
        x = x * 2.0
    return x * i


raising(loop_variable_after_no_iteration, 0.7, 0, exception=UnboundLocalError)


def integer_division_by_zero(x, n):
    x = x * x
    return x * (5 // n)


raising(integer_division_by_zero, 0.7, 0, exception=ZeroDivisionError)


def integer_remainder_by_zero(x, n):
    return x * (5 % n)


raising(integer_remainder_by_zero, 0.7, 0, exception=ZeroDivisionError)


def raised_with_a_text(x):
    for i in range(len(x)):
        if x[i] < 0.0:
            raise ValueError("negative element")
        x[i] = math.sqrt(x[i])
    return x[0] * x[1]


raising(raised_with_a_text, X, exception=ValueError)


def raised_with_an_f_string(x, n):
    for i in range(n):
        x = x * 2.0
        if x > 5.0:
            raise ValueError(f"x is {x} in step {i}")
    return x


raising(raised_with_an_f_string, 0.7, 5, exception=ValueError)


def assertion_fails(x):
    y = x * x
    assert y > 1.0, "y is too small"
    return y


raising(assertion_fails, 0.7, exception=AssertionError)


def assertion_without_text(x):
    assert x > 1.0
    return x * x


raising(assertion_without_text, 0.7, exception=AssertionError)


def maximum_of_nothing(x):
    return max(v for v in x if v > 100.0)


raising(maximum_of_nothing, X, exception=ValueError)


def raised_in_a_callee(x):
    def checked(v):
        if v > 1.0:
            raise RuntimeError("out of the model's range")
        return v * v

    s = 0.0
    for i in range(len(x)):
        x[i] = x[i] + 0.1
        s += checked(x[i])
    return s


raising(raised_in_a_callee, X, exception=RuntimeError)


def recursion_too_deep(x):
    return x * recursion_too_deep(x + 1.0)


raising(recursion_too_deep, 0.7, exception=RecursionError)


def unpacking_too_many(x):
    a, b = x
    return a * b


raising(unpacking_too_many, X, exception=ValueError)


def range_step_zero(x, step):
    s = x
    for i in range(0, 3, step):
        s = s * x
    return s


raising(range_step_zero, 0.7, 0, exception=ValueError)


def shapes_that_do_not_match(x):
    y = x[:2] * x[:3]
    return np.sum(y)


raising(shapes_that_do_not_match, X, exception=ValueError)


def custom_exception_class(x):
    if x < 1.0:
        raise ArithmeticError("no solution", 3)
    return x


raising(custom_exception_class, 0.7, exception=ArithmeticError)
