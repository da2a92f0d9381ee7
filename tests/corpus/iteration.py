"""Iteration over arrays, lists, enumerate, zip, reversed, and their nests."""
# ruff: noqa  programs as people write them

import math

import numpy as np

from tests.corpus.registry import case

X = np.array([0.5, -1.2, 2.0, 0.3])
Y = np.array([1.1, 0.4, -0.7, 0.9])
A = np.array([[0.5, 1.5, -0.3], [0.2, 0.9, 0.4]])


def over_elements(x):
    s = 1.0
    for v in x:
        s = s * 0.5 + v * v * s
    return s


case(over_elements, X)


def element_variable_after_the_loop(x):
    s = 0.0
    for v in x:
        s += v * v
    return s * v


case(element_variable_after_the_loop, X)


def element_variable_reassigned(x):
    s = 0.0
    for v in x:
        v = v * v
        v += s * 0.1
        s += v
    return s + v


case(element_variable_reassigned, X)


def elements_written_while_iterating(x):
    s = 0.0
    i = 0
    for v in x:
        s += v * v
        if i + 1 < len(x):
            x[i + 1] = x[i + 1] + v * 0.3
        i += 1
    return s


case(elements_written_while_iterating, X)


def name_rebound_while_iterating(x):
    s = 0.0
    for v in x:
        x = x * 0.5
        s += v * x[0]
    return s


case(name_rebound_while_iterating, X)


def over_rows(a):
    s = 0.0
    for row in a:
        row[0] = row[1] * row[2]
        s += row[0] * row[1]
    return s + np.sum(a)


case(over_rows, A)


def over_rows_and_elements(a):
    s = 1.0
    for row in a:
        for v in row:
            s = s * math.cos(0.3 * v) + v
    return s


case(over_rows_and_elements, A)


def over_columns(a):
    s = 0.0
    for column in a.T:
        s += column[0] * column[1]
        column[0] = s
    return s + np.sum(a * a)


case(over_columns, A)


def enumerated(x):
    s = 0.0
    for i, v in enumerate(x):
        x[i] = v * v * (i + 1)
        s += x[i] * v
    return s + i


case(enumerated, X)


def enumerated_with_a_start(x):
    s = 0.0
    for k, v in enumerate(x, 1):
        s += math.sin(k * v)
    for k, v in enumerate(x[::2], start=5):
        s += v**2 * k
    return s


case(enumerated_with_a_start, X)


def zipped(x, y):
    s = 0.0
    for a, b in zip(x, y):
        s = s * 0.9 + a * b * b
    return s + a


case(zipped, X, Y)


def zipped_of_different_lengths(x, y):
    s = 0.0
    for a, b, c in zip(x, y[:2], x[1:]):
        s += a * b * c
    return s


case(zipped_of_different_lengths, X, Y)


def zipped_with_a_range_and_a_list(x):
    weights = [0.5, 1.5, 2.5, 3.5]
    s = 0.0
    for i, v, w in zip(range(3), x, weights):
        s += i * v * w
    return s * v


case(zipped_with_a_range_and_a_list, X)


def reversed_array(x):
    s = 1.0
    for v in reversed(x):
        s = s * v + 1.0
    return s


case(reversed_array, X)


def reversed_range(x):
    s = 1.0
    for i in reversed(range(1, len(x))):
        s = s * x[i] + x[i - 1]
    return s * i


case(reversed_range, X)


def reversed_list(x):
    values = [x, 2.0, x * x]
    s = 1.0
    for v in reversed(values):
        s = s * v + x
    return s


case(reversed_list, 0.7)


def enumerate_of_zip(x, y):
    s = 0.0
    for i, (a, b) in enumerate(zip(x, y)):
        s += (i + 1) * a * b
        x[i] = s
    return s * x[0]


case(enumerate_of_zip, X, Y)


def zip_of_enumerate(x, y):
    s = 0.0
    for (i, a), b in zip(enumerate(x), y):
        s += i * a * b
    return s


case(zip_of_enumerate, X, Y)


def enumerate_of_reversed(x):
    s = 0.0
    for i, v in enumerate(reversed(x)):
        s = s * 0.5 + v * (i + 1)
    return s


case(enumerate_of_reversed, X)


def enumerate_of_rows(a):
    s = 0.0
    for i, row in enumerate(a):
        for j, v in enumerate(row):
            s += v * v * (i + 2 * j)
            a[i, j] = s
    return s + a[0, 1]


case(enumerate_of_rows, A)


def over_a_slice(x):
    s = 1.0
    for v in x[1:-1]:
        s = s * v
    for v in x[::-2]:
        s = s + v
    return s


case(over_a_slice, X)


def over_an_expression(x, y):
    s = 1.0
    for v in x * y + 1.0:
        s = s * 0.5 + v * v
    return s


case(over_an_expression, X, Y)


def over_an_empty_array(x):
    s = x * x
    for v in np.zeros(0):
        s = s * v
    return s


case(over_an_empty_array, 0.7)


def over_a_list_display(x):
    s = 1.0
    for v in [x, x * x, 2.0]:
        s = s * v + x
    return s


case(over_a_list_display, 0.7)


def over_integers(x, codes):
    s = x
    for k in codes:
        s = s * 0.9 + k * x
    return s


case(over_integers, 0.7, np.array([2, 0, 3]))


def over_a_range_held_in_a_variable(x):
    steps = range(1, 4)
    s = x
    for i in steps:
        s = s * i
    for i in steps:
        s = s + i * x
    return s * len(steps)


case(over_a_range_held_in_a_variable, 0.7)


def break_and_continue_over_elements(x):
    s = 0.0
    for i, v in enumerate(x):
        if v < 0:
            continue
        if v > 1.5:
            break
        s += v * v
    return s * i + v


case(break_and_continue_over_elements, X)


def over_tuples_unrolled_with_break(x):
    s = 0.0
    for v in (x, 2.0 * x, 3.0 * x):
        s += v * v
        if s > 1.0:
            break
    else:
        s = s * 100.0
    return s * v


case(over_tuples_unrolled_with_break, 0.7)


def pairs_of_indices(x):
    s = 0.0
    for i, j in ((0, 1), (2, 3), (1, 2)):
        s += x[i] * x[j]
        x[i] = x[j]
    return s


case(pairs_of_indices, X)


def nested_over_the_same_array(x):
    s = 0.0
    for a in x:
        for b in x:
            s += a * b * b
    return s


case(nested_over_the_same_array, X)
