"""An array written from a view of itself reads all of it first, as in NumPy; a loop would not.

Before:
    u[:] += u[::-1]

After:
    u[:] += u[::-1].copy()
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from difpy import kinds
from difpy.analysis.memory import VIEWS, MemoryClasses
from difpy.lower.walk import rewrite_body
from difpy.program import (
    Attribute,
    Block,
    Call,
    Conditional,
    EllipsisIndex,
    Expression,
    Function,
    Name,
    Program,
    Slice,
    Statement,
    Store,
    Subscript,
)


def lower_overlaps(program: Program) -> Program:
    """The program with a copy where an update reads what it writes."""
    memory = MemoryClasses(program)
    functions = {name: _function(function, memory) for name, function in program.functions.items()}
    return replace(program, functions=functions)


def _function(function: Function, memory: MemoryClasses) -> Function:
    def rewrite(statement: Statement) -> Block:
        if isinstance(statement, Store) and _overlaps(statement, function, memory):
            value = Call(".copy", (statement.value,), type=statement.value.type)
            return (replace(statement, value=value),)
        return (statement,)

    return rewrite_body(function, rewrite)


def _overlaps(store: Store, function: Function, memory: MemoryClasses) -> bool:
    if not _is_array(store.value, function) or not kinds.rank(function.variables.get(store.array)):
        return False
    target = memory.of(function.name, store.array)
    return any(memory.of(function.name, name) == target for name in bases(store.value))


def bases(value: Expression) -> Iterator[str]:
    """The variables of which the value may be a view."""
    match value:
        case Name(id=name):
            yield name
        case Subscript(base=base) | Attribute(base=base):
            yield from bases(base)
        case Conditional(then=then, otherwise=otherwise):
            yield from bases(then)
            yield from bases(otherwise)
        case Call(function=called, arguments=(first, *_)) if called in VIEWS:
            yield from bases(first)


def _is_array(value: Expression, function: Function) -> bool:
    """Whether the value is an array, also where generated code has no types."""
    if value.type is not None:
        return kinds.is_array(value.type)
    match value:
        case Name(id=name):
            return kinds.is_array(function.variables.get(name))
        case Subscript(base=base, indices=indices):
            is_slice = any(isinstance(index, (Slice, EllipsisIndex)) for index in indices)
            return is_slice and _is_array(base, function)
        case Attribute(base=base, name=name):
            return name == "T" and _is_array(base, function)
        case Conditional(then=then, otherwise=otherwise):
            return _is_array(then, function) or _is_array(otherwise, function)
        case Call(function=called):
            return called in VIEWS
    return False
