"""`break`, `continue`, loop `else`, and `return` from anywhere."""
# ruff: noqa  programs as people write them

import math

import numpy as np

from tests.corpus.registry import case

X = np.array([0.5, -1.2, 2.0, 0.3])


def break_in_the_middle(x):
    s = 0.0
    for i in range(len(x)):
        if x[i] > 1.5:
            break
        s = s + x[i] * x[i]
    return s


case(break_in_the_middle, X)


def break_in_the_first_iteration(x):
    s = x * x
    for i in range(5):
        if s > 0.0:
            break
        s = s * 100.0
    return s * (i + 1)


case(break_in_the_first_iteration, 0.6)


def break_after_work(x):
    s = x
    for i in range(10):
        s = s * 1.5
        if s > 3.0:
            s = s * s
            break
        s = s + 0.1 * x
    return s


case(break_after_work, 0.9)
case(break_after_work, 0.01, id="break_never")


def continue_skips_the_rest(x):
    s = 0.0
    for i in range(len(x)):
        if x[i] < 0.0:
            continue
        s = s * 0.5 + math.sqrt(x[i])
    return s


case(continue_skips_the_rest, X)


def continue_after_assignment(x):
    s = 1.0
    for i in range(6):
        s = s * x
        if i % 3 == 1:
            s = math.sin(s)
            continue
        s = s + 0.2
        if i == 4:
            continue
        s = s * 1.1
    return s


case(continue_after_assignment, 0.8)


def continue_in_while(x):
    i = 0
    s = 0.0
    while i < 6:
        i += 1
        if i % 2:
            continue
        s = s + math.sin(x * i)
    return s


case(continue_in_while, 0.35)


def break_and_continue_in_one_loop(x):
    s = x
    for i in range(10):
        if i == 1:
            continue
        if s > 4.0:
            break
        if i == 3:
            s = s * 2.0
            continue
        s = s + x * i
    return s * i


case(break_and_continue_in_one_loop, 0.45)


def break_of_the_inner_loop_only(x):
    s = 0.0
    for i in range(4):
        p = 1.0
        for j in range(5):
            p = p * x
            if p < 0.5 + 0.1 * i:
                break
        s = s + p * (i + 1) * j
    return s


case(break_of_the_inner_loop_only, 0.83)


def break_of_both_loops_by_flag(x):
    s = 0.0
    found = False
    for i in range(3):
        for j in range(3):
            s = s + x * (i + 1) * (j + 1)
            if s > 5.0:
                found = True
                break
        if found:
            break
    return s * s


case(break_of_both_loops_by_flag, 0.7)


def break_deep_in_branches(x):
    s = x
    for i in range(6):
        if i > 1:
            if s > 1.0:
                if s < 5.0:
                    s = s * x
                    break
                s = s - 1.0
            s = s + 0.1
        s = s + x
    return s


case(break_deep_in_branches, 0.7)


def for_else_without_break(x):
    s = x
    for i in range(3):
        s = s * 1.2
        if s > 100.0:
            break
    else:
        s = s * s
    return s


case(for_else_without_break, 0.7)
case(for_else_without_break, 80.0, id="for_else_with_break")


def while_else(x):
    n = 0
    while x < 2.0:
        x = x * 1.5
        n += 1
        if n == 3:
            break
    else:
        x = math.sin(x)
    return x


case(while_else, 0.9)
case(while_else, 0.3, id="while_else_with_break")


def else_of_an_inner_loop_continues_the_outer(x):
    s = 0.0
    for i in range(2, 12):
        for j in range(2, i):
            if i % j == 0:
                break
        else:
            s = s + math.sin(i * x)
            continue
        s = s * 0.9
    return s


case(else_of_an_inner_loop_continues_the_outer, 0.3)


def return_from_a_branch(x):
    if x > 0.0:
        return x * x
    return math.exp(x)


case(return_from_a_branch, 0.7)
case(return_from_a_branch, -0.7, id="return_from_the_end")


def return_from_every_branch(x, n):
    y = x * x
    if n == 0:
        return y
    elif n == 1:
        y = y * x
        return y * 2.0
    else:
        if x > 0:
            return y + x
        y = y - 1.0
    return y * y


case(return_from_every_branch, 0.7, 0)
case(return_from_every_branch, 0.7, 1, id="return_from_elif")
case(return_from_every_branch, 0.7, 2, id="return_from_nested")
case(return_from_every_branch, -0.7, 2, id="return_falls_through")


def return_from_a_loop(x):
    s = 0.0
    for i in range(len(x)):
        s = s + x[i] * x[i]
        if s > 1.5:
            return s * (i + 1)
    return -s


case(return_from_a_loop, X)
case(return_from_a_loop, X * 0.1, id="return_after_a_loop")


def return_in_the_first_iteration(x):
    for i in range(5):
        return x * (i + 2)
    return x


case(return_in_the_first_iteration, 0.7)


def return_from_nested_loops(a, threshold):
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            if a[i, j] > threshold:
                return a[i, j] * a[0, 0] + i + j
    return a[0, 1] * threshold


case(return_from_nested_loops, np.array([[0.1, 0.2], [0.9, 0.4]]), 0.5)
case(return_from_nested_loops, np.array([[0.1, 0.2], [0.9, 0.4]]), 1.5, id="return_from_no_loop")


def return_from_while_in_for(x):
    for i in range(3):
        y = x * (i + 1)
        while y < 5.0:
            y = y * 1.6
            if y > 2.0 and i == 1:
                return y * x
        x = x + 0.1 * y
    return x


case(return_from_while_in_for, 0.9)


def return_from_while_true(x):
    k = 0
    while True:
        x = x * 0.7
        k = k + 1
        if x < 0.3:
            return x * k


case(return_from_while_true, 0.9)


def return_in_loop_else(x):
    for i in range(3):
        x = x * 1.1
        if x > 2.0:
            break
    else:
        return x * x
    return x


case(return_in_loop_else, 0.7)
case(return_in_loop_else, 1.9, id="return_behind_loop_else")


def statements_after_a_conditional_return(x):
    y = x * x
    if x > 0.5:
        y = y * 3.0
        if x > 0.8:
            return y
        y = y + 1.0
    z = y * x
    if z > 1.0:
        return z * z
    z = z - 1.0
    return z


case(statements_after_a_conditional_return, 0.9)
case(statements_after_a_conditional_return, 0.7, id="conditional_return_2")
case(statements_after_a_conditional_return, 0.2, id="conditional_return_3")


def early_return_after_writes(x):
    x[0] = x[0] * x[1]
    if x[0] < 0.0:
        return x[0] * x[0]
    x[1] = x[0]
    return x[1]


case(early_return_after_writes, X)
case(early_return_after_writes, np.abs(X), id="late_return_after_writes")


def unreachable_code_after_return(x):
    return x * x
    x = x * 1000.0
    return x


case(unreachable_code_after_return, 0.7)


def first_negative_else_default(x):
    for v in x:
        if v < 0:
            result = v * v
            break
    else:
        result = x[0]
    return result


case(first_negative_else_default, X)
case(first_negative_else_default, np.abs(X), id="default_of_first_negative")


def continue_as_last_statement(x):
    s = x
    for i in range(3):
        if i > 0:
            s = s * x
            continue
        else:
            s = s + 1.0
            continue
    return s


case(continue_as_last_statement, 0.6)
