"""What is known of a program before its sweeps are made: its prepared form, and the analyses of that.

A function is recomputed where that is cheap and repeats no effect: no loops, no writes into memory that
the caller sees, no recursion, and results that are new arrays or numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from difpy import kinds
from difpy.analysis.activity import Activity, activity
from difpy.analysis.constancy import constant_classes
from difpy.analysis.contiguity import Contiguity
from difpy.analysis.effects import Effects
from difpy.analysis.memory import MemoryClasses, Variable, returned
from difpy.analysis.written_once import Firsts, first_writes
from difpy.prepare.draws import check_draws
from difpy.prepare.names import Names
from difpy.prepare.prepare import prepare
from difpy.program import (
    Effect,
    For,
    Function,
    Invoke,
    Program,
    Raise,
    While,
    callees,
    names_in,
    statements,
)
from difpy.reverse.accumulators import name_accumulators
from difpy.reverse.context import Facts
from difpy.reverse.dear_parts import name_dear_parts
from difpy.reverse.inline_helpers import inline_helpers
from difpy.reverse.invariant_parts import hoist_invariant_parts
from difpy.reverse.outcomes import name_outcomes


def facts_of(program: Program, wrt: tuple[str, ...], *, use_activity: bool, use_ranges: bool) -> Facts:
    """The facts about a program that is differentiated with respect to parameters of its entry."""
    users = {name: frozenset(function.variables) for name, function in program.functions.items()}
    functions = {name: prepare(f, program.functions) for name, f in program.functions.items()}
    program = replace(program, functions=functions)
    check_draws(program, wrt)

    # sums in variables, dear parts and outcomes of tests under names of their own
    program, inlined = inline_helpers(program)
    if use_ranges:
        program = name_accumulators(program)
    active = activity(program, wrt, switched_on=use_activity)
    split = _split_functions(program, active.memory)
    firsts = _first_writes(program, active, use_ranges=use_ranges)
    program, parts = name_dear_parts(program, active, firsts, split)
    program, shared = hoist_invariant_parts(program, parts) if use_ranges else (program, {})
    active = activity(program, wrt, switched_on=use_activity)
    program, outcomes, outcome_names = name_outcomes(program, active)

    # what the sweeps ask about the program as it is now
    active = activity(program, wrt, switched_on=use_activity)
    effects = Effects(program, active.memory)
    sweep_names = _sweep_names(program.functions.values())
    taken = {name for function in program.functions.values() for name in function.variables}
    taken |= {*program.functions, *sweep_names.values()}
    values = constant_classes(program, active.memory, effects)
    contiguity = Contiguity(program, active.memory, effects, values)
    contiguity.check(users)
    return Facts(
        program=program,
        activity=active,
        effects=effects,
        values=values,
        contiguity=contiguity,
        recomputed=_recomputed(program, active.memory, effects),
        parts=parts,
        outcomes=outcomes | shared,
        outcome_names=outcome_names,
        firsts=_first_writes(program, active, use_ranges=use_ranges),
        inlined=inlined,
        sweep_names=sweep_names,
        site_names=Names(taken),
    )


def _first_writes(program: Program, active: Activity, *, use_ranges: bool) -> Firsts:
    return first_writes(program, active.memory, Effects(program, active.memory)) if use_ranges else {}


def _sweep_names(functions: Iterable[Function]) -> dict[tuple[str, str], str]:
    """`f_adjoint`, `f_forward` and `f_reverse`, unless the user has functions or variables called so."""
    functions = list(functions)
    names = Names(name for f in functions for name in (f.name, *f.variables))
    roles = ("adjoint", "forward", "reverse")
    return {(f.name, role): names.claim(f"{f.name}_{role}") for f in functions for role in roles}


def _recomputed(program: Program, memory: MemoryClasses, effects: Effects) -> frozenset[str]:
    chosen: set[str] = set()
    for function in program.functions.values():  # callees first, so a recursive call is not chosen yet
        is_cheap = all(
            not isinstance(s, For | While | Effect | Raise)
            and (not isinstance(s, Invoke) or s.function in chosen)
            for s in statements(function.body)
        )
        if is_cheap and function.name != program.entry and _keeps_to_itself(function, memory, effects):
            chosen.add(function.name)
    return frozenset(chosen)


def _split_functions(program: Program, memory: MemoryClasses) -> set[str]:
    """The functions that are called and record in a sweep of their own."""
    called = {name for f in program.functions.values() for name in callees(f.body)}
    return called - _recomputed(program, memory, Effects(program, memory))


def _keeps_to_itself(function: Function, memory: MemoryClasses, effects: Effects) -> bool:
    """Whether the function writes into none of the memory it is given, and gives back new arrays, each
    apart from the others."""

    def classes(names: Iterable[str]) -> list[Variable]:
        return [memory.of(function.name, n) for n in names if kinds.is_reference(function.variables[n])]

    given = set(classes(parameter.name for parameter in function.parameters))
    values = returned(function)
    results = classes(name for value in values for name in names_in(value))
    are_arrays = all(kinds.is_array(v.type) for v in values if kinds.is_reference(v.type))
    is_apart = len(set(results)) == len(results) and not given & set(results)
    return are_arrays and is_apart and not given & effects.summaries[function.name].writes
