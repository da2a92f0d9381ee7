"""An element that a loop adds to, and nothing else in the loop touches, is a variable while the loop runs.

Before:
    for k in range(j):
        a[i, j] -= a[i, k] * a[j, k]

After:
    a_item = a[i, j]
    for k in range(j):
        a_item -= a[i, k] * a[j, k]
    a[i, j] = a_item

A sum needs no old values, so the loop records nothing: the element's old value is recorded once. That
a[i, j] is none of the others, and exists even if the loop doesn't run, follows from the loops around it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from numba.core import types

from difpy import kinds
from difpy.analysis.effects import Effects
from difpy.analysis.memory import MemoryClasses, Variable
from difpy.analysis.ranges import Ranges, Scope
from difpy.prepare.names import Names
from difpy.program import (
    Assign,
    Binary,
    Block,
    Expression,
    For,
    Function,
    If,
    Name,
    Program,
    Statement,
    Store,
    Subscript,
    While,
    assigned,
    expressions,
    map_blocks,
    names_in,
    statements,
    sweeps,
    walk,
)

Place = tuple[str, tuple[Expression, ...]]
"""An array and the indices of an element."""


def name_accumulators(program: Program, *, in_reverse_sweep: bool = False) -> Program:
    """The program with the elements that loops add to in variables; `in_reverse_sweep`: only those of an
    adjoint's reverse sweep."""
    memory = MemoryClasses(program)
    effects = Effects(program, memory)
    functions = {
        name: _Accumulators(f, memory, effects, program).run(in_reverse_sweep=in_reverse_sweep)
        for name, f in program.functions.items()
    }
    return replace(program, functions=functions)


class _Accumulators:
    def __init__(self, function: Function, memory: MemoryClasses, effects: Effects, program: Program) -> None:
        self._function = function
        self._memory = memory
        self._effects = effects
        self._variables = dict(function.variables)
        self._names = Names([*function.variables, *program.functions])
        self._ranges = Ranges(function)

    def run(self, *, in_reverse_sweep: bool) -> Function:
        forward, reverse = sweeps(self._function) if in_reverse_sweep else ((), self._function.body)
        body = forward + self._block(reverse, Scope())
        return replace(self._function, body=body, variables=self._variables)

    def _block(self, block: Block, scope: Scope) -> Block:
        return tuple(new for statement in block for new in self._statement(statement, scope))

    def _statement(self, statement: Statement, scope: Scope) -> Iterator[Statement]:
        if not isinstance(statement, For):
            yield map_blocks(statement, lambda block: self._block(block, scope))
            return
        inside = self._ranges.inside(scope, statement)
        before: list[Statement] = []
        after: list[Statement] = []
        loop = statement
        for place in self._candidates(loop):
            if self._is_alone(place, loop, scope):
                first, loop, last = self._with_variable(place, loop)
                before.append(first)
                after.append(last)
        yield from before
        yield replace(loop, body=self._block(loop.body, inside))
        yield from after

    def _candidates(self, loop: For) -> list[Place]:
        """The elements that are added to at the same place in each iteration."""
        changed = assigned((loop,))
        found: dict[Place, None] = {}
        for statement in statements(loop.body):
            match statement:
                case Store(array=array, indices=indices, op="+" | "-") if (
                    kinds.is_array(self._variables[array])
                    and self._variables[array].dtype == types.float64
                    and kinds.rank(self._variables[array]) == len(indices)
                    and all(kinds.is_integer(index.type) for index in indices)
                    and not changed & {array}.union(*map(names_in, indices))
                ):
                    found[array, indices] = None
        return list(found)

    def _is_alone(self, place: Place, loop: For, scope: Scope) -> bool:
        """Whether the element exists, and nothing else in the loop reads or writes it."""
        if not self._ranges.is_in_range(scope, *place):
            return False
        inside = self._ranges.inside(scope, loop)
        return all(self._leaves_alone(place, *each) for each in self._ranges.each(loop.body, inside))

    def _leaves_alone(self, place: Place, statement: Statement, scope: Scope) -> bool:
        """Whether a statement itself reads and writes other elements only, its sum into this one apart."""
        name, own = self._function.name, self._memory.of(self._function.name, place[0])
        if own not in self._effects.read_by(name, statement) | self._effects.written(name, (statement,)):
            return True
        if not isinstance(statement, Assign | Store | If | While):
            return isinstance(statement, For)  # what is in its body comes by itself
        if isinstance(statement, Store) and self._memory.of(name, statement.array) == own:
            target = statement.array, statement.indices
            is_sum = target == place and statement.op in ("+", "-")
            if not is_sum and not self._is_other(place, target, scope):
                return False
        elements = [e for each in expressions(statement) for e in walk(each) if self._is_element(e, own)]
        read = [e for each in expressions(statement) for e in walk(each) if self._is_of(e, own)]
        return len(elements) == len(read) and all(
            self._is_other(place, (e.base.id, e.indices), scope)  # type: ignore[attr-defined]  # _is_element
            for e in elements
        )

    def _is_of(self, e: Expression, own: Variable) -> bool:
        is_reference = isinstance(e, Name) and kinds.is_reference(self._variables.get(e.id))
        return is_reference and self._memory.of(self._function.name, e.id) == own  # type: ignore[attr-defined]

    def _is_element(self, e: Expression, own: Variable) -> bool:
        return isinstance(e, Subscript) and kinds.is_scalar(e.type) and self._is_of(e.base, own)

    def _is_other(self, place: Place, other: Place, scope: Scope) -> bool:
        """Whether an element of the same array is certainly another one."""
        (array, indices), (other_array, other_indices) = place, other
        return (
            array == other_array
            and self._ranges.is_in_range(scope, array, other_indices)
            and self._ranges.differ(scope, indices, other_indices)
        )

    def _with_variable(self, place: Place, loop: For) -> tuple[Statement, For, Statement]:
        """The read in front of the loop, the loop with the variable, and the write behind it."""
        array, indices = place
        type_ = self._variables[array]
        name = self._names.claim(f"{array}_item")
        self._variables[name] = type_.dtype
        item = Name(name, type=type_.dtype)

        def summed(statement: Statement) -> Statement:
            match statement:
                case Store(array=other, indices=at, value=value, op="+" | "-" as op) if (other, at) == place:
                    total = Binary(op, item, value, type=type_.dtype)
                    return Assign(name, total, augmented=True, at=statement.at)
            return map_blocks(statement, lambda block: tuple(map(summed, block)))

        body = tuple(map(summed, loop.body))
        element = Subscript(Name(array, type=type_), indices, type=type_.dtype)
        last = Store(array, indices, item, at=loop.at)
        return Assign(name, element, at=loop.at), replace(loop, body=body), last
