"""Lists as Numba takes them: empty ones that say what they will hold, and arrays made of lists of arrays.

Before:
    rows_bar = []
    m = np.array(rows)

After:
    rows_bar = difpy.stack(np.empty((0,), np.float64))
    m = difpy.array_of_rows(rows)

Numba finds out what a list holds from the first `append` only, too late where a statement reads it before.
"""

from __future__ import annotations

from dataclasses import replace

from difpy import kinds
from difpy.lower.walk import rewrite_body
from difpy.program import (
    Assign,
    Block,
    Call,
    Expression,
    Function,
    List,
    Program,
    Statement,
    map_block,
    map_children,
)
from difpy.reverse.build import example


def lower_lists(program: Program) -> Program:
    """The program without empty list displays, and without `np.array` of lists of arrays."""
    functions = {name: _function(function) for name, function in program.functions.items()}
    return replace(program, functions=functions)


def _function(function: Function) -> Function:
    def rewrite(statement: Statement) -> Block:
        match statement:
            case Assign(target=target, value=List(elements=()) as empty) if empty.type is None:
                return (replace(statement, value=replace(empty, type=function.variables.get(target))),)
        return (statement,)

    rewritten = rewrite_body(function, rewrite)
    return replace(rewritten, body=map_block(rewritten.body, _lowered))


def _lowered(expression: Expression) -> Expression:
    expression = map_children(expression, _lowered)
    match expression:
        case List(elements=(), type=type_) if type_ is not None and type_.is_precise():
            return Call("difpy.stack", (example(type_.dtype),), type=type_, at=expression.at)
        case Call(function="np.array" | "np.asarray", arguments=(rows, *dtype), keywords=keywords) if (
            kinds.is_list(rows.type) and kinds.is_array(rows.type.dtype)
        ):
            array = replace(expression, function="difpy.array_of_rows", arguments=(rows,), keywords=())
            given = (*dtype, *(value for name, value in keywords if name == "dtype"))
            if not given:
                return array
            return Call(".astype", (array, *given), type=expression.type, at=expression.at)
    return expression
