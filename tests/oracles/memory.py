"""Copies of arguments that keep who shares memory with whom, and the arrays that a function captures."""

from __future__ import annotations

import functools
import types
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np


def owner_of(array: np.ndarray) -> np.ndarray:
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array


class SharedCopies:
    """Copies arrays so that the copies overlap in memory as the originals do."""

    def __init__(self) -> None:
        self._flat: dict[int, tuple[np.ndarray, np.ndarray]] = {}
        self._keep_alive: list[Any] = []

    def copy(self, array: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
        """The copy and, for a float array, zeros laid out in the same way for its tangents."""
        owner = owner_of(array)
        if id(owner) not in self._flat:
            self._keep_alive.append(owner)
            flat = owner.ravel(order="K").copy()
            self._flat[id(owner)] = flat, np.zeros(flat.size)
        flat, tangents = self._flat[id(owner)]
        if array.size == 0:
            return array.copy(), np.zeros(array.shape) if array.dtype.kind == "f" else None
        start = _address(array) - _lowest_address(owner)
        value = np.ndarray(array.shape, array.dtype, flat.data, start, array.strides)
        value.flags.writeable = array.flags.writeable
        if array.dtype.kind != "f":
            return value, None
        scale = 8 / array.itemsize
        strides = tuple(int(stride * scale) for stride in array.strides)
        return value, np.ndarray(array.shape, np.float64, tangents.data, int(start * scale), strides)


def _address(array: np.ndarray) -> int:
    return int(array.__array_interface__["data"][0])


def _lowest_address(array: np.ndarray) -> int:
    return _address(array) + sum(
        min(0, (n - 1) * stride) for n, stride in zip(array.shape, array.strides, strict=True)
    )


def copy_arguments(args: Any, copies: SharedCopies | None = None) -> Any:
    """A deep copy of arguments: arrays, lists, tuples and what else is immutable."""
    copies = copies or SharedCopies()
    if isinstance(args, np.ndarray):
        return copies.copy(args)[0]
    if isinstance(args, list):
        return [copy_arguments(item, copies) for item in args]
    if isinstance(args, tuple):
        items = [copy_arguments(item, copies) for item in args]
        return type(args)(*items) if hasattr(args, "_fields") else tuple(items)
    return args


def captured_data(function: Any) -> list[Any]:
    """Every array and list that a function can reach through globals, closures, defaults and objects."""
    found: list[Any] = []
    _collect(function, found, set())
    return found


def _collect(x: Any, found: list[Any], seen: set[int]) -> None:
    if id(x) in seen:
        return
    seen.add(id(x))
    if isinstance(x, np.ndarray):
        found.append(x)
    elif isinstance(x, (list, tuple)):
        if isinstance(x, list):
            found.append(x)
        for item in x:
            _collect(item, found, seen)
    else:
        for part in _parts(x):
            _collect(part, found, seen)


def _parts(x: Any) -> Iterator[Any]:
    if isinstance(x, types.FunctionType):
        for name in names_used(x.__code__):
            if name in x.__globals__:
                yield x.__globals__[name]
        yield from _cells(x)
        yield from x.__defaults__ or ()
        yield from (x.__kwdefaults__ or {}).values()
    elif isinstance(x, types.MethodType):
        yield x.__func__
        yield x.__self__
    elif isinstance(x, functools.partial):
        yield x.func
        yield x.args
        yield from x.keywords.values()
    elif hasattr(x, "py_func"):
        yield x.py_func
    elif is_plain_object(x):
        yield from vars(x).values()


def _cells(function: types.FunctionType) -> Iterator[Any]:
    for cell in function.__closure__ or ():
        try:
            yield cell.cell_contents
        except ValueError:  # not bound yet
            continue


def is_plain_object(x: Any) -> bool:
    return hasattr(x, "__dict__") and not isinstance(x, (type, types.ModuleType)) and not callable(x)


def names_used(code: types.CodeType) -> set[str]:
    names = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            names |= names_used(constant)
    return names


def bitwise(x: Any) -> Any:
    """A comparable picture of data: equal if and only if every bit is."""
    if isinstance(x, np.ndarray):
        return x.shape, x.dtype.str, x.strides, x.tobytes()
    if isinstance(x, (list, tuple)):
        return type(x).__name__, [bitwise(item) for item in x]
    if isinstance(x, float):
        return np.float64(x).tobytes()
    return x


@contextmanager
def restored(function: Any) -> Iterator[None]:
    """What a function captures is afterwards as it was, whatever the function wrote into it."""
    data = captured_data(function)
    saved = [x.copy() for x in data]
    try:
        yield
    finally:
        for x, old in zip(data, saved, strict=True):
            if isinstance(x, list):
                x[:] = old
            elif x.flags.writeable:
                x[...] = old
