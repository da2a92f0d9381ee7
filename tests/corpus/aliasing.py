"""One array under several names."""
# ruff: noqa  programs as people write them

import math

import numpy as np

from tests.corpus.registry import case

X = np.array([0.5, -1.2, 2.0, 0.3])
Y = np.array([1.1, 0.4, -0.7, 0.9])


def weighted(x):
    s = 0.0
    for i in range(len(x)):
        s += (i + 1.5) * x[i] * x[i]
    return s


def two_names(x):
    y = x
    y[0] = x[1] * x[2]
    x[1] = y[0] * 3.0
    y *= x
    return weighted(x) + y[3]


case(two_names, X)


def alias_through_a_branch(x, y, flag):
    z = x if flag else y
    z[0] = x[1] * y[2]
    x[2] = z[0] * 2.0
    return weighted(x) + weighted(y) * 0.5 + z[2]


case(alias_through_a_branch, X, Y, True)
case(alias_through_a_branch, X, Y, False, id="alias_of_the_other")


def axpy(a, x, y):
    for i in range(len(x)):
        y[i] = y[i] + a * x[i]
        x[i] = x[i] * y[i]


def helper_with_two_names_for_one_array(a, x):
    axpy(a, x, x)
    return weighted(x)


case(helper_with_two_names_for_one_array, 0.7, X)


def helper_with_overlapping_slices(a, x):
    axpy(a, x[1:], x[:-1])
    return weighted(x)


case(helper_with_overlapping_slices, 0.7, X)


def helper_with_two_rows(a, m):
    axpy(a, m[0], m[1])
    axpy(a, m[1], m[1])
    return np.sum(m * m)


case(helper_with_two_rows, 0.7, np.array([[0.5, -1.2], [1.1, 0.4]]))


def one_array_as_two_arguments(x, y):
    return np.sum(x * y * y)


case(one_array_as_two_arguments, X, X, argnums=(0, 1), differences=False)
case(one_array_as_two_arguments, X, X, argnums=0, id="one_array_as_two_arguments_first", differences=False)


def one_array_as_two_arguments_written(x, y):
    x[0] = y[1] * y[0]
    y[1] = x[0] * x[2]
    return weighted(x)


case(one_array_as_two_arguments_written, X, X, argnums=0)


def overlapping_arguments_read(x, y):
    s = 0.0
    for i in range(len(x)):
        s += x[i] * x[i] * y[i]
    return s


case(overlapping_arguments_read, X[1:], X[:-1], argnums=(0, 1), differences=False)


def overlapping_arguments_written(x, y):
    for i in range(len(x)):
        x[i] = x[i] * y[i]
    return weighted(x) + weighted(y)


case(overlapping_arguments_written, X[1:], X[:-1], argnums=0)


def swap_of_names_in_a_loop(x, y):
    for i in range(3):
        for j in range(len(x)):
            y[j] = x[j] * math.cos(y[j]) + 0.1 * i
        x, y = y, x
    return weighted(x) + np.sum(y)


case(swap_of_names_in_a_loop, X, Y)


def alias_made_in_the_loop(x):
    y = np.zeros(4)
    for i in range(4):
        y[i] = x[i] * x[i]
        if i == 1:
            y = x
    return weighted(x) + y[0]


case(alias_made_in_the_loop, X)


def alias_in_a_tuple(x):
    pair = (x, x)
    pair[0][1] = pair[1][0] * 3.0
    pair[1][0] = pair[0][1] * x[2]
    return weighted(x)


case(alias_in_a_tuple, X)


def alias_in_a_list(x):
    rows = [x, x[1:]]
    rows[1][0] = rows[0][0] * 3.0
    rows[0][2] = rows[1][0] * x[1]
    return weighted(x)


case(alias_in_a_list, X)


def copy_then_alias(x):
    y = x.copy()
    z = y
    z[0] = x[0] * x[1]
    x[0] = y[0] * z[1]
    y = x
    y[1] = z[0]
    return weighted(x) + weighted(z)


case(copy_then_alias, X)


def helper_returns_its_argument(x):
    def scaled(v, c):
        v *= c
        return v

    y = scaled(x, x[0])
    y[1] = y[0] * x[2]
    return weighted(x) + y[1]


case(helper_returns_its_argument, X)


def in_place_with_itself_on_the_right(x):
    x += x
    x *= x[::-1]
    x -= x[0]
    return weighted(x)


case(in_place_with_itself_on_the_right, X)


def augmented_name_rebinds_scalars_but_not_arrays(x):
    y = x
    y += 1.0
    s = x[0]
    t = s
    t += 1.0
    return weighted(x) + s * t


case(augmented_name_rebinds_scalars_but_not_arrays, X)


def binary_operator_makes_a_new_array(x):
    y = x
    y = y + 1.0
    y[0] = 7.0 * x[1]
    return weighted(x) + weighted(y)


case(binary_operator_makes_a_new_array, X)


def element_into_several_arrays(x):
    a = np.zeros(3)
    b = a
    c = np.zeros(3)
    a[0] = c[0] = x[0] * x[1]
    b[1] = a[0] * 2.0
    c[1] = b[1] * a[1]
    return weighted(a) + weighted(c)


case(element_into_several_arrays, X)
