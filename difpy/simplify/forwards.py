"""A reversed loop whose iterations don't depend on each other runs forwards.

Before:                                     After:
    for k in reversed(range(j)):                for k in range(j):
        a_bar[i, k] -= a[j, k] * item_bar           a_bar[i, k] -= a[j, k] * item_bar
        a_bar[j, k] -= a[i, k] * item_bar           a_bar[j, k] -= a[i, k] * item_bar

It reads better, and the machine computes several iterations at a time. What iterations add to a common
sum is added in another order, as the rounding of a cotangent may have it.
"""

from __future__ import annotations

from dataclasses import replace

from difpy import kinds
from difpy.analysis.effects import Effects
from difpy.analysis.flow import exposed, read_here
from difpy.analysis.memory import MemoryClasses, Variable
from difpy.analysis.ranges import Ranges, Scope
from difpy.program import (
    Assign,
    Binary,
    Block,
    Comment,
    Expression,
    For,
    Function,
    If,
    Name,
    Program,
    Statement,
    Store,
    Subscript,
    assigned,
    expressions,
    map_blocks,
    names_in,
    statements,
    sweeps,
    targets,
    walk,
)


def run_forwards(program: Program) -> Program:
    memory = MemoryClasses(program)
    effects = Effects(program, memory)
    functions = {name: _Forwards(f, memory, effects).run() for name, f in program.functions.items()}
    return replace(program, functions=functions)


class _Forwards:
    def __init__(self, function: Function, memory: MemoryClasses, effects: Effects) -> None:
        self._function = function
        self._memory = memory
        self._effects = effects
        self._ranges = Ranges(function)

    def run(self) -> Function:
        """The user's own loops keep their order: it says which element is missing first."""
        forward, reverse = sweeps(self._function)
        return replace(self._function, body=forward + self._block(reverse, Scope(), set()))

    def _block(self, block: Block, scope: Scope, later: set[str]) -> Block:
        """`later`: the names that may be read behind the block."""
        done = []
        for position, statement in enumerate(block):
            behind = exposed(block[position + 1 :]) | later
            done.append(self._statement(statement, scope, behind))
        return tuple(done)

    def _statement(self, statement: Statement, scope: Scope, later: set[str]) -> Statement:
        if isinstance(statement, For):
            inside = self._ranges.inside(scope, statement)
            if statement.backwards and self._commute(statement, inside, later):
                statement = replace(statement, backwards=False)
            scope = inside
        if not isinstance(statement, If):
            later = later | exposed((statement,))
        return map_blocks(statement, lambda block: self._block(block, scope, later))

    def _commute(self, loop: For, scope: Scope, later: set[str]) -> bool:
        """Whether the iterations may run in any order."""
        inner = list(statements(loop.body))
        if not all(isinstance(s, Assign | Store | If | For | Comment) for s in inner):
            return False
        if loop.target in later:
            return False
        bound = assigned(loop.body)
        if any(kinds.is_reference(self._function.variables.get(name)) for name in bound):
            return False
        carried = exposed(loop.body)
        if not all(name not in carried | later or self._is_sum(name, inner) for name in bound):
            return False
        written = self._effects.written(self._function.name, loop.body)
        return all(self._is_in_order(own, loop, inner, scope) for own in written)

    def _is_sum(self, name: str, inner: list[Statement]) -> bool:
        """Whether the statements only add to a variable."""
        for statement in inner:
            match statement:
                case Assign(
                    target=target, augmented=True, value=Binary(op="+" | "-", left=left, right=right)
                ) if target == name and left == Name(name) and name not in names_in(right):
                    continue
            if name in read_here(statement) or name in targets(statement):
                return False
        return True

    def _is_in_order(self, own: Variable, loop: For, inner: list[Statement], scope: Scope) -> bool:
        """Whether what the iterations do to some memory is the same in any order."""
        stores = [s for s in inner if isinstance(s, Store) and self._class(s.array) == own]
        parts = [part for s in inner for e in expressions(s) for part in walk(e)]
        read = [part for part in parts if isinstance(part, Name) and self._class(part.id) == own]
        if not read and all(s.op in ("+", "-") for s in stores):
            return True
        elements = [
            part for part in parts if isinstance(part, Subscript) and part.base in read and _is_scalar(part)
        ]
        if len(elements) != len(read):
            return False
        places = [(s.array, s.indices) for s in stores]
        places += [(e.base.id, e.indices) for e in elements if isinstance(e.base, Name)]
        return self._ranges.keeps_apart(scope, loop.target, places)

    def _class(self, name: str) -> Variable | None:
        is_reference = kinds.is_reference(self._function.variables.get(name))
        return self._memory.of(self._function.name, name) if is_reference else None


def _is_scalar(e: Expression) -> bool:
    return not kinds.is_reference(e.type)
