"""The sweeps of a small function, before and after what nobody reads is taken out."""

from __future__ import annotations

from dataclasses import replace
from textwrap import dedent

from difpy import pipeline
from difpy.analysis.liveness import live_program
from difpy.program import (
    Comment,
    Function,
    Invoke,
    Name,
    Program,
    Restore,
    Save,
    Statement,
    Store,
    statements,
)
from difpy.reverse.functions import adjoint_sweeps
from difpy.simplify.outcomes import choose_outcomes
from tests.analysis.programs import program_of, text_of, text_of_function


def assembled(function, *arguments, wrt=None):
    """The adjoint as the sweeps make it, the names of each function's primal, and the outcomes of tests that
    could be computed again."""
    program = program_of(function, *arguments)
    entry = program.functions[program.entry]
    wrt = wrt or tuple(p.name for p in entry.parameters if p.type.name.startswith(("float", "array(float")))
    facts, sweeps = adjoint_sweeps(program, tuple(wrt))
    adjoint, own, _, _ = pipeline._assembled(facts.program, sweeps)
    return adjoint, own, {site: again for made in sweeps for site, again in made.outcomes.items()}


def raw(function, *arguments, wrt=None) -> Program:
    return assembled(function, *arguments, wrt=wrt)[0]


def live(function, *arguments, wrt=None) -> Program:
    adjoint, own, outcomes = assembled(function, *arguments, wrt=wrt)
    return live_program(choose_outcomes(adjoint, own, outcomes), own)


def simplified(function, *arguments, wrt=None, name="") -> str:
    """The text of what a user sees, without comments."""
    program = program_of(function, *arguments)
    entry = program.functions[program.entry]
    wrt = wrt or tuple(p.name for p in entry.parameters if p.type.name.startswith(("float", "array(float")))
    return text_of(pipeline.adjoint_program(program, tuple(wrt)), name)


def reverse_of(function, *arguments, wrt=None, name="") -> str:
    """The statements behind the banner, as the sweeps make them, without what nobody reads."""
    program = live(function, *arguments, wrt=wrt)
    function = program.functions[name or program.entry]
    banner = next(i for i, s in enumerate(function.body) if isinstance(s, Comment))
    part = replace(function, body=function.body[banner + 1 :], parameters=())
    return dedent(text_of_function(part).split("\n", 1)[1]).rstrip()


def saved(program: Program) -> set[str]:
    """What is put onto stacks: names, and elements of arrays as `a[]`."""
    return set(saves(program))


def saves(program: Program) -> list[str]:
    """The same, a name for each place where something is put onto a stack."""
    found = []
    for function in program.functions.values():
        for statement in statements(function.body):
            if isinstance(statement, Save):
                value = statement.value
                found.append(value.id if isinstance(value, Name) else f"{_array_of(program, statement)}[]")
    return sorted(found)


def _array_of(program: Program, statement: Save) -> str:
    return next(
        restore.target.base.id
        for f in program.functions.values()
        for restore in statements(f.body)
        if isinstance(restore, Restore) and restore.site == statement.site
    )


def kinds_of(function: Function) -> list[type[Statement]]:
    return [type(s) for s in statements(function.body)]


def stores(function: Function) -> list[Store]:
    return [s for s in statements(function.body) if isinstance(s, Store)]


def invoked(program: Program) -> set[str]:
    return {
        s.function for f in program.functions.values() for s in statements(f.body) if isinstance(s, Invoke)
    }
