"""Masks of two and more dimensions, which Numba takes for something else, or not at all.

Before:
    a[a < 0.3] = b[a > 0.5]

After:
    difpy.write_mask(a, a < 0.3, difpy.read_mask(b, a > 0.5))
"""

from __future__ import annotations

from difpy.kinds import is_array, is_boolean, rank
from difpy.lower.walk import rewrite_statements
from difpy.program import (
    Binary,
    Block,
    Call,
    Effect,
    Expression,
    Name,
    Program,
    Statement,
    Store,
    Subscript,
    map_children,
    map_expressions,
)


def lower_masks(program: Program) -> Program:
    """The program without subscripts that are masks of matrices."""
    return rewrite_statements(program, _rewrite)


def _rewrite(statement: Statement) -> Block:
    statement = map_expressions(statement, _read)
    match statement:
        case Store(array=array, indices=(mask,), value=value, op=op) if _is_wide(mask):
            if op:
                value = Binary(op, Call("difpy.read_mask", (Name(array), mask)), value)
            arguments = (Name(array), mask, value)
            return (Effect(None, "", "difpy.write_mask", arguments, at=statement.at),)
    return (statement,)


def _read(expression: Expression) -> Expression:
    expression = map_children(expression, _read)
    match expression:
        case Subscript(base=base, indices=(mask,)) if _is_wide(mask):
            return Call("difpy.read_mask", (base, mask), type=expression.type, at=expression.at)
    return expression


def _is_wide(mask: Expression) -> bool:
    return is_array(mask.type) and is_boolean(mask.type.dtype) and rank(mask.type) > 1
