"""Variables that may be read before they are assigned get a value at the top of the function.

    Before:                       After:
        if x > 0.0:                   t = 0.0
            t = x * x                 if x > 0.0:
        ...                               t = x * x
        t_saved = t                   ...
                                      t_saved = t

Only generated code reads them so (what the user's code may leave unbound is checked where it reads it),
to keep a value that is then not used; Python and Numba still want one. What a branch assigns for another
branch of the same test needs none.
"""

from __future__ import annotations

from dataclasses import replace

from difpy.analysis.flow import exposed
from difpy.prepare.build import example
from difpy.program import Assign, Function, Program


def bind_unbound(program: Program) -> Program:
    return replace(program, functions={name: _function(f) for name, f in program.functions.items()})


def _function(function: Function) -> Function:
    parameters = {parameter.name for parameter in function.parameters}
    missing = sorted((exposed(function.body, same_tests=True) - parameters) & function.variables.keys())
    starts = tuple(Assign(name, example(function.variables[name])) for name in missing)
    return replace(function, body=starts + function.body)
