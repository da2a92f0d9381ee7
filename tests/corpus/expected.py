"""What the oracles say about a case of the corpus, and that they say the same."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from tests.corpus.registry import Case
from tests.oracles import differences, dual, structure
from tests.oracles.compare import assert_close
from tests.oracles.memory import copy_arguments, restored

SINGLE, DOUBLE = 2e-5, 1e-9


def tolerance(case: Case) -> float:
    return SINGLE if case.is_single_precision else DOUBLE


@cache
def expected(case: Case) -> tuple[Any, Any]:
    """Value and gradient by dual numbers; for a vjp the tangent of fixed directions."""
    with np.errstate(all="ignore"):
        if case.transform == "vjp":
            return expected_tangent(case)
        return dual.value_and_grad(case.function, case.args, case.argnums)


@cache
def expected_tangent(case: Case) -> tuple[Any, Any]:
    """Value and tangent of fixed directions, by dual numbers."""
    with np.errstate(all="ignore"):
        return dual.jvp(case.function, case.args, directions(case.args))


def gradient_difference(case: Case, vectors: tuple[Any, ...]) -> tuple[tuple[Any, ...], float]:
    """The derivative along `vectors` of the gradients by dual numbers, extrapolated, and its error."""
    numbers = tuple(i for i, v in enumerate(vectors) if any(d is not None for d in structure.leaves(v)))

    def gradients(step: float) -> tuple[Any, ...]:
        moved = copy_arguments(case.args)
        pairs = zip(moved, vectors, strict=True)
        args = tuple(_moved(a, v, step) if i in numbers else a for i, (a, v) in enumerate(pairs))
        with np.errstate(all="ignore"):
            return dual.value_and_grad(case.function, args, numbers)[1]

    def central(step: float) -> Any:
        return structure.map_leaves(
            lambda a, b: None if a is None else _like((a - b) / (2.0 * step), a),
            gradients(step),
            gradients(-step),
        )

    coarse, fine = central(2e-4), central(1e-4)
    best = structure.map_leaves(
        lambda a, b: None if a is None else _like((4.0 * a - b) / 3.0, a), fine, coarse
    )
    gaps = structure.map_leaves(_greatest_gap, best, fine)
    error = max((gap for gap in structure.leaves(gaps) if gap is not None), default=0.0)
    by_number = dict(zip(numbers, best, strict=True))
    return tuple(by_number.get(i) for i in range(len(vectors))), error


def _greatest_gap(a: Any, b: Any) -> float | None:
    return None if a is None else float(np.max(np.abs(a - b), initial=0.0))


def _moved(value: Any, vector: Any, step: float) -> Any:
    return structure.map_leaves(lambda v, d: v if d is None else _like(v + step * d, v), value, vector)


def _like(moved: Any, value: Any) -> Any:
    return np.asarray(moved) if isinstance(value, np.ndarray) else moved


def directions(args: Any) -> tuple[Any, ...]:
    """One fixed tangent for each argument, None for what has none."""
    random = np.random.default_rng(5)
    return tuple(structure.map_leaves(lambda leaf: direction(leaf, random), arg) for arg in args)


def direction(leaf: Any, random: np.random.Generator) -> Any:
    if isinstance(leaf, np.ndarray):
        return random.uniform(0.5, 1.5, leaf.shape).astype(leaf.dtype) if leaf.dtype.kind == "f" else None
    return float(random.uniform(0.5, 1.5)) if isinstance(leaf, (float, np.floating)) else None


def check_primal_value(case: Case) -> None:
    """The dual numbers compute what the function computes."""
    with restored(case.function), np.errstate(all="ignore"):
        plain = case.function(*copy_arguments(case.args))
    if case.transform == "grad":
        assert isinstance(plain, (float, np.floating)), f"returns {plain!r}, not a float"
    rtol = SINGLE if case.is_single_precision else 1e-13
    assert_close(structure.map_leaves(_double, expected(case)[0]), structure.map_leaves(_double, plain), rtol)


def _double(leaf: Any) -> Any:
    return float(leaf) if isinstance(leaf, np.floating) else leaf


def check_differences(case: Case) -> None:
    """The dual numbers agree with central differences."""
    gradient, error = differences.gradient(case.function, case.args, case.argnums)
    largest = max(
        (float(np.max(np.abs(leaf))) for leaf in structure.leaves(gradient) if np.size(leaf)), default=0.0
    )
    assert error < 1e-6 * max(1.0, largest), f"differences are only good to {error}: is there a kink nearby?"
    assert_close(expected(case)[1], gradient, DOUBLE, atol=error)
