"""What `difpy.explain` returns: frozen data, which a program can look through and `print` shows as text."""

from __future__ import annotations

from dataclasses import dataclass

from difpy.explanation.text import table

RECORDED = "recorded"
AGAIN = "computed again"
KEPT = "not overwritten"


@dataclass(frozen=True)
class Variable:
    """A variable that a line binds or writes into; `reason` says why it is not active, "" if it is."""

    name: str
    type: str
    is_active: bool
    reason: str = ""


@dataclass(frozen=True)
class Record:
    """A value that the forward sweep saves in a line of the primal.

    `site` is the name of its storage in the generated text. `storage` is "variable", "array" (as large as
    the trip counts of the loops say), "counted array" (a loop in front adds the sizes up) or "list" (grows).
    `size` is the number of elements as the generated text has it, "" for a list. `bytes` is what is
    saved each time, None for an array, whose size the run tells. `loops` are the lines of the loops around
    it, the outermost first. `sweep` is the name of the generated function that saves it.
    """

    name: str
    site: str
    function: str
    sweep: str
    type: str
    storage: str
    size: str
    bytes: int | None
    loops: tuple[int, ...]
    is_copy: bool = False
    """Of an array: whether its elements are copied, or only kept alive."""
    needed_by: tuple[int, ...] = ()
    """The lines whose reverse sweep reads it, to carry cotangents or to compute something again."""


@dataclass(frozen=True)
class Reading:
    """A value of the primal that the reverse sweep of a line reads, and where it has it from.

    `sources` are "recorded", "computed again" or "not overwritten".
    """

    name: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Called:
    """A call of another function of the program, and how its derivative is made.

    `how` is "two sweeps" (records in a forward sweep of its own), "recomputed" (the reverse sweep runs it
    again), "inlined" (its statements are those of the function), "as it is" (has no derivative here) or "left
    out" (nobody reads what it gives).
    """

    function: str
    how: str


@dataclass(frozen=True)
class Line:
    """What the compiler does about one line of one function."""

    number: int
    text: str
    function: str
    variables: tuple[Variable, ...] = ()
    records: tuple[Record, ...] = ()
    unread: tuple[str, ...] = ()
    """Overwritten values that are not recorded, because the reverse sweep does not read them."""
    readings: tuple[Reading, ...] = ()
    calls: tuple[Called, ...] = ()
    is_differentiated: bool = False
    """Whether the reverse sweep carries a cotangent through the line."""
    file: str = ""

    @property
    def is_linear(self) -> bool:
        """Whether cotangents are carried through the line without reading a value of the primal."""
        return self.is_differentiated and not self.readings


@dataclass(frozen=True)
class Loop:
    """What one iteration of a loop records in one generated function, inner loops not counted."""

    number: int
    text: str
    function: str
    sweep: str
    records: tuple[Record, ...]

    @property
    def bytes(self) -> int:
        """Bytes an iteration, of all values whose size is known beforehand; branches not taken included."""
        return sum(record.bytes or 0 for record in self.records)


@dataclass(frozen=True)
class Explanation:
    """Why the adjoint of a function is as it is, by line of the primal."""

    name: str
    wrt: tuple[str, ...]
    lines: tuple[Line, ...]
    loops: tuple[Loop, ...]

    def line(self, number: int) -> tuple[Line, ...]:
        """What is known of a line: one entry for each function, or copy of a function for other types.

        Functions of several files may have lines of one number: their `file` tells them apart.
        """
        return tuple(line for line in self.lines if line.number == number)

    @property
    def records(self) -> tuple[Record, ...]:
        return tuple(record for line in self.lines for record in line.records)

    def __str__(self) -> str:
        """The table, by line."""
        return table(self)
