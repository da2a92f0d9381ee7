"""Cotangents and tangents as users give them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from difpy.errors import ArgumentTypeError, ArgumentValueError
from difpy.transforms.forms import NUMBERS


def matched(seed: Any, value: Any, where: str, like: str) -> Any:
    """The seed with the types of the value; refuses one of another structure or shape.

    `where` and `like` are what the seed and the value are in messages.
    """
    if isinstance(value, (tuple, list)):
        if not isinstance(seed, (tuple, list)) or len(seed) != len(value):
            raise ArgumentTypeError(
                f"{where} must be a {type(value).__name__} of {len(value)} like {like}; got {seed!r}."
            )
        pairs = enumerate(zip(seed, value, strict=True))
        parts = [matched(c, v, f"{where}[{i}]", like) for i, (c, v) in pairs]
        return list(parts) if isinstance(value, list) else tuple(parts)
    if isinstance(value, np.ndarray):
        return _array(seed, value, where, like)
    if isinstance(value, (float, complex, np.inexact)):
        return _number(seed, value, where, like)
    return None


def _array(seed: Any, value: np.ndarray[Any, Any], where: str, like: str) -> Any:
    if value.dtype.kind not in "fc":
        return None
    if value.dtype.kind == "f" and np.iscomplexobj(seed):
        raise ArgumentTypeError(f"{where} must be real like {like}; it is complex.")
    array = np.array(seed, dtype=value.dtype, order="C")
    if array.shape != value.shape:
        raise ArgumentValueError(f"{where} must have {like}'s shape {value.shape}; it has {array.shape}.")
    return array


def _number(seed: Any, value: Any, where: str, like: str) -> Any:
    if not isinstance(seed, NUMBERS) and np.ndim(seed) != 0:
        raise ArgumentTypeError(f"{where} must be a number like {like}; got {seed!r}.")
    if not isinstance(value, (complex, np.complexfloating)) and np.iscomplexobj(seed):
        raise ArgumentTypeError(f"{where} must be real like {like}; got {seed!r}.")
    return complex(seed) if isinstance(value, (complex, np.complexfloating)) else float(seed)


def floats(value: Any) -> Iterator[Any]:
    """The leaves of a structure that are made of floats."""
    if isinstance(value, (tuple, list)):
        for part in value:
            yield from floats(part)
    elif isinstance(value, (float, complex, np.inexact)) or (
        isinstance(value, np.ndarray) and value.dtype.kind in "fc"
    ):
        yield value


def zeros(value: Any) -> Any:
    """A tangent of zero; None for what is no float."""
    if isinstance(value, (tuple, list)):
        return type(value)(map(zeros, value)) if type(value) in (tuple, list) else tuple(map(zeros, value))
    if isinstance(value, np.ndarray):
        return np.zeros_like(value) if value.dtype.kind in "fc" else None
    if isinstance(value, (complex, np.complexfloating)):
        return 0j
    return 0.0 if isinstance(value, (float, np.floating)) else None
