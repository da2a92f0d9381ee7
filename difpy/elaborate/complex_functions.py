"""Calls of `cmath`: functions of complex numbers, whatever type their arguments have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from numba.core import types

from difpy import kinds
from difpy.elaborate.code import Node
from difpy.elaborate.frame import Frame
from difpy.elaborate.operators import at_rank_zero, operand
from difpy.elaborate.values import Value, convert, data, tuple_of
from difpy.program import Binary, Call, Expression, Position, Type

TESTS = frozenset({"isfinite", "isinf", "isnan"})
FUNCTIONS = frozenset({
    "acos", "acosh", "asin", "asinh", "atan", "atanh", "cos", "cosh", "exp", "log", "log10", "phase", "polar",
    "rect", "sin", "sinh", "sqrt", "tan", "tanh",
})  # fmt: skip


def cmath_call(
    frame: Frame, name: str, arguments: Sequence[Value], keywords: Mapping[str, Value], node: Node
) -> Value:
    """`cmath.name(z)`; `polar` and `rect` are written with functions that have rules."""
    at = frame.position(node)
    last = name.partition(".")[2]
    count = 2 if last == "rect" else 1
    if last not in FUNCTIONS | TESTS:
        raise frame.refuse(node, f"`{name}` is not known to difpy", "Write what it computes.")
    es = [at_rank_zero(operand(frame, a, node)) for a in arguments]
    if keywords or len(es) != count or not all(kinds.is_scalar(e.type) for e in es):
        words = f"`{name}` takes {'two numbers' if count == 2 else 'one number'} here"
        raise frame.refuse(node, words, f"For arrays use `np.{last}`; divide by the logarithm of a base.")
    if last == "rect":
        return data(_rectangular(es[0], es[1], at))
    z = convert(es[0], types.complex128)
    if last == "polar":
        absolute = Call("abs", (z,), type=types.float64, at=at)
        return tuple_of((data(absolute), data(Call("cmath.phase", (z,), type=types.float64, at=at))))
    return data(Call(name, (z,), type=_result(last), at=at))


def _result(name: str) -> Type:
    if name in TESTS:
        return types.boolean
    return types.float64 if name == "phase" else types.complex128


def _rectangular(r: Expression, phi: Expression, at: Position) -> Expression:
    """`complex(r * cos(phi), r * sin(phi))`."""
    parts = (Call(f"math.{name}", (phi,), type=types.float64, at=at) for name in ("cos", "sin"))
    products = tuple(Binary("*", r, part, type=types.float64, at=at) for part in parts)
    return Call("complex", products, type=types.complex128, at=at)
