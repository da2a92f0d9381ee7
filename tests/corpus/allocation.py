"""Arrays allocated anew, in each iteration or on a branch."""
# ruff: noqa  programs as people write them

import math

import numpy as np

from tests.corpus.registry import case

X = np.array([0.5, -1.2, 2.0])
V = np.array([0.1, 0.7, -0.4])


def new_array_in_each_iteration(x, v, dt):
    for i in range(4):
        x = x + dt * v
        v = v - dt * np.sin(x)
    return np.sum(x * x) + np.sum(v)


case(new_array_in_each_iteration, X, V, 0.2)


def new_array_then_written(x, dt):
    for i in range(3):
        y = x * dt
        y[i] = y[i] * x[0]
        x = y + x
    return np.sum(x * x)


case(new_array_then_written, X, 0.7)


def array_allocated_in_the_loop(x):
    s = 0.0
    for i in range(3):
        t = np.zeros(3)
        for j in range(3):
            t[j] = x[j] * x[i] + s
        s += np.sum(t * t) * 0.1
    return s


case(array_allocated_in_the_loop, X)


def empty_filled_by_a_loop(x):
    y = np.empty(len(x))
    for i in range(len(x)):
        y[i] = x[i] * x[-1 - i]
    return np.sum(y * y)


case(empty_filled_by_a_loop, X)


def empty_like_filled_by_slices(x):
    y = np.empty_like(x)
    y[0] = x[1]
    y[1:] = x[:-1] * x[1:]
    return np.sum(y * y)


case(empty_like_filled_by_slices, X)


def matrix_of_empty_rows(x):
    n = len(x)
    a = np.empty((n, n))
    for i in range(n):
        for j in range(n):
            a[i, j] = math.exp(-((x[i] - x[j]) ** 2))
    s = 0.0
    for i in range(n):
        s += a[i, (i + 1) % n] * x[i]
    return s


case(matrix_of_empty_rows, X)


def every_way_to_allocate(x):
    n = len(x)
    a = np.zeros(n)
    b = np.ones(n) * x
    c = np.full(n, x[0])
    d = np.zeros_like(x)
    e = np.ones_like(x)
    f = np.array([x[0], x[1] * x[2], 1.0])
    g = np.arange(n) * x
    h = np.eye(n)
    a[0] = x[0] ** 2
    d[:] = x * 3.0
    e[1] = x[1]
    h[1] = x
    return np.sum(a + b * c + d * e + f * g) + np.sum(h * h)


case(every_way_to_allocate, X)


def size_of_the_array_changes(x):
    y = x
    for i in range(3):
        z = np.zeros(len(y) + 1)
        z[:-1] = y
        z[-1] = y[0] * y[-1]
        y = z
    return np.sum(y * y)


case(size_of_the_array_changes, X)


def pairwise_reduction_halves_the_array(x):
    y = x * 1.0
    while len(y) > 1:
        half = len(y) // 2
        z = np.empty(half + len(y) % 2)
        for i in range(half):
            z[i] = y[2 * i] * y[2 * i + 1] + y[2 * i]
        if len(y) % 2:
            z[-1] = y[-1]
        y = z
    return y[0]


case(pairwise_reduction_halves_the_array, np.array([0.5, 1.2, -0.7, 0.9, 1.4]))


def array_from_a_branch(x, flag):
    if flag:
        y = np.zeros(3)
        y[1] = x[0] * x[1]
    else:
        y = x * x
    return np.sum(y * x)


case(array_from_a_branch, X, True)
case(array_from_a_branch, X, False, id="array_from_the_other_branch")


def array_bound_on_some_iterations(x):
    y = np.ones(3)
    s = 0.0
    for i in range(4):
        if i % 2 == 0:
            y = x * (i + 1.0)
        y[0] = y[0] + s
        s = s * 0.5 + np.sum(y * y) * 0.1
    return s


case(array_bound_on_some_iterations, X)


def list_of_fresh_arrays(x):
    rows = []
    for i in range(3):
        row = np.zeros(3)
        row[i] = x[i] * x[0]
        rows.append(row)
    rows[1][2] = x[2]
    return np.sum(rows[0] * rows[0]) + np.sum(rows[1] * rows[2]) + rows[1][2] ** 2 + rows[2][2] ** 3


case(list_of_fresh_arrays, X)


def helper_allocates(x):
    def doubled(v):
        w = np.zeros(2 * len(v))
        for i in range(len(v)):
            w[2 * i] = v[i]
            w[2 * i + 1] = v[i] * v[i]
        return w

    y = doubled(x)
    z = doubled(y[:3])
    return np.sum(y * y) + np.sum(z)


case(helper_allocates, X)


def gradient_descent_on_arrays(x):
    theta = np.zeros(3)
    for i in range(3):
        residual = theta - x
        theta = theta - 0.3 * residual * np.cos(theta)
    return np.sum(theta * theta)


case(gradient_descent_on_arrays, X)


def allocation_never_written(x):
    y = np.zeros(3)
    return np.sum(y * x) + x[0] * x[1]


case(allocation_never_written, X)


def accumulator_replaced_and_old_one_kept(x):
    total = np.zeros(3)
    old = total
    for i in range(3):
        old = total
        total = total + x * (i + 1.0)
        total[0] += old[1] * x[0]
    return np.sum(total * total) + np.sum(old * total)


case(accumulator_replaced_and_old_one_kept, X)


def integer_arrays_between(x):
    k = np.arange(3)
    w = np.array([1, 2, 4])
    return np.sum(x * k + x**2 * w)


case(integer_arrays_between, X)


def array_of_another_length_in_each_iteration(x):
    y = x * 2.0
    s = np.sum(y)
    for i in range(len(x) - 1):
        y = x[i:] * x[: len(x) - i]
        s += np.sum(y * y) * i
    return s + np.sum(y)


case(array_of_another_length_in_each_iteration, np.array([0.5, -1.2, 2.0, 0.3]))
case(array_of_another_length_in_each_iteration, np.array([0.5]), id="array_kept_by_a_loop_without_iterations")


def longer_and_longer(x, n):
    y = x * 2.0
    s = np.sum(y**3)
    for i in range(n):
        for j in range(i):
            y = x[i:] * s
            if j > 0:
                y = y[:-1] * y[1:]
            s += np.sum(y * y) * 0.1
        s += 0.2 * np.sum(y)
    return s + np.sum(y)


case(longer_and_longer, np.array([0.2, -0.4, 0.7, 0.1]), 3)


def squares_from_a_corner(a):
    s = 0.0
    for i in range(3):
        r = a[i:, i:]
        q = r.T @ r
        s += np.trace(q) * q[0, 0] + np.sum(np.sum(q, axis=0) ** 2)
    return s


case(squares_from_a_corner, np.arange(12.0).reshape(3, 4) / 7 - 0.6)


def reduced_in_place_of_itself(a):
    y = a * 2.0
    y = np.sum(y, axis=1, keepdims=True)
    return np.sum(y * y)


case(reduced_in_place_of_itself, np.arange(12.0).reshape(3, 4) / 7 - 0.6)
