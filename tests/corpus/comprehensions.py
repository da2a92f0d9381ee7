"""List comprehensions and generator expressions."""
# ruff: noqa  programs as people write them

import math

import numpy as np

from tests.corpus.registry import case

X = np.array([0.5, -1.2, 2.0, 0.3])


def over_a_range(x):
    values = [x * i + 1.0 for i in range(4)]
    return values[1] * values[3] + sum(values)


case(over_a_range, 0.7)


def over_an_array_with_a_condition(x):
    values = [math.sqrt(v) * v for v in x if v > 0.0]
    return sum(values) * len(values)


case(over_an_array_with_a_condition, X)


def nested(x):
    table = [[x * i + j for j in range(3)] for i in range(2)]
    return table[1][2] * table[0][1] + table[1][0]


case(nested, 0.7)


def two_loops_and_conditions(x):
    values = [v * w for v in x if v > 0 for w in x if w > v]
    return sum(values) + len(values)


case(two_loops_and_conditions, X)


def variable_shadows(x):
    i = 5
    values = [x * i for i in range(3)]
    return sum(values) * i + values[2]


case(variable_shadows, 0.7)


def variable_named_like_what_it_iterates(x):
    x = [x * x for x in x]
    return x[0] * x[1] + x[2]


case(variable_named_like_what_it_iterates, X)


def with_a_ternary(x):
    values = [v * v if v > 0 else -v for v in x]
    return values[0] * values[1] + values[2] * values[3]


case(with_a_ternary, X)


def with_calls(x):
    def f(v, k):
        return math.sin(v * k)

    values = [f(v, k) for k, v in enumerate(x)]
    return values[1] * values[2] + f(values[3], 2)


case(with_calls, X)


def sum_of_a_generator(x):
    return sum(v * v for v in x) * sum(x[i] * x[i - 1] for i in range(len(x)))


case(sum_of_a_generator, X)


def sum_with_a_start(x):
    return sum((v * v for v in x), x[0]) + sum([v for v in x], 2.0)


case(sum_with_a_start, X)


def extremes_of_generators(x):
    return max(v * v for v in x) * min(math.sin(v) for v in x)


case(extremes_of_generators, X)


def any_and_all_stop_early(x):
    s = 0.0
    if any(v < 0 for v in x):
        s = s + x[0] ** 2
    if all(v < 1.5 for v in x):
        s = s + x[1] ** 2
    if not any(1.0 / v > 100.0 for v in x) and all(v != 0 for v in x):
        s = s * x[2]
    return s


case(any_and_all_stop_early, X)


def generator_over_nothing(x):
    return sum(v for v in x if v > 100.0) + x[0] * x[0]


case(generator_over_nothing, X)


def comprehension_of_arrays(x):
    rows = [x * i for i in range(3)]
    rows[0][1] = rows[2][1] * 2.0
    return sum(np.sum(row * row) for row in rows)


case(comprehension_of_arrays, X)


def comprehension_of_tuples(x):
    pairs = [(v, v * i) for i, v in enumerate(x)]
    return sum(a * b for a, b in pairs)


case(comprehension_of_tuples, X)


def array_of_a_comprehension(x):
    a = np.array([v * v + i for i, v in enumerate(x)])
    return np.sum(a * a)


case(array_of_a_comprehension, X)


def matrix_of_a_nested_comprehension(x):
    a = np.array([[math.exp(-((u - v) ** 2)) for u in x] for v in x])
    return a[0, 1] * a[2, 3] + np.sum(a[1])


case(matrix_of_a_nested_comprehension, X)


def comprehension_in_a_loop(x):
    s = x[0]
    for i in range(3):
        values = [v * s for v in x if v > 0.1 * i]
        s = s * 0.5 + values[-1] * values[0]
    return s


case(comprehension_in_a_loop, X)


def generator_inside_an_expression(x):
    return (
        math.sqrt(sum(v * v for v in x)) / (1.0 + sum(1 for v in x if v > 0))
        + sum(i for i in range(3)) * x[0]
    )


case(generator_inside_an_expression, X)


def generator_in_a_condition(x):
    s = 1.0
    while sum(v * v for v in x) > 0.5:
        for i in range(len(x)):
            x[i] = x[i] * 0.6
        s = s + x[0]
    return s * x[2]


case(generator_in_a_condition, X)


def dot_product_by_zip(x, y):
    return sum(a * b for a, b in zip(x, y)) * sum(abs(a - b) for a, b in zip(x, y))


case(dot_product_by_zip, X, X[::-1] + 0.1)


def comprehension_over_a_comprehension(x):
    squares = [v * v for v in [u + 1.0 for u in x]]
    return squares[0] * squares[1] - squares[3]


case(comprehension_over_a_comprehension, X)


def comprehension_over_a_tuple(x):
    values = [v * x for v in (x, 2.0, x * x)]
    return values[0] * values[2] + values[1]


case(comprehension_over_a_tuple, 0.7)


def walrus_in_a_comprehension(x):
    values = [y * y for v in x if (y := math.sin(v)) > 0.0]
    return sum(values) + y


case(walrus_in_a_comprehension, X)


def generator_with_two_loops(x):
    return sum(x[i] * x[j] for i in range(len(x)) for j in range(i) if (i + j) % 2)


case(generator_with_two_loops, X)


def comprehension_captures_a_changing_variable(x):
    s = 2.0
    a = [v * s for v in x]
    s = x[0]
    b = [v * s for v in x]
    return sum(a) + b[0] * b[1] + s


case(comprehension_captures_a_changing_variable, X)
