"""What a rule of an elementwise operation is: the cotangent that each operand gets.

`x`, `y`, ... are the operands, `seed` is the cotangent of the result and `out` the result.
"""

from __future__ import annotations

from dataclasses import dataclass

from difpy.program import Binary, Call, Expression, walk
from difpy.rules.template import template

OPERANDS = ("x", "y", "z")


@dataclass(frozen=True)
class Rule:
    """The contributions to each operand; `singular`: some factor of one may be infinite or NaN."""

    contributions: tuple[Expression, ...]
    singular: bool


def elementwise_rule(*texts: str, singular: bool = False) -> Rule:
    """A rule from its texts, one for each operand; `singular` where they don't show that it is."""
    placeholders = frozenset((*OPERANDS[: len(texts)], "seed", "out"))
    contributions = tuple(template(text, placeholders) for text in texts)
    return Rule(contributions, singular or any(map(_may_be_infinite, contributions)))


def _may_be_infinite(contribution: Expression) -> bool:
    """Quotients, powers and exponentials can be infinite where the seed is zero."""
    for part in walk(contribution):
        match part:
            case Binary(op="/" | "**"):
                return True
            case Call(function=name) if name.split(".")[-1] in {"exp", "expm1", "exp2", "sinh", "cosh", "log",
                                                                "power_base", "power_exponent"}:  # fmt: skip
                return True
    return False
