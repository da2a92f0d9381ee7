"""Functions as parameters, in variables and in tuples."""
# ruff: noqa  programs as people write them

import math

import numpy as np

from tests.corpus.registry import case

X = np.array([0.5, -1.2, 2.0, 0.3])


def square(x):
    return x * x


def apply(f, x):
    return f(x) + 1.0


def function_as_parameter(x):
    return apply(square, x) * apply(math.sin, x) + apply(lambda t: t * x, 2.0)


case(function_as_parameter, 0.7)


def primitive_in_a_variable(x):
    f = math.sin
    g = np.exp
    s = f(x) * g(x)
    f = math.cos
    return s + f(x)


case(primitive_in_a_variable, 0.7)


def function_in_a_variable(x):
    f = square
    y = f(x)
    g = f
    return g(y) + f(2.0 * x)


case(function_in_a_variable, 0.7)


def entry_takes_a_function(f, x):
    return f(x) * x + f(0.5)


case(entry_takes_a_function, square, 0.7)
case(entry_takes_a_function, math.sin, 0.7, id="entry_takes_a_primitive")
case(entry_takes_a_function, lambda t: t * t * t, 0.7, id="entry_takes_a_lambda")


def newton(f, derivative, x):
    for _ in range(6):
        x = x - f(x) / derivative(x)
    return x


def root_finding(c):
    return newton(lambda t: t * t * t - c * t - 2.0, lambda t: 3.0 * t * t - c, 2.0)


case(root_finding, 1.3)


def fixed_point(f, x):
    for _ in range(60):
        x = f(x)
    return x


def parameter_through_a_fixed_point(a):
    return fixed_point(lambda t: math.cos(a * t), 0.5) * a


case(parameter_through_a_fixed_point, 0.7)


def rk4_step(f, t, y, h):
    k1 = f(t, y)
    k2 = f(t + 0.5 * h, y + 0.5 * h * k1)
    k3 = f(t + 0.5 * h, y + 0.5 * h * k2)
    k4 = f(t + h, y + h * k3)
    return y + h / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4)


def ode_with_function_argument(rate, y):
    t = 0.0
    for i in range(3):
        y = rk4_step(lambda s, z: -rate * z + math.sin(s), t, y, 0.2)
        t += 0.2
    return y * y


case(ode_with_function_argument, 1.3, 0.7)


def ode_with_array_state(rate, y):
    for i in range(3):
        y = rk4_step(lambda s, z: np.array([z[1], -rate * z[0]]), 0.0, y, 0.2)
    return y[0] * y[1]


case(ode_with_array_state, 1.3, np.array([0.7, 0.2]))


def tuple_of_functions(x):
    fs = (math.sin, square, lambda t: t + x)
    s = x
    for f in fs:
        s = f(s) * 1.5
    return s + fs[1](x)


case(tuple_of_functions, 0.7)


def function_chosen_by_a_static_argument(x, kind):
    f = math.sin if kind == "sine" else square
    return f(x) * x


case(function_chosen_by_a_static_argument, 0.7, "sine")
case(function_chosen_by_a_static_argument, 0.7, "square", id="function_chosen_by_the_other_argument")


def map_over_an_array(x):
    def map_in_place(f, v):
        for i in range(len(v)):
            v[i] = f(v[i])

    map_in_place(square, x)
    map_in_place(lambda t: math.sin(t) * t, x)
    return np.sum(x)


case(map_over_an_array, X)


def reduce_with_a_function(x):
    def fold(f, v, start):
        result = start
        for e in v:
            result = f(result, e)
        return result

    return fold(lambda a, b: a * 0.5 + b * b, x, 1.0) * fold(max, x, -10.0)


case(reduce_with_a_function, X)


def function_passed_through_two_levels(x):
    def outer(f, v):
        return inner(f, v) + inner(f, v * 2.0)

    def inner(g, v):
        return g(v) * v

    return outer(math.cos, x) + outer(square, x)


case(function_passed_through_two_levels, 0.7)


def function_and_its_recursive_user(x):
    def iterate(f, v, n):
        return v if n == 0 else iterate(f, f(v), n - 1)

    return iterate(math.sin, x, 3) + iterate(lambda t: t * x, x, 2)


case(function_and_its_recursive_user, 0.7)


def function_default(x, f=math.sin):
    return f(x) * x


case(function_default, 0.7)
case(function_default, 0.7, square, id="function_default_given")


def functions_returned_in_a_tuple(x):
    def make(a):
        return (lambda t: a * t), (lambda t: a + t)

    times, plus = make(x)
    return times(plus(x)) + plus(3.0)


case(functions_returned_in_a_tuple, 0.7)
