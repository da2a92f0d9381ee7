"""Memory that is never written after it was made, and never leaves its function.

Arrays of such memory are values: which of them share memory doesn't matter, and each variable has a
cotangent of its own, as scalars have.
"""

from __future__ import annotations

from difpy import kinds
from difpy.analysis.effects import NOTHING, Classes, Effects
from difpy.analysis.memory import MemoryClasses
from difpy.program import Function, Invoke, Program, statements


def constant_classes(program: Program, memory: MemoryClasses, effects: Effects) -> Classes:
    """The classes of arrays that are values."""
    every: set[tuple[str, str]] = set()
    excluded: set[tuple[str, str]] = set()
    for function in program.functions.values():
        excluded |= effects.summaries[function.name].writes
        for name, type_ in function.variables.items():
            if kinds.is_reference(type_):
                every.add(memory.of(function.name, name))
                if kinds.is_list(type_):
                    excluded.add(memory.of(function.name, name))
        excluded |= _crossing(function, program, memory)
    return frozenset(every - excluded) | NOTHING


def _crossing(function: Function, program: Program, memory: MemoryClasses) -> set[tuple[str, str]]:
    """The classes that pass between the function and the ones it calls."""
    found: set[tuple[str, str]] = set()
    for statement in statements(function.body):
        if not isinstance(statement, Invoke):
            continue
        callee = program.functions[statement.function]
        found |= {memory.of(callee.name, p.name) for p in callee.parameters if kinds.is_reference(p.type)}
        found |= {
            memory.of(function.name, t)
            for t in statement.targets
            if kinds.is_reference(function.variables[t])
        }
    return found
