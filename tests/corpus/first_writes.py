"""New arrays whose elements are written once, and arrays that only look like them."""

from __future__ import annotations

import math

import numpy as np

from tests.corpus.registry import case

A = np.array([0.5, -1.2, 0.8, 1.5])
M = np.array([[0.3, 0.7, -0.4], [0.9, -0.2, 0.6]])


def trajectory(x, k, n):
    path = np.empty(n + 1)
    path[0] = math.sin(x)
    for i in range(n):
        path[i + 1] = math.exp(-k * path[i]) + x
    return path[n] * path[1]


case(trajectory, 0.4, 0.7, 4, argnums=(0, 1))


def trajectory_in_zeros(a, k):
    path = np.zeros(len(a) + 1)
    for i in range(len(a)):
        x = path[i]
        y = x * x + a[i]
        path[i + 1] = math.tanh(k * y) * x + y
    return np.sum(path * path)


case(trajectory_in_zeros, A, 0.7, argnums=(0, 1))


def zeros_read_before_they_are_written(a):
    s = np.zeros(len(a) + 1)
    total = 0.0
    for i in range(len(a)):
        ahead = s[i + 1] * s[i]
        s[i + 1] = a[i] * a[i]
        total += (ahead + s[i + 1]) * s[i]
    return total


case(zeros_read_before_they_are_written, A)


def ones_that_are_multiplied(a):
    s = np.ones(len(a))
    for i in range(len(a)):
        s[i] = s[i] * math.exp(a[i]) + s[i]
    return np.prod(s)


case(ones_that_are_multiplied, A)


def rows_of_a_table(m, k):
    table = np.zeros((len(m) + 1, m.shape[1]))
    for i in range(len(m)):
        for j in range(m.shape[1]):
            table[i + 1, j] = np.sin(k * table[i, j] + m[i, j])
        table[0, 0] = k if i == 5 else table[0, 0]
    return np.sum(table * table)


case(rows_of_a_table, M, 0.8, argnums=(0, 1))


def whole_rows(m, k):
    table = np.empty((len(m) + 1, 3))
    table[0] = k
    for i in range(len(m)):
        table[i + 1] = table[i] * np.exp(m[i])
    return np.sum(table[len(m)] * table[1])


case(whole_rows, M, 0.8, argnums=(0, 1))


def written_twice_by_wrapping(x):
    a = np.zeros(3)
    for i in range(-3, 3):
        a[i] = math.exp(0.1 * x * (i + 4)) + a[i]
    return np.sum(a * a)


case(written_twice_by_wrapping, 0.6)


def swept_twice(a):
    s = np.zeros(len(a))
    for sweep in range(2):
        for i in range(len(a)):
            s[i] = math.sin(s[i] + a[i] * (sweep + 1))
    return np.sum(s * s)


case(swept_twice, A)


def work_of_each_iteration(a, k):
    total = 0.0
    for i in range(3):
        w = np.zeros(len(a))
        for j in range(len(a)):
            w[j] = math.exp(-k * a[j] * i)
        for j in range(1, len(a)):
            total += w[j] * w[j - 1]
        k = 0.9 * k + 0.1 * w[0]
    return total


case(work_of_each_iteration, A, 0.3, argnums=(0, 1))


def left_early(a, k):
    s = np.empty(len(a) + 1)
    s[0] = 1.0
    last = 0
    for i in range(len(a)):
        s[i + 1] = s[i] * math.cos(k * a[i])
        last = i + 1
        if s[i + 1] < 0.8:
            break
    return s[last] * s[last]


case(left_early, A, 0.7, argnums=(0, 1))


def kept_under_another_name(a):
    s = np.zeros(len(a))
    view = s[1:]
    total = 0.0
    for i in range(len(a)):
        before = s[i]
        s[i] = math.exp(a[i])
        if i > 0:
            total += view[i - 1] * (before + a[i])
    return total


case(kept_under_another_name, A)


def triangle(m, k):
    n = 3
    t = np.zeros((n, n))
    for i in range(n):
        for j in range(i + 1):
            t[i, j] = math.exp(k * m[0, i] * m[1, j])
            if j > 0:
                t[i, j - 1]
    for i in range(1, n):
        for j in range(i):
            k += t[i, j] * t[i - 1, j]
    return k


case(triangle, M, 0.3, argnums=(0, 1))


def returned_whole(a, k):
    s = np.empty(len(a))
    for i in range(len(a)):
        s[i] = math.tanh(k * a[i])
    return np.sum(s * s) + squares(s, k)


def squares(s, k):
    w = np.empty(len(s))
    for i in range(len(s)):
        w[i] = s[i] ** k if s[i] > 0.0 else s[i] * k
    return np.sum(w)


case(returned_whole, A, 1.7, argnums=(0, 1))
