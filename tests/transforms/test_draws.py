# ruff: noqa  programs as people write them
"""Random draws inside programs: made once, in the primal's order, and differentiated through their parameters."""

import numba
import numpy as np
import pytest

import difpy
from difpy.errors import DifferentiationError

ARGUMENTS = (1.3, 0.7)


def families(a, b):
    total = np.random.normal(a, b) + np.sum(np.random.normal(b, a, 3))
    total += np.random.laplace(a, b) * np.random.logistic(a, b) + np.sum(np.random.gumbel(b, a, 2))
    total += np.random.lognormal(a, b) + np.sum(np.random.uniform(0.0, b, (2, 3)))
    total += np.random.uniform(a, b) * np.random.exponential(a) + np.random.rayleigh(b)
    return total + a * np.random.gamma(2.5, b)


def shapes(a, b):
    total = np.random.weibull(a) + np.sum(np.random.weibull(b, 4)) * np.random.pareto(a)
    return total * np.random.power(b) + np.sum(np.random.power(a, (2, 2)))


def constants(a, b):
    total = a * np.random.rand() + b * np.sum(np.random.rand(2, 3)) + np.random.randn() * a
    total += a * np.random.beta(2.0, 3.0) + np.random.standard_t(4.0) * b
    total += np.sum(np.random.standard_normal((2, 2))) * a + np.random.vonmises(0.0, 2.0) * b
    return total + a * np.random.normal() + b * np.random.triangular(0.0, 1.0, 3.0)


def walk(a, b):
    """Rejection in a `while`, unused draws, branches, a helper, draws in an expression in their order."""
    total = 0.0
    for i in range(6):
        x = np.random.uniform(0.0, a)
        while np.random.random() > x:
            x = np.random.uniform(0.0, a)
        np.random.random()
        if x > 0.5:
            total += step(x, b) - np.random.normal(a, b) * np.random.normal(b, a)
        else:
            total *= np.random.exponential(b)
    return total


def step(x, b):
    for _ in range(3):
        x += b * np.random.standard_normal() * x
    return x


def deep(a, b):
    if np.random.random() < 0.2:
        return a
    return b * np.random.normal(a, b) + 0.5 * deep(a * b, b)


def arrays(a, b):
    z = np.random.standard_normal(4)
    z[1] = a * b
    path = [np.random.normal(a, b) for _ in range(3)]
    for i in range(3):
        z *= np.random.uniform(a, b, 4)
        noise = np.random.standard_normal(4)
        z = z + b * noise if noise[0] > 0.0 else noise * z
    return np.sum(z) + path[0] * path[2]


def positions(a, b):
    x = np.array([a, b, a * b, a - b])
    np.random.shuffle(x)
    y = np.random.permutation(x * x)
    return x[0] * y[1] + np.random.choice(x) * np.sum(np.random.choice(y, 3)) + x[np.random.randint(4)]


FUNCTIONS = [families, shapes, constants, walk, deep, arrays, positions]


@numba.njit
def seed_compiled(seed):
    np.random.seed(seed)


@numba.njit
def drawn_by_numba():
    return np.random.random()


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_value_is_that_of_the_function_and_so_is_the_state_behind_it(function):
    np.random.seed(4)
    expected = function(*ARGUMENTS)
    after = np.random.random()
    np.random.seed(4)
    value, _ = difpy.value_and_grad(function, argnums=(0, 1), jit=False)(*ARGUMENTS)
    assert np.isclose(value, expected, rtol=1e-14)
    assert np.random.random() == after


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("seed", [1, 2])
def test_gradients_are_pathwise(function, seed):
    np.random.seed(seed)
    difpy.check_grads(function, ARGUMENTS, jit=False)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_all_transforms_see_the_same_draws(function):
    def from_the_seed(compute):
        np.random.seed(7)
        result = compute()
        return result, np.random.random()

    gradient, after = from_the_seed(lambda: difpy.grad(function, argnums=(0, 1), jit=False)(*ARGUMENTS))
    (_, tangent), after_jvp = from_the_seed(lambda: difpy.jvp(function, ARGUMENTS, (1.0, 10.0), jit=False))
    rows, after_rows = from_the_seed(lambda: difpy.jacfwd(function, (0, 1), jit=False)(*ARGUMENTS))
    (_, pullback), after_vjp = from_the_seed(lambda: difpy.vjp(function, *ARGUMENTS, jit=False))
    assert np.isclose(tangent, gradient[0] + 10.0 * gradient[1], rtol=1e-12)
    assert np.allclose(rows, gradient, rtol=1e-12)
    assert np.allclose(pullback(1.0), gradient, rtol=1e-12)
    assert pullback(1.0) == pullback(1.0)
    assert after == after_jvp == after_rows == after_vjp


def test_hessians_are_of_one_sequence():
    np.random.seed(3)
    whole = difpy.hessian(walk, argnums=(0, 1), jit=False)(*ARGUMENTS)
    np.random.seed(3)
    column = difpy.hvp(walk, ARGUMENTS, (1.0, 0.0), jit=False)
    assert np.allclose((whole[0][0], whole[0][1]), column)
    assert np.isclose(whole[0][1], whole[1][0])


@pytest.mark.parametrize("function", [families, shapes, constants, positions])
def test_compiled_values_are_numbas(function):
    primal = numba.njit(function)
    seed_compiled(4)
    expected, after = primal(*ARGUMENTS), drawn_by_numba()
    seed_compiled(4)
    value, gradient = difpy.value_and_grad(function, argnums=(0, 1))(*ARGUMENTS)
    assert np.isclose(value, expected, rtol=1e-14)
    assert after == drawn_by_numba()
    np.random.seed(4)
    interpreted = difpy.value_and_grad(function, argnums=(0, 1), jit=False)(*ARGUMENTS)
    if np.isclose(interpreted[0], value):  # Numba has other integers and gammas than NumPy
        assert np.allclose(gradient, interpreted[1], rtol=1e-11)
    difpy.check_grads(primal, ARGUMENTS)


def test_a_seed_inside_makes_every_call_the_same():
    def seeded(a):
        np.random.seed(5)
        return np.random.normal(a, 2.0) ** 2

    gradient = difpy.grad(seeded)
    assert gradient(1.0) == gradient(1.0) == difpy.grad(seeded, jit=False)(1.0)


def test_a_negative_scale_raises_what_numpy_raises():
    for jit in (False, True):
        with pytest.raises(ValueError, match="scale < 0"):
            difpy.grad(lambda s: np.random.normal(0.0, s), jit=jit)(-1.0)


REFUSED = {
    "beta": (
        lambda a: np.random.beta(a, 2.0),
        "`np.random.beta` has no derivative with respect to a parameter that is differentiated.\nDraw with constant "
        "parameters, `difpy.stop_gradient(x)`, or make it of draws that are differentiated through theirs.",
    ),
    "gamma": (
        lambda a: np.random.gamma(a, 2.0),
        "`np.random.standard_gamma` has no derivative with respect to a parameter that is differentiated.\n",
    ),
    "poisson": (
        lambda a: a * np.random.poisson(a),
        "`np.random.poisson` draws integers, which jump, and a parameter is differentiated.\n",
    ),
    "without putting back": (
        lambda a: a * np.random.choice(np.ones(3), 2, replace=False)[0],
        "this draws without putting back.\nWrite `x[np.random.permutation(len(x))[:k]]`.",
    ),
    "arrays": (
        lambda a: np.sum(np.random.normal(a * np.ones(3), 1.0)),
        "a parameter of `np.random.normal` is no number.\nGive a size, and compute with the array: "
        "`mean + scale * np.random.standard_normal(n)`.",
    ),
    "multinomial": (
        lambda a: a * np.random.multivariate_normal(np.zeros(2), np.eye(2))[0],
        "of random draws only those of NumPy's global generator are recorded, which Numba has too.\n",
    ),
}


def source_lines(text):
    """The user's line, and the caret below it."""
    lines = text.splitlines(keepends=True)
    return "".join(lines[1:3])


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name):
    function, words = REFUSED[name]
    for transform in (
        difpy.grad(function, jit=False),
        lambda a: difpy.jvp(function, (a,), (1.0,), jit=False),
    ):
        with pytest.raises(DifferentiationError) as refusal:
            transform(1.5)
        text = str(refusal.value)
        assert f" yet: {words}" in text.replace(source_lines(text), "")


@difpy.checkpoint
def kicked(x):
    return x * np.random.standard_normal()


def of_checkpoint(x):
    return kicked(kicked(x))


def of_checkpointed_loop(x):
    for _ in difpy.checkpointed(range(4), snapshots=2):
        x = x * np.random.standard_normal()
    return x


def of_derivative(x):
    return difpy.grad(drawn_product)(x)


def drawn_product(x):
    return x * x * np.random.standard_normal()


@pytest.mark.parametrize("function", [of_checkpoint, of_checkpointed_loop, of_derivative])
def test_what_may_be_run_again_may_not_draw(function):
    with pytest.raises(DifferentiationError) as refusal:
        difpy.grad(function, jit=False)(0.5)
    assert " draws random numbers, and may be run again.\n" in str(refusal.value)
    assert str(refusal.value).endswith("\nDraw outside of it, and pass the values in.")


def test_constant_parameters_may_be_anything():
    def priced(a):
        return a * np.random.gamma(difpy.stop_gradient(a), 2.0) * np.random.poisson(difpy.stop_gradient(a))

    np.random.seed(2)
    value, slope = difpy.value_and_grad(priced, jit=False)(3.0)
    assert np.isclose(slope, value / 3.0)
