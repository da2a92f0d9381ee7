"""`checkpoint` and `checkpointed`: the numbers of the plain program, what is kept, and what is refused."""

import math
from types import FunctionType

import numpy as np
import pytest

import difpy
from difpy.elaborate.treeverse import Variables, written
from tests.oracles.compare import assert_close

DT = 0.05


@difpy.checkpoint
def rotated(q, p, k):
    for _ in range(5):
        p = p - DT * k * np.sin(q)
        q = q + DT * p
    return q, p


def swings(q, p, k):
    for _ in range(8):
        q, p = rotated(q, p, k)
    return np.sum(q * q + p)


def plain_swings(q, p, k):
    for _ in range(8):
        for _ in range(5):
            p = p - DT * k * np.sin(q)
            q = q + DT * p
    return np.sum(q * q + p)


def spiral(x, rate, n):
    for i in difpy.checkpointed(range(n), snapshots=3):
        turn = math.sin(x) + 0.1 * i
        if turn < 0.0:
            continue
        x = x - rate * turn * x
    return x * x


def plain_spiral(x, rate, n):
    for i in range(n):
        turn = math.sin(x) + 0.1 * i
        if turn < 0.0:
            continue
        x = x - rate * turn * x
    return x * x


def counted(u, v, weights):
    count = 0
    total = 0.0
    for i in difpy.checkpointed(range(10, 1, -2)):
        u, v = u + DT * v, v - DT * weights * u
        total += u[0] * i
        count += i
    return total * count + np.sum(v)


def plain_counted(u, v, weights):
    count = 0
    total = 0.0
    for i in range(10, 1, -2):
        u, v = u + DT * v, v - DT * weights * u
        total += u[0] * i
        count += i
    return total * count + np.sum(v)


def with_functions_in_the_body(x, a):
    for i in difpy.checkpointed(range(4), snapshots=1):

        def slope(v):
            return v * v * a

        x = x - 0.1 * difpy.grad(slope, jit=False)(x) + difpy.grad(lambda v: v**3 * 0.01, jit=False)(x) * i
    return x


def plain_with_functions_in_the_body(x, a):
    for i in range(4):
        x = x - 0.1 * (2.0 * x * a) + 3.0 * x**2 * 0.01 * i
    return x


VECTORS = tuple(np.array(v) for v in ([0.3, -1.2], [0.5, 0.1], [1.0, 2.0]))
PAIRS = [
    (swings, plain_swings, (VECTORS[0], VECTORS[1], 1.3), (0, 1, 2)),
    (counted, plain_counted, VECTORS, (0, 1, 2)),
    (with_functions_in_the_body, plain_with_functions_in_the_body, (0.7, 1.3), (0, 1)),
    *((spiral, plain_spiral, (1.2, 0.05, n), (0, 1)) for n in (0, 1, 2, 4, 5, 23)),
]
pairs = pytest.mark.parametrize(
    ("function", "plain", "args", "argnums"), PAIRS, ids=[f"{p[0].__name__}_{p[2][-1]}" for p in PAIRS]
)


@pairs
def test_the_numbers_are_those_of_the_plain_program(function, plain, args, argnums):
    actual = difpy.value_and_grad(function, argnums, jit=False)(*args)
    assert_close(actual, difpy.value_and_grad(plain, argnums, jit=False)(*args), 1e-12)
    dots = tuple(None if type(a) is int else np.cos(a) for a in args)
    for transform in (difpy.jvp, difpy.hvp):
        actual = transform(function, args, dots, jit=False)
        assert_close(actual, transform(plain, args, dots, jit=False), 1e-11)


def test_compiled():
    for function, plain, args, argnums in (PAIRS[0], PAIRS[1], PAIRS[-1]):
        actual = difpy.value_and_grad(function, argnums)(*args)
        assert_close(actual, difpy.value_and_grad(plain, argnums, jit=False)(*args), 1e-12)


@pytest.mark.parametrize(("snapshots", "sweeps"), [(1, 3), (2, 3), (3, 4), (5, 2)])
def test_how_often_steps_are_run(snapshots, sweeps):
    """The text of a checkpointed loop in CPython: no step more often than the snapshots allow."""
    pull = written(Variables(("x",), 0, (True,), (False,)))["pull"]
    runs, reversed_ = [], []

    def step(i, x):
        assert x == i  # each is run from the state that it has
        runs.append(i)
        return (x + 1.0,)

    def cotangents(_, primals, seeds):
        assert primals[0] == primals[1]
        reversed_.append(primals[0])
        return None, 2.0 * seeds[0]

    names = {**pull.__globals__, "cotangents": cotangents}
    for name in ("run", "back", "pull"):
        names[name] = FunctionType(pull.__globals__[name].__code__, names)
    count = math.comb(snapshots + sweeps, sweeps)
    assert names["pull"](step, 0, count, 1, snapshots, 0.0, (1.0,)) == (2.0**count,)
    assert reversed_ == list(range(count))[::-1]
    assert max(map(runs.count, range(count))) <= sweeps


def of_a_list(x):
    values = [x, x]
    for i in difpy.checkpointed(range(3)):
        values = [values[1], values[0] * i]
    return values[0]


def left_early(x):
    for _ in difpy.checkpointed(range(9)):
        if x > 2.0:
            break
        x = x * 1.5
    return x


def written_in_place(x):
    u = x.copy()
    for i in difpy.checkpointed(range(3)):
        u[i] = u[i] ** 2
    return np.sum(u)


def written_in_place_too(x):
    u = x.copy()
    total = 0.0
    for i in difpy.checkpointed(range(3)):
        u[i] = u[i] ** 2
        total += u[i]
    return total


def an_int_that_becomes_a_float(x):
    total = 0
    for _ in difpy.checkpointed(range(3)):
        total = total + x
    return total


def its_own_counter(x):
    i = 0
    for i in difpy.checkpointed(range(3)):
        i = i + 1
        x = x * i
    return x


def over_an_array(x):
    total = 0.0
    for value in difpy.checkpointed(x):
        total += value
    return total


def through_a_closure(x):
    def grown(y):
        return y * x

    y = 1.0
    for _ in difpy.checkpointed(range(3)):
        y = grown(y)
    return y


def the_last_index(x):
    i = 5
    for i in difpy.checkpointed(range(3)):
        x = x * x + i
    return x * i


def a_variable_of_the_steps(x):
    if x > 0.0:
        half = 3.0
    for _ in difpy.checkpointed(range(3)):
        half = 0.5 * x
        x = x + half
    return half


@difpy.checkpoint
def doubled_in_place(x):
    x *= 2.0
    return np.sum(x)


@difpy.checkpoint
def given_back(x, y):
    return x[::-1], x * y


def writes_into_what_was_given_back(x):
    u = x.copy()
    v, w = given_back(u, x)
    v[0] = 5.0
    return np.sum(u * w)


def writes_into_the_argument(x):
    u = x.copy()
    for _ in range(2):
        v, w = given_back(u, x)
        u[0] = 5.0
    return np.sum(v * w)


def writes_in_the_caller(x):
    def back(a):
        return given_back(a, a)[0]

    u = x.copy()
    v = back(u)
    v[0] = 5.0
    return np.sum(u)


@difpy.checkpoint
def twice(x):
    y = 2.0 * x
    return y, y


def writes_into_one_of_two(x):
    a, b = twice(x)
    a[0] = 5.0
    return np.sum(a * b)


def writes_behind_a_loop_without_steps(x, n):
    u = x.copy()
    v = u
    for _ in difpy.checkpointed(range(n)):
        u = u * x
    u[0] = 5.0
    return np.sum(u * v)


@difpy.custom_vjp
def the_same(x):
    return x


the_same.defvjp(lambda x: (x, x), lambda kept, seed: (seed * kept,))


@difpy.custom_vjp
def the_same_without_rest(x):
    return x


the_same_without_rest.defvjp(lambda x: (x, ()), lambda kept, seed: (seed,))


def writes_into_the_same_without_rest(x):
    u = x.copy()
    v = the_same_without_rest(u)
    v[0] = 5.0
    return np.sum(u * v)


def writes_into_a_part(x):
    u = x.copy()
    given_back(u, x)[0][0] = 5.0
    v = given_back(u, x)[0][:1]
    v[0] = 5.0
    return np.sum(u)


def writes_into_the_same(x):
    u = x.copy()
    v = the_same(u)
    v[0] = 5.0
    return np.sum(u * v)


def writes_that_nobody_shares(x):
    u = x.copy()
    u[1] = u[0] * u[1]
    for _ in difpy.checkpointed(range(3)):
        u = u * x
    v, w = given_back(u, x)
    w[0] = v[0] * w[1]
    return np.sum(the_same(u) * v * w)


def test_writes_that_nobody_shares():
    x = np.array([0.7, 1.3])
    plain, u = x.copy(), x.copy()
    u[1] = u[0] * u[1]
    u = u * plain**3
    w = u * plain
    w[0] = u[1] * w[1]
    value, gradient = difpy.value_and_grad(writes_that_nobody_shares, jit=False)(x)
    assert_close(value, float(np.sum(u * u[::-1] * w)), 1e-14)
    tangent = difpy.jvp(writes_that_nobody_shares, (x,), (np.ones(2),), jit=False)[1]
    assert_close(tangent, float(np.sum(gradient)), 1e-13)


SHARED = "its result may share memory with its arguments, and the program writes into that afterwards"
REFUSED = [
    (writes_into_what_was_given_back, np.ones(2), SHARED),
    (writes_into_the_argument, np.ones(2), SHARED),
    (writes_in_the_caller, np.ones(2), SHARED),
    (writes_into_one_of_two, np.ones(2), SHARED),
    (lambda x: writes_behind_a_loop_without_steps(x, 0), np.ones(2), SHARED),
    (writes_into_the_same, np.ones(2), SHARED),
    (writes_into_the_same_without_rest, np.ones(2), SHARED),
    (writes_into_a_part, np.ones(2), SHARED),
    (of_a_list, 1.0, "`values` is a list of floats in a checkpointed loop"),
    (left_early, 1.0, "a checkpointed loop runs to its end, and this leaves it"),
    (written_in_place, np.ones(3), "changes variables, and this one changes none"),
    (written_in_place_too, np.ones(3), "writes into its arguments, and may be run again"),
    (an_int_that_becomes_a_float, 1.0, "`total` is an int before the loop and a float in it"),
    (the_last_index, 1.0, "`i` has no value here on any path"),
    (a_variable_of_the_steps, 1.0, "`half` has no value here on any path"),
    (its_own_counter, 1.0, "the body assigns `i`, which counts the steps"),
    (over_an_array, np.ones(3), "it loops over something else than a range"),
    (through_a_closure, 1.0, "the nested function `grown`, which a checkpointed loop uses, reads `x`"),
    (lambda x: doubled_in_place(x), np.ones(3), "`doubled_in_place` writes into its arguments"),
]


@pytest.mark.parametrize(("function", "arg", "words"), REFUSED, ids=range(len(REFUSED)))
def test_what_is_refused(function, arg, words):
    with pytest.raises(difpy.DifferentiationError, match=words):
        difpy.grad(function, jit=False)(arg)


def test_arguments_of_checkpointed():
    with pytest.raises(TypeError, match="takes a range; got 3 of type int"):
        difpy.checkpointed(3)
    with pytest.raises(ValueError, match="needs at least one snapshot; got 0"):
        difpy.checkpointed(range(3), snapshots=0)
