"""Functions get numbers, not literals: Numba would compile them once more for each literal.

Before:
    n = 4
    total = node(0, n, 1.0)

After:
    n = 4
    total = node(int(0), int(n), 1.0)

Of a recursive function, one version would call the other, and what Numba's cache gives back of such
functions crashes (seen with numba 0.68).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from difpy import kinds
from difpy.lower.walk import rewrite_body
from difpy.program import (
    Assign,
    Block,
    Call,
    Constant,
    Expression,
    Function,
    Invoke,
    Name,
    Parameter,
    Program,
    Statement,
    Unary,
    statements,
)


def lower_literal_arguments(program: Program) -> Program:
    functions = {name: _function(f, program.functions) for name, f in program.functions.items()}
    return replace(program, functions=functions)


def _function(function: Function, functions: Mapping[str, Function]) -> Function:
    literals = _literals(function)

    def rewrite(statement: Statement) -> Block:
        if not isinstance(statement, Invoke):
            return (statement,)
        pairs = zip(functions[statement.function].parameters, statement.arguments, strict=True)
        return (replace(statement, arguments=tuple(_number(p, a, literals) for p, a in pairs)),)

    return rewrite_body(function, rewrite)


def _literals(function: Function) -> set[str]:
    """The variables that may hold a literal where they are read: Numba looks at each assignment alone."""
    found: set[str] = set()
    before = None
    while before != found:
        before = set(found)
        for s in statements(function.body):
            if isinstance(s, Assign) and _is_literal(s.value, found):
                found.add(s.target)
    return found


def _number(parameter: Parameter, argument: Expression, literals: set[str]) -> Expression:
    if not _is_literal(argument, literals):
        return argument
    if kinds.is_float(parameter.type):
        return Call("float", (argument,), type=parameter.type)
    if kinds.is_boolean(parameter.type):
        return Call("bool", (argument,), type=parameter.type)
    return Call("int", (argument,), type=parameter.type) if kinds.is_integer(parameter.type) else argument


def _is_literal(value: Expression, literals: set[str]) -> bool:
    match value:
        case Name(id=name):
            return name in literals
        case Unary(op="-", operand=operand):
            return _is_literal(operand, literals)
        case Constant(value=bool() | int(), spelling=""):
            return True
    return False
