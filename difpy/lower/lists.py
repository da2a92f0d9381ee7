"""Lists as Numba takes them: empty ones that say what they will hold, and arrays made of lists of arrays.

Before:
    rows_bar = []
    m = np.array(rows)
    views = [a[0], b]

After:
    rows_bar = difpy.stack(np.empty((0,), np.float64))
    m = difpy.array_of_rows(rows)
    views = [a[0][::1], b]

Numba finds out what a list holds from the first `append` only, too late where a statement reads it before.
"""

from __future__ import annotations

from dataclasses import replace

from numba.core import types

from difpy import kinds
from difpy.lower.walk import rewrite_body
from difpy.prepare.build import example
from difpy.program import (
    Assign,
    Block,
    Call,
    Constant,
    Expression,
    Function,
    List,
    Program,
    Slice,
    Statement,
    Subscript,
    Type,
    map_block,
    map_children,
)


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
        case List(elements=(first, *rest), type=type_) if _holds_any_layout(type_):
            return replace(expression, elements=(_of_any_layout(first), *rest))
        case Call(function="np.array" | "np.asarray", arguments=(rows, *dtype), keywords=keywords) if (
            kinds.is_list(rows.type) and kinds.is_array(rows.type.dtype)
        ):
            array = replace(expression, function="difpy.array_of_rows", arguments=(rows,), keywords=())
            given = (*dtype, *(value for name, value in keywords if name == "dtype"))
            if not given:
                return array
            return Call(".astype", (array, *given), type=expression.type, at=expression.at)
    return expression


def _holds_any_layout(type_: Type) -> bool:
    """Whether a list is typed to hold arrays in whatever order: Numba goes by what it sees in it."""
    return kinds.is_list(type_) and kinds.is_array(type_.dtype) and type_.dtype.layout == "A"


def _of_any_layout(array: Expression) -> Expression:
    """A view of the whole array, of which Numba does not know the order."""
    every = Slice(step=Constant(1), type=types.slice3_type)
    return Subscript(array, (every,) * kinds.rank(array.type), type=array.type, at=array.at)
