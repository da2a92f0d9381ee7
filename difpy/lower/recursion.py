"""Recursion deeper than Python's limit raises RecursionError, where compiled code would crash.

Before:
    def power(x, n):
        ...
        rest = power(x, n - 1)

After:
    def power(x, n, depth):
        if depth <= 0:
            raise RecursionError("maximum recursion depth exceeded")
        ...
        rest = power(x, n - 1, depth - 1)

The entry gets the limit as a captured value, read at each call.
"""

from __future__ import annotations

from dataclasses import replace

from numba.core import types

from difpy import kinds
from difpy.lower.walk import rewrite_body
from difpy.program import (
    Binary,
    Block,
    Capture,
    Compare,
    Constant,
    Expression,
    Function,
    If,
    Invoke,
    Name,
    Parameter,
    Program,
    Raise,
    Return,
    Statement,
    reached,
)

LIMIT = (("recursion limit", ""),)
"""The path of the captured value: see backend/captures.py."""


def lower_recursion(program: Program) -> Program:
    """The program with a depth in every recursive function that runs the user's statements."""
    reached_by = {name: reached(program.functions, f.body) for name, f in program.functions.items()}
    recursive = {
        name
        for name, callees in reached_by.items()
        if name in callees
        and (_is_user_code(program.functions[name]) or _is_endless(program.functions[name]))
    }
    if not recursive:
        return program
    deep = {name for name, callees in reached_by.items() if callees & recursive}
    name = _new_name(program)
    functions = {
        key: _with_depth(function, name, recursive, deep) if key in deep else function
        for key, function in program.functions.items()
    }
    captures = (*program.captures, Capture(name, LIMIT)) if program.entry in deep else program.captures
    return replace(program, functions=functions, captures=captures)


def _with_depth(function: Function, depth: str, recursive: set[str], deep: set[str]) -> Function:
    is_recursive = function.name in recursive
    remaining: Expression = Name(depth, type=types.int64)
    if is_recursive:
        remaining = Binary("-", remaining, Constant(1, type=types.int64), type=types.int64)

    def rewrite(statement: Statement) -> Block:
        if isinstance(statement, Invoke) and statement.function in deep:
            return (replace(statement, arguments=(*statement.arguments, remaining)),)
        return (statement,)

    function = rewrite_body(function, rewrite)
    exhausted = Compare(("<=",), (Name(depth), Constant(0)))
    failure = Raise("RecursionError", (Constant("maximum recursion depth exceeded"),), at=function.at)
    guard = (*_way_out(function, depth), If(exhausted, (failure,), at=function.at))
    guard = guard if is_recursive else ()
    return replace(
        function,
        parameters=(*function.parameters, Parameter(depth, types.int64)),
        body=guard + function.body,
        variables={**function.variables, depth: types.int64},
    )


def _is_user_code(function: Function) -> bool:
    return function.role != "reverse"


def _is_endless(function: Function) -> bool:
    """Whether a function calls itself on every path: Numba then finds no type for what it returns."""
    return any(isinstance(s, Invoke) and s.function == function.name for s in function.body)


def _way_out(function: Function, depth: str) -> Block:
    """For an endless function, a return that is never reached."""
    if not _is_endless(function) or not all(kinds.is_scalar(type_) for type_ in function.results):
        return ()
    values = tuple(Constant(0.0 if kinds.is_float(t) else 0, type=t) for t in function.results)
    return (If(Compare(("<",), (Name(depth), Constant(0))), (Return(values),)),)


def _new_name(program: Program) -> str:
    taken = {name for function in program.functions.values() for name in function.variables}
    name, count = "depth", 1
    while name in taken:
        count += 1
        name = f"depth_{count}"
    return name
