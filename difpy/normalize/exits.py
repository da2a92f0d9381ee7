"""How control can leave a block: off its end, or by a jump."""

from __future__ import annotations

from enum import Enum

import gast

from difpy.normalize.build import Node


class Exit(Enum):
    """A way out of a block."""

    FALL = "falls off the end"
    BREAK = "break"
    CONTINUE = "continue"
    RETURN = "return"
    RAISE = "raise"


JUMPS = frozenset({Exit.BREAK, Exit.CONTINUE, Exit.RETURN})
SIMPLE = {
    gast.Break: Exit.BREAK,
    gast.Continue: Exit.CONTINUE,
    gast.Raise: Exit.RAISE,
    gast.Return: Exit.RETURN,
}


def exits(statement: Node) -> frozenset[Exit]:
    """The ways in which control can leave a statement."""
    if type(statement) in SIMPLE:
        return frozenset({SIMPLE[type(statement)]})
    if isinstance(statement, gast.If):
        return block_exits(statement.body) | block_exits(statement.orelse)
    if isinstance(statement, gast.For | gast.While):
        inner = block_exits(statement.body)
        kept = inner & {Exit.RETURN, Exit.RAISE}
        is_endless = isinstance(statement, gast.While) and is_true(statement.test)
        return kept if is_endless and Exit.BREAK not in inner else kept | {Exit.FALL}
    return frozenset({Exit.FALL})


def block_exits(statements: list[Node]) -> frozenset[Exit]:
    """The ways in which control can leave a block."""
    found: frozenset[Exit] = frozenset()
    for statement in statements:
        ways = exits(statement)
        found |= ways - {Exit.FALL}
        if Exit.FALL not in ways:
            return found
    return found | {Exit.FALL}


def is_true(test: Node) -> bool:
    """Whether a test is a literal that always holds."""
    return isinstance(test, gast.Constant) and bool(test.value)
