"""Taking an element out of the middle of a list of arrays, without Numba's `pop`.

Before:
    row = rows.pop(0)

After:
    row = difpy.take_out(rows, 0)

Numba's `pop(index)` of a list of arrays leaves a second reference to the last one behind its end, which a
later `append` gives up again: memory is then freed that is still in use (seen with numba 0.68).
"""

from __future__ import annotations

from dataclasses import replace

from difpy import kinds
from difpy.lower.walk import rewrite_body
from difpy.prepare.names import Names
from difpy.program import Assign, Block, Call, Effect, Function, Name, Program, Statement


def lower_pops(program: Program) -> Program:
    return replace(program, functions={name: _function(f) for name, f in program.functions.items()})


def _function(function: Function) -> Function:
    names, types = Names(function.variables), dict(function.variables)

    def rewrite(statement: Statement) -> Block:
        match statement:
            case Effect(target=target, object=rows, method="pop", arguments=(index,)) if (
                kinds.is_list_of_references(types.get(rows))
            ):
                taken = target or names.claim("taken")
                types.setdefault(taken, types[rows].dtype)
                call = Call("difpy.take_out", (Name(rows, type=types[rows]), index), type=types[taken])
                return (Assign(taken, call, at=statement.at),)
        return (statement,)

    body = rewrite_body(function, rewrite)
    return replace(body, variables=types)
