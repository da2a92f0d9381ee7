"""`vmap`: axes, structures, what it is composed with, and what it refuses."""

import math
import pickle
from typing import NamedTuple

import numba
import numpy as np
import pytest

import difpy

jit = pytest.mark.parametrize("jit", [False, True], ids=["python", "compiled"])
RANDOM = np.random.default_rng(5)
X, Y, W = RANDOM.normal(size=(4, 3)), RANDOM.normal(size=4), RANDOM.normal(size=3)


class Point(NamedTuple):
    x: float
    y: float


def loss(w, x, y):
    r = np.sum(np.tanh(w * x)) - y
    return r * r


def in_python(**options):
    """vmap of generated Python."""
    return lambda *args, **axes: difpy.vmap(*args, jit=False, **axes, **options)


vmap = in_python()


@jit
def test_values_and_gradients_of_each_example(jit):
    pairs = list(zip(X, Y.tolist(), strict=True))
    values = difpy.vmap(loss, in_axes=(None, 0, 0), jit=jit)(W, X, Y)
    np.testing.assert_allclose(values, [loss(W, x, y) for x, y in pairs], rtol=1e-14)
    gradient = difpy.grad(loss, jit=jit)
    each = difpy.vmap(gradient, in_axes=(None, 0, 0), jit=jit)
    np.testing.assert_allclose(each(W, X, Y), [gradient(W, x, y) for x, y in pairs], rtol=1e-13)
    total = difpy.grad(lambda w: np.sum(difpy.vmap(loss, in_axes=(None, 0, 0))(w, X, Y)), jit=jit)
    np.testing.assert_allclose(total(W), np.sum(each(W, X, Y), axis=0), rtol=1e-13)
    assert each(W, X[:0], Y[:0]).shape == (0, 3)


def test_axes():
    def scale(v, a):
        return a * v, a

    assert vmap(scale, in_axes=(1, None))(X, 2.0)[0].tolist() == (2.0 * X.T).tolist()
    scaled, factors = vmap(scale, in_axes=(-1, None), out_axes=(-1, 0))(X, 2.0)
    assert scaled.tolist() == (2.0 * X).tolist()
    assert factors.tolist() == [2.0] * 3
    cube = RANDOM.normal(size=(2, 3, 4))
    assert vmap(lambda m: m, in_axes=1, out_axes=1)(cube).tolist() == cube.tolist()
    assert vmap(lambda m: m.T, in_axes=2, out_axes=2)(cube).tolist() == cube.transpose(1, 0, 2).tolist()


def test_structures():
    def f(p, pair):
        return Point(p.x * pair[1], p.y), (pair[0] > 0.0, 3, None)

    point, (tests, numbers, nothing) = vmap(f, in_axes=(Point(0, None), (0, None)))(Point(Y, 2.0), (Y, 5.0))
    assert type(point) is Point
    assert point.x.tolist() == (Y * 5.0).tolist()
    assert point.y.tolist() == [2.0] * 4
    assert tests.dtype == bool
    assert numbers.tolist() == [3] * 4
    assert nothing is None
    assert vmap(lambda v: v * v)(Y.astype(np.float32)).dtype == np.float32


def test_keywords_and_defaults():
    def f(a, b=2.0, *, c=1.0):
        return a * b + c

    assert vmap(f)(Y).tolist() == (2.0 * Y + 1.0).tolist()
    assert vmap(f)(Y, b=Y).tolist() == (Y * Y + 1.0).tolist()
    assert vmap(f, in_axes=(0, None))(Y, 3.0, c=Y).tolist() == (3.0 * Y + Y).tolist()
    assert difpy.jacobian(vmap(f), jit=False)(Y).tolist() == (2.0 * np.eye(4)).tolist()


@jit
def test_what_the_function_writes_into_is_a_copy(jit):
    def running(v, w):
        w[0] += v[0]
        for i in range(1, v.size):
            v[i] += v[i - 1] * w[0]
        return v

    x, w = X.copy(), W.copy()
    expected = [running(row.copy(), W.copy()) for row in X]
    np.testing.assert_allclose(difpy.vmap(running, in_axes=(0, None), jit=jit)(x, w), expected, rtol=1e-14)
    assert x.tolist() == X.tolist()
    assert w.tolist() == W.tolist()
    same = difpy.vmap(lambda v: v, jit=jit)(x)
    assert not np.may_share_memory(same, x)


def test_a_batch_of_batches():
    table = vmap(vmap(lambda a, b: a * b, in_axes=(0, None)), in_axes=(None, 0))(Y, W)
    np.testing.assert_allclose(table, np.outer(W, Y))
    hessians = vmap(difpy.hessian(lambda v: np.sum(v**3)))(X)
    np.testing.assert_allclose(hessians, [np.diag(6.0 * row) for row in X], rtol=1e-14)


def test_a_closure_over_new_data_and_a_copy_through_pickle():
    for a in (2.0, 3.0):
        assert vmap(lambda v, a=a: a * v)(Y).tolist() == (a * Y).tolist()
        assert vmap(difpy.grad(lambda v, a=a: a * v * v))(Y).tolist() == (2.0 * a * Y).tolist()
    again = pickle.loads(pickle.dumps(difpy.vmap(loss, in_axes=(None, 0, 0), jit=False)))
    assert again(W, X, Y).shape == (4,)


def test_inside_compiled_code():
    mapped = difpy.vmap(difpy.grad(loss), in_axes=(None, 0, 0))

    @numba.njit
    def step(w, x, y):
        return w - 0.1 * np.sum(mapped(w, x, y), axis=0)

    gradients = mapped(W, X, Y)
    np.testing.assert_allclose(step(W, X, Y), W - 0.1 * gradients.sum(axis=0), rtol=1e-13)


def test_two_functions_of_one_text_inside_compiled_code():
    def squared_error(slope):
        return difpy.grad(lambda x: slope(x) ** 2)

    of_sine, of_cosine = squared_error(math.sin), squared_error(math.cos)

    @numba.njit
    def both(x):
        return of_sine(x), of_cosine(x)

    np.testing.assert_allclose(both(0.3), (math.sin(0.6), -math.sin(0.6)))


def test_the_default_of_a_function_that_is_called():
    def scaled(scale):
        def inner(x, factor=scale):
            return factor * x

        return lambda x: inner(x)

    for scale in (2.0, 3.0):
        assert difpy.grad(scaled(scale), jit=False)(1.0) == scale


REFUSED = [
    (
        lambda: vmap(loss, in_axes=(None, 0, 0))(W, X, Y[:2]),
        "vmap got inconsistent sizes for array axes to be mapped: axis 0 of x has size 4, and axis 0 of y "
        "has size 2",
    ),
    (
        lambda: vmap(loss)(W, X, 2.0),
        "vmap maps over axis 0 of `y`, which is a float.\n"
        "Pass an array with that axis, or write None for `y` in in_axes.",
    ),
    (
        lambda: vmap(loss, in_axes=(0, 0))(W, X, Y),
        "vmap in_axes has 2 entries, and the function is called with 3 arguments by position.\n"
        "Give an entry for each of them; arguments by keyword are mapped over their first axis.",
    ),
    (
        lambda: vmap(loss, in_axes=None)(W, X[0], 2.0),
        "vmap has no argument to map over: in_axes is None for all that are arrays.\n"
        "Give an axis for one of them.",
    ),
    (
        lambda: vmap(lambda p: p[0], in_axes=((0, 0, 0),))((Y, Y)),
        "vmap in_axes has 3 entries for `p`, which is a tuple of 2.\n"
        "Give an entry for each part, or one for all of them.",
    ),
    (
        lambda: vmap(lambda v: 2.0 * v, in_axes=((0, 0),))(Y),
        "vmap in_axes is (0, 0) for `v`, which is a float array of 1 dimension.\n"
        "Give a number or None for it.",
    ),
    (
        lambda: vmap(lambda v: v, out_axes=1)(Y),
        "vmap out_axes is 1 for a result that is a float.\nGive a number from -1 to 0 for it.",
    ),
    (
        lambda: vmap(lambda v: (v, v), out_axes=(0,))(Y),
        "vmap out_axes has 1 entries for a tuple of 2.\nGive an entry for each part, or one for all of them.",
    ),
    (
        lambda: vmap(lambda v: 2.0 * v)(X[:0]),
        "vmap of an empty batch: the shape of the result is not known without an element",
    ),
    (
        lambda: vmap(lambda v, n: np.zeros(n))(Y, np.arange(4)),
        "vmap: the results of two elements have different shapes",
    ),
    (lambda: vmap(loss, in_axes=0.5), "in_axes is 0.5: give an int, None, or a tuple of those."),
]


@pytest.mark.parametrize(("call", "words"), REFUSED, ids=[str(i) for i in range(len(REFUSED))])
def test_refused(call, words):
    with pytest.raises(ValueError, match=r".*") as caught:
        call()
    assert str(caught.value) == words


def test_refused_types():
    with pytest.raises(TypeError, match="vmap maps over `x`, which is a list of floats"):
        vmap(lambda x: x)([1.0, 2.0])
    with pytest.raises(TypeError, match="vmap maps a function that returns a list"):
        vmap(lambda x: [x, x])(Y)
    with pytest.raises(TypeError, match=r"loss\(w, x, y\): missing a required argument: 'y'"):
        vmap(loss)(W, X)
    with pytest.raises(difpy.DifferentiationError, match="would write into `kept`"):
        kept = np.zeros(4)

        def keep(x):
            kept[0] = x
            return x

        vmap(keep)(Y)


def test_refused_inside_a_program():
    def f(w):
        return np.sum(difpy.vmap(loss)(w, X, 2.0))

    with pytest.raises(difpy.DifferentiationError) as caught:
        difpy.grad(f, jit=False)(W)
    assert "test_vmap.py" in str(caught.value)
    assert "vmap maps over axis 0 of `y`, which is a float." in str(caught.value)


def test_derivatives_of_what_was_used_before():
    """A transform's own function is not that of a transform of it."""
    once = difpy.vmap(lambda x: x**3, jit=False)
    once(Y)
    twice = difpy.jacobian(once, jit=False)
    twice(Y)
    second = difpy.jacobian(twice, jit=False)(Y)
    assert second.shape == (4, 4, 4)
    np.testing.assert_allclose([second[i, i, i] for i in range(4)], 6.0 * Y)
