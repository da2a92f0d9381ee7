"""Arguments and captured values are left as they were, also when something goes wrong."""

import numpy as np
import pytest

import difpy

jit = pytest.mark.parametrize("jit", [False, True])


def swept(v, p):
    for i in range(len(v) - 1):
        v[i + 1] = p * v[i] + v[i + 1]
    return v[-1]


@jit
def test_arguments_that_the_primal_writes(jit):
    v = np.array([1.0, 2.0, 3.0])
    v_bar, p_bar = difpy.grad(swept, (0, 1), jit=jit)(v, 0.5)
    assert (v_bar.tolist(), p_bar, v.tolist()) == ([0.25, 0.5, 1.0], 3.0, [1.0, 2.0, 3.0])


@jit
def test_read_only_arguments(jit):
    v = np.array([1.0, 2.0, 3.0])
    v.flags.writeable = False
    assert difpy.grad(swept, jit=jit)(v, 0.5).tolist() == [0.25, 0.5, 1.0]


@jit
def test_captured_arrays_that_the_primal_writes(jit):
    buffer = np.zeros(2)

    def through_buffer(x):
        buffer[0] = x * x
        buffer[1] += buffer[0]
        return buffer[1]

    assert difpy.grad(through_buffer, jit=jit)(3.0) == 6.0
    assert buffer.tolist() == [0.0, 0.0]


@jit
def test_after_an_exception(jit):
    def fails(v):
        v[0] = 7.0
        return v[5]

    v = np.ones(3)
    with pytest.raises(IndexError):
        difpy.grad(fails, jit=jit)(v)
    assert v.tolist() == [1.0, 1.0, 1.0]


@jit
def test_results_share_no_memory_with_arguments(jit):
    def unused(x, y):
        return np.sum(x)

    x, y = np.ones(2), np.ones(2)
    for gradient in difpy.grad(unused, (0, 1), jit=jit)(x, y):
        assert not np.shares_memory(gradient, x)
        assert not np.shares_memory(gradient, y)
    value, _ = difpy.vjp(lambda x: x, x, jit=jit)
    assert not np.shares_memory(value, x)


@jit
def test_overlap_that_is_read_only(jit):
    def product(x, y):
        return np.sum(x * y * y)

    x = np.array([1.0, 2.0])
    x_bar, y_bar = difpy.grad(product, (0, 1), jit=jit)(x, x)
    assert (x_bar.tolist(), y_bar.tolist()) == ([1.0, 4.0], [2.0, 8.0])


@jit
def test_overlap_of_differentiated_arguments_that_is_written(jit):
    def writes(x, y):
        x[0] = y[1] * x[0]
        return np.sum(x)

    base = np.arange(1.0, 5.0)
    gradient = difpy.grad(writes, (0, 1), jit=jit)
    assert [g.tolist() for g in gradient(base[:2], base[2:])] == [[4.0, 1.0], [0.0, 1.0]]
    with pytest.raises(ValueError, match="The arguments `x` and `y` share memory, and writes writes into it"):
        gradient(base[1:], base[:-1])


@jit
def test_aliasing_is_kept_where_it_is_written(jit):
    def interleaved(x, y):
        for i in range(len(x)):
            x[i] = x[i] * y[i]
        return np.sum(x) + 2.0 * np.sum(y)

    def difference(x):
        return (interleaved(*apart(x + step)) - interleaved(*apart(x - step))) / 2e-6

    def apart(base):
        base = base.copy()
        return base[1:], base[:-1]

    base = np.array([1.0, 2.0, 3.0, 4.0])
    expected = []
    for i in range(1, 4):
        step = np.zeros(4)
        step[i] = 1e-6
        expected.append(difference(base))
    value, gradient = difpy.value_and_grad(interleaved, jit=jit)(*apart(base))
    assert value == interleaved(*apart(base))
    assert np.allclose(gradient, expected, rtol=1e-8)
    with pytest.raises(ValueError, match="share memory, and it writes into what it is given"):
        difpy.vjp(interleaved, base[1:], base[:-1], jit=jit)


def first_from_second(xs):
    xs[0][0] = xs[1][1] * 2.0
    return xs[0][0] * xs[1][0]


def appended(xs, ys):
    xs.append(ys[0] * 2.0)
    return xs[-1] * ys[-1]


SHARED = np.array([1.0, 2.0])
LISTS_THAT_SHARE = [
    (first_from_second, ([SHARED, SHARED],)),
    (first_from_second, ([[1.0, 2.0]] * 2,)),
    (appended, ([1.0, 2.0],) * 2),
]


@jit
@pytest.mark.parametrize(("function", "args"), LISTS_THAT_SHARE)
def test_lists_that_share_memory_where_the_primal_writes(function, args, jit):
    with pytest.raises(ValueError, match="Lists, or arrays inside of them, share memory"):
        difpy.grad(function, jit=jit)(*args)


def test_lists_that_share_memory_which_is_only_read():
    rows = [SHARED, SHARED]
    gradient = difpy.grad(lambda xs: np.sum(xs[0] * xs[1]) if len(xs) == 2 else 0.0, jit=False)(rows)
    assert [g.tolist() for g in gradient] == [[1.0, 2.0], [1.0, 2.0]]


def smooths(w):
    """Writes into its argument, whose rows may be windows over one piece of memory."""
    for i in range(w.shape[0]):
        w[i, 1] = w[i, 0] * w[i, 2]
    return np.sum(w * w)


def windows():
    u = np.array([0.3, 0.7, 1.1, 0.4, 0.9])
    return np.lib.stride_tricks.sliding_window_view(u, 3, writeable=True)


@pytest.mark.parametrize("jit", [False, True])
def test_an_argument_that_overlaps_itself_and_is_written(jit):
    with pytest.raises(ValueError) as caught:
        difpy.grad(smooths, jit=jit)(windows())
    assert isinstance(caught.value, difpy.DifferentiationError)
    assert str(caught.value) == (
        "The argument `w` has several elements in one place, and smooths writes into it, which is not "
        "supported yet.\nPass a copy of it."
    )
    with pytest.raises(ValueError, match="has several elements in one place, and it writes into"):
        difpy.vjp(smooths, windows(), jit=jit)


def test_an_argument_that_overlaps_itself_and_is_only_read():
    w = windows()
    np.testing.assert_allclose(difpy.grad(lambda w: np.sum(w * w), jit=False)(w), 2.0 * w)


def test_strided_arguments_do_not_overlap_themselves():
    a = np.arange(24.0).reshape(4, 6) / 10.0
    for view in (a.T, a[::-1, ::2], a[1:, ::-3], a[:1].T):
        expected = difpy.grad(lambda v: np.sum(v * v), jit=False)(view)
        np.testing.assert_allclose(difpy.grad(doubled, jit=False)(view), 4.0 * expected)


def doubled(v):
    v *= 2.0
    return np.sum(v * v)
