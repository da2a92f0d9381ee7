"""Arguments as structures: numbers and arrays in tuples, namedtuples and lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np


def is_differentiable(x: Any) -> bool:
    """Whether a gradient with respect to it makes sense: floats, float arrays, and structures of them."""
    if isinstance(x, np.ndarray):
        return x.dtype.kind == "f"
    if isinstance(x, (list, tuple)):
        return len(x) > 0 and all(is_differentiable(item) for item in x)
    return isinstance(x, (float, np.floating))


def map_leaves(function: Callable[..., Any], x: Any, *others: Any) -> Any:
    """`function` on each number or array; others are parallel structures."""
    if isinstance(x, (list, tuple)):
        items = [map_leaves(function, *parts) for parts in zip(x, *others, strict=True)]
        return type(x)(*items) if hasattr(x, "_fields") else type(x)(items)
    return function(x, *others)


def leaves(x: Any) -> Iterator[Any]:
    if isinstance(x, (list, tuple)):
        for item in x:
            yield from leaves(item)
    else:
        yield x


def zeros_like(x: Any) -> Any:
    """A structure of zeros, in double precision; what has no derivative gives None."""
    return map_leaves(_zero, x)


def _zero(leaf: Any) -> Any:
    if isinstance(leaf, np.ndarray):
        return np.zeros(leaf.shape) if leaf.dtype.kind == "f" else None
    return 0.0 if isinstance(leaf, (float, int, np.floating)) and not isinstance(leaf, bool) else None


def unit_tangents(x: Any) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """For each entry of a structure: the tangents that are one there, and where that is (path, index)."""
    for path, leaf in _paths(x, ()):
        for index in np.ndindex(leaf.shape) if isinstance(leaf, np.ndarray) else [()]:
            yield replaced(zeros_like(x), path, _unit(leaf, index)), (path, index)


def _unit(leaf: Any, index: tuple[int, ...]) -> Any:
    if not isinstance(leaf, np.ndarray):
        return 1.0
    unit = np.zeros(leaf.shape)
    unit[index] = 1.0
    return unit


def _paths(x: Any, path: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], Any]]:
    if isinstance(x, (list, tuple)):
        for i, item in enumerate(x):
            yield from _paths(item, (*path, i))
    elif _zero(x) is not None:
        yield path, x


def replaced(x: Any, path: tuple[int, ...], leaf: Any) -> Any:
    if not path:
        return leaf
    items = list(x)
    items[path[0]] = replaced(items[path[0]], path[1:], leaf)
    return type(x)(*items) if hasattr(x, "_fields") else type(x)(items)


def add_entry(x: Any, where: tuple[Any, ...], number: float) -> Any:
    """The structure with `number` added to one entry; arrays are changed in place."""
    path, index = where
    leaf = x
    for i in path:
        leaf = leaf[i]
    if isinstance(leaf, np.ndarray):
        leaf[index] += number
        return x
    return replaced(x, path, leaf + number)


def inner(x: Any, y: Any) -> float:
    """The sum of the products of all entries; None counts as zero."""
    pairs = zip(leaves(x), leaves(y), strict=True)
    return float(
        sum(np.sum(np.multiply(a, b, dtype=np.float64)) for a, b in pairs if a is not None and b is not None)
    )
