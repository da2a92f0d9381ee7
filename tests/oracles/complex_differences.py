"""Central differences of functions of real and complex numbers.

A tangent dz of an argument changes the real number <seed, value> by the real part of `cotangent * dz`: that
is the convention of docs/conventions.md, and what both modes are compared with.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np

import difpy

STEP = 1e-4


def random_like(value: Any, random: np.random.Generator) -> Any:
    """Normal numbers in the structure of the value, complex where it is; None for integers."""
    if isinstance(value, (tuple, list)):
        return type(value)(random_like(part, random) for part in value)
    if not isinstance(value, (float, complex, np.inexact, np.ndarray)):
        return None
    made: Any = random.normal(size=np.shape(value))
    if np.iscomplexobj(value):
        made = made + 1j * random.normal(size=np.shape(value))
    return made.astype(value.dtype) if isinstance(value, np.ndarray) else made[()]


def paired(cotangent: Any, tangent: Any) -> float:
    """The real part of the sum of the products."""
    if cotangent is None or tangent is None:
        return 0.0
    if isinstance(tangent, (tuple, list)):
        return sum(paired(a, b) for a, b in zip(cotangent, tangent, strict=True))
    return float(np.real(np.sum(np.multiply(cotangent, tangent))))


def moved(value: Any, tangent: Any, step: float) -> Any:
    """The value a step along the tangent, in memory of its own."""
    if tangent is None:
        return copy.deepcopy(value)
    if isinstance(value, (tuple, list)):
        return type(value)(moved(v, t, step) for v, t in zip(value, tangent, strict=True))
    return value + step * tangent


def difference(function: Callable[..., Any], args: tuple[Any, ...], tangents: Any, seed: Any) -> float:
    """The derivative of <seed, value> along the tangents, by Richardson's extrapolation."""

    def central(step: float) -> float:
        ends = (function(*moved(args, tangents, sign * step)) for sign in (1.0, -1.0))
        return float(np.subtract(*(paired(seed, end) for end in ends))) / (2.0 * step)

    return (4.0 * central(STEP / 2.0) - central(STEP)) / 3.0


def check(function: Callable[..., Any], *args: Any, **options: Any) -> None:
    """Both modes of difpy against differences; the types of what they give, and arguments left alone."""
    random = np.random.default_rng(7)
    before = copy.deepcopy(args)
    plain = function(*copy.deepcopy(args))
    value, pullback = difpy.vjp(function, *args, **options)
    seed = random_like(plain, random)
    cotangents = pullback(seed)
    for _ in range(2):
        tangents = random_like(args, random)
        expected = difference(function, args, tangents, seed)
        forward_value, tangent = difpy.jvp(function, args, tangents, **options)
        np.testing.assert_allclose(paired(cotangents, tangents), expected, rtol=1e-7, atol=1e-8)
        np.testing.assert_allclose(paired(seed, tangent), expected, rtol=1e-7, atol=1e-8)
    for given, like in ((value, plain), (forward_value, plain), (tangent, plain), (cotangents, args)):
        assert_alike(given, like)
    for given in (value, forward_value):
        np.testing.assert_allclose(np.ravel(given), np.ravel(plain), rtol=1e-13, atol=1e-14)
    for left, was in zip(args, before, strict=True):
        np.testing.assert_array_equal(left, was)


def assert_alike(given: Any, like: Any) -> None:
    """The same structure, shapes and dtypes."""
    if isinstance(like, (tuple, list)):
        assert len(given) == len(like)
        for part, other in zip(given, like, strict=True):
            assert_alike(part, other)
    elif given is not None:
        assert np.shape(given) == np.shape(like)
        assert np.asarray(given).dtype == np.asarray(like).dtype
