"""Several results of one derivative that the program takes: their cotangents go through it together.

value = energy_adjoint(x, 1.0)[0]
force = energy_adjoint(x, 1.0)[1]
"""

from __future__ import annotations

from collections.abc import Sequence

from difpy.derived import ProgramCall
from difpy.prepare.build import zero_of
from difpy.program import Assign, Block, Expression, Name, Statement, Subscript, names_in
from difpy.reverse.context import Context
from difpy.reverse.expressions import ExpressionAdjoint
from difpy.reverse.keep import zero
from difpy.rules import nested


def grouped(block: Block) -> list[list[Statement]]:
    """The statements of a block, those together that take several results of one call."""
    groups: list[list[Statement]] = []
    for statement in block:
        if groups and _goes_with(groups[-1], statement):
            groups[-1].append(statement)
        else:
            groups.append([statement])
    return groups


def _goes_with(group: list[Statement], statement: Statement) -> bool:
    call = _call(statement)
    if call is None or _call(group[0]) != call or not isinstance(statement, Assign):
        return False
    names = {each.target for each in group if isinstance(each, Assign)}
    return statement.target not in names and not names_in(call) & {*names, statement.target}


def _call(statement: Statement) -> ProgramCall | None:
    if isinstance(statement, Assign) and isinstance(statement.value, Subscript):
        return nested.call_of(statement.value)
    return None


def reverse_results(
    context: Context, group: Sequence[Statement], undone: Sequence[list[Statement]]
) -> list[Statement]:
    """The adjoint of such a group: one call, given all cotangents. `undone` gives the targets of each
    statement their old values."""
    seeds: dict[int, Expression] = {}
    after: list[Statement] = []
    for statement, undo in zip(reversed(group), reversed(undone), strict=True):
        assert isinstance(statement, Assign)
        after += undo
        target = statement.target
        if not context.is_active(target):
            continue
        bar = Name(context.bar(target), type=context.variables[target])
        seeds[nested.taken(statement.value)] = bar
        if not context.is_reference(target):
            after.append(Assign(bar.id, zero_of(bar.type), at=statement.at))
        elif context.is_value(target):
            after.append(Assign(bar.id, zero(context, target), at=statement.at))
    if not seeds:
        return after
    call = _call(group[0])
    assert call is not None
    adjoint = ExpressionAdjoint(context, group[0].at, broadcasts=False)
    return [*adjoint.propagate_results(call, dict(sorted(seeds.items()))), *after]
