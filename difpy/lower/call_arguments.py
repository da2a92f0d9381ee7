"""What the arguments of a call say: by position or by name, given as constants or not."""

from __future__ import annotations

from difpy import kinds
from difpy.program import Call, Constant, Expression, Unary


def argument(value: Call, position: int, name: str) -> Expression | None:
    """An argument by position or by name; None where it is not given, or is None."""
    named = dict(value.keywords)
    given = value.arguments[position] if len(value.arguments) > position else named.get(name)
    return None if given == Constant(None) else given


def integer(expression: Expression | None) -> int | None:
    match expression:
        case Constant(value=int(value)) if not isinstance(value, bool):
            return value
        case Unary(op="-", operand=Constant(value=int(value))):
            return -value
    return None


def is_true(value: Call, name: str) -> bool:
    given = dict(value.keywords).get(name)
    return isinstance(given, Constant) and given.value is True


def rank_of(expression: Expression) -> int | None:
    return kinds.rank(expression.type) if kinds.is_array(expression.type) else None


def is_scalar(expression: Expression) -> bool:
    is_number = expression.type is not None and kinds.is_scalar(expression.type)
    return is_number or isinstance(expression, Constant)
