# ruff: noqa: B023  programs as people write them
import functools
import math

import numpy as np

from tests.elaborate.running import check

RATE = 0.3
SCALES = (2.0, 3)
WEIGHTS = np.array([1.0, 2.0, 3.0])


def test_late_binding():
    def program(x):
        a = 2.0

        def scaled(t):
            return a * t

        first = scaled(x)
        a = x + 1
        return first + scaled(x)

    check(program, 0.7)


def test_defaults_are_evaluated_when_the_function_is_defined():
    def program(x):
        total = 0.0
        for k in range(3):

            def power(t, k=k):
                return t**k

            kept = power
            k = 10
            total += kept(x) + power(x, k=2) + k
        return total

    check(program, 0.7)


def test_lambda_with_default():
    def program(x):
        k = 2
        f = lambda t, k=k: t * k  # noqa: E731
        k = 5
        return f(x) + k

    check(program, 0.7)


def test_mutually_recursive_nested_functions():
    def program(x, n):
        def even(k):
            if k == 0:
                return x
            return odd(k - 1) * 1.5

        def odd(k):
            if k == 0:
                return -x
            return even(k - 1) + x

        x = x + 1
        return even(n) + odd(n)

    check(program, 0.7, 5)


def test_closure_from_a_factory():
    def make(a, b):
        def line(t):
            return a * t + b

        return line

    def program(x):
        f = make(x, 2)
        g = make(3.0, x)
        return f(g(x)) + make(x, x)(1.0)

    check(program, 0.7)


def test_factory_of_factories():
    def outer(a):
        def middle(b):
            c = a + b

            def inner(t):
                return a * b * c * t

            c = c * 2
            return inner

        return middle

    def program(x):
        return outer(x)(2.0)(x) + outer(2)(x)(1.0)

    check(program, 0.7)


def test_closure_passed_to_a_helper_that_passes_it_on():
    def apply(f, t):
        return f(t)

    def twice(f, t):
        return apply(f, apply(f, t))

    def program(x):
        a = x * 2

        def shifted(t):
            return t * a + x

        return twice(shifted, x) + twice(math.sin, x) + twice(lambda t: t * a, 1.0)

    check(program, 0.7)


def test_closures_in_a_tuple():
    def program(x):
        a = 1.0
        fs = (lambda t: a * t, lambda t: a + t, math.cos)
        a = x
        total = 0.0
        for f in fs:
            total += f(x)
        return total + fs[0](2.0) + fs[-1](x)

    check(program, 0.7)


def test_function_at_a_variable_index_of_a_tuple():
    def program(x, n):
        fs = (math.sin, lambda t: t * x, math.exp)
        total = 0.0
        for i in range(n):
            total += fs[i % 3](x + i)
        return total

    check(program, 0.7, 7)


def test_function_chosen_at_run_time():
    def program(x, flag):
        f = math.sin if x > 0.5 else math.cos
        g = f
        if flag:
            g = lambda t: t * x  # noqa: E731
        return f(x) + g(x)

    check(program, 0.7, True)
    check(program, 0.2, False)


def test_nested_function_that_writes_an_array():
    def program(x):
        a = np.zeros(3)

        def fill(i, v):
            a[i] = v

        for i in range(3):
            fill(i, x * i)
        return a.sum()

    check(program, 0.7)


def test_captures_of_every_kind():
    scale = 2.5
    pair = (1.0, 2)
    values = [1.0, 2.0]

    def helper(t):
        return t * RATE + WEIGHTS[1]

    def program(x):
        return helper(x) * scale + pair[0] * pair[1] + SCALES[1] + values[1] + len(WEIGHTS) + math.pi * np.e

    check(program, 0.7)


def test_the_same_name_captured_and_local():
    scale = 2.5

    def helper(t):
        scale = t * 2
        return scale

    def program(x):
        RATE = x  # noqa: N806
        return helper(x) * scale + RATE + other(x)

    def other(t):
        return t * RATE

    check(program, 0.7)


class Model:
    rate = 0.25

    def __init__(self):
        self.bias = 1.5
        self.weights = np.array([1.0, 2.0])
        self.inner = None

    def step(self, x):
        return x * self.rate + self.bias

    def run(self, x, n=2):
        for _ in range(n):
            x = self.step(x)
        return x + self.weights[0] * np.sum(self.weights)


def test_bound_method():
    check(Model().run, 0.7)
    check(Model().run, 0.7, 3)


def test_method_of_a_captured_object():
    model = Model()

    def program(x):
        return model.run(x) + model.step(x=x) + Model.rate

    check(program, 0.7)


def test_partial():
    def power(base, exponent, scale=1.0):
        return scale * base**exponent

    square = functools.partial(power, exponent=2)

    def program(x):
        cube = functools.partial(power, exponent=3, scale=x)
        two = functools.partial(power, 2.0)
        return square(x) + cube(x) + two(x) + square(x, scale=3)

    check(program, 0.7)
    check(functools.partial(power, exponent=2.5), 0.7)
    check(functools.partial(power, 2.0), 0.7)


def test_two_lambdas_on_a_line():
    def program(x):
        f, g = lambda t: t * 2, lambda t: t + x
        return f(x) + g(f(x))

    check(program, 0.7)
    check((lambda t: t * 2), 0.7)


def test_function_default():
    def helper(t, f=math.sin, w=WEIGHTS, *, k=2):
        return f(t) * k + w[0]

    def program(x, scale=2.0):
        return helper(x) + helper(x, math.cos, k=x) * scale

    check(program, 0.7)
    check(program, 0.7, 2)


def test_closure_that_reads_a_loop_variable_after_the_loop():
    def program(x):
        fs = ()
        for i in range(3):
            last = lambda t: t * i  # noqa: E731
        return last(x) + len(fs)

    check(program, 0.7)
