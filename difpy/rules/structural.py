"""The rules of functions that are not elementwise, from the tables of their kinds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from difpy.program import Call, Expression, List, Tuple
from difpy.rules import arrangements, complex_rows, helpers, linear_algebra, products, reductions, selections
from difpy.rules.complex_numbers import is_complex
from difpy.rules.rows import Match, Row, called, component_of


def _by_function() -> dict[tuple[str, int | None], list[Row]]:
    found: dict[tuple[str, int | None], list[Row]] = defaultdict(list)
    for table in (arrangements, helpers, linear_algebra, products, reductions, selections):
        for row in table.ROWS:
            found[row.function, row.component].append(row)
    return dict(found)


ROWS = _by_function()


def _operands(call: Call) -> Iterator[Expression]:
    """The arguments, and the elements of displays among them."""
    for argument in (*call.arguments, *(value for _, value in call.keywords)):
        yield from argument.elements if isinstance(argument, Tuple | List) else (argument,)


def match(value: Expression) -> Match | None:
    """The first row that is for an operation, with the operation's arguments."""
    call = called(value)
    rows: Sequence[Row] = ROWS.get((call.function, component_of(value)), [])
    if is_complex(value) or any(map(is_complex, _operands(call))):
        rows = complex_rows.rows(call.function, rows)
    for row in rows:
        arguments = row.bind(value)
        if arguments is not None:
            return Match(row, arguments)
    return None
