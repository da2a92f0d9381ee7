"""Derivatives by dual numbers: the user's own code object run by CPython, one pass per tangent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tests.oracles import structure
from tests.oracles.dual_numbers import Dual, DualArray, value_of
from tests.oracles.memory import bitwise, copy_arguments, restored
from tests.oracles.shims import Converter

Argnums = int | tuple[int, ...]


def jvp(function: Callable[..., Any], primals: tuple[Any, ...], tangents: tuple[Any, ...]) -> tuple[Any, Any]:
    """The value and the directional derivative; a tangent None is zero."""
    if not _writes_shared(function, primals):
        primals = tuple(copy_arguments(primal) for primal in primals)  # each its own partial derivative
    convert = Converter()
    copied = convert(function)
    args = [convert(primal) for primal in primals]
    args = [
        arg if tangent is None else _seeded(arg, tangent) for arg, tangent in zip(args, tangents, strict=True)
    ]
    return _separate(copied(*args))


def value_and_grad(function: Callable[..., Any], args: tuple[Any, ...], argnums: Argnums) -> tuple[Any, Any]:
    """The value and one gradient (a tuple of them for a tuple of argnums)."""
    numbers = argnums if isinstance(argnums, tuple) else (argnums,)
    args = tuple(float(arg) if i in numbers and type(arg) is int else arg for i, arg in enumerate(args))
    value = jvp(function, args, (None,) * len(args))[0]
    gradients = []
    for number in numbers:
        gradient = structure.zeros_like(args[number])
        for unit, where in structure.unit_tangents(args[number]):
            tangents = tuple(unit if i == number else None for i in range(len(args)))
            gradient = structure.add_entry(gradient, where, jvp(function, args, tangents)[1])
        gradients.append(structure.map_leaves(_like_primal, args[number], gradient))
    return value, tuple(gradients) if isinstance(argnums, tuple) else gradients[0]


def _like_primal(primal: Any, gradient: Any) -> Any:
    return gradient.astype(primal.dtype) if isinstance(primal, np.ndarray) else gradient


def _seeded(arg: Any, tangent: Any) -> Any:
    return structure.map_leaves(_seed, arg, tangent)


def _seed(leaf: Any, tangent: Any) -> Any:
    if isinstance(leaf, DualArray):
        leaf.tangent += tangent
        return leaf
    if isinstance(leaf, Dual):
        return Dual(leaf.value, leaf.tangent + tangent)
    return leaf if tangent is None else Dual(leaf, tangent)


def _separate(result: Any) -> tuple[Any, Any]:
    """The results' values and tangents in their structure; integers have the tangent None."""
    return structure.map_leaves(_number, value_of(result)), structure.map_leaves(_tangent, result)


def _number(x: Any) -> Any:
    return x.copy() if isinstance(x, np.ndarray) else x


def _tangent(x: Any) -> Any:
    if isinstance(x, (Dual, DualArray)):
        return x.tangent
    return 0.0 if isinstance(x, (float, np.floating)) else None


def _writes_shared(function: Callable[..., Any], primals: tuple[Any, ...]) -> bool:
    """Whether the primal changes memory that two arguments share."""
    arrays = [leaf for primal in primals for leaf in structure.leaves(primal) if isinstance(leaf, np.ndarray)]
    if not any(np.shares_memory(a, b) for i, a in enumerate(arrays) for b in arrays[:i]):
        return False
    copied = copy_arguments(tuple(primals))
    before = bitwise(copied)
    with restored(function), np.errstate(all="ignore"):
        function(*copied)
    return bool(bitwise(copied) != before)
