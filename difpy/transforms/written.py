"""What a program does with the memory that it is given, and whether it prints."""

from __future__ import annotations

from difpy import kinds
from difpy.analysis.effects import Effects
from difpy.analysis.memory import MemoryClasses
from difpy.program import Effect, Program, statements


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
