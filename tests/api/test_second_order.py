"""`hvp`, `hessian`, `jacobian` and its modes: shapes, structures, and what they refuse."""

import math

import numpy as np
import pytest

import difpy

jit = pytest.mark.parametrize("jit", [False, True], ids=["python", "compiled"])


def rosenbrock(x):
    total = 0.0
    for i in range(len(x) - 1):
        total += 100.0 * (x[i + 1] - x[i] ** 2) ** 2 + (1.0 - x[i]) ** 2
    return total


def rosenbrock_hessian(x):
    h = np.zeros((len(x), len(x)))
    for i in range(len(x) - 1):
        h[i, i] += 1200.0 * x[i] ** 2 - 400.0 * x[i + 1] + 2.0
        h[i + 1, i + 1] += 200.0
        h[i, i + 1] = h[i + 1, i] = -400.0 * x[i]
    return h


@jit
def test_hessian_of_a_loop(jit):
    x = np.array([1.0, 2.0, 0.5])
    np.testing.assert_allclose(difpy.hessian(rosenbrock, jit=jit)(x), rosenbrock_hessian(x), rtol=1e-13)
    v = np.array([0.3, -1.0, 2.0])
    (product,) = difpy.hvp(rosenbrock, (x,), (v,), jit=jit)
    np.testing.assert_allclose(product, rosenbrock_hessian(x) @ v, rtol=1e-13)


def test_jacobian_of_a_gradient():
    x = np.array([1.0, 2.0, 0.5])
    for jacobian in (difpy.jacfwd, difpy.jacrev):
        actual = jacobian(difpy.grad(rosenbrock), jit=False)(x)
        np.testing.assert_allclose(actual, rosenbrock_hessian(x), rtol=1e-13)


@jit
def test_blocks_of_a_hessian(jit):
    def f(a, x, n):
        return a**n * np.sum(x * x)

    x = np.array([1.0, 2.0])
    (aa, ax), (xa, xx) = difpy.hessian(f, ("a", "x"), jit=jit)(3.0, x, 2)
    assert aa == 10.0
    assert ax.tolist() == xa.tolist() == [12.0, 24.0]
    assert xx.tolist() == [[18.0, 0.0], [0.0, 18.0]]
    assert difpy.hessian(f, jit=jit)(3, x, 2) == 10.0


@jit
def test_vectors_of_a_product(jit):
    def f(x, n, pair):
        return x * x * pair[0] * n + pair[1] ** 3

    given = difpy.hvp(f, (2.0, 3, (5.0, 7.0)), (1.0, None, None), jit=jit)
    assert given == (30.0, None, (12.0, 0.0))
    given = difpy.hvp(f, (2.0, 3, (5.0, 7.0)), (None, None, (1.0, 1.0)), jit=jit)
    assert given == (12.0, None, (0.0, 42.0))


@jit
def test_control_flow_and_memory(jit):
    def settled(x, w):
        y = x.copy()
        k = 0
        while np.sum(y * y) > 0.5 and k < 50:
            for i in range(len(y)):
                y[i] = math.tanh(w[i] * y[i]) * y[i - 1]
            k += 1
        return np.sum(y) * w[0]

    x, w = np.array([1.1, 1.3, 0.9]), np.array([0.8, 1.2, 1.0])
    h = difpy.hessian(settled, (0, 1), jit=jit)(x, w)
    full = np.block([[h[0][0], h[0][1]], [h[1][0], h[1][1]]])
    np.testing.assert_allclose(full, full.T, rtol=1e-12, atol=1e-14)
    gradient = difpy.grad(settled, (0, 1), jit=jit)
    step = 1e-5
    for i, unit in enumerate(np.eye(6)):
        ahead = np.concatenate(gradient(x + step * unit[:3], w + step * unit[3:]))
        behind = np.concatenate(gradient(x - step * unit[:3], w - step * unit[3:]))
        np.testing.assert_allclose(full[i], (ahead - behind) / (2.0 * step), rtol=1e-6, atol=1e-7)


@jit
def test_a_vanishing_factor_still_varies(jit):
    """Where a first derivative is zero, the second is not: no test for zero may cut it off."""
    assert difpy.hessian(lambda x: math.log(x) ** 2, jit=jit)(1.0) == 2.0
    assert difpy.hessian(lambda x: math.sqrt(x * x + 1.0), jit=jit)(0.0) == 1.0
    of_logs = difpy.hessian(lambda x: np.sum(np.log(x) ** 2), jit=jit)(np.ones(2))
    assert of_logs.tolist() == [[2.0, 0.0], [0.0, 2.0]]
    assert difpy.hessian(lambda x: x**3.0, jit=jit)(0.0) == 0.0
    assert difpy.hessian(lambda x: x**2, jit=jit)(0.0) == 2.0
    of_product = difpy.hessian(lambda x: np.prod(x), jit=jit)(np.array([2.0, 0.0, 5.0]))
    assert of_product.tolist() == [[0.0, 5.0, 0.0], [5.0, 0.0, 2.0], [0.0, 2.0, 0.0]]


def test_a_gaussian_process():
    """Through a factorization and the solves behind it."""

    def likelihood(length, noise, x, y):
        n = len(x)
        k = np.empty((n, n))
        for i in range(n):
            for j in range(n):
                k[i, j] = math.exp(-0.5 * ((x[i] - x[j]) / length) ** 2)
            k[i, i] += noise
        factor = np.linalg.cholesky(k)
        half = np.linalg.solve(factor, y)
        return 0.5 * half @ half + np.sum(np.log(np.diag(factor)))

    x, y = np.array([0.0, 0.4, 1.1, 1.9]), np.array([0.3, 0.8, -0.2, 0.5])
    h = difpy.hessian(likelihood, (0, 1), jit=False)(0.8, 0.1, x, y)
    gradient = difpy.grad(likelihood, (0, 1), jit=False)
    step = 1e-5
    for i, (a, b) in enumerate(((step, 0.0), (0.0, step))):
        ahead, behind = gradient(0.8 + a, 0.1 + b, x, y), gradient(0.8 - a, 0.1 - b, x, y)
        differences = [(p - m) / (2.0 * step) for p, m in zip(ahead, behind, strict=True)]
        np.testing.assert_allclose(h[i], differences, rtol=1e-7)


def spread(x, scale):
    return np.sin(x) * scale, scale * x[0]


@pytest.mark.parametrize("transform", [difpy.jacfwd, difpy.jacrev, difpy.jacobian])
@jit
def test_jacobians(transform, jit):
    x = np.array([0.1, 0.2, 0.3])
    (by_x, by_scale), (first_by_x, first_by_scale) = transform(spread, (0, 1), jit=jit)(x, 2.0)
    np.testing.assert_allclose(by_x, np.diag(2.0 * np.cos(x)), rtol=1e-14)
    np.testing.assert_allclose(by_scale, np.sin(x), rtol=1e-14)
    assert (first_by_x.tolist(), first_by_scale) == ([2.0, 0.0, 0.0], 0.1)
    rows = transform(lambda m: m @ m, jit=jit)(np.array([[1.0, 2.0], [3.0, 4.0]]))
    assert rows.shape == (2, 2, 2, 2)
    assert rows[0, 1].tolist() == [[2.0, 5.0], [0.0, 2.0]]
    assert transform(lambda a: a * a, jit=jit)(3.0) == 6.0


@pytest.mark.parametrize("transform", [difpy.jacfwd, difpy.jacrev, difpy.jacobian])
def test_jacobians_of_nothing(transform):
    assert transform(lambda x: x * 2.0, jit=False)(np.zeros(0)).shape == (0, 0)
    assert transform(lambda x: np.sum(x), jit=False)(np.zeros(0)).shape == (0,)


def test_what_is_refused():
    with pytest.raises(TypeError, match="takes a vector for each primal: got 1 primals and 2 vectors"):
        difpy.hvp(rosenbrock, (np.ones(2),), (np.ones(2), None))
    with pytest.raises(TypeError, match="hvp needs a function that returns one real float"):
        difpy.hvp(lambda x: x * 2.0, (np.ones(2),), (np.ones(2),), jit=False)
    with pytest.raises(TypeError, match="are with respect to floats and arrays of floats"):
        difpy.hessian(rosenbrock)([1.0, 2.0])
    with pytest.raises(TypeError, match="needs a function that returns one real float"):
        difpy.hessian(lambda x: x * 2.0, jit=False)(np.ones(2))
    with pytest.raises(TypeError, match="grad needs a function that returns one real float"):
        difpy.grad(difpy.hessian(rosenbrock), jit=False)(np.ones(2))
    with pytest.raises(TypeError, match="A Jacobian needs a function that returns a float, an array"):
        difpy.jacobian(lambda x: [x, x], jit=False)(1.0)
    with pytest.raises(difpy.DifferentiationError, match="second derivatives through an operation here"):
        difpy.hessian(lambda x: np.linalg.det(x), jit=False)(np.eye(3))
