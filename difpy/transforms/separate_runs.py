"""Jacobians and Hessians by runs of other transforms, one after the other.

That is for programs that draw: all runs have to see the same draws, so each starts from the state of the
generators that the first one started from. And for complex numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from difpy.errors import ArgumentTypeError
from difpy.transforms.one_state import from_one_state
from difpy.transforms.pullback import vjp
from difpy.transforms.pushforward import jvp
from difpy.transforms.request import name_of
from difpy.transforms.second_order import hvp

Function = Callable[..., Any]
Blocks = list[tuple[Any, ...]]
"""For each result, for each argument of interest, the derivative."""


def in_separate_runs(
    kind: str,
    fun: Function,
    args: tuple[Any, ...],
    places: Sequence[int],
    chosen: dict[str, Any],
    *,
    is_tuple: bool,
) -> Any:
    """What the transform `kind` gives, with respect to the arguments at `places`, with its options."""
    with from_one_state():
        if kind == "hessian":
            rows = _hessian(fun, args, places, chosen)
            return rows if is_tuple else rows[0][0]
        value, blocks = _jacobian(kind, fun, args, places, chosen)
    rows = tuple(row if is_tuple else row[0] for row in blocks)
    return rows if isinstance(value, tuple) else rows[0]


def _jacobian(
    kind: str, fun: Function, args: tuple[Any, ...], places: Sequence[int], chosen: dict[str, Any]
) -> tuple[Any, Blocks]:
    if kind == "jacfwd":
        return _forwards(fun, args, places, chosen)
    value, pullback = vjp(fun, *args, **chosen)
    results, inputs = results_in(value, fun), sum(np.size(args[i]) for i in places)
    is_from_complex = any(np.iscomplexobj(args[i]) for i in places)
    is_less = sum(map(np.size, results)) < inputs and not any(map(np.iscomplexobj, results))
    if kind == "jacrev" or is_from_complex or is_less:
        return value, _backwards(fun, value, pullback, args, places)
    return _forwards(fun, args, places, chosen)


def _hessian(
    fun: Function, args: tuple[Any, ...], places: Sequence[int], chosen: dict[str, Any]
) -> tuple[tuple[Any, ...], ...]:
    rows = []
    for i in places:
        products = [hvp(fun, args, only(unit, i, args), **chosen) for unit in units(args[i])]
        rows.append(tuple(_hessian_block(products, i, j, args) for j in places))
    return tuple(rows)


def _forwards(
    fun: Function, args: tuple[Any, ...], places: Sequence[int], chosen: dict[str, Any]
) -> tuple[Any, Blocks]:
    if any(np.iscomplexobj(args[i]) for i in places):
        raise ArgumentTypeError(
            f"An argument of {name_of(fun)} is complex: a Jacobian with respect to it takes a function with "
            "real results, in reverse mode.\nUse difpy.jacrev or difpy.jacobian; of a holomorphic function "
            "difpy.jvp with the tangent 1.0 gives the derivative."
        )
    columns: list[list[Any]] = []
    for i in places:
        directions = [only(unit, i, args) for unit in units(args[i])] or [(None,) * len(args)]
        runs = [jvp(fun, args, direction, **chosen) for direction in directions]
        value = runs[0][0]
        made = [results_in(tangent, fun) for _, tangent in runs]
        columns.append([_block(each, args[i], last=True) for each in zip(*made, strict=True)])
    return value, list(zip(*columns, strict=True))


def _backwards(
    fun: Function, value: Any, pullback: Function, args: tuple[Any, ...], places: Sequence[int]
) -> Blocks:
    results = results_in(value, fun)
    if any(map(np.iscomplexobj, results)):
        raise ArgumentTypeError(
            f"{name_of(fun)} returns complex numbers: the Jacobian of those takes real arguments, in "
            "forward mode.\nUse difpy.jacfwd or difpy.jacobian; of a holomorphic function difpy.vjp with the "
            "cotangent 1.0 gives the derivative."
        )
    blocks: Blocks = []
    for k, result in enumerate(results):
        seeds = (only(unit, k, results, zeros=True) for unit in units(result))
        rows = [pullback(seed if isinstance(value, tuple) else seed[0]) for seed in seeds]
        rows = rows or [tuple(np.zeros_like(arg) for arg in args)]
        blocks.append(tuple(_block([row[i] for row in rows], result, last=False) for i in places))
    return blocks


def _block(parts: Sequence[Any], varied: Any, *, last: bool) -> Any:
    """The derivatives for each element of `varied`, whose axes come last or first; a float of two floats."""
    stacked = np.stack([np.asarray(part) for part in parts], axis=-1 if last else 0)
    own = np.shape(parts[0])
    if not np.size(varied):
        stacked = stacked[..., :0] if last else stacked[:0]
    block = stacked.reshape(own + np.shape(varied) if last else np.shape(varied) + own)
    return block if block.ndim else block.item()


def is_plain(value: Any) -> bool:
    if isinstance(value, np.ndarray):
        return bool(value.dtype.kind in "fc")
    return isinstance(value, (float, complex, np.inexact))


def results_in(value: Any, fun: Function) -> tuple[Any, ...]:
    """The floats and arrays that a function returns."""
    results = value if isinstance(value, tuple) else (value,)
    if not all(map(is_plain, results)):
        raise ArgumentTypeError(
            f"A Jacobian needs a function that returns a float, an array of floats or a tuple of those; "
            f"{name_of(fun)} returns {value!r}."
        )
    return results


def units(value: Any) -> Iterator[Any]:
    """For each element of a float or array the tangent that is one there."""
    if not isinstance(value, np.ndarray):
        yield 1.0
        return
    for index in np.ndindex(value.shape):
        unit = np.zeros(value.shape, value.dtype)
        unit[index] = 1.0
        yield unit


def only(unit: Any, position: int, values: Sequence[Any], *, zeros: bool = False) -> tuple[Any, ...]:
    """A tangent or cotangent of all values in which one alone is not zero."""
    others = [np.zeros_like(v) if np.ndim(v) else 0.0 for v in values] if zeros else [None] * len(values)
    return (*others[:position], unit, *others[position + 1 :])


def _hessian_block(products: list[tuple[Any, ...]], i: int, j: int, args: tuple[Any, ...]) -> Any:
    """The derivatives with respect to two arguments, from the products with the units of the first."""
    shape = np.shape(args[i]) + np.shape(args[j])
    dtype = np.result_type(np.asarray(args[j]).dtype)
    block = np.array([product[j] for product in products], dtype=dtype).reshape(shape)
    return block if block.ndim else block.item()
