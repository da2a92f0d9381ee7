"""`while`: trip counts that depend on data, on changing conditions, on nothing but a break."""
# ruff: noqa  programs as people write them

import math

import numpy as np

from tests.corpus.registry import case

X = np.array([0.5, 1.2, 2.0, 0.3])


def newton_square_root(a):
    x = a
    while abs(x * x - a) > 1e-12:
        x = 0.5 * (x + a / x)
    return x


case(newton_square_root, 2.3)


def halving_until_small(x):
    n = 0
    while x > 0.11:
        x = x * 0.5 + 0.01 * x * x
        n += 1
    return x * n


case(halving_until_small, 3.0)
case(halving_until_small, 0.05, id="halving_no_trip")


def while_counts(x, n):
    i = 0
    while i < n:
        x = math.sin(x) * (1.0 + 0.1 * i)
        i += 1
    return x


case(while_counts, 0.7, 5)
case(while_counts, 0.7, 0, id="while_counts_zero")


def while_true_with_break(x):
    s = 0.0
    k = 1
    while True:
        term = x / k
        s += term * s + term
        if term < 0.2:
            break
        k = k * 2
    return s


case(while_true_with_break, 0.9)


def condition_reads_what_the_body_writes(x):
    y = x
    while y < 3.0:
        y = y + x * math.cos(y * 0.1)
    return y


case(condition_reads_what_the_body_writes, 0.7)


def two_conditions(x, limit):
    k = 0
    while x < limit and k < 7:
        x = x * 1.3
        k += 1
    return x * x


case(two_conditions, 0.7, 100.0)
case(two_conditions, 0.7, 1.5, id="two_conditions_first")


def nested_whiles(x):
    s = 0.0
    i = 0
    while i < 3:
        y = x
        while y < 2.0 + i:
            y = y * 1.7 + 0.1 * s
        s = s + y * x
        i += 1
    return s


case(nested_whiles, 0.6)


def short_while_inside_for(x):
    s = 0.0
    for i in range(len(x)):
        v = x[i]
        while v > 0.4:
            v = v * 0.6 * math.cos(0.1 * s)
        s += v
    return s


case(short_while_inside_for, X)


def for_inside_while(x):
    s = x
    while s < 10.0:
        for i in range(3):
            s = s + x * (i + 1)
        s = s * 1.2
    return s


case(for_inside_while, 0.7)


def collatz_with_weights(x, n):
    s = x
    while n != 1:
        if n % 2 == 0:
            n = n // 2
            s = s * 0.9
        else:
            n = 3 * n + 1
            s = s + math.sin(s)
    return s


case(collatz_with_weights, 0.4, 7)


def bisection(c):
    low = 0.0
    high = 3.0
    while high - low > 1e-3:
        middle = 0.5 * (low + high)
        if middle * middle * middle > 5.0:
            high = middle
        else:
            low = middle
    return (low + high) * c


case(bisection, 1.4)


def euclid_on_integers(x, a, b):
    while b:
        a, b = b, a % b
    return x * a


case(euclid_on_integers, 0.8, 12, 18)


def adaptive_steps_with_rejection(rate):
    t = 0.0
    y = 1.0
    h = 0.3
    while t < 1.0:
        if t + h > 1.0:
            h = 1.0 - t
        full = y + h * (-rate * y)
        half = y + 0.5 * h * (-rate * y)
        half = half + 0.5 * h * (-rate * half)
        if abs(full - half) > 0.01:
            h = h * 0.5
            continue
        y = half
        t = t + h
        h = h * 1.3
    return y


case(adaptive_steps_with_rejection, 1.37)


def index_found_by_while(x, target):
    i = 0
    while i < len(x) - 1 and x[i] < target:
        i += 1
    return x[i] * target


case(index_found_by_while, np.array([0.1, 0.5, 0.9, 1.7]), 0.7)


def in_place_until_converged(u):
    change = 1.0
    while change > 0.05:
        change = 0.0
        for i in range(1, len(u) - 1):
            new = 0.5 * (u[i - 1] + u[i + 1])
            change = change + abs(new - u[i])
            u[i] = new
    return u[1] * u[2] + u[0]


case(in_place_until_converged, np.array([1.0, 0.1, 0.7, 2.0]))


def while_over_array_pointer(x):
    left = 0
    right = len(x) - 1
    s = 0.0
    while left < right:
        s += x[left] * x[right] * (right - left)
        left += 1
        right -= 1
    return s


case(while_over_array_pointer, X)


def while_with_walrus(x):
    n = 0
    while (y := x * 0.8**n) > 0.3:
        n += 1
    return y * x


case(while_with_walrus, 0.9)


def loop_test_calls_a_function(x):
    def far(v):
        return v * v > 2.0

    while far(x):
        x = x * 0.7
    return x * x


case(loop_test_calls_a_function, 3.0)


def while_false(x):
    while False:
        x = x * 2.0
    return x


case(while_false, 0.6)


def series_until_the_term_vanishes(x):
    total = 1.0
    term = 1.0
    k = 0
    while abs(term) > 1e-17:
        k += 1
        term *= x / k
        total += term
    return total


case(series_until_the_term_vanishes, 0.9)
