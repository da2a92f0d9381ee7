"""`checks`, `fastmath` and `vector_math`."""

import math

import numba
import numpy as np
import pytest

import difpy
from difpy.errors import ArgumentValueError, DifferentiationError
from difpy.runtime.vector_math import is_available

VECTOR = np.array([0.5, -1.2, 2.0, 0.3])


def picked(a, places):
    total = 0.0
    for k in range(len(places)):
        total += math.sin(a[places[k]]) * a[k]
    return total


def summed(a):
    total = 0.0
    for k in range(len(a)):
        total += a[k] / 3.0
    return total * total


def built(gradient):
    """The only program that was made for a gradient."""
    (variant,) = gradient.family.variants
    (made,) = variant.built.values()
    return made


def test_without_checks_the_numbers_are_the_same():
    places = np.array([2, 0, 3])
    checked, unchecked = difpy.value_and_grad(picked), difpy.value_and_grad(picked, checks=False)
    value, gradient = unchecked(VECTOR, places)
    np.testing.assert_array_equal(value, checked(VECTOR, places)[0])
    np.testing.assert_array_equal(gradient, checked(VECTOR, places)[1])
    assert "check_index" in built(checked).text
    assert "check" not in built(unchecked).text


def test_integers_are_checked_in_any_case():
    def divided(x, n):
        return x * (7 // n)

    with pytest.raises(ZeroDivisionError):
        difpy.grad(divided, checks=False)(1.0, 0)


def test_fastmath_is_another_program_with_nearly_the_same_numbers():
    plain, fast = difpy.value_and_grad(summed), difpy.value_and_grad(summed, fastmath=True)
    some = difpy.value_and_grad(summed, fastmath={"contract", "arcp"})
    x = np.linspace(0.1, 1.0, 1001)
    for gradient in (fast, some):
        np.testing.assert_allclose(gradient(x)[0], plain(x)[0], rtol=1e-13)
        np.testing.assert_allclose(gradient(x)[1], plain(x)[1], rtol=1e-13)
    assert len({built(gradient).call.py_func.__module__ for gradient in (plain, fast, some)}) == 3


def test_fastmath_keeps_infinity_and_nan():
    def masked(x):
        return np.sum(np.where(x > 0.0, np.sqrt(np.abs(x)), 0.0))

    x = np.array([0.0, 4.0])
    np.testing.assert_array_equal(difpy.grad(masked, fastmath=True)(x), [0.0, 0.25])
    assert difpy.value_and_grad(logarithm, fastmath=True)(0.0) == (-math.inf, math.inf)


def logarithm(x):
    return math.log(x)


def test_what_would_break_gradients_is_refused():
    with pytest.raises(ArgumentValueError) as raised:
        difpy.grad(summed, fastmath={"nnan", "reassoc"})
    assert str(raised.value) == (
        "fastmath=['nnan', 'reassoc'] would take it that no number is infinite or NaN: gradients rely on "
        "both, at the edge of a domain and behind a mask.\nChoose from afn, arcp, contract, nsz, reassoc."
    )
    assert isinstance(raised.value, DifferentiationError)


def test_a_freedom_of_no_such_name():
    with pytest.raises(ArgumentValueError, match=r"fastmath=.'quick'.: there is no quick\."):
        difpy.value_and_grad(summed, fastmath={"quick"})


def test_vjp_takes_them_too():
    value, pullback = difpy.vjp(summed, VECTOR, checks=False, fastmath=True)
    expected, reference = difpy.vjp(summed, VECTOR)
    np.testing.assert_allclose(value, expected, rtol=1e-13)
    np.testing.assert_allclose(pullback(1.0)[0], reference(1.0)[0], rtol=1e-13)


def test_without_numba_they_change_nothing():
    gradient = difpy.grad(summed, jit=False, checks=False, fastmath=True)
    np.testing.assert_array_equal(gradient(VECTOR), difpy.grad(summed, jit=False)(VECTOR))


def scored(a):
    total = 0.0
    for k in range(len(a)):
        total += math.log(1.0 + math.exp(a[k])) * math.sin(a[k])
    return total


LONG = np.cos(np.arange(1000.0))


def test_without_vector_math_the_value_is_the_primals_to_the_last_bit():
    value, gradient = difpy.value_and_grad(scored, vector_math=False)(LONG)
    assert value == numba.njit(scored)(LONG)
    several_value, several = difpy.value_and_grad(scored)(LONG)
    np.testing.assert_allclose(several_value, value, rtol=1e-14)
    np.testing.assert_allclose(several, gradient, rtol=1e-14, atol=1e-15)


def test_vector_math_is_another_program():
    gradients = [difpy.grad(scored), difpy.grad(scored, vector_math=False)]
    for gradient in gradients:
        gradient(LONG)
    several, single = (built(gradient) for gradient in gradients)
    assert ("difpy.exp(" in several.text) == is_available("exp")
    assert "difpy.exp(" not in single.text


def test_vjp_and_jvp_take_it():
    expected, pullback = difpy.vjp(scored, LONG, vector_math=False)
    value, tangent = difpy.jvp(scored, (LONG,), (LONG,), vector_math=False)
    assert value == expected == numba.njit(scored)(LONG)
    np.testing.assert_allclose(pullback(1.0)[0] @ LONG, tangent, rtol=1e-12)
