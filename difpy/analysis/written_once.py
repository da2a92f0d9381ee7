"""Writes that give each element of new memory its first value, and its last.

    path = np.empty(n + 1)
    path[0] = start                      these never meet: the reverse sweep finds in each element
    for i in range(n):                   what the forward sweep put there, and has nothing to take back
        path[i + 1] = f(path[i])

Non-goals: writes through views, in `while` loops, and into memory that other functions write as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from difpy import kinds
from difpy.analysis.affine import Affine, Symbol, variable
from difpy.analysis.effects import Classes, Effects
from difpy.analysis.flow import exposed
from difpy.analysis.memory import MemoryClasses, Variable
from difpy.analysis.ranges import Ranges, Scope, are_apart, is_not_negative
from difpy.program import (
    Assign,
    Block,
    Call,
    Constant,
    For,
    Function,
    Invoke,
    Program,
    Slice,
    Statement,
    Store,
    While,
    blocks,
    statements,
    targets,
)

UNDEFINED = frozenset({"np.empty", "np.empty_like"})
FILLED = {"np.zeros": 0, "np.zeros_like": 0, "np.ones": 1, "np.ones_like": 1}
Firsts = dict[int, Constant | None]
"""By the identity of a Store: the value of the elements before it, None where they have none."""
Place = list[Affine | None]
"""The indices of a write; None for those of which nothing is known."""


@dataclass(frozen=True)
class _Write:
    store: Store
    loops: tuple[For | While, ...]
    """Those inside of the block that makes the memory."""
    scope: Scope


def first_writes(program: Program, memory: MemoryClasses, effects: Effects) -> Firsts:
    """The writes of a program that meet no other, nor themselves."""
    writers = _writers(program, memory)
    found: Firsts = {}
    for function in program.functions.values():
        found |= _Function(function, memory, effects, writers).found()
    return found


def _writers(program: Program, memory: MemoryClasses) -> Mapping[Variable, set[tuple[str, str]]]:
    """The functions and names through which each class is written."""
    found: dict[Variable, set[tuple[str, str]]] = {}
    for function in program.functions.values():
        for statement in statements(function.body):
            if isinstance(statement, Store):
                own = memory.of(function.name, statement.array)
                found.setdefault(own, set()).add((function.name, statement.array))
    return found


class _Function:
    def __init__(
        self,
        function: Function,
        memory: MemoryClasses,
        effects: Effects,
        writers: Mapping[Variable, set[tuple[str, str]]],
    ) -> None:
        self._function = function
        self._memory = memory
        self._writers = writers
        self._effects = effects
        self._ranges = Ranges(function)

    def found(self) -> Firsts:
        bound = [name for s in statements(self._function.body) for name in targets(s)]
        uncertain = exposed(self._function.body)
        firsts: Firsts = {}
        for block, scope in _blocks(self._function.body, Scope(), self._ranges):
            for position, statement in enumerate(block):
                made = _made(statement)
                if made is None or bound.count(made[0]) != 1 or made[0] in uncertain:
                    continue
                if self._is_only_writer(made[0]):
                    writes = list(self._writes(made[0], block[position + 1 :], scope, ()))
                    if self._never_meet(writes, scope):
                        firsts |= {id(write.store): made[1] for write in writes}
        return firsts

    def _is_only_writer(self, array: str) -> bool:
        """Whether all writes are Stores of this function through this name."""
        name = self._function.name
        own = self._memory.of(name, array)
        called: Classes = frozenset().union(
            *(
                self._effects.written(name, (s,))
                for s in statements(self._function.body)
                if isinstance(s, Invoke)
            )
        )
        return self._writers.get(own) == {(name, array)} and own not in called

    def _writes(
        self, array: str, block: Block, scope: Scope, loops: tuple[For | While, ...]
    ) -> Iterator[_Write]:
        for statement in block:
            match statement:
                case Store(array=written) if written == array:
                    yield _Write(statement, loops, scope)
                case For(body=body):
                    inside = self._ranges.inside(scope, statement)
                    yield from self._writes(array, body, inside, (*loops, statement))
                case While(body=body):
                    yield from self._writes(array, body, scope, (*loops, statement))
                case _:
                    for inner in blocks(statement):
                        yield from self._writes(array, inner, scope, loops)

    def _never_meet(self, writes: list[_Write], outer: Scope) -> bool:
        placed = [(write, self._place(write, outer)) for write in writes]
        if not all(_is_injective(place, write) for write, place in placed):
            return False
        return all(_are_apart(*placed[i], *placed[k]) for i in range(len(placed)) for k in range(i))

    def _place(self, write: _Write, outer: Scope) -> Place:
        """The indices as sums of loop variables and of what stays the same, if they count from the front."""
        steady = {variable(loop.target) for loop in write.loops if isinstance(loop, For)}
        steady |= outer.bounds.keys()
        place: Place = []
        for index in write.store.indices:
            known = None if isinstance(index, Slice) else self._ranges.affine(index)
            if known is not None and not (
                all(s in steady or self._ranges.is_stable(Affine.of(s)) for s in known.terms)
                and is_not_negative(write.scope, known)
            ):
                known = None
            place.append(known)
        return place


def _are_apart(a: _Write, a_place: Place, b: _Write, b_place: Place) -> bool:
    """Whether two writes never meet, each in any iteration."""
    b_place, scope = _renamed(b, b_place, a.scope)
    return any(
        i is not None and j is not None and are_apart(scope, i, j)
        for i, j in zip(a_place, b_place, strict=False)
    )


def _is_injective(place: Place, write: _Write) -> bool:
    """Whether no two iterations write to one place: each loop variable has an index to itself, beside
    variables that have theirs already."""
    if write.store.op or not all(isinstance(loop, For) for loop in write.loops):
        return False
    waiting = {variable(loop.target) for loop in write.loops if isinstance(loop, For)}
    if len(waiting) != len(write.loops) or not waiting <= write.scope.bounds.keys():
        return False
    indices = [index for index in place if index is not None]
    while waiting:
        alone = next((i for i in indices if len(waiting & i.terms.keys()) == 1), None)
        if alone is None:
            return False
        indices.remove(alone)
        waiting -= alone.terms.keys()
    return True


def _renamed(write: _Write, place: Place, scope: Scope) -> tuple[Place, Scope]:
    """The indices with loop variables of their own, and those variables beside the ones of `scope`."""
    bounds = dict(scope.bounds)
    renamed: list[tuple[Symbol, Affine]] = []

    def put(value: Affine) -> Affine:
        for old, new in renamed:
            value = value.with_value(old, new)
        return value

    for loop in write.loops:
        assert isinstance(loop, For)
        low, high = write.scope.bounds[variable(loop.target)]
        new = variable(f"{loop.target} in the other")
        bounds[new] = put(low), put(high)
        renamed.append((variable(loop.target), Affine.of(new)))
    return [None if index is None else put(index) for index in place], Scope(bounds)


def _made(statement: Statement) -> tuple[str, Constant | None] | None:
    """The variable that new memory is bound to, and what is in it."""
    match statement:
        case Assign(target=target, value=Call(function=called, arguments=arguments) as value) if (
            kinds.is_array(value.type)
        ):
            if called in UNDEFINED:
                return target, None
            if called in FILLED:
                is_real = kinds.is_float(value.type.dtype)
                return target, Constant(float(FILLED[called]) if is_real else FILLED[called])
            if called in ("np.full", "np.full_like") and isinstance(arguments[1], Constant):
                return target, arguments[1]
    return None


def _blocks(block: Block, scope: Scope, ranges: Ranges) -> Iterator[tuple[Block, Scope]]:
    """Every block, with what is known of the loops around it."""
    yield block, scope
    for statement in block:
        inside = ranges.inside(scope, statement) if isinstance(statement, For) else scope
        for inner in blocks(statement):
            yield from _blocks(inner, inside, ranges)
