"""The oracles against derivatives worked out by hand and against each other."""

import math
from functools import partial

import numpy as np
import pytest

from tests.oracles import differences, dual, structure
from tests.oracles.compare import assert_close, difference
from tests.oracles.memory import bitwise, copy_arguments
from tests.oracles.partials import BINARY, UNARY

SCALE = np.array([1.0, 2.0, 3.0])


def helper(x, power=2):
    return math.sin(x) ** power


def sine_squared(x):
    return helper(x) + helper(x, power=1)


def sweep(v, p):
    for i in range(len(v) - 1):
        v[i] = p * v[i + 1] + v[i]
    return np.sum(v * SCALE)


def writes_through_a_view(x):
    y = np.zeros(4)
    middle = y[1:3]
    middle[:] = x
    middle *= 2.0
    row = y.reshape(2, 2)[0]
    row += y[2:]
    return y[0] + 10.0 * y[1] + 100.0 * y[2]


def closure_over_itself(n):
    def power(x, k):
        return 1.0 if k == 0 else x * power(x, k - 1)

    return lambda x: power(x, n)


def test_helper_and_math():
    value, gradient = dual.value_and_grad(sine_squared, (0.5,), 0)
    assert_close(value, math.sin(0.5) ** 2 + math.sin(0.5), 1e-15)
    assert_close(gradient, 2 * math.sin(0.5) * math.cos(0.5) + math.cos(0.5), 1e-14)


def test_in_place_sweep():
    v = np.array([1.0, 2.0, 3.0])
    value, gradient = dual.value_and_grad(sweep, (v, 0.5), (0, 1))
    # v0 + p v1 + 2 (v1 + p v2) + 3 v2
    assert_close(value, 1.0 + 1.0 + 2 * (2.0 + 1.5) + 9.0, 1e-15)
    assert_close(gradient, (np.array([1.0, 2.5, 4.0]), 2.0 + 2 * 3.0), 1e-14)
    assert v.tolist() == [1.0, 2.0, 3.0]


def test_views_share_memory():
    # y = [0, 2x, 2x, 0]; row = y[:2] becomes [2x, 2x]
    value, gradient = dual.value_and_grad(writes_through_a_view, (3.0,), 0)
    assert (value, gradient) == (6.0 + 60.0 + 600.0, 222.0)


def test_recursive_closure():
    assert_close(dual.value_and_grad(closure_over_itself(5), (1.5,), 0)[1], 5 * 1.5**4, 1e-14)


def test_partial_and_bound_method():
    class Model:
        def __init__(self):
            self.rate = 3.0

        def predict(self, x):
            return self.rate * x * x

    assert dual.value_and_grad(Model().predict, (2.0,), 0)[1] == 12.0
    assert_close(dual.value_and_grad(partial(helper, power=3), (0.5,), 0)[1],
                 3 * math.sin(0.5) ** 2 * math.cos(0.5), 1e-14)  # fmt: skip


def test_a_conversion_that_would_drop_the_tangent_fails():
    def formatted(x):
        return complex(x).real

    with pytest.raises(TypeError):
        dual.value_and_grad(formatted, (1.0,), 0)


def test_reading_empty_memory_is_nan():
    def reads_garbage(x):
        y = np.empty(2)
        y[0] = x
        return y[0] + y[1]

    assert math.isnan(dual.value_and_grad(reads_garbage, (1.0,), 0)[0])


def test_arguments_that_are_one_array():
    def product(a, b):
        return np.sum(a * b)

    def product_written(a, b):
        a *= b
        return np.sum(a)

    x = np.array([2.0, 3.0])
    assert dual.value_and_grad(product, (x, x), 0)[1].tolist() == [2.0, 3.0]
    assert dual.value_and_grad(product_written, (x, x), 0)[1].tolist() == [4.0, 6.0]


def test_overlapping_arguments_are_copied_overlapping():
    base = np.arange(12.0).reshape(3, 4)
    first, second = copy_arguments((base[:, 1:][::-1], base.T[2]))
    assert np.array_equal(first, base[:, 1:][::-1]) and np.array_equal(second, base.T[2])
    second[0] = 100.0
    assert first[2, 1] == 100.0 and base[0, 2] == 2.0


def test_structures():
    def polynomial(coefficients, x):
        (a, b), (c,) = coefficients
        return a + b * x + np.sum(c) * x * x

    args = (((1.0, 2.0), [np.array([1.0, 4.0])]), 3.0)
    gradient = dual.value_and_grad(polynomial, args, (0, 1))[1]
    assert_close(gradient, (((1.0, 3.0), [np.array([9.0, 9.0])]), 2.0 + 2 * 5.0 * 3.0), 1e-14)


def test_differences_agree_and_estimate_their_error():
    args = (np.array([0.3, 0.2, 0.9]), 0.7)
    expected = dual.value_and_grad(sweep, args, (0, 1))[1]
    gradient, error = differences.gradient(sweep, args, (0, 1))
    assert error < 1e-8
    assert_close(gradient, expected, 0.0, atol=error)


def test_directional_derivative():
    tangents = (np.array([1.0, -1.0, 2.0]), 0.5)
    args = (np.array([0.3, 0.2, 0.9]), 0.7)
    tangent = dual.jvp(sweep, args, tangents)[1]
    assert_close(tangent, structure.inner(dual.value_and_grad(sweep, args, (0, 1))[1], tangents), 1e-14)


@pytest.mark.parametrize("name", [name for name in UNARY if hasattr(np, name)])
def test_unary_functions_of_numpy(name):
    x = np.array([1.31, 1.62]) if name in ("arccosh", "acosh") else np.array([0.31, 0.62])
    agrees_with_differences(lambda x: np.sum(getattr(np, name)(x) * SCALE[:2]), x)


@pytest.mark.parametrize("name", [name for name in UNARY if hasattr(math, name)])
def test_unary_functions_of_math(name):
    agrees_with_differences(lambda x: getattr(math, name)(x) * 2.0, 1.31 if name == "acosh" else 0.31)


@pytest.mark.parametrize("name", [name for name in BINARY if hasattr(np, name)])
def test_binary_functions(name):
    x, y = np.array([1.3, -0.4]), np.array([0.37, 0.81])
    if name in ("power", "pow", "float_power"):
        x = np.abs(x)
    agrees_with_differences(lambda x, y: np.sum(getattr(np, name)(x, y) * SCALE[:2]), x, y)


NUMPY_CALLS = {
    "cholesky": lambda a: np.linalg.cholesky(a @ a.T + 2.0 * np.eye(3)),
    "clip": lambda a: np.clip(a, -0.5, 0.6),
    "concatenate": lambda a: np.concatenate((a, a * a), axis=1),
    "cumprod": lambda a: np.cumprod(a[0]),
    "cumsum": lambda a: np.cumsum(a, axis=1),
    "det": lambda a: np.linalg.det(a),
    "diag": lambda a: np.diag(a[0]) @ np.diag(a),
    "dot": lambda a: np.dot(a, a[0]),
    "einsum": lambda a: np.einsum("ij,jk,k->i", a, a, a[1]),
    "interp": lambda a: np.interp(a[0], np.array([-1.0, 0.1, 2.0]), a[1]),
    "inv": lambda a: np.linalg.inv(a + 3.0 * np.eye(3)),
    "kron": lambda a: np.kron(a[0], a[1]),
    "max": lambda a: np.max(a, axis=1),
    "mean": lambda a: a.mean(axis=0),
    "median": lambda a: np.median(a),
    "norm": lambda a: np.linalg.norm(a) * np.linalg.norm(a[1], 1),
    "outer": lambda a: np.outer(a[0], a[1]),
    "prod": lambda a: np.prod(a, axis=0) + np.prod(a),
    "slogdet": lambda a: np.linalg.slogdet(a @ a.T + np.eye(3))[1] * a,
    "solve": lambda a: np.linalg.solve(a + 3.0 * np.eye(3), a[0]),
    "sort": lambda a: np.sort(a, axis=0),
    "stack": lambda a: np.stack([a[0], a[1] * 2.0]),
    "std": lambda a: np.std(a, axis=1) + a.var(ddof=1),
    "where": lambda a: np.where(a > 0.1, a * a, np.sin(a)),
    "linspace": lambda a: np.linspace(a[0, 0], a[1, 1], 5),
    "array": lambda a: np.array([[a[0, 0], 1.0], [a[1, 2] ** 2, a[1, 1]]]),
    "full": lambda a: np.full((2, 2), a[0, 1]) ** 2,
    "take": lambda a: np.take(a, np.array([0, 2, 2]), axis=1) + a[:, [1, 1, 0]],
    "mask": lambda a: a[a > 0.1] ** 2,
    "roll": lambda a: np.roll(a, 1, axis=0) * a.T,
    "trace": lambda a: np.trace(a) * np.tril(a),
    "convolve": lambda a: np.convolve(a[0], a[1]),
    "diff": lambda a: np.diff(a) ** 2,
    "tensordot": lambda a: np.tensordot(a, a, axes=([0], [1])),
}


@pytest.mark.parametrize("name", NUMPY_CALLS)
def test_numpy_calls(name):
    call = NUMPY_CALLS[name]
    a = np.array([[0.9, -0.4, 0.23], [0.31, 0.77, -0.61], [-0.19, 0.52, 1.4]])
    agrees_with_differences(lambda a: np.sum(np.sin(call(a))), a)


def agrees_with_differences(function, *args):
    argnums = tuple(range(len(args)))
    expected, error = differences.gradient(function, args, argnums)
    assert error < 1e-6
    assert_close(dual.value_and_grad(function, args, argnums)[1], expected, 1e-9, atol=error)


def test_comparison_is_strict():
    assert difference(1.0, math.nan, 1.0) and difference(math.nan, 1.0, 1.0)
    assert difference(math.nan, math.nan, 0.0) is None
    assert difference(np.float32(1.0) * np.ones(2, np.float32), np.ones(2), 1.0)
    assert difference((1.0,), [1.0], 1.0)
    assert difference(np.array([1e-9, 1.0]), np.array([0.0, 1.0]), 1e-9) is None
    assert difference(math.inf, -math.inf, 1.0)


def test_bitwise():
    assert bitwise(np.array([0.0])) != bitwise(np.array([-0.0]))
    assert bitwise([1.0, (2,)]) == bitwise([1.0, (2,)])
