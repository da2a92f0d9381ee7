"""What a program does with the memory that it is given, whether it prints, and what has no cotangent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from difpy import kinds
from difpy.analysis.effects import Effects
from difpy.analysis.memory import MemoryClasses
from difpy.program import Call, Effect, Expression, Function, Program, Return, statements


def written_arrays(program: Program) -> set[str]:
    """The parameters of the entry whose memory it may write into."""
    memory = MemoryClasses(program)
    writes = Effects(program, memory).summaries[program.entry].writes
    entry = program.functions[program.entry]
    return {
        p.name
        for p in entry.parameters
        if kinds.is_reference(p.type) and memory.of(entry.name, p.name) in writes
    }


def prints(program: Program) -> bool:
    """Whether it may print."""
    return any(
        isinstance(statement, Effect) and "print" in statement.method
        for function in program.functions.values()
        for statement in statements(function.body)
    )


def with_constant_aux(program: Program) -> Program:
    """The program with the derivative of every result but the first zero."""
    return _with_results(program, lambda i, value: _constant(value) if i else value)


def with_copied_results(program: Program) -> Program:
    """The program whose results share no memory with its arguments."""
    return _with_results(program, lambda _, value: _copied(value))


def _with_results(program: Program, change: Callable[[int, Expression], Expression]) -> Program:
    entry = program.functions[program.entry]
    last = entry.body[-1]
    assert isinstance(last, Return)
    values = tuple(change(i, value) for i, value in enumerate(last.values))
    changed: Function = replace(entry, body=(*entry.body[:-1], replace(last, values=values)))
    return replace(program, functions={**program.functions, program.entry: changed})


def _constant(value: Expression) -> Expression:
    if not kinds.is_differentiable(value.type):
        return value
    return Call("difpy.stop_gradient", (value,), type=value.type)


def _copied(value: Expression) -> Expression:
    return Call(".copy", (value,), type=value.type) if kinds.is_array(value.type) else value
