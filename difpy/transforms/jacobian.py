"""`jacfwd`, `jacrev` and `jacobian`: all derivatives of all results."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from difpy.errors import ArgumentTypeError
from difpy.transforms.derivative import Derivative
from difpy.transforms.pullback import vjp
from difpy.transforms.pushforward import jvp
from difpy.transforms.request import Argnums, bind, bound_keywords, name_of, resolve_argnums, signature_of

Function = Callable[..., Any]
Blocks = list[tuple[Any, ...]]
"""For each result, for each argument of interest, the derivative."""


def jacfwd(
    fun: Function,
    argnums: Argnums = 0,
    *,
    jit: bool = True,
    checks: bool = True,
    fastmath: bool | Iterable[str] = False,
    vector_math: bool = True,
) -> Derivative:
    """The Jacobian in forward mode: one run for each element of the arguments.

    A function of the same arguments. The function returns a float, an array, or a tuple of those; for each of
    these the Jacobian is an array of its shape followed by that of the argument, and for a tuple of argnums
    a tuple of such arrays. The arguments of interest are floats and arrays.

    >>> jacfwd(lambda x: np.array([x[0] * x[1], x[1]]), jit=False)(np.array([2.0, 3.0])).tolist()
    [[3.0, 2.0], [0.0, 1.0]]
    """
    chosen: dict[str, Any] = {"jit": jit, "checks": checks, "fastmath": fastmath, "vector_math": vector_math}

    def computed(args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        args, places = positions(fun, argnums, args, kwargs)
        return _structured(*_forwards(fun, args, places, chosen), argnums)

    return Derivative(fun, "jacfwd", computed)


def jacrev(
    fun: Function,
    argnums: Argnums = 0,
    *,
    jit: bool = True,
    checks: bool = True,
    fastmath: bool | Iterable[str] = False,
    vector_math: bool = True,
) -> Derivative:
    """The Jacobian in reverse mode: one run for each element of the results. Otherwise as `jacfwd`.

    >>> jacrev(lambda x: np.array([x[0] * x[1], x[1]]), jit=False)(np.array([2.0, 3.0])).tolist()
    [[3.0, 2.0], [0.0, 1.0]]
    """
    chosen: dict[str, Any] = {"jit": jit, "checks": checks, "fastmath": fastmath, "vector_math": vector_math}

    def computed(args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        args, places = positions(fun, argnums, args, kwargs)
        value, pullback = vjp(fun, *args, **chosen)
        return _structured(value, _backwards(fun, value, pullback, args, places), argnums)

    return Derivative(fun, "jacrev", computed)


def jacobian(
    fun: Function,
    argnums: Argnums = 0,
    *,
    jit: bool = True,
    checks: bool = True,
    fastmath: bool | Iterable[str] = False,
    vector_math: bool = True,
) -> Derivative:
    """The Jacobian in the mode that takes fewer runs: forward unless there are fewer results than arguments.

    What it takes and gives is as in `jacfwd`.

    >>> jacobian(lambda x: (x * x, x[0]), jit=False)(np.array([2.0, 3.0]))[1].tolist()
    [1.0, 0.0]
    """
    chosen: dict[str, Any] = {"jit": jit, "checks": checks, "fastmath": fastmath, "vector_math": vector_math}

    def computed(args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        args, places = positions(fun, argnums, args, kwargs)
        value, pullback = vjp(fun, *args, **chosen)
        inputs = sum(np.size(args[i]) for i in places)
        results = results_in(value, fun)
        is_from_complex = any(np.iscomplexobj(args[i]) for i in places)
        is_to_complex = any(map(np.iscomplexobj, results))
        if is_from_complex or (sum(map(np.size, results)) < inputs and not is_to_complex):
            return _structured(value, _backwards(fun, value, pullback, args, places), argnums)
        return _structured(*_forwards(fun, args, places, chosen), argnums)

    return Derivative(fun, "jacobian", computed)


# --- one run after the other -------------------------------------------------------------------


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


def _structured(value: Any, blocks: Blocks, argnums: Argnums) -> Any:
    """The blocks in the structure of the results, and inside of each in that of argnums."""
    rows = tuple(row if isinstance(argnums, tuple) else row[0] for row in blocks)
    return rows if isinstance(value, tuple) else rows[0]


# --- what is varied, and what comes of it ------------------------------------------------------


def positions(
    fun: Function, argnums: Argnums, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[tuple[Any, ...], list[int]]:
    """All arguments by position, and the positions of those that `argnums` means, floats and arrays."""
    signature, bound = signature_of(fun), bound_keywords(fun)
    names = tuple(name for name in signature.parameters if name not in bound)
    wrt = resolve_argnums(signature, argnums, name_of(fun), bound)
    values = bind(signature, name_of(fun), args, kwargs, names)
    places = [names.index(name) for name in wrt]
    values = tuple(float(v) if i in places and type(v) is int else v for i, v in enumerate(values))
    for i in places:
        if not _is_plain(values[i]):
            raise ArgumentTypeError(
                f"The argument `{names[i]}` of {name_of(fun)} is {values[i]!r}: Jacobians and Hessians are "
                "with respect to floats and arrays of floats.\nPass its floats as one array."
            )
    return values, places


def _is_plain(value: Any) -> bool:
    if isinstance(value, np.ndarray):
        return bool(value.dtype.kind in "fc")
    return isinstance(value, (float, complex, np.inexact))


def results_in(value: Any, fun: Function) -> tuple[Any, ...]:
    """The floats and arrays that a function returns."""
    results = value if isinstance(value, tuple) else (value,)
    if not all(map(_is_plain, results)):
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
