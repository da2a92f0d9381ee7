"""The types of single operations: Numba's where Numba is quick to say, else those of NumPy on an example.

Numba types an operator or an index in a fraction of a millisecond, but a NumPy function that it has
in Python takes it up to two seconds the first time. NumPy itself answers at once: called with the
smallest arrays of the right types, it returns a value of the right type.
"""

from __future__ import annotations

import contextlib
import math
import operator
import warnings
from functools import cache, lru_cache
from typing import Any, TypeAlias

import numpy as np
from numba.core import errors, types
from numba.core.registry import cpu_target

from difpy import kinds
from difpy.program import Type

OPERATORS = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
    "**": operator.pow,
    "@": operator.matmul,
    "&": operator.and_,
    "|": operator.or_,
    "^": operator.xor,
    "<<": operator.lshift,
    ">>": operator.rshift,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
    "unary -": operator.neg,
    "unary +": operator.pos,
    "unary ~": operator.invert,
}


class NoTypeError(Exception):
    """The operation does not take operands of these types."""


class UncertainTypeError(NoTypeError):
    """The operation gives values of other types for arrays of other lengths."""


@cache
def _context() -> Any:
    cpu_target.target_context.refresh()
    context = cpu_target.typing_context
    context.refresh()
    return context


@lru_cache(maxsize=4096)
def operation(op: str, *operands: Type) -> Type:
    """The type of an arithmetic operation or comparison with at least one array."""
    if op == "@":
        return _matmul(*operands)
    return _normal(_resolve(OPERATORS[op], operands))


def _resolve(function: Any, arguments: tuple[Type, ...]) -> Type:
    context = _context()
    try:
        signature = context.resolve_function_type(context.resolve_value_type(function), arguments, {})
    except (errors.NumbaError, ValueError, AssertionError) as error:
        raise NoTypeError(str(error).split("\n", 1)[0]) from None
    if signature is None:
        raise NoTypeError("no such operation")
    return signature.return_type


def _normal(type_: Type) -> Type:
    """Integers are 64 bits wide, as they are in Python, once they are not in an array."""
    if isinstance(type_, types.Literal):
        type_ = type_.literal_type
    return types.int64 if kinds.is_integer(type_) else type_


def _matmul(a: Type, b: Type) -> Type:
    return evaluate("np.matmul", np.matmul, (a, b))


@lru_cache(maxsize=4096)
def subscript(base: Type, indices: tuple[Type, ...]) -> Type:
    """The type of an array's element, view or gathered copy."""
    index = indices[0] if len(indices) == 1 else kinds.tuple_of(indices)
    try:
        return _normal_element(_resolve(operator.getitem, (base, index)))
    except NoTypeError:
        return _example_subscript(base, indices)


def _normal_element(type_: Type) -> Type:
    return type_ if kinds.is_array(type_) else _normal(type_)


def _example_subscript(base: Type, indices: tuple[Type, ...]) -> Type:
    example = _Examples(0)
    index = tuple(example.of(i) for i in indices)
    try:
        result = np.asarray(example.of(base))[index]
    except IndexError as error:
        raise NoTypeError(str(error)) from None
    is_view = not any(kinds.is_reference(i) for i in indices)
    return type_of(result, "A" if is_view else "C")


Argument: TypeAlias = Any  # a Numba type, a tuple of arguments, or Known


class Known:
    """An argument whose value is known, such as `axis=0` or a dtype."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Known) and (type(self.value), self.value) == (type(other.value), other.value)

    def __hash__(self) -> int:
        return hash(self.value)


@lru_cache(maxsize=4096)
def evaluate(
    name: str, function: Any, arguments: tuple[Argument, ...], keywords: tuple[tuple[str, Argument], ...] = ()
) -> Type:
    """The type of a call, from a call with examples of its arguments."""
    failures: dict[int, Exception] = {}
    found: dict[Type, int] = {}
    for size in LENGTHS.get(name, (1, 0, 2, 3)):
        example = _Examples(size)
        try:
            with _quietly():
                result = function(*map(example.of, arguments), **{k: example.of(a) for k, a in keywords})
        except Exception as error:  # NumPy raises errors of every kind, and any means: not with this size
            failures[size] = error
            continue
        found.setdefault(type_of(result, _layout(name, arguments)), size)
    if len(found) > 1:
        raise UncertainTypeError
    if not found:
        raise NoTypeError(str(next(iter(failures.values()))).split("\n", 1)[0])
    return next(iter(found))


LENGTHS = {"np.cross": (3,), **dict.fromkeys(
    ("np.argpartition", "np.delete", "np.insert", "np.partition", "np.take"), (9, 10, 0)
)}  # fmt: skip
"""Functions of arrays of certain lengths, or long enough for the literals that are positions in them."""


@contextlib.contextmanager
def _quietly() -> Any:
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        state = np.random.get_state()
        try:
            yield
        finally:
            np.random.set_state(state)


VIEWS = frozenset({"np.transpose", "np.swapaxes", "np.moveaxis", "np.broadcast_to", "np.flip", "np.flipud",
                   "np.fliplr", "np.real", "np.imag", "np.diag", "np.diagonal", "np.asarray", "np.squeeze",
                   "np.expand_dims", "np.rot90", "np.atleast_1d", "np.atleast_2d"})  # fmt: skip


def _layout(name: str, arguments: tuple[Argument, ...]) -> str:
    if name not in VIEWS:
        return "C"
    keeps = name in {"np.asarray", "np.atleast_1d"} and kinds.is_array(arguments[0])
    return str(arguments[0].layout) if keeps else "A"


class _Examples:
    """Small values of given types; `size` is what integers are, and sizes with them."""

    def __init__(self, size: int) -> None:
        self.size = size

    def of(self, argument: Argument) -> Any:
        if isinstance(argument, Known):
            return argument.value
        if isinstance(argument, tuple):
            return tuple(map(self.of, argument))
        if kinds.is_array(argument):
            return self.array(argument)
        if kinds.is_list(argument):
            return [self.of(argument.dtype)] * max(self.size, 1)
        if kinds.is_tuple(argument):
            return tuple(map(self.of, argument.types))
        return self.scalar(argument)

    def array(self, type_: Type) -> Any:
        length = max(self.size, 1)
        dtype = _dtype(type_.dtype)
        example = np.zeros((length,) * type_.ndim, dtype)
        if kinds.is_float(type_.dtype) or kinds.is_complex(type_.dtype):
            example[...] = np.eye(length, dtype=dtype) + 0.5 if type_.ndim == 2 else 1.0
        return example

    def scalar(self, type_: Type) -> Any:
        if type_ == types.none:
            return None
        if type_ == types.ellipsis:
            return Ellipsis
        if kinds.is_slice(type_):
            return slice(None)
        if kinds.is_boolean(type_):
            return True
        if type_ == types.int64:
            return self.size
        if type_ == types.float64:
            return 0.5
        if kinds.is_scalar(type_):
            return _dtype(type_).type(1)
        raise NoTypeError(f"no values of type {type_} here")


def _dtype(type_: Type) -> Any:
    return np.dtype("bool") if kinds.is_boolean(type_) else np.dtype(str(type_))


def type_of(value: Any, layout: str = "C") -> Type:
    """The type of a result of NumPy."""
    if isinstance(value, np.ndarray):
        return kinds.array_of(_element_type(value.dtype), value.ndim, layout)
    if isinstance(value, tuple):
        return kinds.tuple_of(tuple(type_of(v, layout) for v in value))
    if isinstance(value, list):
        return kinds.list_of(type_of(value[0]) if value else types.undefined)
    if isinstance(value, (bool, np.bool_)):
        return types.boolean
    if isinstance(value, (int, np.integer)):
        return types.int64
    if isinstance(value, (np.floating, np.complexfloating)):
        return _element_type(value.dtype)
    if isinstance(value, float):
        return types.float64
    if isinstance(value, complex):
        return types.complex128
    raise NoTypeError(f"it returns a {type(value).__name__}")


def _element_type(dtype: Any) -> Type:
    if dtype == np.bool_:
        return types.boolean
    if dtype.kind not in "iufc":
        raise NoTypeError(f"it returns an array of {dtype}")
    return getattr(types, str(dtype))


# --- scalars -----------------------------------------------------------------------------------

ARITHMETIC = frozenset({"+", "-", "*", "//", "%", "**"})
BITS = frozenset({"&", "|", "^"})


def scalar_operation(op: str, a: Type, b: Type) -> Type:
    """The type of `a op b` of two scalars, as Python has it."""
    pair = (a, b)
    if op in BITS or op in ("<<", ">>"):
        if not all(kinds.is_integer(t) or kinds.is_boolean(t) for t in pair):
            raise NoTypeError("bits are of integers")
        return types.boolean if op in BITS and a == b == types.boolean else types.int64
    if op not in ARITHMETIC | {"/"}:
        raise NoTypeError("not an operation of numbers")
    if any(map(kinds.is_complex, pair)):
        if op in ("//", "%"):
            raise NoTypeError("complex numbers have no remainder")
        return types.complex128
    if any(map(kinds.is_float, pair)):
        return types.float32 if a == b == types.float32 else types.float64
    return types.float64 if op == "/" else types.int64


FLOAT_TO_INT = frozenset({"ceil", "floor", "trunc", "gcd", "lcm", "factorial", "comb", "perm", "isqrt"})
FLOAT_TO_BOOL = frozenset({"isnan", "isinf", "isfinite", "isclose"})
PAIRS = frozenset({"frexp", "modf"})


def math_function(name: str, count: int) -> Type:
    """The type of `math.name` of `count` numbers."""
    if not callable(getattr(math, name, None)) or name in PAIRS or count > 3:
        raise NoTypeError("not a function of numbers")
    if name in FLOAT_TO_INT:
        return types.int64
    return types.boolean if name in FLOAT_TO_BOOL else types.float64
