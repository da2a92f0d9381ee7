"""Why the adjoint of a function is as it is: read off the programs and the facts of the stages.

Nothing is decided here. Activity is the analysis's, recorded values are the sites of the final program,
and what they are read for is what its reverse sweeps do.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from difpy.errors import source_line
from difpy.explanation.primal import calls_by_line, variables_by_line
from difpy.explanation.readings import readings_of
from difpy.explanation.records import Place, not_recorded, records
from difpy.explanation.report import Called as Called
from difpy.explanation.report import Explanation as Explanation
from difpy.explanation.report import Line as Line
from difpy.explanation.report import Loop as Loop
from difpy.explanation.report import Reading as Reading
from difpy.explanation.report import Record as Record
from difpy.explanation.report import Variable as Variable
from difpy.explanation.sweeps import regions
from difpy.program import For, Program, While, statements
from difpy.reverse.context import Facts


def explanation(
    program: Program, wrt: tuple[str, ...], facts: Facts, early: Program, final: Program
) -> Explanation:
    """`early` saves everything that is overwritten, `final` what is read."""
    swept = regions(final, facts)
    saved: dict[Place, list[Record]] = defaultdict(list)
    for region in swept:
        for place, record in records(region):
            saved[place].append(record)
    unread = not_recorded(regions(early, facts), swept, program)
    readings, carried, needed = readings_of(swept, [r for values in saved.values() for r in values])
    saved = {
        place: [replace(r, needed_by=tuple(sorted(needed[r.sweep, r.site]))) for r in values]
        for place, values in saved.items()
    }
    lines: list[Line] = []
    for name in dict.fromkeys(region.primal for region in reversed(swept)):
        variables = variables_by_line(facts, program, name)
        calls = calls_by_line(facts, name, swept)
        texts = _texts(facts, name)
        places = {*variables, *calls, *unread, *saved, *readings, *carried}
        for place in sorted(p for p in places if p[0] == name):
            lines.append(
                Line(
                    place[1],
                    texts.get(place[1], ""),
                    name,
                    tuple(variables.get(place, {}).values()),
                    tuple(saved.get(place, ())),
                    tuple(unread.get(place, ())),
                    readings.get(place, ()),
                    tuple(calls.get(place, ())),
                    place in carried,
                    facts.program.functions[name].at.file,
                )
            )
    return Explanation(program.entry, wrt, tuple(lines), _loops(facts, saved))


def _texts(facts: Facts, name: str) -> dict[int, str]:
    """The user's lines, by number."""
    function = facts.program.functions[name]
    texts = {function.at.line: function.at.text or source_line(function.at).strip()}
    for statement in statements(function.body):
        texts.setdefault(statement.at.line, statement.at.text)
    return texts


def _loops(facts: Facts, saved: dict[Place, list[Record]]) -> tuple[Loop, ...]:
    """The loops that something is recorded in, in the order of their lines."""
    inside: dict[tuple[str, str, int], list[Record]] = defaultdict(list)
    for values in saved.values():
        for record in values:
            if record.loops:
                inside[record.function, record.sweep, record.loops[-1]].append(record)
    return tuple(
        Loop(line, _header(facts, name, line), name, sweep, tuple(values))
        for (name, sweep, line), values in sorted(inside.items(), key=lambda item: (item[0][2], item[0][:2]))
    )


def _header(facts: Facts, name: str, line: int) -> str:
    body = facts.program.functions[name].body
    return next((s.at.text for s in statements(body) if isinstance(s, For | While) and s.at.line == line), "")
