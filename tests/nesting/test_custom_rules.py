"""`custom_vjp`, `custom_jvp` and `register_rule`, in both modes, to third order, and what they refuse."""

import math

import numba
import numpy as np
import pytest

import difpy
from tests.oracles.compare import assert_close

jit = pytest.mark.parametrize("jit", [False, True], ids=["python", "compiled"])


@difpy.custom_vjp
def clipped(low, high, x):
    return 1.0 * x


def clipped_fwd(low, high, x):
    return 1.0 * x, (low, high)


def clipped_bwd(kept, seed):
    low, high = kept
    return None, None, np.clip(seed, low, high)


clipped.defvjp(clipped_fwd, clipped_bwd)


@difpy.custom_jvp
def softplus(x):
    return math.log(1.0 + math.exp(x))


@softplus.defjvp
def softplus_jvp(primals, tangents):
    (x,) = primals
    (x_dot,) = tangents
    return softplus(x), (1.0 - 1.0 / (1.0 + math.exp(x))) * x_dot


@difpy.custom_vjp
def cube(x):
    return x**3


cube.defvjp(lambda x: (x**3, x), lambda x, seed: (3.0 * x * x * seed,))


@difpy.custom_vjp
def polar(x, y, count):
    return math.hypot(x, y), math.atan2(y, x), count + 1


def polar_fwd(x, y, count):
    radius = math.hypot(x, y)
    return (radius, math.atan2(y, x), count + 1), (x, y, radius)


def polar_bwd(kept, seeds):
    x, y, radius = kept
    radius_bar, angle_bar, _ = seeds
    over = angle_bar / radius**2
    return radius_bar * x / radius - over * y, radius_bar * y / radius + over * x, None


polar.defvjp(polar_fwd, polar_bwd)


def through_polar(x, y, count):
    radius, angle, more = polar(x, y, count)
    return radius * math.sin(angle) * x + more * angle * radius


def without_rule(x, y, count):
    radius, angle = math.hypot(x, y), math.atan2(y, x)
    return radius * math.sin(angle) * x + (count + 1) * angle * radius


@jit
def test_what_the_rule_says_counts(jit):
    x = np.array([0.01, 0.5, -2.0])
    gradient = difpy.grad(lambda v: np.sum(clipped(-0.1, 0.1, v) ** 2), jit=jit)(x)
    assert gradient.tolist() == [0.02, 0.1, -0.1]
    assert clipped(-0.1, 0.1, x).tolist() == x.tolist()


@jit
def test_several_results_and_an_int(jit):
    args = (0.8, 0.3, 2)
    for order in (difpy.value_and_grad, difpy.hessian):
        actual = order(through_polar, (0, 1), jit=jit)(*args)
        expected = order(without_rule, (0, 1), jit=False)(*args)
        assert_close(actual, expected, 1e-12)
    assert_close(
        difpy.jvp(through_polar, args, (0.3, -0.2, None), jit=jit),
        difpy.jvp(without_rule, args, (0.3, -0.2, None), jit=False),
        1e-12,
    )


@pytest.mark.parametrize("function", [cube, lambda x: cube(x)], ids=["itself", "called"])
def test_third_order_of_a_pullback(function):
    first = difpy.grad(function, jit=False)
    second = difpy.grad(first, jit=False)
    third = difpy.grad(second, jit=False)
    assert (first(2.0), second(2.0), third(2.0)) == (12.0, 12.0, 6.0)
    assert difpy.jvp(function, (2.0,), (1.0,), jit=False) == (8.0, 12.0)
    assert difpy.jvp(second, (2.0,), (1.0,), jit=False) == (12.0, 6.0)


def test_third_order_of_a_tangent_rule_that_calls_its_function():
    def plain(x):
        return math.log(1.0 + math.exp(x)) * x

    def ruled(x):
        return softplus(x) * x

    for _ in range(3):
        plain, ruled = difpy.grad(plain, jit=False), difpy.grad(ruled, jit=False)
        assert_close(ruled(0.7), plain(0.7), 1e-12)


@difpy.custom_jvp
def scaled(function, x, power=2):
    return function(x) ** power


@scaled.defjvp
def scaled_jvp(primals, tangents):
    function, x, power = primals
    x_dot = tangents[1]
    value = function(x)
    return value**power, power * value ** (power - 1) * difpy.jvp(function, (x,), (x_dot,))[1]


def test_a_function_among_the_arguments_and_a_default():
    gradient = difpy.grad(lambda x: scaled(math.sin, x) + scaled(lambda y: y * y, x, power=3), jit=False)
    assert_close(gradient(0.6), 2 * math.sin(0.6) * math.cos(0.6) + 6 * 0.6**5, 1e-14)


@difpy.custom_vjp
def exponential(x, rate):
    return math.exp(rate * x)


def exponential_fwd(x, rate):
    value = exponential(x, rate)
    return value, (value, x, rate)


def exponential_bwd(kept, seed):
    value, x, rate = kept
    return rate * value * seed, x * value * seed


exponential.defvjp(exponential_fwd, exponential_bwd)


@jit
def test_a_forward_function_that_calls_its_function(jit):
    gradient = difpy.grad(lambda x, a: exponential(x, a) * x, (0, 1), jit=jit)
    value = math.exp(0.6)
    assert_close(gradient(0.3, 2.0), ((1.0 + 0.6) * value, 0.09 * value), 1e-14)
    second = difpy.hvp(lambda x, a: exponential(x, a), (0.3, 2.0), (1.0, 0.5), jit=jit)
    expected = (4.0 + 0.5 * 1.6) * value, (1.6 + 0.5 * 0.09) * value
    assert_close(second, expected, 1e-14)


@difpy.custom_vjp
def by_table(x, n):
    table = {}
    for i in range(n):
        table[i] = x * i
    return sum(table.values())


def by_table_fwd(x, n):
    table = {}
    for i in range(n):
        table[i] = float(i)
    total = 0.0
    for value in table.values():
        total += value
    return x * total, (total, (n, x))


by_table.defvjp(by_table_fwd, lambda kept, seed: (kept[0] * seed, None))


@numba.njit
def quotients(a, b):
    try:
        ratio = a / b
    except Exception:
        ratio = 0.0
    return np.array([ratio, ratio * ratio])


def quotients_bwd(kept, seed):
    a, b = kept
    ratio_bar = seed[0] + 2.0 * a / b * seed[1]
    return ratio_bar / b, -ratio_bar * a / b**2


@jit
def test_functions_that_only_numba_compiles(jit):
    gradient = difpy.grad(lambda x: by_table(x, 4) ** 2, jit=jit)
    assert gradient(1.5) == 108.0
    assert difpy.jvp(lambda x: by_table(x, 4) ** 2, (1.5,), (1.0,), jit=jit) == (81.0, 108.0)
    difpy.register_rule(quotients, vjp=(lambda a, b: (quotients(a, b), (a, b)), quotients_bwd))
    weights = np.array([1.0, 2.0])
    gradient = difpy.grad(lambda a, b: np.sum(quotients(a, b) * weights), (0, 1), jit=jit)
    assert gradient(3.0, 2.0) == (3.5, -5.25)


@difpy.custom_vjp
def passed_on(x):
    return 1.0 * x


def passed_on_bwd(kept, seed):
    try:
        return (seed,)
    except Exception:
        return (seed,)


passed_on.defvjp(lambda x: (1.0 * x, 0), passed_on_bwd)


@jit
def test_a_pullback_that_gives_its_seed_back(jit):
    def f(x):
        y = passed_on(x)
        return np.sum(y * y) + 3.0 * np.sum(x * y)

    x = np.array([0.5, 2.0])
    np.testing.assert_allclose(difpy.grad(f, jit=jit)(x), 8.0 * x, rtol=1e-14)


def test_a_rule_that_cannot_be_read_is_not_differentiated():
    with pytest.raises(difpy.DifferentiationError, match="difpy cannot differentiate `by_table_fwd`, which"):
        difpy.hvp(lambda x: by_table(x, 4) * by_table(x, 3), (1.5,), (1.0,), jit=False)


def test_numbers_that_are_equal_and_of_other_types():
    @difpy.custom_jvp
    def powers(x, scale, n, offset):
        total = offset
        for k in range(n):
            total += scale * x ** (k + 1)
        return total

    powers.defjvp(lambda p, t: (powers.fun(p[0], p[1], p[2], p[3]), p[1] * p[2] * t[0] + t[3]))
    assert difpy.grad(lambda x: powers(x, 1.0, 1, x), jit=False)(0.5) == 2.0
    assert difpy.grad(lambda x: powers(x, 1, 1, x), jit=False)(0.5) == 2.0


def test_nondiff_argnums_come_first():
    @difpy.custom_vjp
    def power(x, n, y):
        return x**n * y

    def forward(x, n, y):
        return x**n * y, (x, y)

    def backward(n, kept, seed):
        x, y = kept
        return n * x ** (n - 1) * y * seed, x**n * seed

    power = difpy.custom_vjp(power.fun, nondiff_argnums=(1,))
    power.defvjp(forward, backward)
    gradient = difpy.grad(lambda x, y: power(x, 3, y), (0, 1), jit=False)
    assert gradient(2.0, 5.0) == (60.0, 8.0)


def test_a_rule_for_a_function_of_somebody_else():
    @numba.njit
    def rounded(x):
        return np.round(x)

    def loss(x):
        return np.sum(rounded(x) * x)

    x = np.array([0.2, 1.7])
    gradient = difpy.grad(loss, jit=False)
    assert gradient(x).tolist() == [0.0, 2.0]
    difpy.register_rule(rounded, vjp=(lambda x: (np.round(x), 0), lambda kept, seed: (seed,)))
    assert gradient(x).tolist() == [0.2, 3.7]
    difpy.register_rule(rounded, jvp=lambda primals, tangents: (np.round(primals[0]), 2.0 * tangents[0]))
    assert difpy.grad(loss, jit=False)(x).tolist() == [0.4, 5.4]


def test_a_rule_passes_the_check():
    difpy.check_grads(through_polar, (0.8, 0.3, 2), jit=False)


@difpy.custom_vjp
def wrong(x):
    return x * x


wrong_cases = [
    (lambda x: x * x, lambda x, s: (s,), "its `fwd` returns a float"),
    (lambda x: (x * x, x), lambda x, s: s, "its `bwd` returns a float, for 1 arguments"),
    (lambda x: (x * x, x), lambda x, s: (s, s), "its `bwd` returns a tuple of 2, for 1 arguments"),
    (lambda x: (x * x, x), lambda x, s: (np.ones(2),), "does not have the structure of a tuple of 1"),
    (lambda x: (x * x, x), lambda x, s: (1,), "does not have the structure of a tuple of 1"),
]


@pytest.mark.parametrize(("forward", "backward", "words"), wrong_cases, ids=range(len(wrong_cases)))
def test_rules_of_the_wrong_structure(forward, backward, words):
    function = difpy.custom_vjp(wrong.fun)
    function.defvjp(forward, backward)
    with pytest.raises(difpy.DifferentiationError, match=words):
        difpy.grad(lambda x: function(x), jit=False)(2.0)


def test_other_refusals():
    with pytest.raises(difpy.DifferentiationError, match="it has no derivative rule yet"):
        difpy.grad(lambda x: wrong(x), jit=False)(2.0)
    with pytest.raises(TypeError, match="A derivative rule is a function; got 3 of type int"):
        wrong.defvjp(3, 4)
    with pytest.raises(ValueError, match="nondiff_argnums names 2: wrong has 1 parameters"):
        difpy.custom_vjp(wrong.fun, nondiff_argnums=(2,))
    with pytest.raises(TypeError, match="takes either vjp=\\(fwd, bwd\\) or jvp="):
        difpy.register_rule(math.sin)
