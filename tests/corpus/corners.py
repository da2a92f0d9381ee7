"""Programs that tell a right compiler from one with a small mistake in it: each was found by making the mistake."""
# ruff: noqa  programs as people write them

import math

import numpy as np

from tests.corpus.registry import case


def branch_overwrites_what_its_test_reads(a, x):
    if a[0] > 1.0:
        a[0] = 0.25 * x * a[0]
    else:
        a[0] = a[0] + x * x
    return a[0] * x


case(branch_overwrites_what_its_test_reads, np.array([2.0, 0.5]), 1.2)


def range_with_steps_left_early(x):
    for i in range(2, 40, 3):
        if x > 3.0:
            break
        x = x * x + 0.01 * i
    for i in range(30, 0, -4):
        if x < 1.5:
            break
        x = x - 0.01 * i / x
    return x


case(range_with_steps_left_early, 1.2)


def one_element_written_twice_through_indices(a, b, k):
    a[k] = b * b
    return a[0] * a[2] + a[1]


case(
    one_element_written_twice_through_indices,
    np.ones(3),
    np.array([0.5, 1.5, 2.5]),
    np.array([0, 2, 0]),
    argnums=(0, 1),
)


def recursion_in_a_loop_left_early(x, n):
    total = x
    for k in range(4):
        if k >= n:
            break
        scaled = x * (k + 1.0)
        part = recursion_in_a_loop_left_early(scaled * 0.5, n - 1)
        total = total + part * scaled * total
    return total


case(recursion_in_a_loop_left_early, 0.7, 3)


def index_read_from_what_is_written(x, k):
    k[k[0]] = 2
    total = 0.0
    for i in range(3):
        total += x ** k[i]
        k[k[1] - 1] = 1
        x = x * (1.0 + 0.1 * k[0])
    return total


case(index_read_from_what_is_written, 1.3, np.array([1, 1, 3]), argnums=0)


def written_at_an_index_that_the_write_changes(x, a):
    places = np.array([1, 0, 2])
    for i in range(3):
        a[places[places[0]]] *= x
        places[places[0]] = 1
    return a[0] * a[1]


case(written_at_an_index_that_the_write_changes, 1.3, np.array([0.5, 1.5, 2.5]))


def greatest_of_equals(x):
    y = 2.0 * x
    z = x * x
    return max(y, z) + 3.0 * min(z, y)


case(greatest_of_equals, 2.0, differences=False)


def inserted_beyond_the_ends(x):
    xs = [x, x * x]
    xs.insert(5, 2.0 * x)
    xs.insert(-7, 3.0 * x * x)
    return xs[0] * xs[3] + xs[1] * xs[2]


case(inserted_beyond_the_ends, 1.3)


def comparison_with_nan(x, limit):
    total = x
    for i in range(3):
        if x < limit:
            break
        total = total * x + i
    return total


case(comparison_with_nan, 1.3, float("nan"), argnums=0)


def remainder_of_negative_numbers(x, y):
    return (x % y) * y + (-x) % (y + 0.5)


case(remainder_of_negative_numbers, -5.3, 1.7)


def sum_of_exponentials(x, y):
    return np.logaddexp(x, 2.0 * y) * y


case(sum_of_exponentials, 0.3, 0.8)


def array_result_written_again_and_again(a):
    b = a.copy()
    for i in range(1, len(b)):
        b[i] = b[i] * b[i - 1]
    b[0] = b[1] * b[1]
    return b


case(array_result_written_again_and_again, np.array([0.5, 1.5, 2.5]), transform="vjp")


def callee_writes_what_is_summed_again(a, x):
    doubled(a, x)
    return np.sum(a * a) + a[1] * x


def doubled(u, x):
    for i in range(len(u)):
        u[i] = u[i] * x + u[i] * u[i]


case(callee_writes_what_is_summed_again, np.array([0.5, 1.5]), 1.2)
