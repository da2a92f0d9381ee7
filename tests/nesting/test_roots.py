"""`custom_root` and `fixed_point`: derivatives of solvers that do not run backwards through them."""

import math

import numpy as np
import pytest

import difpy
from tests.oracles import differences
from tests.oracles.compare import assert_close


def cubic(x, a):
    return x * x * x + x - a


@difpy.custom_root(cubic)
def root(x, a):
    while abs(x * x * x + x - a) > 1e-14:
        x = x - (x * x * x + x - a) / (3 * x * x + 1)
    return x


def balance(x, matrix, right, count):
    return matrix @ x + 0.1 * x**3 - right * count


@difpy.custom_root(balance)
def equilibrium(x, matrix, right, count):
    for _ in range(30):
        x = x - np.linalg.solve(matrix + np.diag(0.3 * x**2), matrix @ x + 0.1 * x**3 - right * count)
    return x


def loss(matrix, right, count):
    x = equilibrium(np.zeros(2), matrix, right, count)
    return np.sum(x**2) * right[0]


@difpy.fixed_point(lambda x, a: math.cos(a * x))
def settled(x, a):
    for _ in range(200):
        x = math.cos(a * x)
    return x


def stepped(y, k, dt):
    """A stiff equation by backward Euler; each step is solved by Newton's method."""

    for _ in range(3):
        y = implicit(y, y, k, dt)
    return y


def implicit_residual(z, old, rate, dt):
    return z - old + dt * rate * (z**3 - 1.0)


@difpy.custom_root(implicit_residual)
def implicit(z, old, rate, dt):
    while abs(z - old + dt * rate * (z**3 - 1.0)) > 1e-13:
        z = z - (z - old + dt * rate * (z**3 - 1.0)) / (1.0 + 3.0 * dt * rate * z**2)
    return z


def test_a_number_to_third_order():
    a = 2.5
    x = root(1.0, a)
    first = 1.0 / (3.0 * x * x + 1.0)
    second = -6.0 * x * first**3
    third = -6.0 * first**4 + 108.0 * x * x * first**5
    derivative = root_of = lambda b: root(1.0, b)
    for expected in (first, second, third):
        derivative = difpy.grad(derivative, jit=False)
        assert_close(derivative(a), expected, 1e-12)
    assert_close(difpy.jvp(root_of, (a,), (2.0,), jit=False), (x, 2.0 * first), 1e-14)


def test_the_first_guess_does_not_count():
    assert difpy.grad(lambda x, a: root(x, a), jit=False)(1.0, 2.5) == 0.0


MATRIX, RIGHT = np.array([[3.0, 1.0], [0.5, 2.0]]), np.array([1.0, 2.0])


def test_a_system():
    gradient = difpy.grad(loss, (0, 1), jit=False)(MATRIX, RIGHT, 2)
    expected, error = differences.gradient(loss, (MATRIX, RIGHT, 2), (0, 1))
    assert_close(gradient, expected, 1e-8, atol=10 * error)
    assert_close(difpy.grad(loss, (0, 1))(MATRIX, RIGHT, 2), gradient, 1e-12)
    product = difpy.hvp(loss, (MATRIX, RIGHT, 2), (MATRIX, RIGHT, None), jit=False)[:2]
    small = 1e-5
    ends = [difpy.grad(loss, (0, 1), jit=False)(MATRIX * s, RIGHT * s, 2) for s in (1 + small, 1 - small)]
    moved = tuple((high - low) / (2 * small) for high, low in zip(*ends, strict=True))
    assert_close(product, moved, 1e-7)


def test_a_fixed_point():
    a = 0.8
    x = settled(0.5, a)
    slope = -x * math.sin(a * x) / (1.0 + a * math.sin(a * x))
    assert_close(difpy.grad(lambda b: settled(0.5, b), jit=False)(a), slope, 1e-12)


def test_implicit_steps_of_a_stiff_equation():
    args = (2.0, 50.0, 0.1)
    gradient = difpy.grad(stepped, (0, 1, 2), jit=False)(*args)
    expected, error = differences.gradient(stepped, args, (0, 1, 2))
    assert_close(gradient, expected, 1e-8, atol=10 * error)


def test_the_solver_is_not_differentiated():
    @difpy.custom_root(lambda x, a: x * x - a)
    def by_rounding(x, a):
        x = float(round(1e12 * math.sqrt(a))) / 1e12  # without derivative
        return x

    assert_close(difpy.grad(lambda a: by_rounding(1.0, a), jit=False)(4.0), 0.25, 1e-10)


def test_a_residual_of_another_shape():
    @difpy.custom_root(lambda x, a: np.sum(x) - a)
    def wrong(x, a):
        return x * a

    with pytest.raises(difpy.DifferentiationError):
        difpy.grad(lambda a: np.sum(wrong(np.ones(2), a)), jit=False)(4.0)
    with pytest.raises(TypeError, match="A derivative rule is a function"):
        difpy.custom_root(3)
