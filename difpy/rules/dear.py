"""Which operations cost so much that their value is kept rather than computed again."""

from __future__ import annotations

from difpy.derived import ProgramCall
from difpy.program import Binary, Call, Constant, Expression, walk

DEAR = frozenset({
    "acos", "acosh", "arccos", "arccosh", "arcsin", "arcsinh", "arctan", "arctan2", "arctanh", "asin",
    "asinh", "atan", "atan2", "atanh", "cbrt", "cos", "cosh", "erf", "erfc", "exp", "exp2", "expm1",
    "gamma", "hypot", "lgamma", "log", "log10", "log1p", "log2", "pow", "power", "sin", "sinh", "tan",
    "tanh",
})  # fmt: skip
"""Functions that take several times as long as a load and a store."""


def is_dear(value: Expression) -> bool:
    """Whether computing the expression again takes longer than keeping its value."""
    return any(map(is_dear_itself, walk(value)))


def is_dear_itself(part: Expression) -> bool:
    """Whether an operation is dear, its operands apart."""
    match part:
        case ProgramCall():
            return True
        case Call(function=name):
            return name.split(".")[-1] in DEAR
        case Binary(op="**", right=right):
            return not isinstance(right, Constant)
    return False
