"""The adjoint of each function, and of the whole program.

    entry           f_adjoint(parameters, seeds) -> results, gradients       both sweeps in one body
    recomputed      g_adjoint(parameters, cotangents of arrays, seeds) -> cotangents of scalars
                    a seed is a number or an array, as the result is
    split           g_forward(parameters, cotangents of arrays) -> results, cotangents of array results
                    g_reverse(parameters, cotangents of arrays, seeds) -> cotangents of scalars

Which functions are recomputed, `facts.py` says. The others record in their forward sweep.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from difpy import kinds
from difpy.analysis.memory import returned
from difpy.prepare.build import ZERO, add_into, call, whole, zero_of
from difpy.prepare.names import Names
from difpy.prepare.prepare import without_own_copies
from difpy.program import (
    REVERSE_SWEEP,
    Assign,
    Block,
    Expression,
    Function,
    If,
    Name,
    Parameter,
    Program,
    Return,
    Statement,
    Type,
    blocks,
    callees,
    targets,
)
from difpy.reverse.backward import ReverseSweep
from difpy.reverse.calls import active_scalar_parameters, active_scalar_results
from difpy.reverse.context import Context, Facts
from difpy.reverse.defer import calls_back, restores_first, saves_last
from difpy.reverse.facts import facts_of
from difpy.reverse.forward import ForwardSweep
from difpy.reverse.gathers import add_to_each
from difpy.reverse.keep import zero
from difpy.reverse.replay import Replay


@dataclass(frozen=True)
class Sweeps:
    """The functions that came of one primal function, and how each site's values look."""

    functions: tuple[Function, ...]
    site_types: dict[str, Type]
    outcomes: dict[str, Assign]
    """The sites of outcomes that could as well be computed again, and how."""
    own: frozenset[str]
    """The names of the primal; outcomes are not assigned for the user."""
    shadows: frozenset[str]
    """The names of cotangents that the forward sweep makes beside their arrays."""


def adjoint_sweeps(
    program: Program,
    wrt: tuple[str, ...],
    *,
    use_activity: bool = True,
    use_ranges: bool = True,
    seeded: Collection[int] | None = None,
    with_results: bool = True,
) -> tuple[Facts, list[Sweeps]]:
    """The sweeps of every function that the entry's adjoint needs, callees first.

    `seeded` are the positions of the results that the adjoint takes seeds for (None: of all that are
    differentiable); `with_results` says whether it returns the results too.
    """
    facts = facts_of(program, wrt, use_activity=use_activity, use_ranges=use_ranges)
    functions = facts.program.functions
    sweeps = []
    called = {name for f in functions.values() for name in callees(f.body)}
    for function in functions.values():
        if function.name == facts.program.entry:
            if function.name in called:
                sweeps.append(_split(facts, function))
            sweeps.append(_entry(facts, function, wrt, seeded, with_results=with_results))
        elif function.name in facts.recomputed:
            sweeps.append(_recomputing(facts, function))
        else:
            sweeps.append(_split(facts, function))
    return facts, sweeps


def _context(facts: Facts, function: Function, *, is_reentered: bool = False) -> Context:
    functions = [*facts.program.functions, *facts.sweep_names.values()]
    names, variables = Names([*function.variables, *functions]), dict(function.variables)
    return Context(facts, function, names, variables, is_reentered)


def _shadow_parameters(context: Context) -> tuple[Parameter, ...]:
    """The parameters, and after each active reference its cotangent."""
    done: list[Parameter] = []
    for parameter in context.function.parameters:
        done.append(parameter)
        if context.is_reference(parameter.name) and context.is_active(parameter.name):
            done.append(Parameter(context.bar(parameter.name), parameter.type))
    return tuple(done)


def _entry(
    facts: Facts,
    function: Function,
    wrt: tuple[str, ...],
    seeded: Collection[int] | None,
    *,
    with_results: bool,
) -> Sweeps:
    function = without_own_copies(function)
    context = _context(facts, function)
    results = [value for value in returned(function) if isinstance(value, Name)]
    seeds, starts = _seeds(context, (r for i, r in enumerate(results) if seeded is None or i in seeded))
    forward = ForwardSweep(context).top(function.body)
    kept, values = _kept_results(context, results if with_results else ())
    reverse = ReverseSweep(context, sites_of_writes=False).run(function.body)
    gradients = tuple(_gradient(context, name) for name in wrt)
    body = (
        *_own_memory(context),
        *forward,
        *kept,
        REVERSE_SWEEP,
        *_zero_cotangents(context, {seed.name for seed in seeds}),
        *starts,
        *reverse,
        Return((*values, *gradients)),
    )
    names = " and ".join([", ".join(wrt[:-1]), wrt[-1]] if len(wrt) > 1 else wrt)
    document = f"The value of {function.name} and its gradient with respect to {names}."
    if not with_results:
        document = f"The gradient of {function.name} with respect to {names}."
    adjoint = _function(context, "adjoint", (*function.parameters, *seeds), body, document)
    return _sweeps(context, adjoint)


def _seeds(context: Context, results: Iterable[Name]) -> tuple[list[Parameter], list[Statement]]:
    """A parameter for each result that has a cotangent, and the statements that put arrays' seeds in."""
    seeds: list[Parameter] = []
    starts: list[Statement] = []
    for result in results:
        if not kinds.is_differentiable(result.type):
            continue
        if not kinds.is_reference(result.type):
            seeds.append(Parameter(context.bar(result.id), result.type))
            continue
        seed = Parameter(context.fresh(f"{result.id}_seed", result.type), result.type)
        seeds.append(seed)
        if context.is_active(result.id):
            bar = context.bar(result.id)
            start = Name(seed.name, type=result.type)
            if kinds.is_list(result.type):
                starts.append(add_to_each(context, bar, result.type, start, result.at))
            else:
                starts.append(add_into(bar, whole(kinds.rank(result.type)), start, result.at))
    return seeds, starts


def _kept_results(context: Context, results: Iterable[Name]) -> tuple[list[Statement], list[Expression]]:
    """The reverse sweep takes variables and memory back to what they were, so results are kept."""
    kept: list[Statement] = []
    values: list[Expression] = []
    for result in results:
        name = context.fresh(f"{result.id}_value", result.type)
        value: Expression = result
        if kinds.is_array(result.type):
            value = call(".copy", result, type=result.type)
        elif kinds.is_list(result.type):
            value = call("difpy.copy_list", result, type=result.type)
        kept.append(Assign(name, value))
        values.append(Name(name, type=result.type))
    return kept, values


def _gradient(context: Context, name: str) -> Expression:
    type_ = context.function.variables[name]
    if context.is_active(name):
        return Name(context.bar(name), type=type_)
    if kinds.is_list(type_):
        return call("difpy.zeros_like", Name(name), type=type_)
    return call("np.zeros_like", Name(name), type=type_) if kinds.is_reference(type_) else zero_of(type_)


def _own_memory(context: Context) -> list[Statement]:
    """Private copies of the arrays that the primal writes into; cotangents of the arrays it is given."""
    done: list[Statement] = []
    facts, function = context.facts, context.function
    written = facts.effects.summaries[function.name].writes
    for parameter in function.parameters:
        name = Name(parameter.name, type=parameter.type)
        if not kinds.is_reference(parameter.type):
            continue
        if facts.activity.memory.of(function.name, parameter.name) in written:
            done.append(Assign(parameter.name, call(".copy", name, type=parameter.type)))
        if context.has_shadow(parameter.name):
            zeros = "difpy.zeros_like" if kinds.is_list(parameter.type) else "np.zeros_like"
            done.append(Assign(context.bar(parameter.name), call(zeros, name, type=parameter.type)))
    return done


def _zero_cotangents(context: Context, seeds: set[str]) -> list[Assign]:
    """Cotangents of scalars, and of arrays that are values, start at zero."""
    names = [name for name in context.function.variables if name in context.bars]
    names = [name for name in names if not context.has_shadow(name) and context.bars[name] not in seeds]
    return [Assign(context.bars[name], zero(context, name)) for name in names]


def _recomputing(facts: Facts, function: Function) -> Sweeps:
    context = _context(facts, function)
    parameters = _shadow_parameters(context)
    results = [v for v in returned(function) if isinstance(v, Name) and context.is_active(v.id)]
    context.given = frozenset(r.id for r in results if _is_assigned_once(r.id, function.body))
    own = [result for result in results if context.has_shadow(result.id) and result.id not in context.given]
    copied, starts = _seeds(context, own)
    by_name = dict(zip((result.id for result in own), copied, strict=True))
    seeds = [by_name.get(r.id) or Parameter(context.bar(r.id), r.type) for r in results]
    forward = ForwardSweep(context).top(function.body)
    reverse = ReverseSweep(context, sites_of_writes=False).run(function.body)
    cotangents = _scalar_cotangents(context)
    zeros = _zero_cotangents(context, {seed.name for seed in seeds})
    body = (*forward, REVERSE_SWEEP, *zeros, *starts, *reverse, Return(cotangents))
    adjoint = _function(context, "adjoint", (*parameters, *seeds), body)
    return _sweeps(context, adjoint)


def _is_assigned_once(name: str, block: Block) -> bool:
    """Whether no way through the block assigns the variable twice."""

    def most(inner: Block) -> int:
        return sum(max(map(most, blocks(s))) if isinstance(s, If) else (name in targets(s)) for s in inner)

    return most(block) <= 1


def _split(facts: Facts, function: Function) -> Sweeps:
    context = _context(facts, function, is_reentered=True)
    recursive = calls_back(context, function.body)
    parameters = _shadow_parameters(context)
    seeds = _callee_seeds(context)
    results = [value for value in returned(function) if isinstance(value, Name)]
    recorded = ForwardSweep(context).recorded(function.body)
    if recursive:
        recorded = saves_last(context, recorded)
    returned_names = [n for r in results for n in context.with_shadows([r.id])]
    forward_body = (*recorded, Return(tuple(Name(n, type=context.variables[n]) for n in returned_names)))
    forward = _function(context, "forward", parameters, forward_body)
    replay = Replay(context, function.body).run()
    if recursive:
        replay = restores_first(context, replay)
    reverse = ReverseSweep(context, sites_of_writes=True).run(function.body)
    cotangents = Return(_scalar_cotangents(context))
    zeros = _zero_cotangents(context, {seed.name for seed in seeds})
    scalars = [zero for zero in zeros if zero.value == ZERO]
    arrays = [zero for zero in zeros if zero.value != ZERO]  # of the shapes that the replay finds
    body = (*scalars, *replay, *arrays, *reverse, cotangents)
    backward = _function(context, "reverse", (*parameters, *seeds), body)
    return _sweeps(context, forward, backward)


def _callee_seeds(context: Context) -> list[Parameter]:
    function = context.function
    values = returned(function)
    positions = active_scalar_results(context.facts, function)
    names = [value.id for i in positions if isinstance(value := values[i], Name)]
    return [Parameter(context.bar(name), context.variables[name]) for name in names]


def _scalar_cotangents(context: Context) -> tuple[Expression, ...]:
    names = active_scalar_parameters(context.facts, context.function)
    return tuple(Name(context.bar(name), type=context.variables[name]) for name in names)


def _sweeps(context: Context, *functions: Function) -> Sweeps:
    site_types = {site: value.type for site, value in context.examples.items()}
    own = frozenset(name for name in context.function.variables if not context.is_outcome(name))
    shadows = frozenset(bar for name, bar in context.bars.items() if context.has_shadow(name))
    return Sweeps(functions, site_types, context.outcomes, own, shadows)


def _function(
    context: Context,
    role: str,
    parameters: tuple[Parameter, ...],
    body: tuple[Statement, ...],
    document: str = "",
) -> Function:
    if body[-1] == Return(()):
        body = body[:-1]
    last = body[-1] if body else None
    results = tuple(value.type for value in last.values) if isinstance(last, Return) else ()
    name = context.sweep(context.function.name, role)
    return Function(name, parameters, body, results, context.variables, context.function.at, document, role)
