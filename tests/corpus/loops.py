"""Counted loops: directions, strides, trip counts of zero, bounds that change, nests."""
# ruff: noqa  programs as people write them

import math

import numpy as np

from tests.corpus.registry import case

X = np.array([0.5, -1.2, 2.0, 0.3])


def power_by_repeated_product(x, n):
    y = 1.0
    for _ in range(n):
        y = y * x
    return y


case(power_by_repeated_product, 1.3, 5)
case(power_by_repeated_product, 1.3, 1, id="power_one_trip")
case(power_by_repeated_product, 1.3, 0, id="power_zero_trips")


def nonlinear_recurrence(x, n):
    for i in range(n):
        x = math.sin(x) + 0.1 * i * x
    return x


case(nonlinear_recurrence, 0.7, 6)


def negative_step(x, n):
    s = x
    for i in range(n, 0, -1):
        s = s * math.cos(0.1 * i * x) + 1.0 / i
    return s


case(negative_step, 0.4, 5)


def negative_step_of_three_past_the_end(x):
    s = 0.0
    for i in range(10, -2, -3):
        s += math.sin(i * x) * (s + 1.0)
    return s


case(negative_step_of_three_past_the_end, 0.3)


def variable_step(x, start, stop, step):
    s = x
    for i in range(start, stop, step):
        s += math.sin(s * i)
    return s


case(variable_step, 0.2, 1, 8, 3)
case(variable_step, 0.2, 8, 1, -2, id="variable_step_down")
case(variable_step, 0.2, 3, 3, 2, id="variable_step_empty")
case(variable_step, 0.2, 5, 1, 2, id="variable_step_wrong_direction")


def negative_trip_count(x, n):
    s = x * x
    for i in range(n):
        s = s * x
    return s


case(negative_trip_count, 1.7, -3)


def nested_product(x, y, n):
    s = 0.0
    for i in range(n):
        p = 1.0
        for j in range(n):
            p = p * (x + 0.1 * j * y)
        s = s + p * i
    return s


case(nested_product, 0.8, 0.6, 3)


def triangular_nest(x, n):
    s = 1.0
    for i in range(n):
        for j in range(i):
            s = s + math.sin(s * x) * 0.1 * j
    return s


case(triangular_nest, 0.9, 5)


def inner_bound_from_data(counts, x):
    s = x
    for i in range(len(counts)):
        for j in range(counts[i]):
            s = s * 0.9 + math.sin(x * j)
    return s


case(inner_bound_from_data, np.array([2, 0, 3, 1]), 0.6)


def three_deep(x):
    s = x
    for i in range(2):
        for j in range(3):
            for k in range(j + 1):
                s = math.tanh(s * x + 0.1 * i - 0.2 * k)
    return s


case(three_deep, 0.8)


def loop_variable_after_loop(x, n):
    i = 10
    for i in range(n):
        x = x * 1.1
    return x * i


case(loop_variable_after_loop, 0.7, 4)
case(loop_variable_after_loop, 0.7, 0, id="loop_variable_after_no_trip")


def loop_variable_assigned_in_body(x, n):
    s = x
    for i in range(n):
        s = s * math.cos(i * x)
        i = i * 2
        s = s + i * x
    return s + i


case(loop_variable_assigned_in_body, 0.3, 4)


def bound_changes_in_body(x, n):
    s = x
    for i in range(n):
        n = n - 1
        s = s * x + n
    return s + n * x


case(bound_changes_in_body, 0.9, 5)


def loop_variable_shadows_argument(x, i):
    s = x * i
    for i in range(3):
        s = s * x + i
    return s


case(loop_variable_shadows_argument, 0.9, 2.5)


def same_loop_variable_twice(x):
    s = x
    for i in range(3):
        s = s + math.sin(i * x)
    for i in range(2, 5):
        s = s * math.cos(i * x)
    return s * i


case(same_loop_variable_twice, 0.23)


def same_loop_variable_nested(x):
    s = x
    for i in range(3):
        for i in range(2):
            s = s * 1.1 + i * x
        s = s + i * math.sin(x)
    return s


case(same_loop_variable_nested, 0.4)


def float_index_arithmetic(x, n):
    h = 1.0 / n
    s = 0.0
    for i in range(n):
        t = (i + 0.5) * h
        s += math.exp(-x * t * t) * h
    return s


case(float_index_arithmetic, 1.7, 6)


def loop_carried_pair(x, y, n):
    for i in range(n):
        x_new = x * 0.9 - y * 0.3
        y = y * 0.9 + x * 0.3 * x
        x = x_new
    return x * y


case(loop_carried_pair, 0.7, 0.4, 5)


def shift_register(x, n):
    a, b, c = x, x * x, 1.0
    for i in range(n):
        a, b, c = b, c, math.sin(a) + b * c
    return a + 2.0 * b + 3.0 * c


case(shift_register, 0.6, 7)


def value_only_needed_from_last_iteration(x, n):
    y = 0.0
    for i in range(n):
        y = math.sin(x * (i + 1))
    return y * y


case(value_only_needed_from_last_iteration, 0.5, 4)
case(value_only_needed_from_last_iteration, 0.5, 0, id="last_iteration_of_none")


def conditional_update_in_loop(x):
    best = -1e30
    for i in range(len(x)):
        v = math.sin(3.0 * x[i]) * x[i]
        if v > best:
            best = v
    return best


case(conditional_update_in_loop, X)


def horner(c, x):
    y = 0.0
    for k in range(len(c) - 1, -1, -1):
        y = y * x + c[k]
    return y


case(horner, X, 0.8)


def stencil_into_new_array(u):
    v = np.zeros(len(u))
    for i in range(1, len(u) - 1):
        v[i] = u[i - 1] * u[i + 1] - u[i] ** 2
    s = 0.0
    for i in range(len(v)):
        s += v[i] * v[i]
    return s


case(stencil_into_new_array, X)


def loop_over_float_range_by_counting(x):
    t = 0.0
    s = 0.0
    for _ in range(8):
        s += math.exp(-t * x)
        t += 0.25
    return s


case(loop_over_float_range_by_counting, 0.8)


def loop_body_empty_for_some(x):
    s = 0.0
    for i in range(6):
        if i % 2:
            pass
        else:
            s += math.sin(x * i)
    return s


case(loop_body_empty_for_some, 0.4)


def accumulate_loop_of_constant(x):
    total = 0
    for i in range(4):
        total += i
    return x * total


case(accumulate_loop_of_constant, 0.4)


def sum_over_two_dimensions(a):
    n, m = a.shape
    s = 0.0
    for i in range(n):
        for j in range(m):
            s += a[i, j] ** 2 * math.sin(a[i, (j + 1) % m])
    return s


case(sum_over_two_dimensions, np.array([[0.5, 1.5, -0.3], [0.2, 0.9, 0.4]]))


def rk4_of_two_scalars(rates, x, y):
    h = 0.1
    for _ in range(4):
        k1x = rates[0] * x - rates[1] * x * y
        k1y = rates[2] * x * y - rates[3] * y
        mx = x + 0.5 * h * k1x
        my = y + 0.5 * h * k1y
        k2x = rates[0] * mx - rates[1] * mx * my
        k2y = rates[2] * mx * my - rates[3] * my
        x = x + h * k2x
        y = y + h * k2y
    return x * x + y


case(rk4_of_two_scalars, np.array([0.6, 0.03, 0.02, 0.8]), 3.0, 4.0)
