"""A program with other results: copies, constants, or some of them only."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from difpy import kinds
from difpy.analysis.effects import Effects
from difpy.analysis.memory import MemoryClasses, roots
from difpy.program import Assign, Call, Expression, Name, Program, Return


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
    return _with_values(program, lambda values: tuple(map(copy_of, values)))


def with_own_memory(program: Program) -> Program:
    """The program that leaves its arguments as they are: it writes into copies."""
    memory = MemoryClasses(program)
    writes = Effects(program, memory).summaries[program.entry].writes
    entry = program.functions[program.entry]
    written = (
        Name(p.name, type=p.type)
        for p in entry.parameters
        if kinds.is_reference(p.type) and memory.of(entry.name, p.name) in writes
    )
    copies = tuple(Assign(name.id, copy_of(name)) for name in written)
    return replace(
        program, functions={**program.functions, program.entry: replace(entry, body=(*copies, *entry.body))}
    )


def with_results_of_its_own(program: Program) -> Program:
    """The program whose results share no memory with its arguments, nor with one another: copies of those
    that might."""
    memory, entry = MemoryClasses(program), program.functions[program.entry]
    taken = {memory.of(entry.name, p.name) for p in entry.parameters if kinds.is_reference(p.type)}

    def unshared(value: Expression) -> Expression:
        own = {memory.of(entry.name, root) for root in roots(value)}
        is_shared = bool(own & taken)
        taken.update(own)
        is_plain = kinds.is_array(value.type) and value.type.layout == "C"
        return value if is_plain and not is_shared else copy_of(value)

    return _with_values(program, lambda values: tuple(map(unshared, values)))


Values = tuple[Expression, ...]


def _with_values(program: Program, change: Callable[[Values], Values]) -> Program:
    entry = program.functions[program.entry]
    last = entry.body[-1]
    assert isinstance(last, Return)
    values = change(last.values)
    results = tuple(value.type for value in values)
    changed = replace(entry, body=(*entry.body[:-1], replace(last, values=values)), results=results)
    return replace(program, functions={**program.functions, program.entry: changed})


def copy_of(value: Expression) -> Expression:
    """A value in memory of its own."""
    if not kinds.is_reference(value.type):
        return value
    name = "difpy.copy_list" if kinds.is_list(value.type) else ".copy"
    return Call(name, (value,), type=kinds.fresh(value.type))
