"""Checks of indices and numbers that cost compiled code one comparison each.

`check_index = check("index", "ode.py")` makes a function that gives back its first argument, and raises
what Python raises where that is out of range, with the user's file and line:

    y = a[check_index(i, a.shape[0], 0, 7)]

In compiled code the comparison and a branch stand where the call stands; what raises is a function of
its own that nothing inlines. So neither the optimizer's time nor the hot path pays for the exception.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from numba.core import types as numba_types
from numba.core.imputils import impl_ret_borrowed

from difpy.runtime import raised
from difpy.runtime.emitted import Typed, Value, cgutils, raise_out_of_line, register, signature

types: Any = numba_types  # in parts untyped to mypy
borrowed: Any = impl_ret_borrowed

INDEX = "index {} is out of bounds for axis {} with size {}"
MASK = (
    "boolean index did not match indexed array along axis {}; "
    "size of axis is {} but size of corresponding boolean axis is {}"
)

FULL = "the gradient would have to record more than {} values of this line, for which there is no memory"

NEGATIVE_POWER = "Integers to negative integer powers are not allowed."
"""NumPy's text. Python's own int would become a float, which a variable of ints cannot hold."""


def zero_division(operation: str) -> str:
    """The text of the running Python: it changed over its versions.

    >>> zero_division("//")
    'integer division or modulo by zero'
    """
    try:
        eval(f"1 {operation} 0")
    except ZeroDivisionError as error:
        return str(error)
    raise AssertionError(operation)


# --- when a check fails ------------------------------------------------------------------------


def _outside(builder: Any, arguments: tuple[Value, ...], kinds: tuple[Any, ...]) -> Value:
    """index < -size or index >= size; a negative number is above every size where it has no sign."""
    index, size = arguments[:2]
    if not kinds[0].signed:
        return builder.icmp_unsigned(">=", index, size)
    below = builder.icmp_signed("<", index, builder.neg(size))
    return builder.or_(below, builder.icmp_signed(">=", index, size))


def _zero(builder: Any, arguments: tuple[Value, ...], kinds: tuple[Any, ...]) -> Value:
    number = arguments[0]
    return builder.icmp_unsigned("==", number, number.type(0))


def _negative(builder: Any, arguments: tuple[Value, ...], kinds: tuple[Any, ...]) -> Value:
    number = arguments[0]
    return builder.icmp_signed("<", number, number.type(0))


def _nan(builder: Any, arguments: tuple[Value, ...], kinds: tuple[Any, ...]) -> Value:
    return builder.fcmp_unordered("uno", arguments[0], arguments[0])


def _infinite(builder: Any, arguments: tuple[Value, ...], kinds: tuple[Any, ...]) -> Value:
    number = arguments[0]
    both = [builder.fcmp_ordered("==", number, number.type(sign * math.inf)) for sign in (1, -1)]
    return builder.or_(*both)


def _full(builder: Any, arguments: tuple[Value, ...], kinds: tuple[Any, ...]) -> Value:
    return builder.icmp_signed(">=", arguments[0], arguments[1])


def _different(builder: Any, arguments: tuple[Value, ...], kinds: tuple[Any, ...]) -> Value:
    return builder.icmp_unsigned("!=", arguments[1], arguments[2])


@dataclass(frozen=True)
class Kind:
    """What is checked. `fails` says when, to CPython; `emit` does so in compiled code.

    `values` are the places of the arguments that fill the layout of the exception's text. `pick` takes
    the first two arguments, and gives what is to be checked in their place.
    """

    fails: Callable[..., bool]
    emit: Callable[..., Value]
    exception: str
    layout: str
    values: tuple[int, ...] = ()
    pick: Callable[[Any, int], tuple[int, int]] | None = None


def first_outside(indices: Any, size: int) -> tuple[int, int]:
    """The first index that is not in -size ... size - 1, with the size; (0, 1) if there is none.

    >>> import numpy as np
    >>> index, size = first_outside(np.array([[0, -3], [3, 7]]), 3)
    >>> int(index), size
    (3, 3)
    """
    for index in indices.flat:
        if index < -size or index >= size:
            return index, size
    return 0, 1


def first_negative(exponents: Any, line: int) -> tuple[int, int]:
    """The first number below 0, with the line; 0 if there is none.

    >>> import numpy as np
    >>> number, line = first_negative(np.array([2, -3]), 7)
    >>> int(number), line
    (-3, 7)
    """
    for exponent in exponents.flat:
        if exponent < 0:
            return exponent, line
    return 0, line


def _is_outside(index: int, size: int, *_: int) -> bool:
    return not -size <= index < size


def _is_zero(number: int, *_: int) -> bool:
    return number == 0


def _is_negative(number: int, *_: int) -> bool:
    return number < 0


KINDS = {
    "index": Kind(_is_outside, _outside, "IndexError", INDEX, (0, 2, 1)),
    "indices": Kind(_is_outside, _outside, "IndexError", INDEX, (0, 2, 1), first_outside),
    "list_index": Kind(_is_outside, _outside, "IndexError", "list index out of range"),
    "list_store": Kind(_is_outside, _outside, "IndexError", "list assignment index out of range"),
    "mask": Kind(lambda _, mine, size, *rest: mine != size, _different, "IndexError", MASK, (3, 2, 1)),
    "room": Kind(lambda count, room, _: count >= room, _full, "MemoryError", FULL, (1,)),
    "divisor": Kind(_is_zero, _zero, "ZeroDivisionError", zero_division("//")),
    "modulus": Kind(_is_zero, _zero, "ZeroDivisionError", zero_division("%")),
    "exponent": Kind(_is_negative, _negative, "ValueError", NEGATIVE_POWER),
    "exponents": Kind(_is_negative, _negative, "ValueError", NEGATIVE_POWER, pick=first_negative),
    "number": Kind(lambda x, _: x != x, _nan, "ValueError", "cannot convert float NaN to integer"),
    "finite": Kind(
        lambda x, _: abs(x) == math.inf,
        _infinite,
        "OverflowError",
        "cannot convert float infinity to integer",
    ),
}


class Check:
    """A function of a value, of what it is compared with, and of the user's line, which comes last."""

    def __init__(self, kind: str, file: str) -> None:
        self.kind = KINDS[kind]
        self.file = file
        self.__name__ = f"check_{kind}"
        self.exception = getattr(raised, self.kind.exception)

    def __call__(self, *arguments: Any) -> Any:
        value = arguments[0]
        if self.kind.pick is not None:
            arguments = (*self.kind.pick(*arguments[:2]), *arguments[2:])
        if self.kind.fails(*arguments):
            values = [arguments[place] for place in self.kind.values]
            raise self.exception(self.kind.layout, self.file, arguments[-1], *values)
        return value

    def __repr__(self) -> str:
        return f"<{self.__name__} of {self.file}>"


@functools.cache
def check(kind: str, file: str) -> Check:
    """The check of this kind for the lines of a file.

    >>> check("index", "ode.py")(-3, 3, 0, 7)
    -3
    >>> check("index", "ode.py")(3, 3, 0, 7)
    Traceback (most recent call last):
    ...
    IndexError: index 3 is out of bounds for axis 0 with size 3
    """
    made = Check(kind, file)
    _register(made)
    return made


# --- in compiled code --------------------------------------------------------------------------


def _register(made: Check) -> None:
    def emit(context: Any, builder: Any, sig: Any, args: tuple[Value, ...]) -> Value:
        numbers = [_widened(context, builder, a, t) for a, t in zip(args, sig.args, strict=True)]
        if made.kind.pick is not None:
            numbers[:2] = _picked(context, builder, made.kind.pick, numbers[:2])
        values, kinds = zip(*numbers, strict=True)
        with cgutils.if_unlikely(builder, made.kind.emit(builder, values, kinds)):
            shown = [numbers[place] for place in made.kind.values]
            layout, line = made.kind.layout, numbers[-1]
            raise_out_of_line(context, builder, made.exception, layout, made.file, line, shown)
        return borrowed(context, builder, sig.return_type, args[0])

    register(made, lambda first, *_: first, emit)


def _widened(context: Any, builder: Any, value: Value, type_: Any) -> Typed:
    """An integer with 64 bits; anything else as it is."""
    if not isinstance(type_, types.Integer):
        return value, type_
    wide = types.int64 if type_.signed else types.uint64
    return context.cast(builder, value, type_, wide), wide


def _picked(context: Any, builder: Any, pick: Callable[..., Any], numbers: list[Typed]) -> list[Typed]:
    values, kinds = zip(*numbers, strict=True)
    pair = signature(types.UniTuple(types.int64, 2), *kinds)
    picked = context.compile_internal(builder, pick, pair, values)
    return [(builder.extract_value(picked, place), types.int64) for place in range(2)]
