"""Parameters that a sweep doesn't read are not passed.

    Before:                                        After:
        def f_reverse(x, eps, y_bar, y_stack):         def f_reverse(y_bar, y_stack):
            y = y_stack.pop()                              y = y_stack.pop()
            ...                                            ...

A parameter that a function only hands on to where nobody reads it is not read either.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from difpy.analysis.flow import read_here
from difpy.program import (
    Block,
    Function,
    Invoke,
    Program,
    Statement,
    map_blocks,
    names_in,
    statements,
)

ROLES = ("tangent", "forward", "reverse", "adjoint")
Read = dict[str, set[str]]
"""For each function the parameters that it reads."""


def drop_unread_parameters(program: Program) -> Program:
    """The program whose sweeps take what they read."""
    called = {f.name for f in program.functions.values() if f.role in ROLES and f.name != program.entry}
    if not called:
        return program
    read = _read(program, called)
    functions = {name: _function(f, program, called, read) for name, f in program.functions.items()}
    return replace(program, functions=functions)


def _read(program: Program, called: set[str]) -> Read:
    """The least sets that agree with each other."""
    read: Read = {name: set() for name in called}
    changed = True
    while changed:
        changed = False
        for name in called:
            function = program.functions[name]
            names = {n for s in statements(function.body) for n in _reads(s, program, read)}
            found = {p.name for p in function.parameters} & names
            changed = changed or found != read[name]
            read[name] = found
    return read


def _reads(statement: Statement, program: Program, read: Read) -> Iterator[str]:
    if not (isinstance(statement, Invoke) and statement.function in read):
        yield from read_here(statement)
        return
    callee = program.functions[statement.function]
    for parameter, argument in zip(callee.parameters, statement.arguments, strict=True):
        if parameter.name in read[callee.name]:
            yield from names_in(argument)


def _function(function: Function, program: Program, called: set[str], read: Read) -> Function:
    def rewrite(block: Block) -> Block:
        return tuple(one(statement) for statement in block)

    def one(statement: Statement) -> Statement:
        if isinstance(statement, Invoke) and statement.function in called:
            callee = program.functions[statement.function]
            pairs = zip(callee.parameters, statement.arguments, strict=True)
            kept = tuple(argument for p, argument in pairs if p.name in read[callee.name])
            return replace(statement, arguments=kept)
        return map_blocks(statement, rewrite)

    parameters = function.parameters
    if function.name in called:
        parameters = tuple(p for p in parameters if p.name in read[function.name])
    return replace(function, parameters=parameters, body=rewrite(function.body))
