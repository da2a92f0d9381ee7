"""The compiler on one screen: the ordered passes from a function to its adjoint."""

from __future__ import annotations

import contextlib
import contextvars
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from difpy.analysis.liveness import live_program
from difpy.backend.source import render
from difpy.derived import Derived, Described, Selected, Source, Tangent, tangents_alone
from difpy.elaborate import elaborate
from difpy.errors import NotSupportedYetError
from difpy.forward.functions import tangent_functions
from difpy.linking import link
from difpy.lower import lower
from difpy.prepare.results import (
    with_constant_results,
    with_own_memory,
    with_results,
    with_results_of_its_own,
)
from difpy.prepare.typed import typed
from difpy.program import Program, Type, reached
from difpy.reverse.accumulators import name_accumulators
from difpy.reverse.context import Facts
from difpy.reverse.facts import facts_of
from difpy.reverse.functions import Sweeps, adjoint_sweeps
from difpy.reverse.residuals import pass_residuals
from difpy.simplify.copies import propagate_copies
from difpy.simplify.counted import count_sites
from difpy.simplify.forwards import run_forwards
from difpy.simplify.inline import inline_single_reads
from difpy.simplify.outcomes import choose_outcomes
from difpy.simplify.parameters import drop_unread_parameters
from difpy.simplify.rename import number_names, number_sites
from difpy.simplify.sink import sink
from difpy.simplify.storage import index_sites
from difpy.simplify.tidy import tidy
from difpy.simplify.unbound import bind_unbound
from difpy.simplify.zeros import assign_first
from difpy.stages import print_after, printed_stages
from difpy.verify import verify

Names = dict[str, frozenset[str]]
SWITCHES = ("activity", "ranges", "recorded", "simplify")
STAGES = ("elaborate", "adjoint", "recorded", "simplify")
"""Those that are programs of the grammar, before what only Numba needs."""
_off = contextvars.ContextVar("difpy_switched_off", default=frozenset[str]())


@contextlib.contextmanager
def switched_off(*names: str) -> Iterator[None]:
    """Derivatives made inside are generated without these analyses; the numbers must stay the same."""
    unknown = set(names) - set(SWITCHES)
    if unknown:
        raise ValueError(f"no switch is called {', '.join(sorted(unknown))}; there are {', '.join(SWITCHES)}")
    token = _off.set(_off.get() | frozenset(names))
    try:
        yield
    finally:
        _off.reset(token)


def switches_off() -> frozenset[str]:
    return _off.get()


def primal_program(function: Callable[..., Any], arguments: Any) -> Program:
    """The typed, normalized program of a function for arguments of these types."""
    return _verified(elaborate(function, arguments), "elaborate")


def adjoint_program(program: Program, wrt: tuple[str, ...]) -> Program:
    """The adjoint of a program with respect to flat parameters of its entry."""
    return _finished_stages(_stages(program, wrt, {"simplify"}), {"simplify"})["simplify"]


def stages(program: Program, wrt: tuple[str, ...]) -> dict[str, Program]:
    """Every stage of the adjoint, by name; each of them can be printed and run."""
    return _finished_stages(_stages(program, wrt, set(STAGES)), set(STAGES))


def tangent_stages(program: Program, wrt: tuple[str, ...]) -> dict[str, Program]:
    """Every stage of the tangent program with respect to flat parameters of the entry, by name."""
    done = _tangent_stages(program, wrt)
    return _finished_stages(done, set(done))


def second_adjoint(program: Program, wrt: tuple[str, ...]) -> Program:
    """The adjoint of the tangent of a program that returns one float: the product of its Hessian with a
    vector. It takes the vector's parts behind the parameters, and returns the tangent and the product."""
    parameters = [p.name for p in program.functions[program.entry].parameters]
    places = tuple(map(parameters.index, wrt))
    source = Source()
    source.program = program
    return linked(derived_program(Derived(tangents_alone(source, places), places, with_results=True)))


def linked(program: Program) -> Program:
    """The program with the functions of the derivatives that it takes."""
    return link(program, derived_program)


def derived_program(derived: Derived) -> Program:
    """The program that a call of a derivative runs, calls of other programs still in it."""
    program = described_program(derived.of)
    if derived.wrt is None:
        return with_own_memory(with_results_of_its_own(program))
    program = with_constant_results(program, set(range(len(derived.of.results))) - set(derived.seeds))
    parameters = program.functions[program.entry].parameters
    wrt = tuple(parameters[i].name for i in derived.wrt)
    wanted = {"simplify"}
    return _stages(program, wrt, wanted, seeded=derived.seeds, with_results=derived.with_results)["simplify"]


def described_program(of: Described) -> Program:
    """The program that is described, calls of other programs still in it."""
    match of:
        case Source(program=program):
            return program
        case Selected(of=inner, chosen=chosen):
            return with_results(described_program(inner), chosen)
        case Tangent(of=inner, wrt=wrt):
            program = with_results_of_its_own(described_program(inner))
            parameters = program.functions[program.entry].parameters
            names = tuple(parameters[i].name for i in wrt)
            return typed(_tangent_stages(program, names)["simplify"])
    words = f"difpy cannot differentiate `{of.name}`, which it cannot read, and has no rule for it"
    raise NotSupportedYetError(f"{words}.\nGive it a rule, or write it in the language that difpy reads.")


def lowered(program: Program, *, index_checks: bool = True, vector_math: bool = True) -> Program:
    """The program as it is compiled; `index_checks`: whether indices out of range raise;
    `vector_math`: whether elementary functions may be computed several at a time."""
    use_ranges = "ranges" not in switches_off()
    done = lower(program, use_ranges=use_ranges, index_checks=index_checks, vector_math=vector_math)
    print_after("lower", lambda: render(done))
    return done


def facts(program: Program, wrt: tuple[str, ...]) -> Facts:
    """What the analyses find about a program, as its stages use it."""
    off = switches_off()
    return facts_of(program, wrt, use_activity="activity" not in off, use_ranges="ranges" not in off)


def _tangent_stages(program: Program, wrt: tuple[str, ...]) -> dict[str, Program]:
    off = switches_off()
    done = {"elaborate": _verified(program, "elaborate")}

    # beside each statement the one that computes its tangent
    tangent, own = tangent_functions(program, wrt, use_activity="activity" not in off)
    done["tangent"] = bind_unbound(_verified(tangent, "tangent"))

    # what nobody reads goes, and names read once give way
    if "simplify" not in off:
        tangent = _without_unread(live_program(tangent, own), own)
        tangent = number_names(_until_stable(tangent, own), own)
        if "ranges" not in off:
            tangent = name_accumulators(tangent)
    done["simplify"] = _verified(bind_unbound(tangent), "simplify")
    return done


def _stages(
    program: Program,
    wrt: tuple[str, ...],
    wanted: set[str],
    *,
    seeded: tuple[int, ...] | None = None,
    with_results: bool = True,
) -> dict[str, Program]:
    printed = printed_stages()
    off = switches_off()
    done = {"elaborate": _verified(program, "elaborate")}

    # each statement twice: forward with what it overwrites kept, backward undone and differentiated
    use_activity, use_ranges = "activity" not in off, "ranges" not in off
    found, sweeps = adjoint_sweeps(
        program,
        wrt,
        use_activity=use_activity,
        use_ranges=use_ranges,
        seeded=seeded,
        with_results=with_results,
    )
    adjoint, own, kept, site_types = _assembled(found.program, sweeps)
    outcomes = {site: again for made in sweeps for site, again in made.outcomes.items()}
    _verified(adjoint, "adjoint")
    if "adjoint" in wanted | printed:
        done["adjoint"] = _finished(adjoint, site_types)

    # what the reverse sweep doesn't read is not recorded, nor what costs less to compute again
    if "recorded" not in off:
        adjoint = choose_outcomes(adjoint, own, outcomes)
        adjoint = _verified(_without_unread(live_program(adjoint, own), own), "recorded")
    if "recorded" in wanted | printed:
        done["recorded"] = _finished(adjoint, site_types)

    # first accumulations become assignments, names read once give way, stacks of counted loops are arrays
    if "simplify" not in off:
        adjoint = number_names(_until_stable(assign_first(adjoint, kept), own), own)
        adjoint, site_types = number_sites(adjoint, site_types)
        _verified(adjoint, "simplify")
        adjoint = count_sites(index_sites(_finished(adjoint, site_types)))
        if use_ranges:
            adjoint = name_accumulators(run_forwards(adjoint), in_reverse_sweep=True)
    else:
        adjoint = _finished(adjoint, site_types)
    done["simplify"] = _verified(adjoint, "storage")
    return done


def _finished_stages(done: dict[str, Program], wanted: set[str]) -> dict[str, Program]:
    """The stages that are wanted or printed, with the programs that they call."""
    chosen = {name: stage for name, stage in done.items() if name in wanted | printed_stages()}
    finished = {name: _verified(linked(stage), f"{name}, linked") for name, stage in chosen.items()}
    for name, stage in finished.items():
        print_after(name, partial(render, stage))
    return finished


def _verified(program: Program, stage: str) -> Program:
    """The program, its grammar checked where the environment asks for it."""
    if os.environ.get("DIFPY_VERIFY"):
        verify(program, stage)
    return program


def _without_unread(program: Program, own: Names) -> Program:
    """What is not passed need not be computed, and so on."""
    while (less := drop_unread_parameters(program)) != program:
        program = live_program(less, own)
    return program


def _until_stable(program: Program, own: Names) -> Program:
    """The small rewrites open ways for each other; three rounds have been enough for every program seen."""
    for _ in range(3):
        before = program
        program = sink(tidy(live_program(program, own), own), own)
        program = inline_single_reads(propagate_copies(program, own), own)
        if program == before:
            break
    return live_program(program, own)


def _assembled(primal: Program, sweeps: list[Sweeps]) -> tuple[Program, Names, Names, dict[str, Type]]:
    """One program of the sweeps and of the primals that they call; for each function the names of its
    primal, those and the names of cotangents that other names refer to, and the types of the sites."""
    functions = dict(primal.functions)
    own = {name: frozenset(function.variables) for name, function in functions.items()}
    kept = dict(own)
    site_types: dict[str, Type] = {}
    for made in sweeps:
        for each in made.functions:
            functions[each.name] = each
            own[each.name] = made.own
            kept[each.name] = made.own | made.shadows
        site_types |= made.site_types
    entry = sweeps[-1].functions[0].name
    needed = {entry, *reached(functions, functions[entry].body)}
    functions = {name: function for name, function in functions.items() if name in needed}
    return replace(primal, functions=functions, entry=entry), own, kept, site_types


def _finished(program: Program, site_types: dict[str, Type]) -> Program:
    """With the stacks handed on and every name bound, so that it runs."""
    return bind_unbound(pass_residuals(program, site_types))
