"""What the reverse sweep of each line reads of the primal, and where it has that from.

    sources at a statement = union over the bindings of the variable that reach it in the reverse sweep
    a variable that the reverse sweep has not bound yet is as the forward sweep left it

A forward analysis. An element that is written adds its source to those of its array.
"""

from __future__ import annotations

from collections import defaultdict

from difpy.explanation.records import Place
from difpy.explanation.report import AGAIN, KEPT, RECORDED, Reading, Record
from difpy.explanation.sweeps import Region
from difpy.program import (
    Assign,
    Block,
    Constant,
    Effect,
    Expression,
    For,
    If,
    Invoke,
    Name,
    Restore,
    Statement,
    Store,
    Subscript,
    While,
    expressions,
    names_in,
    statements,
    targets,
)

Sources = dict[str, frozenset[str]]
UNBOUND = frozenset({KEPT})


class Readings:
    """The readings of one reverse sweep, by line; `places` are the lines that carry cotangents."""

    def __init__(self, region: Region, known: dict[str, Record]) -> None:
        self._region = region
        self._known = known
        self._loop_targets = {s.target for s in statements(region.reverse) if isinstance(s, For)}
        self.places: set[Place] = set()
        self.found: dict[Place, dict[str, frozenset[str]]] = defaultdict(dict)
        self._block(region.reverse, {})

    def _block(self, block: Block, sources: Sources) -> Sources:
        for statement in block:
            sources = self._statement(statement, sources)
        return sources

    def _statement(self, statement: Statement, sources: Sources) -> Sources:
        self._note(statement, sources)
        match statement:
            case If(then=then, otherwise=otherwise):
                return _joined(self._block(then, sources), self._block(otherwise, sources))
            case For(body=body) | While(body=body):
                after = _joined(sources, self._block(body, sources))
                return sources if after == sources else self._statement(statement, after)
        return sources | self._bound(statement, sources)

    def _bound(self, statement: Statement, sources: Sources) -> Sources:
        """The sources of what a statement binds."""
        match statement:
            case Restore(target=Name(id=name)):
                return {name: frozenset({RECORDED})}
            case Restore(target=Subscript(base=base)):
                return {name: sources.get(name, UNBOUND) | {RECORDED} for name in names_in(base)}
            case Assign(target=name, value=Constant(), at=at) if not at.line:
                return {name: frozenset()}  # only so that every name is bound
            case Assign(target=name, value=value):
                return {name: self._given(name, value, sources)}
            case Store(array=name, value=value):
                return {name: sources.get(name, UNBOUND) | self._given(name, value, sources)}
            case Invoke(targets=names):
                return dict.fromkeys(names, frozenset({AGAIN}))
        return {}

    def _given(self, target: str, value: Expression, sources: Sources) -> frozenset[str]:
        """A name of the compiler's only hands on the value that it holds."""
        if names_in(value) & set(self._known):
            return frozenset({RECORDED})
        if isinstance(value, Name) and not {target, value.id} <= self._region.own:
            return sources.get(value.id, UNBOUND)
        return frozenset({AGAIN})

    def _note(self, statement: Statement, sources: Sources) -> None:
        carries = self._carries(statement)
        if not carries and not (isinstance(statement, If) and statement.at.line):
            return
        place = (self._region.primal, statement.at.line)
        if carries:
            self.places.add(place)
        found = self.found[place]
        for name in [n for e in expressions(statement) for n in sorted(names_in(e))]:
            if name in self._known and self._known[name].storage == "list":
                continue  # handed on to a callee
            if name in self._known:
                name, given = self._known[name].name, frozenset({RECORDED})
            elif name in self._region.own and name not in self._loop_targets:
                given = sources.get(name, UNBOUND)
            else:
                continue
            found[name] = found.get(name, frozenset()) | given

    def _carries(self, statement: Statement) -> bool:
        """Whether a statement binds, or adds into, a cotangent for a line of the user's."""
        if not statement.at.line or isinstance(statement, For):
            return False
        bound = list(targets(statement))
        match statement:
            case Store(array=name) | Effect(object=name):
                bound.append(name)
            case Invoke(arguments=arguments):
                bound += [name for e in arguments for name in names_in(e)]
        return any(map(self._region.is_bar, bound))


def _joined(one: Sources, other: Sources) -> Sources:
    return {name: one.get(name, UNBOUND) | other.get(name, UNBOUND) for name in {*one, *other}}


def readings_of(
    swept: list[Region], saved: list[Record]
) -> tuple[dict[Place, tuple[Reading, ...]], set[Place]]:
    """The readings of all reverse sweeps, by line, and the lines that carry cotangents."""
    found: dict[Place, dict[str, frozenset[str]]] = defaultdict(dict)
    carried: set[Place] = set()
    for region in swept:
        own = [r for r in saved if r.sweep == region.function.name or r.storage == "list"]
        of_region = Readings(region, {record.site: record for record in own})
        carried |= of_region.places
        for place, sources in of_region.found.items():
            for name, given in sources.items():
                found[place][name] = found[place].get(name, frozenset()) | given
    readings = {
        place: tuple(Reading(name, tuple(sorted(given))) for name, given in sources.items())
        for place, sources in found.items()
    }
    return readings, carried
