"""Loops that add to elements of arrays: which of them may be sums in a variable, and which may not."""

from __future__ import annotations

import numpy as np

from tests.corpus.registry import case

A = np.array([0.5, -1.2, 0.8, 1.5])
B = np.array([1.1, 0.4, -0.7, 0.9])
M = np.array([[2.0, 0.3, -0.4], [0.3, 1.8, 0.2], [-0.4, 0.2, 2.4]])


def cholesky_in_place(m):
    n = len(m)
    k_matrix = np.empty((n, n))
    for i in range(n):
        for j in range(n):
            k_matrix[i, j] = m[i, j]
    for j in range(n):
        for k in range(j):
            k_matrix[j, j] -= k_matrix[j, k] ** 2
        k_matrix[j, j] = np.sqrt(k_matrix[j, j])
        for i in range(j + 1, n):
            for k in range(j):
                k_matrix[i, j] -= k_matrix[i, k] * k_matrix[j, k]
            k_matrix[i, j] /= k_matrix[j, j]
    return k_matrix[n - 1, n - 1] * k_matrix[n - 1, 0]


case(cholesky_in_place, M)


def sum_that_reads_itself(a):
    s = np.zeros(len(a))
    for k in range(len(a)):
        s[k] = a[k]
    for i in range(len(a)):
        for k in range(i + 1):
            s[i] += s[k] * a[k]
    return np.sum(s * s)


case(sum_that_reads_itself, A)


def sum_that_reads_itself_from_the_end(a):
    n = len(a)
    s = np.zeros(n)
    for k in range(n):
        s[k] = a[k]
    for k in range(n):
        s[0] += s[k - n] * s[-1]
    return s[0] * s[1]


case(sum_that_reads_itself_from_the_end, A)


def sum_read_under_another_name(a):
    s = np.zeros(len(a))
    view = s
    for k in range(len(a)):
        s[1] += a[k] * (view[1] + 1.0)
    return s[1]


case(sum_read_under_another_name, A)


def sum_read_through_a_slice(a):
    n = len(a)
    s = np.zeros(n)
    tail = s[1:]
    for k in range(n):
        s[1] += a[k] + tail[0] * a[0]
    return s[1]


case(sum_read_through_a_slice, A)


def sum_read_as_a_whole(a):
    s = np.zeros(3)
    for k in range(len(a)):
        s[0] += a[k] * np.sum(s) + a[0]
    return s[0]


case(sum_read_as_a_whole, A)


def sum_read_in_a_test(a):
    s = np.zeros(2)
    for k in range(len(a)):
        if s[0] < 1.0:
            s[0] += a[k] ** 2
    return s[0]


case(sum_read_in_a_test, A)


def sum_on_a_branch_of_a_loop_left_early(a):
    s = np.zeros(2)
    for k in range(len(a)):
        if a[k] > 1.4:
            break
        if a[k] > 0.0:
            s[1] += a[k] ** 3
    return s[1] * a[0]


case(sum_on_a_branch_of_a_loop_left_early, A)


def two_sums_of_one_array(a, b):
    s = np.zeros(2)
    for k in range(len(a)):
        s[0] += a[k] * b[k]
        s[1] -= a[k] ** 2
    return s[0] * s[1]


case(two_sums_of_one_array, A, B)


def sums_that_read_each_other(a):
    s = np.ones(2)
    for k in range(len(a)):
        s[0] += a[k] * s[1]
        s[1] += 0.1 * a[k]
    return s[0]


case(sums_that_read_each_other, A)


def sum_into_a_row(m):
    n = len(m)
    s = np.zeros((n, n))
    for i in range(n):
        for j in range(i):
            for k in range(n):
                s[i, j] += m[i, k] * m[j, k]
            s[j, i] = s[i, j] ** 2
    return np.sum(s)


case(sum_into_a_row, M)


def sum_set_in_between(a):
    s = np.zeros(3)
    for _ in range(2):
        for k in range(len(a)):
            s[0] += a[k]
            s[0] = s[0] * 0.5
    return s[0]


case(sum_set_in_between, A)


def place_that_moves_with_a_variable(a):
    s = np.zeros(4)
    p = 0
    for k in range(len(a)):
        s[p] += a[k]
        if a[k] < 0.0:
            p += 1
    return s[0] * s[1]


case(place_that_moves_with_a_variable, A)


def length_that_changes_in_the_loop(a):
    total = 0.0
    s = np.zeros(1)
    for t in range(1, 4):
        for i in range(len(s)):
            for k in range(len(a)):
                s[i] += a[k] * (t + i)
        total += np.sum(s * s)
        m = t + 1
        s = np.ones(m)
    return total


case(length_that_changes_in_the_loop, A)


def rotated_sums(a):
    n = len(a)
    u = np.zeros(n)
    v = np.ones(n)
    for _ in range(3):
        for i in range(n):
            for k in range(n):
                u[i] += v[k] * a[i]
        u, v = v, u
    return np.sum(u) + v[0]


case(rotated_sums, A)


def add_twice(s, b, n):
    for k in range(n):
        s[0] += b[k] * b[0]


def arrays_that_are_one_in_a_call(a):
    s = a * 1.0
    add_twice(s, s, 3)
    add_twice(s, a, 2)
    return s[0] + s[1]


case(arrays_that_are_one_in_a_call, A)


def recurrence_in_reversed_order(a):
    n = len(a)
    s = np.zeros(n + 1)
    for i in reversed(range(n)):
        s[i] = s[i + 1] * a[i] + a[i]
    for i in range(n - 1, -1, -1):
        s[i] += s[i + 1] ** 2
    return s[0]


case(recurrence_in_reversed_order, A)


def scatter_and_gather(a, b):
    n = len(a)
    s = np.zeros(n + 2)
    for i in range(n):
        s[i] += a[i] * b[i]
        s[i + 1] += a[i] ** 2
        s[i + 2] -= b[i]
    t = 0.0
    for i in range(n):
        t += s[i] * s[i + 2]
    return t


case(scatter_and_gather, A, B)


def value_of_the_last_iteration(a):
    n = len(a)
    s = np.zeros(n)
    last = 0.0
    for i in range(n):
        s[i] = a[i] ** 2
        last = s[i] * a[0]
    return last + s[0] + i


case(value_of_the_last_iteration, A)


def single_precision_sum(a):
    s = np.zeros(2, np.float32)
    for k in range(len(a)):
        s[0] += np.float32(a[k] * 2.0)
    return s[0] * a[0]


case(single_precision_sum, np.array([0.5, 0.25, 1.0, 2.0]), differences=False, single_precision=True)


def sum_that_meets_itself_from_the_end(a):
    s = np.zeros(4)
    for k in range(4):
        s[k] = a[k]
    for k in range(4):
        s[0] += s[-1 - k] * a[1]
    return s[0] * s[1]


case(sum_that_meets_itself_from_the_end, A)


def sum_into_buffers_that_change_places(a):
    u = np.zeros(2)
    v = np.ones(2)
    for k in range(3):
        u[0] += a[k] * 2.0
        u, v = v, u
    return u[0] * v[0] * a[0]


case(sum_into_buffers_that_change_places, A)


def sum_into_an_array_that_may_be_unbound(x, c):
    y = x[0]
    if c > 0:
        s = np.zeros(2)
    for k in range(len(x) * c):
        s[0] += x[k] ** 2
    if c > 0:
        y += s[0] ** 2
    return y


case(sum_into_an_array_that_may_be_unbound, A, 0, argnums=0, id="sum_into_an_array_that_is_unbound")
case(sum_into_an_array_that_may_be_unbound, A, 1, argnums=0, id="sum_into_an_array_that_is_bound")


def sum_at_a_place_that_may_be_unbound(x, c):
    y = x[0]
    s = np.zeros(3)
    if c > 0:
        p = 1
    for k in range(len(x) * c):
        s[p] += x[k] ** 2
    return y + s[1] ** 2


case(sum_at_a_place_that_may_be_unbound, A, 0, argnums=0, id="sum_at_a_place_that_is_unbound")
case(sum_at_a_place_that_may_be_unbound, A, 1, argnums=0, id="sum_at_a_place_that_is_bound")
