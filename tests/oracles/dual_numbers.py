"""Dual numbers and arrays of them: a value and, beside it, its tangent.

A Dual stands for a float, a DualArray for a float array; basic indexing of a DualArray is a view of
both halves, so writes through aliases reach value and tangent alike. Neither converts itself to a
float or to an ndarray: code that would drop the tangent fails with a TypeError.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from tests.oracles.partials import BINARY, UNARY, times

VALUE_OF_OPERATOR: dict[str, Callable[[Any, Any], Any]] = {
    "add": operator.add, "subtract": operator.sub, "multiply": operator.mul, "divide": operator.truediv,
    "floor_divide": operator.floordiv, "remainder": operator.mod, "power": operator.pow,
}  # fmt: skip


class _Operators:
    """The operators that Dual and DualArray share."""

    __array_ufunc__ = None  # ndarray and NumPy scalars on the left defer to the reflected operators
    value: Any
    tangent: Any

    def __neg__(self) -> Any:
        return wrap(-self.value, -self.tangent)

    def __pos__(self) -> Any:
        return wrap(+self.value, +self.tangent)

    def __abs__(self) -> Any:
        return wrap(abs(self.value), times(self.tangent, np.sign(self.value)))

    def __lt__(self, other: Any) -> Any:
        return taking_tangents(self.value < value_of(other))

    def __le__(self, other: Any) -> Any:
        return taking_tangents(self.value <= value_of(other))

    def __gt__(self, other: Any) -> Any:
        return taking_tangents(self.value > value_of(other))

    def __ge__(self, other: Any) -> Any:
        return taking_tangents(self.value >= value_of(other))

    def __eq__(self, other: Any) -> Any:
        return taking_tangents(self.value == value_of(other))

    def __ne__(self, other: Any) -> Any:
        return taking_tangents(self.value != value_of(other))

    def __divmod__(self, other: Any) -> Any:
        return self // other, self % other

    def __matmul__(self, other: Any) -> Any:
        return matmul(self, other)

    def __rmatmul__(self, other: Any) -> Any:
        return matmul(other, self)

    __hash__ = None  # type: ignore[assignment]


def _add_operators() -> None:
    spelled = {
        "add": "add", "sub": "subtract", "mul": "multiply", "truediv": "divide", "floordiv": "floor_divide",
        "mod": "remainder", "pow": "power",
    }  # fmt: skip
    for short, name in spelled.items():

        def forward(self: Any, other: Any, name: str = name) -> Any:
            return binary(name, self, other) if is_operand(other) else NotImplemented

        def reflected(self: Any, other: Any, name: str = name) -> Any:
            return binary(name, other, self) if is_operand(other) else NotImplemented

        setattr(_Operators, f"__{short}__", forward)
        setattr(_Operators, f"__r{short}__", reflected)


_add_operators()


class Dual(_Operators):
    """A float with its tangent."""

    __slots__ = ("tangent", "value")

    def __init__(self, value: Any, tangent: Any = 0.0) -> None:
        self.value = value
        self.tangent = float(tangent)

    def __bool__(self) -> bool:
        return bool(self.value)

    def __int__(self) -> int:
        return int(self.value)

    __trunc__ = __int__

    def __floor__(self) -> int:
        return int(np.floor(self.value))

    def __ceil__(self) -> int:
        return int(np.ceil(self.value))

    def __round__(self, digits: int | None = None) -> Any:
        return round(self.value) if digits is None else Dual(round(self.value, digits), 0.0)

    def is_integer(self) -> bool:
        return bool(self.value.is_integer())

    def item(self) -> Dual:
        return Dual(float(self.value), self.tangent)

    def sum(self, *args: Any, **kwargs: Any) -> Any:
        return np_rule("sum")(self, *args, **kwargs)

    def __hash__(self) -> int:
        return hash(self.value)

    def __format__(self, spec: str) -> str:
        return format(self.value, spec)

    def __str__(self) -> str:
        return str(self.value)

    def __repr__(self) -> str:
        return repr(self.value)

    def __getattr__(self, name: str) -> Any:
        # NumPy scalars, which elements of arrays are, have the attributes of arrays
        if name.startswith("__") or not isinstance(self.value, np.generic):
            raise AttributeError(f"Dual has no attribute {name!r}")
        return getattr(as_dual_array(self), name)


class DualArray(_Operators):
    """A float array with the array of its tangents, which is laid out in memory as it is."""

    def __init__(self, value: np.ndarray, tangent: np.ndarray) -> None:
        if value.shape != tangent.shape:
            raise ValueError(f"value has shape {value.shape}, tangent {tangent.shape}")
        self.value = value
        self.tangent = tangent

    # --- reading and writing

    def __getitem__(self, index: Any) -> Any:
        index = plain_index(index)
        return view(self.value[index], self.tangent[index])

    def __setitem__(self, index: Any, new: Any) -> None:
        index = plain_index(index)
        new_value, new_tangent = split(new)
        if not isinstance(new_value, np.ndarray):
            new_value, new_tangent = np.asarray(new_value), np.asarray(new_tangent)
        # NumPy reads all before it writes also where source and target overlap
        self.value[index] = new_value
        self.tangent[index] = np.broadcast_to(new_tangent, new_value.shape)

    def __len__(self) -> int:
        return len(self.value)

    def __iter__(self) -> Iterator[Any]:
        if self.value.ndim == 0:
            raise TypeError("iteration over a 0-d array")
        return (self[i] for i in range(len(self.value)))

    def __bool__(self) -> bool:
        return bool(self.value)

    def __int__(self) -> int:
        return int(self.value)

    def __contains__(self, item: Any) -> bool:
        return value_of(item) in self.value

    def __repr__(self) -> str:
        return repr(self.value)

    # --- what it shares with ndarray

    shape = property(lambda self: self.value.shape)
    size = property(lambda self: self.value.size)
    ndim = property(lambda self: self.value.ndim)
    dtype = property(lambda self: self.value.dtype)
    itemsize = property(lambda self: self.value.itemsize)
    nbytes = property(lambda self: self.value.nbytes)
    T = property(lambda self: DualArray(self.value.T, self.tangent.T))
    flat = property(
        lambda self: iter(view(v, t) for v, t in zip(self.value.flat, self.tangent.flat, strict=True))
    )

    def copy(self, order: str = "C") -> DualArray:
        return fresh(self.value.copy(order), self.tangent.copy(order))

    def flatten(self, order: str = "C") -> DualArray:
        return fresh(self.value.flatten(order), self.tangent.flatten(order))

    def reshape(self, *shape: Any, **kwargs: Any) -> DualArray:
        return DualArray(self.value.reshape(*shape, **kwargs), self.tangent.reshape(*shape, **kwargs))

    def transpose(self, *axes: Any) -> DualArray:
        return DualArray(self.value.transpose(*axes), self.tangent.transpose(*axes))

    def astype(self, dtype: Any, **kwargs: Any) -> Any:
        value = self.value.astype(plain_dtype(dtype), **kwargs)
        return wrap(value, self.tangent)

    def fill(self, new: Any) -> None:
        self[...] = new

    def item(self, *index: Any) -> Dual:
        return Dual(self.value.item(*index), self.tangent.item(*index))

    def tolist(self) -> Any:
        if self.ndim == 0:
            return self.item()
        return [row.tolist() if isinstance(row, DualArray) else row.item() for row in self]

    def sort(self, axis: int = -1) -> None:
        self[...] = np_rule("sort")(self, axis=axis)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or not callable(getattr(np.ndarray, name, None)):
            raise AttributeError(f"DualArray has no attribute {name!r}")
        return lambda *args, **kwargs: np_rule(name)(self, *args, **kwargs)


def _add_in_place_operators() -> None:
    spelled = {"add": "add", "sub": "subtract", "mul": "multiply", "truediv": "divide", "pow": "power",
               "floordiv": "floor_divide", "mod": "remainder"}  # fmt: skip
    for short, name in spelled.items():

        def in_place(self: DualArray, other: Any, name: str = name) -> DualArray:
            return store(self, binary(name, self, other))

        setattr(DualArray, f"__i{short}__", in_place)


def store(target: DualArray, result: Any) -> DualArray:
    """Write a whole result into an array, as in-place operators and `out=` do."""
    value, tangent = split(result)
    np.copyto(target.value, value, casting="same_kind")
    np.copyto(target.tangent, tangent)
    return target


_add_in_place_operators()


class PlainArray(np.ndarray):
    """An integer or boolean array: float arrays computed from it can take tangents."""

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **keywords: Any) -> Any:
        if any(isinstance(x, (Dual, DualArray)) for x in inputs):
            return NotImplemented
        if "out" in keywords:
            keywords["out"] = tuple(np.asarray(x) for x in keywords["out"])
        plain = [np.asarray(x) if isinstance(x, PlainArray) else x for x in inputs]
        return taking_tangents(getattr(ufunc, method)(*plain, **keywords))


def taking_tangents(result: Any) -> Any:
    """Float arrays that NumPy made hold tangents from now on, since duals may be written into them."""
    if isinstance(result, np.ndarray):
        if result.dtype.kind == "f":
            return fresh(np.asarray(result), np.zeros(result.shape))
        return result.view(PlainArray)
    if isinstance(result, (list, tuple)) and not hasattr(result, "_fields"):
        return type(result)(taking_tangents(item) for item in result)
    return result


# --- taking apart and putting together ------------------------------------------------------------


def is_operand(x: Any) -> bool:
    return isinstance(x, (Dual, DualArray, int, float, np.number, np.bool_, np.ndarray, list, tuple))


def has_dual(x: Any) -> bool:
    if isinstance(x, (list, tuple)):
        return any(has_dual(item) for item in x)
    return isinstance(x, (Dual, DualArray))


def value_of(x: Any) -> Any:
    """The primal value, in tuples and lists too."""
    if isinstance(x, (Dual, DualArray)):
        return x.value
    if isinstance(x, PlainArray):
        return np.asarray(x)
    if isinstance(x, (list, tuple)) and has_dual(x):
        items = [value_of(item) for item in x]
        return type(x)(*items) if hasattr(x, "_fields") else type(x)(items)
    return x


def tangent_of(x: Any) -> Any:
    if isinstance(x, (Dual, DualArray)):
        return x.tangent
    if isinstance(x, (list, tuple)):
        return [tangent_of(item) for item in x]
    return np.zeros(np.shape(x)) if isinstance(x, np.ndarray) else 0.0


def split(x: Any) -> tuple[Any, Any]:
    """Value and tangent; lists and tuples become arrays, as operands of NumPy do."""
    if isinstance(x, (list, tuple)):
        return np.asarray(value_of(x)), np.asarray(tangent_of(x), float)
    return value_of(x), tangent_of(x)


def view(value: Any, tangent: Any) -> Any:
    """What indexing gives: an array that shares memory, or a number."""
    return DualArray(value, tangent) if isinstance(value, np.ndarray) else Dual(value, tangent)


def fresh(value: np.ndarray, tangent: np.ndarray) -> DualArray:
    """New memory; the tangent gets the layout of the value, so that both reshape alike."""
    laid_out = np.empty_like(value, dtype=np.float64)
    np.copyto(laid_out, tangent)
    return DualArray(value, laid_out)


def wrap(value: Any, tangent: Any) -> Any:
    """A result: plain where it is not a float, dual otherwise."""
    if isinstance(value, np.ndarray):
        value = np.asarray(value)
        return fresh(value, tangent) if value.dtype.kind == "f" else value.view(PlainArray)
    if isinstance(value, (bool, int, np.bool_, np.integer)):
        return value
    return Dual(value, tangent)


def as_dual_array(x: Any) -> DualArray:
    if isinstance(x, DualArray):
        return x
    value, tangent = split(x)
    return fresh(np.asarray(value, float), np.broadcast_to(tangent, np.shape(value)))


def plain_index(index: Any) -> Any:
    if isinstance(index, tuple):
        return tuple(plain_index(item) for item in index)
    if isinstance(index, (Dual, DualArray)):
        raise IndexError(
            "only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or "
            "boolean arrays are valid indices"
        )
    return index


def plain_dtype(dtype: Any) -> Any:
    """The dtype behind the shims of `float`, `np.float64` and `np.float32`."""
    return getattr(dtype, "stands_for", dtype)


# --- elementwise functions -------------------------------------------------------------------------


def unary(name: str, x: Any, value_function: Callable[[Any], Any]) -> Any:
    value, tangent = split(x)
    with np.errstate(all="ignore"):
        result = value_function(value)
        return wrap(result, times(tangent, UNARY[name](value, result)))


def binary(name: str, x: Any, y: Any, value_function: Callable[[Any, Any], Any] | None = None) -> Any:
    (x_value, x_tangent), (y_value, y_tangent) = split(x), split(y)
    with np.errstate(all="ignore"):
        if value_function is not None:
            result = value_function(x_value, y_value)
        else:
            result = _operator_value(name, x_value, y_value)
        to_x, to_y = BINARY[name](_wide(x_value), _wide(y_value), _wide(result))
        return wrap(result, times(x_tangent, to_x) + times(y_tangent, to_y))


def _wide(x: Any) -> Any:
    """Tangents are computed in double precision, also those of float32 values."""
    if isinstance(x, np.ndarray):
        return x.astype(np.float64)
    return np.float64(x)


def _operator_value(name: str, x: Any, y: Any) -> Any:
    try:
        return VALUE_OF_OPERATOR[name](x, y)
    except (ZeroDivisionError, OverflowError):
        # difpy's documented exception to Python: float arithmetic gives IEEE values
        return getattr(np, name)(np.float64(x), np.float64(y))


def matmul(x: Any, y: Any) -> Any:
    return np_rule("matmul")(x, y)


def np_rule(name: str) -> Callable[..., Any]:
    from tests.oracles.dual_numpy import rule  # the rules need the classes above

    return rule(name)
