"""Nested functions and lambdas that capture: constants, active variables, variables that change later."""
# ruff: noqa  programs as people write them

import functools
import math

import numpy as np

from tests.corpus.registry import case

X = np.array([0.5, -1.2, 2.0, 0.3])


def captures_an_active_variable(x):
    y = x * x

    def f(t):
        return t * y + x

    return f(x) + f(2.0)


case(captures_an_active_variable, 0.7)


def captured_variable_is_reassigned_later(x):
    scale = x

    def f(t):
        return scale * t

    a = f(1.5)
    scale = x * x * 3.0
    b = f(2.5)
    scale = 1.0
    return a * b + f(x)


case(captured_variable_is_reassigned_later, 0.7)


def captured_variable_changes_in_a_loop(x):
    s = x

    def f(t):
        return math.sin(s * t)

    for i in range(4):
        s = s + f(0.5 + i)
    return s * f(x)


case(captured_variable_changes_in_a_loop, 0.7)


def late_binding(x):
    i = 0

    def f(t):
        return t * i + x

    s = 0.0
    for i in range(4):
        s += f(x)
    return s + f(2.0)


case(late_binding, 0.7)


def defined_in_a_loop(x):
    s = x
    for i in range(3):

        def f(t):
            return t * x + i

        s = math.sin(f(s))
    return s * f(x)


case(defined_in_a_loop, 0.7)


def captures_an_array_and_reads_it_late(x):
    def f(i):
        return x[i] * x[i - 1]

    x[1] = 3.0 * x[0]
    a = f(1)
    x[1] = x[2]
    return a * f(1) + f(2)


case(captures_an_array_and_reads_it_late, X)


def captured_array_name_is_rebound(x):
    y = x

    def f():
        return y[0] * y[1]

    a = f()
    y = x * 2.0
    b = f()
    y[0] = 5.0
    return a + b * f()


case(captured_array_name_is_rebound, X)


def nested_two_deep(x):
    def outer(a):
        def inner(b):
            return a * b + x

        return inner(a) * inner(2.0)

    return outer(x) + outer(0.5)


case(nested_two_deep, 0.7)


def nested_name_shadows_outer(x):
    y = x * x

    def f(y):
        x = y * 2.0
        return x * y

    return f(x) + y


case(nested_name_shadows_outer, 0.7)


def lambda_captures(x, y):
    f = lambda t: t * y + x
    g = lambda a, b=2.0: f(a) * b
    return g(x) + g(y, 3.0)


case(lambda_captures, 0.7, 0.4)


def lambda_called_at_once(x):
    return (lambda t, u: t * u + x)(x, 3.0)


case(lambda_called_at_once, 0.7)


def make_power(n):
    def power(x):
        y = 1.0
        for _ in range(n):
            y = y * x
        return y

    return power


case(make_power(3), 1.3, id="closure_over_an_integer")
case(make_power(0), 1.3, id="closure_over_zero")


def make_loss(targets, rate):
    return lambda p: np.sum((p * targets - rate) ** 2)


case(make_loss(X, 0.3), X * 0.5 + 1.0, id="lambda_over_an_array")


def make_counter_of_lists(weights, exponent=2):
    def total(x):
        s = 0.0
        for w in weights:
            s = s + w * x**exponent
        return s

    return total


case(make_counter_of_lists([0.5, 1.5, 2.5]), 0.7, id="closure_over_a_list")
case(make_counter_of_lists((0.5, 1, 2.5), 3), 0.7, id="closure_over_a_mixed_tuple")


def factory_used_inside(x):
    def make(a):
        def f(t):
            return a * t * t

        return f

    f = make(x)
    g = make(x * x)
    return f(x) + g(2.0) * f(1.0)


case(factory_used_inside, 0.7)


def factory_result_called_at_once(x):
    def make(a, b):
        return lambda t: a * t + b

    return make(x, 2.0)(x * x) + make(1.0, x)(3.0)


case(factory_result_called_at_once, 0.7)


def composition(x):
    def compose(f, g):
        return lambda t: f(g(t))

    h = compose(math.sin, lambda t: t * t + x)
    k = compose(h, h)
    return k(x) + h(0.5)


case(composition, 0.7)


def closure_writes_into_a_captured_array(x):
    total = np.zeros(2)

    def add(v):
        total[0] += v
        total[1] += total[0] * v

    for i in range(3):
        add(x * (i + 1))
    add(total[0])
    return total[0] + total[1]


case(closure_writes_into_a_captured_array, 0.7)


def closure_captures_argument_written_later(x):
    def f():
        return x * 3.0

    x = x * x
    y = f()
    x = y * x
    return f() + y


case(closure_captures_argument_written_later, 0.7)


def closure_bound_on_a_branch(x, flag):
    if flag:

        def f(t):
            return t * t * x

    else:

        def f(t):
            return t + x

    return f(x) * 2.0


case(closure_bound_on_a_branch, 0.7, True)
case(closure_bound_on_a_branch, 0.7, False, id="closure_bound_on_the_other_branch")


def recursive_closure_with_active_capture(x, n):
    rate = x * 0.5

    def grow(y, k):
        if k == 0:
            return y
        return grow(y + rate * y, k - 1)

    return grow(x, n)


case(recursive_closure_with_active_capture, 0.7, 4)


def mutually_recursive_closures(x, n):
    def a(v, k):
        return x if k == 0 else v * b(v + x, k - 1)

    def b(v, k):
        return v if k == 0 else a(v * x, k - 1) + v

    return a(x, n)


case(mutually_recursive_closures, 0.7, 5)


def default_captures_the_value_of_now(x):
    y = x * 2.0

    def f(t, y_now=y):
        return t * y_now + y

    y = x * x
    return f(x) + f(1.0)


case(default_captures_the_value_of_now, 0.7)


def captures_a_tuple(x):
    p = (x, x * x)

    def f(t):
        a, b = p
        return a * t + b * p[0]

    return f(x) + f(2.0)


case(captures_a_tuple, 0.7)


def captures_a_list(x):
    values = [x, 2.0 * x]

    def f():
        return values[0] * values[-1]

    a = f()
    values.append(x * x)
    values[0] = 3.0
    return a + f() * values[1]


case(captures_a_list, 0.7)


def local_name_defined_after_the_function(x):
    def f(t):
        return t * late

    late = x * 3.0
    return f(x)


case(local_name_defined_after_the_function, 0.7)


def closure_passed_to_a_helper(x):
    def apply_twice(f, v):
        return f(f(v))

    y = x * x

    def g(v):
        return v * y + 1.0

    a = apply_twice(g, x)
    y = 0.5 * x
    return a + apply_twice(g, x)


case(closure_passed_to_a_helper, 0.7)


class Oscillator:
    def __init__(self, rate, weights):
        self.rate = rate
        self.weights = weights

    def energy(self, x, v):
        s = 0.0
        for w in self.weights:
            s += w * self.potential(x)
        return s + 0.5 * v * v

    def potential(self, x):
        return self.rate * x * x


case(Oscillator(1.7, np.array([0.5, 0.25])).energy, 0.7, 0.4, id="bound_method")


def object_in_a_closure(oscillator):
    return lambda x: oscillator.rate * x * x + oscillator.weights[0] * x


case(object_in_a_closure(Oscillator(1.7, np.array([0.5, 0.25]))), 0.7, id="attributes_of_an_object")


def scaled_power(scale, x, n=2):
    return scale * x**n


case(functools.partial(scaled_power, 1.5), 0.7, id="partial_of_a_function")
case(functools.partial(scaled_power, n=3), 1.5, 0.7, id="partial_with_a_keyword")


def partial_made_inside(x):
    f = functools.partial(scaled_power, x)
    g = functools.partial(scaled_power, n=3)
    return f(2.0) + f(x, n=3) * g(x, 0.5)


case(partial_made_inside, 0.7)

first, second = (lambda x: x * x * 3.0), (lambda x: math.sin(x) * x)
case(first, 0.7, id="first_lambda_on_a_line")
case(second, 0.7, id="second_lambda_on_a_line")


def apply_to(f, x):
    return f(x)


def nested_function_two_levels_below_the_one_it_calls(x):
    w = 3.0 * x

    def even(n, y):
        return y if n == 0 else odd(n - 1, y) * w

    def odd(n, y):
        return y * w if n == 0 else even(n - 1, y)

    def outer(q):
        def inner(r):
            return even(3, r) * w

        return apply_to(inner, q)

    return apply_to(outer, x)


case(nested_function_two_levels_below_the_one_it_calls, 0.7)
