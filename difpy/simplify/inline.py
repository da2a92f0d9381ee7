"""A generated name that is read once after it was assigned gives way to its expression.

    Before:                       After:
        took_then = x > 0.0           if x > 0.0:
        if took_then:                     ...
            ...

The statement that reads it must come later in the same block, with nothing between that changes what
the expression reads.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from difpy import kinds
from difpy.analysis.effects import Effects
from difpy.analysis.flow import read_here
from difpy.analysis.memory import MemoryClasses
from difpy.program import (
    Assign,
    Block,
    Expression,
    For,
    Function,
    If,
    Name,
    Program,
    Return,
    Statement,
    Unary,
    While,
    assigned,
    blocks,
    expressions,
    map_blocks,
    map_expressions,
    names_in,
    statements,
    substitute,
    targets,
    walk,
)


def inline_single_reads(program: Program, own: dict[str, frozenset[str]]) -> Program:
    effects = Effects(program, MemoryClasses(program))
    functions = {name: _Inline(f, own[name], effects).run() for name, f in program.functions.items()}
    return replace(program, functions=functions)


class _Inline:
    def __init__(self, function: Function, own: frozenset[str], effects: Effects) -> None:
        self._function = function
        self._effects = effects
        reads: Counter[str] = Counter()
        binds: Counter[str] = Counter()
        for statement in statements(function.body):
            for expression in expressions(statement):
                reads.update(e.id for e in walk(expression) if isinstance(e, Name))
            binds.update(assigned((statement,)) if not isinstance(statement, If | For | While) else ())
            reads.update(read_here(statement) - set().union(*map(names_in, expressions(statement))))
            if isinstance(statement, For):
                binds[statement.target] += 1
        parameters = {parameter.name for parameter in function.parameters}
        self._candidates = {
            name
            for name in binds
            if name not in own | parameters
            and binds[name] == reads[name]
            and (binds[name] == 1 or self._is_tested_at_once(name))
        }

    def run(self) -> Function:
        return replace(self._function, body=self._block(self._function.body))

    def _is_tested_at_once(self, name: str) -> bool:
        """Whether an `if` on the name stands right behind each of its assignments."""
        tests = (Name(name), Unary("not", Name(name)))
        return all(
            isinstance(reader, If) and reader.test in tests
            for block in _every_block(self._function.body)
            for statement, reader in zip(block, (*block[1:], *block[-1:]), strict=True)
            if name in targets(statement)
        )

    def _block(self, block: Block) -> Block:
        rest = [map_blocks(statement, self._block) for statement in block]
        position = 0
        while position < len(rest):
            statement = rest[position]
            reader = self._reader(statement, rest[position + 1 :])
            if reader is not None and isinstance(statement, Assign):
                place = position + 1 + reader
                rest[place] = _put(rest[place], statement.target, statement.value)
                del rest[position]
            else:
                position += 1
        return tuple(rest)

    def _reader(self, statement: Statement, later: list[Statement]) -> int | None:
        """How far behind the statement the one is that can take its expression over."""
        if not isinstance(statement, Assign) or statement.target not in self._candidates:
            return None
        if kinds.is_reference(statement.value.type) or statement.value.type is None:
            return None
        reads = self._effects.read(self._function.name, statement.value)
        names = names_in(statement.value)
        for distance, reader in enumerate(later):
            if isinstance(reader, While) or (
                isinstance(reader, Return) and not isinstance(statement.value, Name)
            ):
                return None
            if any(statement.target in names_in(e) for e in expressions(reader)):
                return distance
            changes = names & assigned((reader,)) or reads & self._effects.written(
                self._function.name, (reader,)
            )
            if changes or statement.target in _read_inside(reader):
                return None
        return None


def _every_block(block: Block) -> Iterator[Block]:
    yield block
    for statement in block:
        for inner in blocks(statement):
            yield from _every_block(inner)


def _read_inside(statement: Statement) -> set[str]:
    return set().union(*(read_here(inner) for inner in statements((statement,))))


def _put(statement: Statement, name: str, value: Expression) -> Statement:
    """The statement with the name replaced in what it evaluates itself."""
    match statement:
        case If(test=test):
            return replace(statement, test=substitute(test, {name: value}))
        case For(start=a, stop=b, step=c):
            a, b, c = (substitute(e, {name: value}) for e in (a, b, c))
            return replace(statement, start=a, stop=b, step=c)
    return map_expressions(statement, lambda e: substitute(e, {name: value}))
