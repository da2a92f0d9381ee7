"""Ranges that run backwards, as ranges, because Numba has no `reversed`.

Before:
    for i in reversed(range(start, stop, 2)):
        u = u_saved.pop()

After:
    for i in range(start + (stop - start - 1) // 2 * 2, start - 2, -2):
        u = u_saved.pop()
"""

from __future__ import annotations

from dataclasses import replace

from difpy.lower.walk import rewrite_statements
from difpy.program import Binary, Call, Constant, Expression, For, Program, Statement, Unary


def lower_reversed_ranges(program: Program) -> Program:
    """The program without `backwards`."""
    return rewrite_statements(program, lambda statement: (_forwards(statement),))


def _forwards(statement: Statement) -> Statement:
    if not isinstance(statement, For) or not statement.backwards:
        return statement
    start, step = statement.start, statement.step
    known = _integer(step)
    return replace(
        statement,
        start=_last(start, statement.stop, step),
        stop=_difference(start, step),
        step=Unary("-", step) if known is None else Constant(-known),
        backwards=False,
    )


def _last(start: Expression, stop: Expression, step: Expression) -> Expression:
    """The last value of the range; one that gives an empty range where that is empty."""
    known = _integer(step)
    if known is None:
        return Call("difpy.last_of_range", (start, stop, step))
    if known == 1:
        return _difference(stop, Constant(1))
    sign = Constant(1 if known > 0 else -1)
    steps = Binary("*", Binary("//", _difference(_difference(stop, start), sign), step), step)
    return steps if _integer(start) == 0 else Binary("+", start, steps)


def _difference(left: Expression, right: Expression) -> Expression:
    a, b = _integer(left), _integer(right)
    if b == 0:
        return left
    if a is not None and b is not None:
        return Constant(a - b)
    if b is not None and b < 0:
        return Binary("+", left, Constant(-b))
    return Binary("-", left, right)


def _integer(expression: Expression) -> int | None:
    """The value of an integer literal, with its sign."""
    match expression:
        case Constant(value=int(value)):
            return value
        case Unary(op="-", operand=Constant(value=int(value))):
            return -value
    return None
