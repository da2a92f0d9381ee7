"""Which functions of a program call which."""

from __future__ import annotations

from collections.abc import Mapping

from difpy.program.functions import Function
from difpy.program.statements import Block, Invoke
from difpy.program.walking import statements


def callees(block: Block) -> list[str]:
    """The functions that a block calls, in the order of the text."""
    return list(dict.fromkeys(s.function for s in statements(block) if isinstance(s, Invoke)))


def reached(functions: Mapping[str, Function], block: Block) -> set[str]:
    """The functions that may run when a block does: its callees, and theirs."""
    found: set[str] = set()
    todo = callees(block)
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += callees(functions[name].body)
    return found
