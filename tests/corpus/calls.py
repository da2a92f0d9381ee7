"""Calls: helpers here and in other modules, keywords and defaults, several results, order of evaluation."""
# ruff: noqa  programs as people write them

import math

import numba
import numpy as np

import tests.corpus.helpers
from tests.corpus import helpers
from tests.corpus.helpers import calls_another, scaled_in_place
from tests.corpus.registry import case

X = np.array([0.5, -1.2, 2.0, 0.3])


def square(x):
    return x * x


def scaled(x, scale=2.0, shift=0.0):
    return scale * x + shift


def helper_called_once(x):
    return square(math.sin(x)) + x


case(helper_called_once, 0.7)


def helper_called_in_a_loop(x):
    s = 0.0
    for i in range(4):
        s = s + square(s * 0.3 + x)
    return s


case(helper_called_in_a_loop, 0.4)


def helper_of_a_helper(x):
    def twice(y):
        return square(y) + square(y + 1.0)

    return twice(square(x))


case(helper_of_a_helper, 0.7)


def calls_nested_in_an_expression(x, y):
    return square(square(x) + scaled(y, x)) * scaled(square(y)) - square(x) / scaled(x, shift=2.0)


case(calls_nested_in_an_expression, 0.7, 0.4)


def defaults_and_keywords(x, y):
    return (
        scaled(x) + scaled(x, y) + scaled(x, shift=y) + scaled(shift=x, x=y, scale=x) + scaled(x, 3, shift=y)
    )


case(defaults_and_keywords, 0.7, 0.4)


def helpers_in_another_module(x):
    return helpers.logistic(x) + helpers.damped_sine(x) * helpers.RATE + calls_another(x) * helpers.TABLE[1]


case(helpers_in_another_module, 0.7)


def helper_by_its_full_name(x):
    return tests.corpus.helpers.logistic(x) * 2.0


case(helper_by_its_full_name, 0.7)


def mutating_helper_in_another_module(x, c):
    scaled_in_place(x, c)
    helpers.scaled_in_place(x[1:], x[0], offset=c)
    return np.sum(x * x)


case(mutating_helper_in_another_module, X, 0.7)


@numba.njit
def jitted_square(x):
    return x * x


@numba.njit(cache=False, fastmath=True)
def jitted_sweep(v, c):
    for i in range(1, len(v)):
        v[i] += c * v[i - 1] * v[i]
    return v[-1]


def jitted_callees(x, c):
    last = jitted_sweep(x, jitted_square(c))
    return np.sum(x * x) * last


case(jitted_callees, X, 0.7)


@numba.njit
def jitted_entry(x, n):
    for i in range(n):
        x = jitted_square(x) - 0.3
    return x


case(jitted_entry, 0.9, 4)


def sum_and_product(x, y):
    return x + y, x * y


def several_results(x, y):
    s, p = sum_and_product(x, y)
    t, q = sum_and_product(s, p)
    return s * q + t / p


case(several_results, 0.7, 0.4)


def one_of_several_results(x, y):
    s, _ = sum_and_product(x, y)
    return s * sum_and_product(s, y)[1] + sum_and_product(x, x)[0]


case(one_of_several_results, 0.7, 0.4)


def results_of_different_kinds(x, a):
    def analyse(v, factor):
        total = 0.0
        count = 0
        for e in v:
            if e > 0:
                total += e * factor
                count += 1
        return total, count, v * factor

    total, count, scaled_v = analyse(a, x)
    return total * count + scaled_v[0] * scaled_v[1]


case(results_of_different_kinds, 0.7, X)


def callee_that_returns_nothing(x):
    out = np.zeros(2)

    def put(i, value):
        out[i] = value * value

    put(0, x)
    put(1, out[0] + x)
    return out[0] + out[1]


case(callee_that_returns_nothing, 0.7)


def callee_with_early_return(x):
    def clamp(v, low, high):
        if v < low:
            return low * 1.0
        if v > high:
            return high + 0.1 * (v - high)
        return v

    s = 0.0
    for e in x:
        s += clamp(e, -1.0, 1.0) * e
    return s


case(callee_with_early_return, X)


def callee_that_returns_in_a_loop(x, target):
    def find(v, t):
        for i in range(len(v)):
            if v[i] > t:
                return v[i] * t
        return t * t

    return find(x, target) + find(x, 10.0 * target)


case(callee_that_returns_in_a_loop, X, 0.9)


def callee_with_a_while(x):
    def settle(v):
        n = 0
        while v > 0.2:
            v = v * 0.6
            n += 1
        return v, n

    a, n = settle(x)
    b, m = settle(x * 3.0)
    return a * n + b * m


case(callee_with_a_while, 0.9)


def argument_read_before_a_call_that_writes_it(x):
    def bump(v):
        v[0] = v[0] * 2.0
        return v[0]

    y = x[0] * bump(x) + x[0]
    z = x[1] + bump(x) * bump(x)
    return y * z


case(argument_read_before_a_call_that_writes_it, X)


def call_in_a_condition(x):
    y = x
    if square(y) > 0.3:
        y = scaled(y)
    elif scaled(y) > 0.2:
        y = square(y)
    return y if square(y) < 1.0 else y * y


case(call_in_a_condition, 0.7)
case(call_in_a_condition, 0.4, id="call_in_an_elif_condition")


def call_as_an_index(x):
    def following(i):
        return (i + 1) % 4

    s = 0.0
    for i in range(4):
        x[following(i)] = x[i] * x[following(following(i))]
        s += x[following(i)]
    return s


case(call_as_an_index, X)


def call_as_a_range_bound(x):
    def count(v):
        return int(v * 4.0)

    s = x
    for i in range(count(x)):
        s = s * 1.1 + square(x)
    return s


case(call_as_a_range_bound, 0.8)


def argument_of_either_type(x, n):
    return square(x) + square(n) + scaled(n) * x + scaled(x, n)


case(argument_of_either_type, 0.7, 3)


def helper_for_scalars_and_arrays(x, a):
    return square(x) + np.sum(square(a)) + np.sum(scaled(a, x)) + np.sum(scaled(x, a))


case(helper_for_scalars_and_arrays, 0.7, X)


def result_not_used(x):
    square(x)
    y = scaled(x)
    square(y)
    return y * x


case(result_not_used, 0.7)


def inactive_helper(x, n):
    def parity(k):
        return k % 2 == 0

    s = x
    for i in range(n):
        if parity(i):
            s = s * x
    return s


case(inactive_helper, 0.7, 5)


def helper_without_arguments(x):
    def half():
        return 0.5

    def of_x():
        return x * half()

    return of_x() * x + half()


case(helper_without_arguments, 0.7)


def callee_named_like_a_variable(x):
    square_value = square(x)
    square_2 = square(square_value)
    return square_value * square_2


case(callee_named_like_a_variable, 0.7)


def result_of_a_call_as_loop_iterable(x):
    def evens(v):
        return v[::2]

    s = 1.0
    for e in evens(x):
        s = s * e + e
    return s


case(result_of_a_call_as_loop_iterable, X)


def keyword_only_parameters(x):
    def f(a, *, b, c=2.0):
        return a * b + c * x

    return f(x, b=x * x) + f(x, c=x, b=3.0)


case(keyword_only_parameters, 0.7)


def order_of_evaluation(x):
    log = np.zeros(3)

    def note(i, v):
        log[i] = v + (log[i - 1] if i > 0 else 0.0)
        return log[i]

    y = note(0, x) + note(1, x * x) * note(2, 3.0 * x)
    return y + log[2] * log[1]


case(order_of_evaluation, 0.7)


def deep_chain_of_helpers(x):
    def a(v):
        return math.sin(v)

    def b(v):
        return a(v) + a(v * v)

    def c(v):
        return b(v) * b(a(v))

    def d(v):
        w = 0.0
        for i in range(3):
            w = w + c(v + i)
        return w

    return d(x) + c(x)


case(deep_chain_of_helpers, 0.6)


def entry_with_defaults(x, y=0.5, *, z=2.0):
    return x * y + x * x * z


case(entry_with_defaults, 0.7)
case(entry_with_defaults, 0.7, 0.4, id="entry_with_one_default")


def moved_and_scaled(a, where):
    where[0] += 1
    a[0] *= a[1]
    return a[0] * 2.0


def view_placed_by_an_index_that_the_callee_changes(x):
    where = np.array([1, 1])
    s = moved_and_scaled(x[where[0] :], where)
    return s * x[0] + np.sum(x * x)


case(view_placed_by_an_index_that_the_callee_changes, np.array([0.5, -1.2, 2.0, 0.3]))


def replaced_first(a, xs):
    xs[0] = xs[1] * 2.0
    a[0] *= a[1]
    xs[0][1] = a[0]
    return a[0] * xs[0][0]


def element_of_a_list_that_the_callee_changes(x, y):
    xs = [x * 1.0, y * 2.0, x * y]
    s = replaced_first(xs[0], xs)
    s += replaced_first(xs[0], xs) * s
    for i in range(3):
        s += replaced_first(xs[i], xs)
    return s + np.sum(xs[0] * xs[1]) + np.sum(xs[2])


case(
    element_of_a_list_that_the_callee_changes,
    np.array([0.5, -1.2, 2.0, 0.3]),
    np.array([1.1, 0.4, -0.7, 0.9]),
)


def entry_name_value_and_grad(x):
    return x * x


def entry_name(x):
    return entry_name_value_and_grad(x) * x


case(entry_name, 0.7)


def _half_of_nothing(x):
    return 0.5


def _half_or_itself(x, flag):
    return x if flag else 0.5


def callee_that_gives_a_constant(x, y):
    z = x * y
    x = _half_of_nothing(x)
    y = _half_or_itself(y, x > 1.0)
    return z + x * x + y


case(callee_that_gives_a_constant, 0.3, 1.7)


def constants_in_turn_with_variables(x):
    total = 0.0
    for i in range(4):
        total += x * x
        x = _half_of_nothing(x) if i == 1 else x * 1.5
    return total


case(constants_in_turn_with_variables, 0.3)
