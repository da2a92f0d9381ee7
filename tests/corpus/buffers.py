"""Buffers used over and over: double buffering, rotations, work arrays."""
# ruff: noqa  programs as people write them

import math

import numpy as np

from tests.corpus.registry import case

U = np.array([0.5, 1.2, -0.7, 0.9, 0.4])
W = np.array([0.1, -0.2, 0.7, 0.3, 1.0])


def weighted(x):
    s = 0.0
    for i in range(len(x)):
        s += (i + 1.5) * x[i] * x[i]
    return s


def double_buffering(u, c):
    new = np.zeros(len(u))
    for step in range(3):
        for i in range(1, len(u) - 1):
            new[i] = u[i] + c * u[i] * (u[i - 1] - 2.0 * u[i] + u[i + 1])
        u, new = new, u
    return weighted(u) + new[2]


case(double_buffering, U, 0.2)


def rotation_of_three_buffers(u_prev, u, c):
    u_next = np.zeros_like(u)
    for step in range(5):
        for i in range(1, len(u) - 1):
            u_next[i] = 2.0 * u[i] - u_prev[i] + c * (u[i - 1] - 2.0 * u[i] + u[i + 1]) + 0.1 * u[i] ** 2
        u_prev, u, u_next = u, u_next, u_prev
    return weighted(u) + weighted(u_prev)


case(rotation_of_three_buffers, U, W, 0.3)


def rotation_on_some_steps_only(a, b):
    for i in range(4):
        a[0] = a[0] * b[1] + 0.1
        b[0] = b[0] + a[1] * a[0]
        if i % 2 == 1:
            a, b = b, a
    return weighted(a) + 2.0 * weighted(b)


case(rotation_on_some_steps_only, U, W)


def rotation_until_converged(u):
    v = np.zeros_like(u)
    change = 1.0
    while change > 0.2:
        change = 0.0
        v[0] = u[0]
        v[-1] = u[-1]
        for i in range(1, len(u) - 1):
            v[i] = 0.5 * (u[i - 1] + u[i + 1])
            change += abs(v[i] - u[i])
        u, v = v, u
    return weighted(u)


case(rotation_until_converged, U)


def work_array_overwritten_by_every_iteration(x):
    work = np.zeros(3)
    s = 0.0
    for i in range(len(x)):
        work[0] = x[i]
        work[1] = work[0] * work[0]
        work[2] = math.sin(work[1]) * work[0]
        s = s * 0.5 + work[2]
    return s


case(work_array_overwritten_by_every_iteration, U)


def work_array_partly_overwritten(x):
    work = np.ones(3)
    s = 0.0
    for i in range(len(x)):
        work[i % 3] = x[i] * work[(i + 1) % 3]
        s += work[0] * work[1] * work[2]
    return s


case(work_array_partly_overwritten, U)


def work_array_cleared_each_time(x):
    work = np.zeros(2)
    s = 1.0
    for i in range(len(x)):
        work[:] = 0.0
        work[i % 2] += x[i] * s
        work[1] += x[i]
        s = s + work[0] * work[1]
    return s


case(work_array_cleared_each_time, U)


def fill_method(x):
    work = np.ones(3)
    work *= x[:3]
    s = np.sum(work)
    work.fill(x[0])
    return s * work[1] + work[2]


case(fill_method, U)


def ring_buffer(x):
    ring = np.zeros(3)
    s = 0.0
    for i in range(len(x)):
        s = s + x[i] * ring[i % 3] + x[i]
        ring[i % 3] = s * 0.5
    return s + ring[0] * ring[1]


case(ring_buffer, U)


def buffer_passed_to_a_helper(x):
    def smooth(source, target):
        target[0] = source[0]
        for i in range(1, len(source)):
            target[i] = 0.7 * source[i] + 0.3 * target[i - 1] * source[i - 1]

    buffer = np.zeros(len(x))
    smooth(x, buffer)
    smooth(buffer, x)
    smooth(x, x)
    return weighted(x)


case(buffer_passed_to_a_helper, U)


def rows_of_one_table_as_buffers(x):
    table = np.zeros((2, len(x)))
    table[0] = x
    for step in range(3):
        source = table[step % 2]
        target = table[(step + 1) % 2]
        for i in range(len(x)):
            target[i] = source[i] * source[(i + 1) % len(x)]
    return weighted(table[1]) + table[0, 0]


case(rows_of_one_table_as_buffers, U)


def time_history(u, dt):
    history = np.zeros((4, len(u)))
    history[0] = u
    for t in range(3):
        for i in range(len(u)):
            history[t + 1, i] = history[t, i] - dt * history[t, i] * history[t, i - 1]
    return np.sum(history[3] ** 2) + history[1, 0]


case(time_history, U, 0.3)


def rotation_of_scalars_and_arrays_together(u, x):
    v = np.zeros_like(u)
    y = 1.0
    for i in range(3):
        v[:] = u * x + y
        u, v, x, y = v, u, y, x * v[0]
    return weighted(u) + v[1] + x * y


case(rotation_of_scalars_and_arrays_together, U, 0.7)


def partial_rotation(a, b, c):
    for i in range(3):
        a[i] += b[i] * c[i]
        a, b = b, a
        b[0] *= 0.9
        b, c = c, b
    return weighted(a) + 2.0 * weighted(b) + 3.0 * weighted(c)


case(partial_rotation, U, W, U[::-1].copy())


def thomas_algorithm(low, diagonal, high, right):
    n = len(right)
    for i in range(1, n):
        w = low[i] / diagonal[i - 1]
        diagonal[i] -= w * high[i - 1]
        right[i] -= w * right[i - 1]
    right[n - 1] /= diagonal[n - 1]
    for i in range(n - 2, -1, -1):
        right[i] = (right[i] - high[i] * right[i + 1]) / diagonal[i]
    return weighted(right)


case(thomas_algorithm, W * 0.3, U + 3.0, W * 0.2, U)
