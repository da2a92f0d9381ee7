"""A program with other results: copies, constants, or some of them only."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from difpy import kinds
from difpy.program import Call, Expression, Program, Return


def with_results(program: Program, chosen: Sequence[int]) -> Program:
    """The program that returns the results at these positions."""
    return _with_values(program, lambda values: tuple(values[i] for i in chosen))


def with_constant_results(program: Program, places: Collection[int]) -> Program:
    """The program with the derivative of the results at these positions zero."""

    def constant(i: int, value: Expression) -> Expression:
        if i not in places or not kinds.is_differentiable(value.type):
            return value
        return Call("difpy.stop_gradient", (value,), type=value.type)

    return _with_values(program, lambda values: tuple(constant(i, v) for i, v in enumerate(values)))


def with_copied_results(program: Program) -> Program:
    """The program whose results share no memory with its arguments."""
    return _with_values(program, lambda values: tuple(map(_copied, values)))


Values = tuple[Expression, ...]


def _with_values(program: Program, change: Callable[[Values], Values]) -> Program:
    entry = program.functions[program.entry]
    last = entry.body[-1]
    assert isinstance(last, Return)
    values = change(last.values)
    results = tuple(value.type for value in values)
    changed = replace(entry, body=(*entry.body[:-1], replace(last, values=values)), results=results)
    return replace(program, functions={**program.functions, program.entry: changed})


def _copied(value: Expression) -> Expression:
    return Call(".copy", (value,), type=value.type) if kinds.is_array(value.type) else value
