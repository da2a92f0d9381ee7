"""The table that an explanation prints: the user's line at the left, what is done about it at the right."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from difpy.explanation.report import Explanation, Line, Loop, Record

SOURCE, NOTES = 36, 54


def table(explanation: Explanation) -> str:
    """The text, at most 100 columns wide."""
    rows = [f"{explanation.name}, with respect to {', '.join(explanation.wrt)}"]
    function = None
    for line in explanation.lines:
        if line.function != function:
            function = line.function
            rows += ["", f"function {function}"]
        rows += _rows(line)
    rows += ["", "stacks"]
    rows += [row for loop in explanation.loops for row in _row_of_loop(loop)] or ["no loop records anything"]
    return "\n".join(rows)


def _rows(line: Line) -> Iterator[str]:
    notes = [part for note in _notes(line) for part in _wrapped(note)] or [""]
    source = _shortened(line.text)
    for i, note in enumerate(notes):
        left = f"{line.number:5} | {source:{SOURCE}}" if i == 0 else f"{'':5} | {'':{SOURCE}}"
        yield f"{left} | {note}".rstrip()


def _wrapped(note: str) -> list[str]:
    return textwrap.wrap(note, NOTES, subsequent_indent="  ")


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
        yield f"records {record.name}: {_amount(record)}, {_storage(record)}"
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
    "as it is": "not differentiated",
    "left out": "nobody reads what it gives",
}


def _amount(record: Record) -> str:
    if record.bytes is None:
        return record.type
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


def _row_of_loop(loop: Loop) -> list[str]:
    names = ", ".join(record.name for record in loop.records)
    unknown = [record.name for record in loop.records if record.bytes is None]
    more = f"; and arrays: {', '.join(unknown)}" if unknown else ""
    notes = _wrapped(f"{loop.bytes} bytes an iteration: {names}{more}")
    first = f"{loop.number:5} | {_shortened(loop.text):{SOURCE}} | {notes[0]}"
    return [first, *(f"{'':5} | {'':{SOURCE}} | {note}" for note in notes[1:])]
