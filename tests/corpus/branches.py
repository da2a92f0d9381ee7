"""Branches: values that differ by branch, names bound on one side only, branches inside loops."""
# ruff: noqa  programs as people write them

import math

import numpy as np

from tests.corpus.registry import case

X = np.array([0.5, -1.2, 2.0, 0.3])


def two_sides(x):
    if x > 0.0:
        y = x * x
    else:
        y = math.exp(x)
    return y * x


case(two_sides, 0.8)
case(two_sides, -0.8, id="two_sides_other")


def one_side(x):
    y = math.sin(x)
    if x > 0.0:
        y = y * y * 3.0
    return y


case(one_side, 0.8)
case(one_side, -0.8, id="one_side_not_taken")


def elif_chain(x, mode):
    if mode == 0:
        y = x
    elif mode == 1:
        y = x * x
    elif mode == 2 and x > 0:
        y = math.sqrt(x)
    else:
        y = 1.0 / x
    return y + x


case(elif_chain, 0.7, 0)
case(elif_chain, 0.7, 1, id="elif_chain_1")
case(elif_chain, 0.7, 2, id="elif_chain_2")
case(elif_chain, -0.7, 2, id="elif_chain_else")


def condition_is_overwritten_in_the_branch(x):
    if x > 0.5:
        x = -x * 2.0
    if x < 0.0:
        x = x * x
    return x


case(condition_is_overwritten_in_the_branch, 0.8)
case(condition_is_overwritten_in_the_branch, 0.3, id="condition_kept")


def nested_branches(x, y):
    if x > 0.0:
        if y > 0.0:
            z = x * y
        else:
            z = x - y * y
    else:
        if y > x:
            z = math.sin(y)
        else:
            z = x * 3.0
    return z * z


case(nested_branches, 0.7, 0.2)
case(nested_branches, 0.7, -0.2, id="nested_branches_2")
case(nested_branches, -0.7, 0.2, id="nested_branches_3")
case(nested_branches, -0.7, -1.2, id="nested_branches_4")


def bound_on_both_sides_used_later(x):
    if x > 0:
        a = x
        b = x * x
    else:
        b = x
        a = 1.0
    return a * b + a


case(bound_on_both_sides_used_later, 0.7)


def bound_on_one_side_and_used_under_the_same_condition(x):
    if x > 0:
        scale = math.exp(x)
    y = x * x
    if x > 0:
        y = y * scale
    return y


case(bound_on_one_side_and_used_under_the_same_condition, 0.7)
case(bound_on_one_side_and_used_under_the_same_condition, -0.7, id="bound_on_no_side")


def alternating_branches_in_a_loop(x, n):
    for i in range(n):
        if i % 2 == 0:
            x = x * 1.3
        else:
            x = math.sin(x)
    return x


case(alternating_branches_in_a_loop, 0.6, 5)


def data_dependent_branches_in_a_loop(x):
    s = 1.0
    for i in range(len(x)):
        if x[i] < 0.0:
            s = s * x[i]
        elif x[i] < 1.0:
            s = s + math.sin(s * x[i])
        else:
            s = s / x[i]
    return s


case(data_dependent_branches_in_a_loop, X)


def branch_on_accumulated_value(x):
    s = 0.0
    for i in range(8):
        s = s + x
        if s > 1.9:
            s = s - 1.5 * x * s
    return s * s


case(branch_on_accumulated_value, 0.61)


def bound_in_an_earlier_iteration(x):
    s = 0.0
    for i in range(5):
        if i == 0:
            previous = x
        else:
            s = s + previous * x
            previous = math.sin(previous * i)
    return s


case(bound_in_an_earlier_iteration, 0.8)


def branch_taken_once_in_the_middle(x, n):
    y = x
    for i in range(n):
        if i == 2:
            y = y * y
        y = y * 1.1
    return y


case(branch_taken_once_in_the_middle, 0.8, 5)
case(branch_taken_once_in_the_middle, 0.8, 2, id="branch_never_taken")


def branch_inactive_on_one_side(x):
    if x > 1.0:
        y = 3.0
    else:
        y = x * x
    return y + x


case(branch_inactive_on_one_side, 1.5)
case(branch_inactive_on_one_side, 0.5, id="branch_active_side")


def integer_or_float_by_branch(x):
    if x > 1.0:
        y = 2
    else:
        y = x * 2
    return y * x


case(integer_or_float_by_branch, 1.5)
case(integer_or_float_by_branch, 0.5, id="float_by_branch")


def array_of_one_or_the_other_branch(x, y, flag):
    if flag:
        a = x
    else:
        a = y * 2.0
    a[0] = a[0] * a[1]
    return a[0] + a[1] + x[0] + y[0]


case(array_of_one_or_the_other_branch, X, X[::-1].copy(), True)
case(array_of_one_or_the_other_branch, X, X[::-1].copy(), False, id="array_of_the_other_branch")


def array_chosen_in_a_loop(x, y):
    s = 0.0
    for i in range(4):
        if i % 2:
            a = x
        else:
            a = y
        a[i] = a[i] * a[(i + 1) % 4] + s
        s = s + a[i]
    return s


case(array_chosen_in_a_loop, X, X[::-1].copy())


def write_on_one_branch_only(x, threshold):
    y = x.copy()
    for i in range(1, len(y)):
        if y[i - 1] > threshold:
            y[i] = y[i] * y[i - 1]
    return y[0] + y[1] * 2.0 + y[2] * 3.0 + y[3] * y[3]


case(write_on_one_branch_only, X, 0.1)


def truth_of_numbers(x, n):
    s = x
    if n:
        s = s * 2.0
    if not n - 2:
        s = s * s
    if x:
        s = s + x
    return s


case(truth_of_numbers, 0.7, 2)
case(truth_of_numbers, 0.7, 0, id="truth_of_zero")


def conditions_from_strings(x, kind):
    if kind == "square":
        return x * x
    elif kind == "cube":
        return x * x * x
    return x


case(conditions_from_strings, 0.7, "square")
case(conditions_from_strings, 0.7, "cube", id="conditions_from_strings_cube")
case(conditions_from_strings, 0.7, "other", id="conditions_from_strings_other")


def ternary_in_an_expression(x, y):
    return (x * y if x > y else x / y) + (x if y > 0 else y) * 2.0


case(ternary_in_an_expression, 0.7, 0.4)
case(ternary_in_an_expression, 0.3, 0.4, id="ternary_other")


def swap_on_a_branch(x, y):
    if x < y:
        x, y = y, x
    return x * x - y


case(swap_on_a_branch, 0.3, 0.8)
case(swap_on_a_branch, 0.8, 0.3, id="no_swap")
