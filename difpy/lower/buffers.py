"""Arrays of recorded values come from memory that is kept between calls: see runtime/pool.py.

Before:
    x_stack = np.empty((max(n, 0), 3))

After:
    x_stack = difpy.buffer((difpy.count(n), 3), np.float64)
"""

from __future__ import annotations

from dataclasses import replace

from numba.core import types

from difpy.lower.walk import rewrite_body
from difpy.program import Assign, Block, Call, Constant, Expression, Function, Program, Statement, Tuple


def lower_buffers(program: Program) -> Program:
    """The program with its stacks in memory from the pool."""
    return replace(program, functions={name: _function(f) for name, f in program.functions.items()})


def _function(function: Function) -> Function:
    def rewrite(statement: Statement) -> Block:
        match statement:
            case Assign(target=target, value=Call(function="np.empty", arguments=(size, *dtype)) as made) if (
                target in function.stacks
            ):
                of_type = dtype[0] if dtype else Constant(0, spelling="np.float64")
                buffer = replace(made, function="difpy.buffer", arguments=(_counted(size), of_type))
                return (replace(statement, value=buffer),)
        return (statement,)

    return rewrite_body(function, rewrite)


def _counted(size: Expression) -> Expression:
    """The same size; Numba compiles a function for each `max`."""
    match size:
        case Tuple(elements=elements):
            return replace(size, elements=tuple(map(_counted, elements)))
        case Call(function="max", arguments=(number, Constant(value=0))):
            return Call("difpy.count", (number,), type=types.int64)
    return size
