"""`jvp`: values, tangents, structures, and what it refuses."""

from typing import NamedTuple

import numpy as np
import pytest

import difpy

jit = pytest.mark.parametrize("jit", [False, True], ids=["python", "compiled"])


def polar(r, angle):
    return r * np.cos(angle), r * np.sin(angle)


class Point(NamedTuple):
    x: float
    y: float


@jit
def test_value_and_tangent(jit):
    value, tangent = difpy.jvp(polar, (2.0, 0.0), (1.0, 0.5), jit=jit)
    assert (value, tangent) == ((2.0, 0.0), (1.0, 1.0))


@jit
def test_arrays_keep_shape_and_dtype(jit):
    x = np.ones((2, 3), np.float32)
    value, tangent = difpy.jvp(lambda x: 2.0 * x * x, (x,), (np.full((2, 3), 0.5),), jit=jit)
    assert (value.dtype, tangent.dtype, tangent.shape) == (np.float32, np.float32, (2, 3))
    assert np.array_equal(tangent, np.full((2, 3), 2.0))


@jit
def test_none_is_a_tangent_of_zero(jit):
    assert difpy.jvp(lambda x, y: x * y, (2.0, 3.0), (None, 1.0), jit=jit) == (6.0, 2.0)
    assert difpy.jvp(lambda x, n: x * n, (2.0, 3), (1.0, None), jit=jit) == (6.0, 3.0)
    assert difpy.jvp(lambda x, y: (x, y * y), (2.0, 3.0), (None, None), jit=jit) == ((2.0, 9.0), (0.0, 0.0))


@jit
def test_integers_have_none(jit):
    value, tangent = difpy.jvp(lambda x, n: (x * n, n + 1), (2.0, 3), (1.0, 7), jit=jit)
    assert (value, tangent) == ((6.0, 4), (3.0, None))


@jit
def test_structures(jit):
    def moved(point, steps, weights):
        return Point(point.x + steps[0], point.y * steps[1]), [w * point.x for w in weights]

    value, tangent = difpy.jvp(
        moved,
        (Point(1.0, 2.0), (3.0, 4.0), [5.0, 6.0]),
        (Point(0.25, 0.5), (0.5, 0.25), [0.5, 0.75]),
        jit=jit,
    )
    assert value == (Point(4.0, 8.0), [5.0, 6.0])
    assert isinstance(tangent[0], Point)
    assert tangent == (Point(0.75, 2.5), [1.75, 2.25])


@jit
def test_arguments_and_tangents_stay_as_they_were(jit):
    def scaled(x):
        x *= 2.0
        return x

    x, x_dot = np.ones(3), np.full(3, 0.5)
    value, tangent = difpy.jvp(scaled, (x,), (x_dot,), jit=jit)
    assert (x.tolist(), x_dot.tolist()) == ([1.0] * 3, [0.5] * 3)
    value[:] = tangent[:] = 7.0
    assert (x.tolist(), x_dot.tolist()) == ([1.0] * 3, [0.5] * 3)


@jit
def test_captured_values_and_defaults(jit):
    scale = 3.0

    def scaled(x, power=2):
        return scale * x**power

    assert difpy.jvp(scaled, (2.0,), (1.0,), jit=jit) == (12.0, 12.0)
    scale = 5.0
    assert difpy.jvp(scaled, (2.0,), (1.0,), jit=jit) == (20.0, 20.0)


@jit
def test_a_zero_tangent_gives_zero(jit):
    def edge(x, y):
        return np.sqrt(x) * y

    assert difpy.jvp(edge, (0.0, 2.0), (0.0, 1.0), jit=jit) == (0.0, 0.0)
    assert difpy.jvp(edge, (0.0, 2.0), (1.0, 0.0), jit=jit) == (0.0, np.inf)


@jit
def test_an_exception_is_that_of_the_function(jit):
    def third(x):
        return x[3] * 2.0

    with pytest.raises(IndexError, match="index 3 is out of bounds for axis 0 with size 2"):
        difpy.jvp(third, (np.ones(2),), (np.ones(2),), jit=jit)


def test_one_program_for_all_lengths():
    def total(x):
        s = 0.0
        for v in x:
            s += v * v
        return s

    assert difpy.jvp(total, ([1.0, 2.0],), ([1.0, 1.0],)) == (5.0, 6.0)
    assert difpy.jvp(total, ([3.0],), ([2.0],)) == (9.0, 12.0)


@pytest.mark.parametrize(
    ("primals", "tangents", "words"),
    [
        ((1.0, 2.0), (1.0,), "takes a tangent for each primal: got 2 primals and 1 tangents"),
        (1.0, (1.0,), "takes its primals as a tuple; got 1.0 of type float"),
        ((1.0, 2.0), 1.0, "takes its tangents as a tuple; got 1.0 of type float"),
        ((1.0, np.ones(2)), (1.0, np.ones(3)), r"\[1\] must have the argument's shape \(2,\); it has \(3,\)"),
        ((1.0, (1.0, 2.0)), (1.0, (1.0,)), r"\[1\] must be a tuple of 2 like the argument; got \(1.0,\)"),
        ((1.0, 2.0), (1.0, np.ones(2)), r"tangents\[1\] must be a number like the argument"),
        ((1.0,), (1.0,), "missing a required argument: 'angle'"),
    ],
)  # fmt: skip
def test_refused_arguments(primals, tangents, words):
    with pytest.raises((TypeError, ValueError), match=words) as refusal:
        difpy.jvp(polar, primals, tangents, jit=False)
    assert isinstance(refusal.value, difpy.DifferentiationError)


def test_what_has_no_rule_is_refused_by_name():
    with pytest.raises(difpy.DifferentiationError, match="Bessel functions have no derivative rule"):
        difpy.jvp(lambda x: np.kaiser(4, x)[1], (0.5,), (1.0,), jit=False)


def test_source_of_a_mode():
    text = difpy.source(polar, 2.0, 0.5, argnums=1, mode="forward")
    assert "def polar_tangent(r, angle, angle_dot):" in text
    with pytest.raises(ValueError, match="No mode is called 'sideways'; there are reverse, forward"):
        difpy.source(polar, 2.0, 0.5, mode="sideways")
    with pytest.raises(ValueError, match="No stage is called 'adjoint'; there are read, normalize"):
        difpy.show(polar, 2.0, 0.5, mode="forward", after="adjoint")  # fmt: skip


@jit
def test_functions_with_the_same_code_do_not_share_what_they_capture(jit):
    """Also where one with nothing to read has been called before."""

    def scaled_by(scale):
        return lambda x: x * scale

    def plain(x):
        return x * x

    for _ in range(2):
        assert difpy.jvp(plain, (3.0,), (1.0,), jit=jit) == (9.0, 6.0)
        assert difpy.jvp(plain, (np.array([3.0]),), (np.array([1.0]),), jit=jit) == (9.0, 6.0)
        for scale in (2.0, np.float32(3.0), 5):
            assert difpy.jvp(scaled_by(scale), (3.0,), (1.0,), jit=jit) == (3.0 * scale, scale)
