"""Statements whose result nobody reads, found backwards through a generated function.

    live before s = (live after s - what s overwrites) + what s reads, for s kept
    s is kept where it overwrites something live, or does something besides

Live are names, and memory classes whose content may still be read; a class is never overwritten as a
whole. Applied to an adjoint program, this is the to-be-recorded analysis of Hascoet, Naumann and
Pascual ("To be recorded" analysis in reverse-mode automatic differentiation, FGCS 2005): a value is
recorded where its restoration is live. Statements of the user's in the forward sweep are kept whatever
they compute: they may raise.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from difpy import kinds
from difpy.analysis.effects import Effects
from difpy.analysis.flow import read_here
from difpy.analysis.memory import MemoryClasses, Variable
from difpy.program import (
    Assign,
    Block,
    Break,
    Effect,
    For,
    Function,
    If,
    Invoke,
    Name,
    Program,
    Raise,
    Restore,
    Return,
    Save,
    Statement,
    Store,
    Subscript,
    While,
    reached,
    statements,
    sweeps,
    targets,
)

Live = frozenset[str | Variable]


class LivePart:
    """Removes dead statements from the functions of an adjoint program.

    `own`: for each function the names of its primal. Statements that assign them are kept where they run
    for the first time, in front of the banner; what could raise has raised when they run again.
    `live_sites` collects the sites that are restored; functions must come reverse sweeps first.
    """

    def __init__(self, program: Program, own: dict[str, frozenset[str]]) -> None:
        self._own = own
        self._entry = program.entry
        self._memory = MemoryClasses(program)
        self._effects = Effects(program, self._memory)
        self._later = read_in_reverse(program, self._memory, self._effects)
        self._functions = dict(program.functions)
        self.live_sites: set[str] = set()
        self._function: Function

    def of(self, function: Function) -> Function:
        """The function without its dead statements."""
        self._function = function
        out: Live = frozenset()  # what the entry writes are copies of its own
        if function.name != self._entry:
            references = (p.name for p in function.parameters if kinds.is_reference(p.type))
            out = frozenset(self._memory.of(function.name, name) for name in references)
            out |= {self._memory.of("", site) for site in sites_in((function,))}  # references go on
        if function.role == "reverse":
            out &= self._later
        head, tail = sweeps(function)
        runs_first = function.role in ("primal", "tangent", "forward") or function.name == self._entry
        kept_tail, live = self._block(tail, out, out, protected=False)
        kept_head, _ = self._block(head, live, live, protected=runs_first)
        self._functions[function.name] = replace(function, body=kept_head + kept_tail)
        return self._functions[function.name]

    def _block(self, block: Block, live: Live, at_break: Live, *, protected: bool) -> tuple[Block, Live]:
        kept: list[Statement] = []
        for statement in reversed(block):
            new, live = self._statement(statement, live, at_break, protected)
            if new is not None:
                kept.append(new)
        return tuple(reversed(kept)), live

    def _statement(
        self, statement: Statement, live: Live, at_break: Live, protected: bool
    ) -> tuple[Statement | None, Live]:
        match statement:
            case If():
                return self._if(statement, live, at_break, protected)
            case For() | While():
                return self._loop(statement, live, protected)
            case Break():
                return statement, at_break
            case Raise():
                return statement, self._reads(statement)
            case Return(values=values):
                held = {
                    self._class(v.id) for v in values if isinstance(v, Name) and kinds.is_reference(v.type)
                }
                return statement, live | self._reads(statement) | held
            case Save(site=site):
                keep = site in self.live_sites
            case Restore():
                keep = self._is_live_target(statement, live)
                if keep:
                    self.live_sites.add(statement.site)
            case _:
                keep = self._keeps(statement, live, protected)
        if not keep:
            return None, live
        return statement, (live - set(targets(statement))) | self._reads(statement)

    def _keeps(self, statement: Statement, live: Live, protected: bool) -> bool:
        own = self._own[self._function.name]
        match statement:
            case Assign(target=target):
                return target in live or (protected and target in own)
            case Store(array=array):
                return self._class(array) in live or (protected and array in own)
            case Effect(object=holder, target=target) if holder:
                wanted = target is not None and target in live
                return wanted or self._class(holder) in live or (protected and holder in own)
            case Invoke(function=called, targets=()):
                return bool(self._functions[called].body)
        return True

    def _is_live_target(self, statement: Restore, live: Live) -> bool:
        match statement.target:
            case Name(id=name):
                return name in live
            case Subscript(base=base):
                return bool(self._effects.roots(self._function.name, base) & live)

    def _class(self, name: str) -> Variable:
        return self._memory.of(self._function.name, name)

    def _reads(self, statement: Statement) -> frozenset[str | Variable]:
        read: set[str | Variable] = set(read_here(statement))
        read |= self._effects.read_by(self._function.name, statement)
        if isinstance(statement, Invoke):  # its reverse sweep undoes what its forward sweep wrote
            read |= self._effects.summaries[statement.function].writes
        return frozenset(read)

    def _if(
        self, statement: If, live: Live, at_break: Live, protected: bool
    ) -> tuple[Statement | None, Live]:
        then, live_then = self._block(statement.then, live, at_break, protected=protected)
        otherwise, live_otherwise = self._block(statement.otherwise, live, at_break, protected=protected)
        if not then and not otherwise and not protected:
            return None, live
        kept = replace(statement, then=then, otherwise=otherwise)
        return kept, live_then | live_otherwise | self._reads(statement)

    def _loop(self, statement: For | While, live: Live, protected: bool) -> tuple[Statement | None, Live]:
        head = self._reads(statement)
        target = {statement.target} if isinstance(statement, For) else set()
        at_end = live | head
        while True:
            body, live_body = self._block(statement.body, at_end, live, protected=protected)
            again = at_end | (live_body - target)
            if again == at_end:
                break
            at_end = again
        if not body and not protected:
            return None, live
        return replace(statement, body=body), live | head | (live_body - target)


def live_program(program: Program, own: dict[str, frozenset[str]]) -> Program:
    """The program without what nobody reads."""
    part = LivePart(program, own)
    kept: dict[str, Function] = {}
    for function in sorted(program.functions.values(), key=_reverse_first):
        kept[function.name] = part.of(function)
    needed = {program.entry, *reached(kept, kept[program.entry].body)}
    return replace(program, functions={name: kept[name] for name in program.functions if name in needed})


def read_in_reverse(program: Program, memory: MemoryClasses, effects: Effects) -> frozenset[Variable]:
    """The classes whose content the reverse sweep reads somewhere, whatever the order.

    What is in the others need not be restored for what runs after a function of the reverse sweep. Adding to
    an element reads it for itself only.
    """
    entry = program.functions[program.entry]
    _, tail = sweeps(entry)
    parts = [(entry.name, tail)]
    parts += [(name, program.functions[name].body) for name in reached(program.functions, tail)]
    read: frozenset[Variable] = frozenset()
    for name, block in parts:
        for statement in statements(block):
            match statement:
                case Store(indices=indices, value=value):
                    read = read.union(*(effects.read(name, e) for e in (*indices, value)))
                case Invoke(arguments=arguments):  # what the function reads is in its own part
                    read = read.union(*(effects.read(name, e, as_reference=True) for e in arguments))
                case _:
                    read |= effects.read_by(name, statement)
    return read


def _reverse_first(function: Function) -> int:
    return 0 if function.role == "reverse" else 1


def sites_in(functions: Iterable[Function]) -> list[str]:
    """The sites that functions put values on, in the order of the text."""
    found: dict[str, None] = {}
    for function in functions:
        for statement in statements(function.body):
            if isinstance(statement, Save | Restore):
                found[statement.site] = None
    return list(found)
