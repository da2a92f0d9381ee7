"""What only a branch gives is given on in the branch.

    Before:                                After:
        v_bar = 0.0                            if took_then:
        if took_then:                              v_bar = greatest_bar
            v_bar = greatest_bar                   a_bar[i] += w * v_bar
        a_bar[i] += w * v_bar

Where the branch is not taken the cotangent is zero, and so is what it gives, whatever the factors are.
Non-goals: cotangents that several statements add to, and arrays.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from difpy.analysis.flow import read_here
from difpy.prepare.build import ZERO
from difpy.program import (
    Assign,
    Binary,
    Block,
    Compare,
    Expression,
    Function,
    If,
    Name,
    Program,
    Statement,
    Store,
    Unary,
    assigned,
    map_blocks,
    names_in,
    statements,
    sweeps,
    targets,
)


def sink(program: Program, own: dict[str, frozenset[str]]) -> Program:
    """The program with contributions moved into the branches that they depend on."""
    functions = {name: _function(f, own[name]) for name, f in program.functions.items()}
    return replace(program, functions=functions)


def _function(function: Function, own: frozenset[str]) -> Function:
    forward, reverse = sweeps(function)
    sinking = _Sinking(function, own)
    return replace(function, body=forward + sinking.block(reverse))


class _Sinking:
    def __init__(self, function: Function, own: frozenset[str]) -> None:
        self._own = own
        self._reads: Counter[str] = Counter()
        """By how many statements each name is read."""
        for statement in statements(function.body):
            self._reads.update(read_here(statement))

    def block(self, block: Block) -> Block:
        rest = [map_blocks(statement, self.block) for statement in block]
        for position, statement in enumerate(rest):
            if isinstance(statement, If):
                self._into(rest, position, statement)
        return tuple(rest)

    def _into(self, rest: list[Statement], position: int, branch: If) -> None:
        """Moves what stands behind the `if` into it, as far as it depends on one of its sides."""
        then = self._given(rest[:position], branch.then, branch.otherwise)
        otherwise = self._given(rest[:position], branch.otherwise, branch.then)
        moved: dict[bool, list[Statement]] = {True: [], False: []}
        vanishing = {True: then, False: otherwise}
        end = position + 1
        while end < len(rest):
            side = next((s for s in (True, False) if _is_given(rest[end], vanishing[s])), None)
            if side is None:
                break
            moved[side].append(rest[end])
            if isinstance(rest[end], Assign) and not rest[end].augmented:  # type: ignore[attr-defined]
                vanishing[side] = vanishing[side] | set(targets(rest[end]))
            end += 1
        if end == position + 1 or not self._are_read_there_alone(moved, then | otherwise, vanishing):
            return
        rest[position] = replace(
            branch,
            then=(*branch.then, *moved[True]),
            otherwise=(*branch.otherwise, *moved[False]),
        )
        del rest[position + 1 : end]

    def _given(self, before: list[Statement], side: Block, other: Block) -> set[str]:
        """The cotangents that one side assigns, and that are zero if it isn't taken."""
        found = Counter(s.target for s in side if isinstance(s, Assign) and not s.augmented)
        inside = Counter(name for s in statements(side) for name in targets(s))
        return {
            name
            for name, count in found.items()
            if count == inside[name] == 1
            and name not in self._own
            and name not in assigned(other)
            and _is_zero(name, before)
        }

    def _are_read_there_alone(
        self, moved: dict[bool, list[Statement]], zeros: set[str], vanishing: dict[bool, set[str]]
    ) -> bool:
        """Whether nobody else reads the cotangents that were zero, or what was computed from them."""
        read = Counter(name for side in moved.values() for s in side for name in _reads_of(s))
        names = {n for n in vanishing[True] | vanishing[False] if read[n] or n not in zeros}
        return all(self._reads[name] == read[name] for name in names)


def _reads_of(statement: Statement) -> set[str]:
    return {name for inner in statements((statement,)) for name in read_here(inner)}


def _is_zero(name: str, before: list[Statement]) -> bool:
    """Whether the last statement that binds the name, in this block, gives it zero."""
    for statement in reversed(before):
        if isinstance(statement, Assign) and statement.target == name:
            return not statement.augmented and statement.value == ZERO
        if name in assigned((statement,)):
            return False
    return False


def _is_given(statement: Statement, vanishing: set[str]) -> bool:
    """Whether a statement does nothing where these are zero, but for a name of its own."""
    if not vanishing & _reads_of(statement):
        return False
    match statement:
        case Assign(target=target, augmented=True, value=Binary(op="+" | "-", right=right)):
            return target not in vanishing and _vanishes(right, vanishing)
        case Assign(target=target, value=value):
            return target not in vanishing and _vanishes(value, vanishing)
        case Store(op="+" | "-", value=value, indices=indices):
            reads = {name for index in indices for name in names_in(index)}
            return not reads & vanishing and _vanishes(value, vanishing)
        case If(test=test, then=then, otherwise=()) if not vanishing & assigned(then):
            return _asks_for_zero(test, vanishing)
    return False


def _asks_for_zero(test: Expression, vanishing: set[str]) -> bool:
    """Whether a test is `t_bar != 0.0` for something that vanishes."""
    match test:
        case Compare(ops=("!=",), operands=(left, right)):
            return right == ZERO and _vanishes(left, vanishing)
    return False


def _vanishes(value: Expression, names: set[str]) -> bool:
    match value:
        case Name(id=name):
            return name in names
        case Unary(op="-", operand=operand):
            return _vanishes(operand, names)
        case Binary(op="*", left=left, right=right):
            return _vanishes(left, names) or _vanishes(right, names)
        case Binary(op="/", left=left):
            return _vanishes(left, names)
        case Binary(op="+" | "-", left=left, right=right):
            return _vanishes(left, names) and _vanishes(right, names)
    return False
