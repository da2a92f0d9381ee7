"""The refusal of an operation that has no derivative rule."""

from __future__ import annotations

from difpy import kinds
from difpy.elaborate.effectful import Refusal
from difpy.errors import DifferentiationError, refuse
from difpy.program import Binary, Expression, Position
from difpy.registry import without_rule as refusal_of
from difpy.rules.rows import called

COMPLEX = Refusal(
    "`{name}` of complex numbers has no derivative rule yet",
    "Write it in terms of functions that docs/functions.md lists for complex numbers.",
)
SECOND = Refusal(
    "second derivatives through an operation here are not supported yet",
    "Write it as a loop, or with functions whose second derivatives are known.",
)
"""Of what a derivative rule of the operation calls."""


def without_rule(value: Expression, at: Position) -> DifferentiationError:
    """The error, which names the operation as the user writes it."""
    operation = called(value)
    name = {"np.matmul": "@"}.get(operation.function) if isinstance(value, Binary) else None
    is_complex = any(kinds.is_complex(kinds.innermost(e.type)) for e in operation.arguments)
    shown = name or operation.function
    refusal = refusal_of(shown)
    if is_complex and not refusal.never:
        refusal = Refusal(COMPLEX.why.format(name=shown), COMPLEX.instead)
    if operation.function.startswith("difpy."):
        refusal = SECOND
    return refuse(at, refusal.why, refusal.instead, never=refusal.never)
