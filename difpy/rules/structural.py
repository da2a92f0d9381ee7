"""The rules of functions that are not elementwise, from the tables of their kinds."""

from __future__ import annotations

from collections import defaultdict

from difpy.program import Expression
from difpy.rules import arrangements, helpers, linear_algebra, products, reductions, selections
from difpy.rules.rows import Match, Row, called, component_of


def _by_function() -> dict[tuple[str, int | None], list[Row]]:
    found: dict[tuple[str, int | None], list[Row]] = defaultdict(list)
    for table in (arrangements, helpers, linear_algebra, products, reductions, selections):
        for row in table.ROWS:
            found[row.function, row.component].append(row)
    return dict(found)


ROWS = _by_function()


def match(value: Expression) -> Match | None:
    """The first row that is for an operation, with the operation's arguments."""
    for row in ROWS.get((called(value).function, component_of(value)), ()):
        arguments = row.bind(value)
        if arguments is not None:
            return Match(row, arguments)
    return None
