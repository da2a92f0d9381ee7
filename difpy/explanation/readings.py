"""What the reverse sweep of each line reads of the primal, and where it has that from.

    sources at a statement = union over the bindings of the variable that reach it in the reverse sweep
    a variable that the reverse sweep has not bound yet is as the forward sweep left it

A forward analysis, whose sources are `AGAIN`, `KEPT` and the sites of records. An element that is
written adds its source to those of its array.
"""

from __future__ import annotations

from collections import defaultdict

from difpy import kinds
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
    """The readings of one reverse sweep, by line.

    `places` are the lines that carry cotangents; `read` has the lines that need what is at a site.
    """

    def __init__(self, region: Region, known: dict[str, Record]) -> None:
        self._region = region
        self._known = known
        self._loop_targets = {s.target for s in statements(region.reverse) if isinstance(s, For)}
        self.places: set[Place] = set()
        self.read: dict[str, set[int]] = defaultdict(set)
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
            case Restore(site=site, target=Name(id=name)):
                return {name: frozenset({site})}
            case Restore(site=site, target=Subscript(base=base)):
                return {name: sources.get(name, UNBOUND) | {site} for name in names_in(base)}
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
        sites = names_in(value) & set(self._known)
        if sites:
            return sites
        if isinstance(value, Name) and not {target, value.id} <= self._region.own:
            return sources.get(value.id, UNBOUND)
        return frozenset({AGAIN})

    def _note(self, statement: Statement, sources: Sources) -> None:
        if not statement.at.line or self._hands_on(statement):
            return
        carries = self._carries(statement)
        place = (self._region.primal, statement.at.line)
        if carries:
            self.places.add(place)
        for expression in expressions(statement):
            for name in sorted(names_in(expression)):
                given = self._read(name, sources, is_bound=isinstance(statement, For))
                for site in given & set(self._known):
                    self.read[site].add(statement.at.line)
                if (carries or isinstance(statement, If)) and given and self._is_shown(name):
                    shown = self._known[name].name if name in self._known else name
                    from_ = {RECORDED if source in self._known else source for source in given}
                    self.found[place][shown] = self.found[place].get(shown, frozenset()) | from_

    def _read(self, name: str, sources: Sources, *, is_bound: bool) -> frozenset[str]:
        """The sources of a name that is read; a list is only handed on to a callee."""
        if is_bound and kinds.is_reference(self._region.function.variables.get(name)):
            return frozenset()  # its length
        if name in self._known:
            return frozenset() if self._known[name].storage == "list" else frozenset({name})
        return sources.get(name, UNBOUND)

    def _is_shown(self, name: str) -> bool:
        return name in self._known or (name in self._region.own and name not in self._loop_targets)

    def _hands_on(self, statement: Statement) -> bool:
        """Whether a statement only gives a variable, or an element, back its value."""
        match statement:
            case Assign(target=target, value=Name(id=name)):
                return not {target, name} <= self._region.own and not self._region.is_bar(target)
            case (
                Assign(target=target, value=Subscript(base=Name(id=name)))
                | Store(array=target, value=Subscript(base=Name(id=name)))
            ):
                return name in self._known and not self._region.is_bar(target)
        return False

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
) -> tuple[dict[Place, tuple[Reading, ...]], set[Place], dict[tuple[str, str], set[int]]]:
    """The readings of all reverse sweeps, by line, the lines that carry cotangents, and for each site, by
    its function, the lines that need it."""
    found: dict[Place, dict[str, frozenset[str]]] = defaultdict(dict)
    carried: set[Place] = set()
    needed: dict[tuple[str, str], set[int]] = defaultdict(set)
    for region in swept:
        own = [r for r in saved if r.sweep == region.function.name or r.storage == "list"]
        of_region = Readings(region, {record.site: record for record in own})
        carried |= of_region.places
        for record in own:
            needed[record.sweep, record.site] |= of_region.read[record.site]
        for place, sources in of_region.found.items():
            for name, given in sources.items():
                found[place][name] = found[place].get(name, frozenset()) | given
    readings = {
        place: tuple(Reading(name, tuple(sorted(given))) for name, given in sources.items())
        for place, sources in found.items()
    }
    return readings, carried, needed
