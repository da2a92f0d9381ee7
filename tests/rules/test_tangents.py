"""Each row forwards: <y_bar, J x_dot> = <J^T y_bar, x_dot>, whose right side `test_rows.py` has checked."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import difpy
from difpy.rules.structural import ROWS
from tests.oracles.memory import copy_arguments
from tests.rules.cases import Case
from tests.rules.test_rows import EVERY, LAYOUTS, cotangents, is_float, seed_for


def direction(value: Any, number: int) -> Any:
    """A tangent with a zero in it where it has room for one; None of integers."""
    if not is_float(value):
        return None
    shape = np.shape(value)
    dot = np.sin(2.0 + number + np.arange(np.prod(shape))).reshape(shape)
    if dot.size > 2:
        dot.reshape(-1)[0] = 0.0
    if isinstance(value, list):
        return dot.tolist()
    return dot.astype(value.dtype) if shape else float(dot)


def tangent(case: Case, arguments: tuple[Any, ...], dots: tuple[Any, ...]) -> Any:
    with np.errstate(all="ignore"):
        return difpy.jvp(case.function, arguments, dots, jit=False)[1]


def inner(a: Any, b: Any) -> float:
    return 0.0 if a is None or b is None else float(np.sum(np.multiply(np.asarray(a), np.asarray(b))))


@EVERY
def test_inner_products(case: Case) -> None:
    """For each argument alone, and for all together."""
    arguments = tuple(value for _, value in case.arguments)
    dots = tuple(direction(value, i) for i, value in enumerate(arguments))
    seed = seed_for(case)
    bars = cotangents(case, copy_arguments(arguments), seed)
    tolerance = 2e-6 if "float32" in case.text else 1e-11
    alone = [tuple(d if k == i else None for k, d in enumerate(dots)) for i in range(len(dots))]
    for given in (*alone, dots):
        if all(dot is None for dot in given):
            continue
        made = tangent(case, copy_arguments(arguments), given)
        assert np.shape(made) == np.shape(seed)
        terms = [inner(bar, dot) for bar, dot in zip(bars, given, strict=True)]
        scale = 1.0 + sum(map(abs, terms))
        assert inner(seed, made) == pytest.approx(sum(terms), abs=tolerance * scale, rel=tolerance)


@EVERY
def test_layouts(case: Case) -> None:
    """Arrays in Fortran order, parts of larger arrays, reversed views and float32 give the same."""
    arguments = tuple(value for _, value in case.arguments)
    if not case.layouts or not any(np.ndim(v) for v in arguments):
        pytest.skip("no arrays")
    dots = tuple(direction(value, i) for i, value in enumerate(arguments))
    if all(dot is None for dot in dots):
        pytest.skip("no floats")
    expected = tangent(case, copy_arguments(arguments), dots)
    for change, rtol in LAYOUTS:
        pairs = [
            (change(v), change(d) if d is not None else None) if isinstance(v, np.ndarray) else (v, d)
            for v, d in zip(arguments, dots, strict=True)
        ]
        actual = tangent(case, tuple(v for v, _ in pairs), tuple(d for _, d in pairs))
        np.testing.assert_allclose(np.asarray(actual), np.asarray(expected), rtol=rtol, atol=rtol)


def test_every_row_has_a_tangent() -> None:
    """One without selects parts of its operands, or is of a result whose derivative is zero."""
    rows = [row for rows in ROWS.values() for row in rows if row.tangent is None]
    assert rows
    for row in rows:
        if not callable(row.gives):
            assert set(row.gives.values()) <= {"seed", "-seed", None}, row.function
        else:
            assert row.function == "np.diff"
