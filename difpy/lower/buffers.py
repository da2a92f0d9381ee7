"""Arrays of recorded values come from memory that is kept between calls: see runtime/pool.py.

Before:
    x_stack = np.empty((n, 3))

After:
    x_stack = difpy.buffer((n, 3), np.float64)
"""

from __future__ import annotations

from dataclasses import replace

from difpy.lower.walk import rewrite_body
from difpy.program import Assign, Block, Call, Constant, Function, Program, Statement


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
                buffer = replace(made, function="difpy.buffer", arguments=(size, of_type))
                return (replace(statement, value=buffer),)
        return (statement,)

    return rewrite_body(function, rewrite)
