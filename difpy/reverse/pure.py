"""Which expressions may be computed at another place, or not at all."""

from __future__ import annotations

from difpy import kinds
from difpy.program import Binary, Call, Constant, Expression, Name, Subscript, Unary
from difpy.rules.elementwise import rule_for


def is_pure(e: Expression) -> bool:
    """Whether a part of an expression, its operands apart, does nothing but give a number; an element that it
    reads may be missing."""
    match e:
        case Name() | Constant() | Unary(op="-"):
            return True
        case Binary(op=op, type=type_):
            return op in ("+", "-", "*") or (op in ("/", "**") and not kinds.is_integer(type_))
        case Subscript(base=Name(), indices=indices):
            return all(kinds.is_integer(index.type) for index in indices)
        case Call():
            return rule_for(e) is not None
    return False
