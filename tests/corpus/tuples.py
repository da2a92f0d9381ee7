"""Tuples: built, indexed, unpacked, nested, rebound, passed, returned, iterated."""
# ruff: noqa  programs as people write them

import math

import numpy as np

from tests.corpus.registry import case

X = np.array([0.5, -1.2, 2.0, 0.3])


def built_and_indexed(x):
    p = (x, x * x, 3)
    return p[0] * p[1] + p[-1] * p[-2]


case(built_and_indexed, 0.7)


def argument_is_a_tuple(p):
    a, b = p
    return a * b + p[0]


case(argument_is_a_tuple, (0.7, 1.3))


def argument_is_a_nested_tuple(p):
    (a, b), w = p
    return a * b + np.sum(w * a) + w[0]


case(argument_is_a_nested_tuple, ((0.7, 1.3), X))


def rebound_in_a_loop(x):
    state = (x, 1.0)
    for i in range(4):
        position, velocity = state
        state = (position + 0.1 * velocity, velocity - 0.1 * math.sin(position))
    return state[0] * state[1]


case(rebound_in_a_loop, 0.7)


def rebound_on_a_branch(x):
    p = (x, 2.0)
    if x > 0.5:
        p = (p[1] * x, p[0])
    return p[0] * 3.0 + p[1] * x


case(rebound_on_a_branch, 0.7)
case(rebound_on_a_branch, 0.3, id="not_rebound_on_a_branch")


def variable_index(x):
    p = (x, x * x, math.sin(x))
    s = 0.0
    for i in range(3):
        s += p[i] * (i + 1) * p[2 - i]
    return s


case(variable_index, 0.7)


def negative_variable_index(x):
    p = (x, x * x, math.sin(x))
    s = 0.0
    for i in range(-3, 3):
        s = s * 0.5 + p[i]
    return s


case(negative_variable_index, 0.7)


def iterated(x):
    s = 1.0
    for v in (x, x * x, 2, 0.5 * x):
        s = s * v + v
    return s


case(iterated, 0.7)


def mixed_kinds(x, a):
    p = (x, 3, a, True)
    s = p[0] * p[1] + p[2][0]
    if p[3]:
        s = s * p[2][1]
    return s


case(mixed_kinds, 0.7, X)


def nested_access(x):
    p = ((x, x * x), (1.0, (x + 1.0, 2.0)))
    return p[0][1] * p[1][1][0] + p[1][1][1] * p[0][0]


case(nested_access, 0.7)


def returned_by_a_helper(x):
    def polar(r, t):
        return r * math.cos(t), r * math.sin(t)

    p = polar(x, 0.5)
    q = polar(p[0], p[1])
    return p[0] * q[1] + q[0]


case(returned_by_a_helper, 0.7)


def passed_to_a_helper(x):
    def cross(a, b):
        return a[0] * b[1] - a[1] * b[0]

    def add(a, b):
        return (a[0] + b[0], a[1] + b[1])

    p = (x, 2.0)
    q = add(p, (x * x, x))
    return cross(p, q) + cross(q, (1.0, x))


case(passed_to_a_helper, 0.7)


def concatenated_and_sliced(x):
    p = (x, x * x) + (2.0,)
    q = p[1:] + p[:1]
    r = q[::-1]
    return q[0] * q[2] + r[0] * r[1] + len(p)


case(concatenated_and_sliced, 0.7)


def compared_and_tested(x):
    p = (x, 1.0)
    s = 0.0
    if p == (x, 1.0):
        s = p[0] * x
    if len(p) == 2 and p[0] < p[1]:
        s += p[0] ** 3
    return s


case(compared_and_tested, 0.7)


def of_arrays_written_through(x, y):
    p = (x, y)
    p[0][1] = p[1][0] * x[0]
    a, b = p
    b *= a
    p[1][2] = 1.0
    return np.sum(x * y) + a[1]


case(of_arrays_written_through, X, X[::-1].copy())


def rotation_of_buffers(x, y):
    p = (x, y)
    for i in range(3):
        p[0][i] = p[1][i] * p[0][i + 1]
        p = (p[1], p[0])
    return np.sum(p[0] * p[0]) + np.sum(p[1]) * 2.0


case(rotation_of_buffers, X, X[::-1].copy())


def conditional_tuple(x, y):
    p = (x, y) if x > y else (y, x)
    return p[0] * p[0] - p[1]


case(conditional_tuple, 0.7, 0.4)
case(conditional_tuple, 0.4, 0.7, id="conditional_tuple_other")


def shape_as_a_tuple(a):
    shape = a.shape
    n, m = shape
    b = np.zeros(shape)
    for i in range(n):
        for j in range(m):
            b[i, j] = a[i, j] * a[i, j - 1]
    return np.sum(b) * shape[0] * len(shape)


case(shape_as_a_tuple, np.array([[0.5, 1.5, -0.3], [0.2, 0.9, 0.4]]))


def tuple_index_of_integers(a):
    where = (1, 2)
    a[where] = a[0, 1] * a[where]
    return a[where] * np.sum(a[0] * a[0])


case(tuple_index_of_integers, np.array([[0.5, 1.5, -0.3], [0.2, 0.9, 0.4]]))


def sum_and_extremes_of_a_tuple(x):
    p = (x, 2.0 * x, x * x)
    return sum(p) * max(p) + min(p) + len(p) * x


case(sum_and_extremes_of_a_tuple, 0.7)


def tuple_in_a_while(x):
    a, b, n = x, 1.0, 0
    while a * b < 5.0:
        a, b, n = a + b, a * 1.1, n + 1
    return a * n + b


case(tuple_in_a_while, 0.7)


def unpacking_with_a_star_in_the_middle(p):
    first, *rest = p
    *front, last = p
    return first * rest[0] + front[1] * last * len(rest)


case(unpacking_with_a_star_in_the_middle, (0.7, 1.3, 0.4))


def tuple_of_one_and_none(x):
    p = (x * x,)
    q = ()
    (a,) = p
    return a * 2.0 + len(q)


case(tuple_of_one_and_none, 0.7)


def vjp_of_a_tuple(x, a):
    return x * a[0], (a * x, x * x)


case(vjp_of_a_tuple, 0.7, X, transform="vjp")


def vjp_of_an_array(x, a):
    a[0] = x * a[1]
    return a * a


case(vjp_of_an_array, 0.7, X, transform="vjp")


def vjp_with_integers(x, n):
    return x * n, n, x**n


case(vjp_with_integers, 0.7, 3, transform="vjp")


def vjp_returns_its_argument(a):
    b = a[1:]
    b[0] = a[0] * b[1]
    return a, b


case(vjp_returns_its_argument, X, transform="vjp")
