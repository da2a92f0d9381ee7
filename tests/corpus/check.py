"""What difpy computes for a case of the corpus, with everything that must not change watched."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import difpy
from difpy.pipeline import switched_off
from tests.corpus.expected import (
    DOUBLE,
    SINGLE,
    direction,
    directions,
    expected,
    expected_tangent,
    gradient_difference,
    tolerance,
)
from tests.corpus.registry import Case
from tests.oracles import structure
from tests.oracles.compare import assert_close
from tests.oracles.memory import bitwise, captured_data, copy_arguments

VARIANTS = (("activity",), ("recorded",), ("simplify",), ("activity", "recorded", "simplify"))
VARIANTS_OF_TANGENTS = (("activity",), ("simplify",), ("activity", "simplify"))


def computed(case: Case, **options: Any) -> tuple[Any, Any]:
    """difpy's value and gradient (or pullback of a vjp), with memory watched."""
    args = copy_arguments(case.args)
    watched = [args, captured_data(case.function)]
    before = bitwise(watched)
    if case.transform == "vjp":
        result = difpy.vjp(case.function, *args, **options)
    else:
        result = difpy.value_and_grad(case.function, case.argnums, **options)(*args)
    assert bitwise(watched) == before, "arguments or captured arrays were changed"
    return result


def check(case: Case, **options: Any) -> tuple[Any, Any]:
    """difpy against dual numbers; what it computed is returned."""
    value, gradient = computed(case, **options)
    if case.transform == "vjp":
        gradient = _check_inner_products(case, value, gradient)
    else:
        rtol = SINGLE if case.is_single_precision else 1e-12
        assert_close(float(value), float(expected(case)[0]), rtol, atol=1e-14, what="value")
        assert_close(gradient, expected(case)[1], tolerance(case), atol=1e-14)
    return value, gradient


def _check_inner_products(case: Case, value: Any, pullback: Any) -> Any:
    """<y_bar, J x_dot> = <J^T y_bar, x_dot>, for two seeds through one pullback."""
    expected_value, tangent = expected(case)
    assert_close(value, expected_value, 1e-12, what="value")
    cotangents = None
    for seed in (3, 4):
        random = np.random.default_rng(seed)
        y_bar = structure.map_leaves(lambda leaf: direction(leaf, random), value)  # noqa: B023
        cotangents = pullback(y_bar)
        assert_close(
            structure.inner(cotangents, directions(case.args)), structure.inner(y_bar, tangent), DOUBLE
        )
    return cotangents


def check_tangent(case: Case, **options: Any) -> tuple[Any, Any]:
    """Forward mode against dual numbers; what it computed is returned."""
    args, tangents = copy_arguments(case.args), directions(case.args)
    watched = [args, tangents, captured_data(case.function)]
    before = bitwise(watched)
    if _write_into_shared_memory(case):
        with pytest.raises(ValueError, match="share memory, and"):
            difpy.jvp(case.function, args, tangents, **options)
        return None, None
    value, tangent = difpy.jvp(case.function, args, tangents, **options)
    assert bitwise(watched) == before, "arguments, tangents or captured arrays were changed"
    expected_value, expected = expected_tangent(case)
    rtol = SINGLE if case.is_single_precision else 1e-12
    assert_close(value, expected_value, rtol, atol=1e-14, what="value")
    assert_close(tangent, expected, tolerance(case), atol=1e-14, what="tangent")
    return value, tangent


def check_hessian_product(case: Case, **options: Any) -> None:
    """The product of the Hessian with a direction is the difference of gradients along it, per step."""
    args, vectors = copy_arguments(case.args), directions(case.args)
    if _write_into_shared_memory(case):
        return
    watched = [args, vectors, captured_data(case.function)]
    before = bitwise(watched)
    products = difpy.hvp(case.function, args, vectors, **options)
    assert bitwise(watched) == before, "arguments, vectors or captured arrays were changed"
    expected, error = gradient_difference(case, vectors)
    for i, product in enumerate(products):
        if product is not None and expected[i] is not None:
            assert_close(product, expected[i], 1e-7, atol=10 * error + 1e-9, what=f"product {i}")


def _write_into_shared_memory(case: Case) -> bool:
    """Whether two tangents would be those of one number."""
    arrays = [leaf for leaf in structure.leaves(case.args) if isinstance(leaf, np.ndarray)]
    pairs = ((a, b) for i, a in enumerate(arrays) for b in arrays[:i])
    if not any(np.may_share_memory(a, b) for a, b in pairs):
        return False
    args = copy_arguments(case.args)
    before = bitwise(args)
    case.function(*args)
    return bitwise(args) != before


def check_tangent_variants(case: Case, **options: Any) -> None:
    """Every analysis on, each off, all off: the same numbers."""
    value, tangent = check_tangent(case, **options)
    rtol = SINGLE if case.is_single_precision else 1e-12
    for names in VARIANTS_OF_TANGENTS:
        with switched_off(*names):
            other_value, other_tangent = check_tangent(case, **options)
        assert_close(other_value, value, rtol, what=f"value without {names}")
        assert_close(other_tangent, tangent, rtol, atol=1e-14, what=f"tangent without {names}")


def check_variants(case: Case, **options: Any) -> None:
    """Every analysis on, each off, all off: the same numbers."""
    value, gradient = check(case, **options)
    rtol = SINGLE if case.is_single_precision else 1e-12
    for names in VARIANTS:
        with switched_off(*names):
            other_value, other_gradient = check(case, **options)
        assert_close(other_value, value, rtol, what=f"value without {names}")
        assert_close(other_gradient, gradient, rtol, atol=1e-14, what=f"gradient without {names}")


def check_raises(
    function: Any, arguments: tuple[Any, ...], exception: type[Exception], **options: Any
) -> None:
    """The gradient raises what the function raises, and leaves what it was given as it was."""
    text = text_of_exception(function, copy_arguments(arguments), exception)
    args = copy_arguments(arguments)
    argnums = next(i for i, arg in enumerate(args) if structure.is_differentiable(arg))
    gradient = difpy.grad(function, argnums, **options)
    assert text_of_exception(gradient, args, exception) == text
    assert bitwise(args) == bitwise(arguments), "arguments were changed"


def text_of_exception(function: Any, args: tuple[Any, ...], exception: type[Exception]) -> str:
    try:
        function(*args)
    except exception as raised:
        assert type(raised) is exception, f"raises {type(raised).__name__}, not {exception.__name__}"
        return "" if exception is RecursionError else str(raised)
    raise AssertionError(f"does not raise {exception.__name__}")
