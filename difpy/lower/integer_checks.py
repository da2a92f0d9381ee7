"""Integers divided by zero, and floats that are no integers, raise what they raise in Python.

Before:
    k = i // n + int(x) + 2**m

After:
    k = i // check_divisor(n, 7) + int(check_number(check_finite(x, 7), 7)) + 2**check_exponent(m, 7)

An integer to a negative power, which is a float in Python, raises what it raises in NumPy.
"""

from __future__ import annotations

from dataclasses import replace

from difpy.kinds import element, is_boolean, is_float, is_integer, is_list, is_scalar
from difpy.lower.bindings import Bindings
from difpy.lower.checks import checked
from difpy.program import (
    Binary,
    Call,
    Constant,
    Expression,
    Function,
    Position,
    Statement,
    Store,
    Type,
    map_children,
)

DIVISIONS = {"//": "divisor", "%": "modulus"}
TO_INTEGER = ("int", "math.ceil", "math.floor", "math.trunc", "round")


def check_integers(expression: Expression, at: Position, bindings: Bindings) -> Expression:
    """The expression with every division of integers and every conversion to them checked."""
    expression = map_children(expression, lambda e: check_integers(e, at, bindings))
    match expression:
        case Binary(op=("//" | "%") as op, left=left, right=right) if _whole(left.type) and _whole(
            right.type
        ):
            return replace(expression, right=_divisor(right, op, at, bindings))
        case Call(function="divmod", arguments=(left, right)) if _whole(left.type) and _whole(right.type):
            return replace(expression, arguments=(left, _divisor(right, "//", at, bindings)))
        case Binary(op="**", left=left, right=right) if _is_power_of_integers(left.type, right):
            return replace(expression, right=_exponent(right, at, bindings))
        case Call(function="np.power", arguments=(left, right)) if _is_power_of_integers(left.type, right):
            return replace(expression, arguments=(left, _exponent(right, at, bindings)))
        case Call(arguments=(number,)) if expression.function in TO_INTEGER and is_float(number.type):
            finite = checked("finite", bindings, at, number)
            return replace(expression, arguments=(checked("number", bindings, at, finite),))
    return expression


def check_store(statement: Statement, function: Function, bindings: Bindings) -> Statement:
    """`a[i] //= n` with its divisor checked."""
    if not isinstance(statement, Store) or statement.op not in DIVISIONS:
        return statement
    array = function.variables.get(statement.array)
    if not _whole(element(array)) or not _whole(statement.value.type):
        return statement
    if not is_list(array) and not all(is_scalar(index.type) for index in statement.indices):
        return statement  # NumPy divides whole arrays of integers by zero, and warns
    return replace(statement, value=_divisor(statement.value, statement.op, statement.at, bindings))


def _divisor(divisor: Expression, op: str, at: Position, bindings: Bindings) -> Expression:
    if isinstance(divisor, Constant) and divisor.value != 0:
        return divisor
    return checked(DIVISIONS[op], bindings, at, divisor)


def _is_power_of_integers(base: Type, exponent: Expression) -> bool:
    """Whether a negative exponent would give a float."""
    if isinstance(exponent, Constant) and isinstance(exponent.value, int) and exponent.value >= 0:
        return False
    return _whole(element(base)) and is_integer(element(exponent.type))


def _exponent(exponent: Expression, at: Position, bindings: Bindings) -> Expression:
    kind = "exponent" if is_scalar(exponent.type) else "exponents"
    return checked(kind, bindings, at, exponent)


def _whole(type_: Type) -> bool:
    return is_integer(type_) or is_boolean(type_)
