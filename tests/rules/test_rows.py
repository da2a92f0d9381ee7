"""Each row against central differences, in float64 and float32, and in every memory layout."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import difpy
from tests.oracles import differences
from tests.oracles.memory import copy_arguments
from tests.rules.cases import CASES, Case

EVERY = pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)


def cotangents(case: Case, arguments: tuple[Any, ...], seed: Any, *, jit: bool = False) -> tuple[Any, ...]:
    """The vector-Jacobian product, for the float arguments."""
    with np.errstate(all="ignore"):
        _, pullback = difpy.vjp(case.function, *arguments, jit=jit)
        return tuple(pullback(seed))


def seed_for(case: Case) -> Any:
    """A cotangent of the result, with a zero in it where it has room for one."""
    shape = np.shape(case.function(*(value for _, value in case.arguments)))
    if not shape:
        return 0.8
    seed = np.cos(1.0 + np.arange(np.prod(shape))).reshape(shape)
    if seed.size > 2:
        seed.reshape(-1)[1] = 0.0
    return seed


def is_float(value: Any) -> bool:
    return isinstance(value, (float, list)) or (isinstance(value, np.ndarray) and value.dtype.kind == "f")


@EVERY
def test_finite_differences(case: Case) -> None:
    """The cotangents are those that differences of the function itself give."""
    arguments = tuple(value for _, value in case.arguments)
    seed = seed_for(case)
    actual = cotangents(case, copy_arguments(arguments), seed)
    tolerance = 2e-3 if "float32" in case.text else 1e-9
    for number, value in enumerate(arguments):
        if not is_float(value):
            assert actual[number] is None
            continue
        expected, error = differences.gradient(_weighted(case.function, seed), arguments, number)
        np.testing.assert_allclose(
            np.asarray(actual[number]), np.asarray(expected), rtol=tolerance, atol=max(tolerance, 3 * error)
        )
        assert np.shape(actual[number]) == np.shape(value)


def _weighted(function: Callable[..., Any], seed: Any) -> Callable[..., float]:
    return lambda *arguments: float(np.sum(seed * function(*arguments)))


@EVERY
def test_layouts(case: Case) -> None:
    """Arrays in Fortran order, parts of larger arrays, reversed views and float32 give the same."""
    arguments = tuple(value for _, value in case.arguments)
    if not case.layouts or not any(np.ndim(v) for v in arguments):
        pytest.skip("no arrays")
    seed = seed_for(case)
    expected = cotangents(case, copy_arguments(arguments), seed)
    for change, rtol in LAYOUTS:
        changed = tuple(change(v) if isinstance(v, np.ndarray) else v for v in arguments)
        actual = cotangents(case, changed, seed)
        for value, one, other in zip(changed, actual, expected, strict=True):
            if other is None:
                continue
            if isinstance(value, np.ndarray):
                assert one.dtype == value.dtype
            np.testing.assert_allclose(np.asarray(one), np.asarray(other), rtol=rtol, atol=rtol)


def _strided(value: np.ndarray) -> np.ndarray:
    large = np.full([2 * n for n in value.shape], np.nan if value.dtype.kind == "f" else 0, value.dtype)
    part = large[tuple(slice(1, None, 2) for _ in value.shape)]
    part[...] = value
    return part


def _backwards(value: np.ndarray) -> np.ndarray:
    return value[::-1].copy()[::-1]


def _single(value: np.ndarray) -> np.ndarray:
    return value.astype(np.float32) if value.dtype.kind == "f" else value


LAYOUTS: list[tuple[Callable[[np.ndarray], np.ndarray], float]] = [
    (np.asfortranarray, 1e-11), (_strided, 1e-11), (_backwards, 1e-11), (_single, 2e-4)
]  # fmt: skip
