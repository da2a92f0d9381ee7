"""The table that an explanation prints: the user's line at the left, what is done about it at the right."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from difpy.explanation.report import Explanation, Line, Loop, Record

SOURCE, NOTES = 36, 53


def table(explanation: Explanation) -> str:
    """The text, at most 100 columns wide."""
    rows = textwrap.wrap(f"{explanation.name}, with respect to {', '.join(explanation.wrt)}", 100)
    function = None
    for line in explanation.lines:
        if line.function != function:
            function = line.function
            rows += ["", f"function {function}"]
        rows += _rows(line)
    rows += ["", "stacks"]
    stacks = [row for loop in explanation.loops for row in _rows_of_loop(loop, explanation)]
    rows += [*stacks, *_rows_of_calls(explanation)] or ["none"]
    return "\n".join(rows)


def _rows(line: Line) -> list[str]:
    return _in_table(str(line.number), line.text, *_notes(line))


def _needed(record: Record) -> str:
    if not record.needed_by:
        return ""
    return f"; for line{'s' if len(record.needed_by) > 1 else ''} {', '.join(map(str, record.needed_by))}"


def _in_table(number: str, source: str, *notes: str) -> list[str]:
    """The rows of one line of the primal, or of one stack."""
    wrapped = [part for note in notes for part in textwrap.wrap(note, NOTES, subsequent_indent="  ")] or [""]
    firsts = [(number, _shortened(source)), *[("", "")] * (len(wrapped) - 1)]
    return [
        f"{left:>5} | {text:{SOURCE}} | {note}".rstrip()
        for (left, text), note in zip(firsts, wrapped, strict=True)
    ]


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= SOURCE else f"{text[: SOURCE - 3]}..."


def _notes(line: Line) -> Iterator[str]:
    active = [v.name for v in line.variables if v.is_active]
    if active:
        yield f"active: {', '.join(active)}"
    for variable in line.variables:
        if not variable.is_active:
            yield f"not active: {variable.name} ({variable.type}): {variable.reason}"
    for call in line.calls:
        yield f"calls {call.function}: {_CALLS[call.how]}"
    for record in line.records:
        yield f"records {record.name}: {_amount(record)}, {_storage(record)}{_needed(record)}"
    if line.unread:
        yield f"overwritten and not read, so not recorded: {', '.join(line.unread)}"
    for sources in dict.fromkeys(reading.sources for reading in line.readings):
        names = [reading.name for reading in line.readings if reading.sources == sources]
        yield f"reverse sweep reads {', '.join(names)}: {' or '.join(sources)}"
    if line.is_linear:
        yield "reverse sweep reads no value (linear)"


_CALLS = {
    "two sweeps": "a forward sweep that records, and a reverse sweep",
    "recomputed": "its adjoint runs it again and records nothing",
    "inlined": "inlined, so that its dear parts are recorded",
    "as it is": "not differentiated",
    "left out": "nobody reads what it gives",
}


def _amount(record: Record) -> str:
    if record.bytes is None:
        return f"{'a copy' if record.is_copy else 'a reference'}, {record.type}"
    size = f"{record.bytes} byte{'s' if record.bytes != 1 else ''}"
    if record.loops:
        return f"{size} an iteration of line {record.loops[-1]}"
    return size if record.storage == "variable" else f"{size} a call"


def _storage(record: Record) -> str:
    match record.storage:
        case "variable":
            return f"in the variable {record.site}"
        case "list":
            return f"in the list {record.site}, which grows"
        case "array":
            return f"in the array {record.site} of {record.size}"
    return f"in the array {record.site}, its size counted by a loop in front"


def _rows_of_loop(loop: Loop, explanation: Explanation) -> list[str]:
    """The generated function is named where two of them have the loop, as a recursion's do."""
    is_alone = [other.number for other in explanation.loops].count(loop.number) == 1
    where = "" if is_alone else f" of {loop.sweep}"
    note = f"{loop.bytes} bytes an iteration{where}: {_listed(loop.records)}"
    return _in_table(str(loop.number), loop.text, note)


def _rows_of_calls(explanation: Explanation) -> Iterator[str]:
    """What is pushed outside of loops, once in every call of a function."""
    pushed = [r for r in explanation.records if not r.loops and r.storage == "list"]
    for function in dict.fromkeys(record.function for record in pushed):
        records = tuple(record for record in pushed if record.function == function)
        total = sum(record.bytes or 0 for record in records)
        yield from _in_table("", f"a call of {function}", f"{total} bytes a call: {_listed(records)}")


def _listed(records: tuple[Record, ...]) -> str:
    """The scalars, then the arrays, whose size only the run tells."""
    scalars = ", ".join(record.name for record in records if record.bytes is not None)
    arrays = ", ".join(record.name for record in records if record.bytes is None)
    return "; ".join(part for part in (scalars, arrays and f"and the arrays {arrays}") if part)
