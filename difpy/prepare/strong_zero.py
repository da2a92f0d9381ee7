"""Where a cotangent or tangent that is exactly zero gives nothing without a test for it.

It gives nothing even if the partial derivative is infinite or NaN (docs/conventions.md).
"""

from __future__ import annotations

from difpy.prepare.build import ZERO
from difpy.program import Binary, Compare, Conditional, Constant, Expression, Logical, Unary


def is_linear(value: Expression) -> bool:
    """Whether the partial derivatives of an elementwise operation are 1 or -1."""
    return isinstance(value, Unary) or (isinstance(value, Binary) and value.op in "+-")


def is_finite_multiple(given: Expression, seed: Expression) -> bool:
    """Whether a contribution is the seed times a finite constant: zero where that is zero."""
    match given:
        case Unary(op="-", operand=operand):
            return is_finite_multiple(operand, seed)
        case Binary(op="*", left=Constant(), right=right):
            return right == seed
        case Binary(op="/", left=left, right=Constant()):
            return left == seed
    return given == seed


def is_nothing(given: Expression) -> bool:
    """Whether a contribution is zero whatever the seed is."""
    return isinstance(given, Binary) and given.op == "*" and given.left == ZERO


def test_of(value: Conditional) -> Expression:
    """When the derivative of a conditional expression is that of `then`.

    One that guards a zero from an infinite factor is `then` for a finite one, where `then` is no NaN: zero
    is then its value, but not its derivative.
    """
    if not value.guards:
        return value.test
    return Logical("or", (value.test, Compare(("==",), (value.then, value.then))))
