"""The reverse of a call: the callee's reverse sweep, or its adjoint that runs the callee again."""

from __future__ import annotations

from difpy import kinds
from difpy.analysis.memory import returned
from difpy.prepare.build import zero_of
from difpy.program import Assign, Expression, Function, Invoke, Name, Statement
from difpy.reverse.context import Context, Facts
from difpy.reverse.expressions import ExpressionAdjoint
from difpy.reverse.keep import arguments_with_shadows


def active_scalar_parameters(facts: Facts, function: Function) -> list[str]:
    """The parameters whose cotangents an adjoint returns; those of arrays are added to in place."""
    return [
        parameter.name
        for parameter in function.parameters
        if not kinds.is_reference(parameter.type) and facts.activity.is_active(function, parameter.name)
    ]


def active_scalar_results(facts: Facts, function: Function) -> list[int]:
    """The positions of the results that an adjoint takes a seed for."""
    return [
        position
        for position, value in enumerate(returned(function))
        if isinstance(value, Name)
        and not kinds.is_reference(value.type)
        and facts.activity.is_active(function, value.id)
    ]


def _seeds(context: Context, statement: Invoke, held: list[Statement]) -> list[Expression]:
    """The cotangents of the results of a function that is run again. Those of arrays are held before their
    variables are what they were in front of the call."""
    facts = context.facts
    callee = facts.program.functions[statement.function]
    seeds: list[Expression] = []
    for target, value in zip(statement.targets, returned(callee), strict=True):
        if not (isinstance(value, Name) and facts.activity.is_active(callee, value.id)):
            continue
        bar = context.bar(target) if context.is_active(target) else None
        type_ = context.variables[target]
        if bar is not None and context.has_shadow(target):
            seed = context.fresh(f"{target}_seed", type_)
            held.append(Assign(seed, Name(bar, type=type_), at=statement.at))
            bar = seed
        seeds.append(zero_of(type_) if bar is None else Name(bar, type=type_))
    return seeds


def reverse_call(context: Context, statement: Invoke, undo: list[Statement]) -> list[Statement]:
    """The call of the reverse sweep or the adjoint, behind `undo`: it gives the targets their old values."""
    facts, at = context.facts, statement.at
    callee = facts.program.functions[statement.function]
    active = active_scalar_parameters(facts, callee)
    given = {name: context.fresh(f"{callee.name}_{name}_bar", callee.variables[name]) for name in active}
    bars = [
        (position, context.bar(target) if context.is_active(target) else None)
        for position, target in enumerate(statement.targets)
        if not context.is_reference(target)
    ]
    by_position = dict(bars)
    seeds: list[Expression] = []
    for position in active_scalar_results(facts, callee):
        bar = by_position.get(position)
        type_ = callee.results[position]
        seeds.append(zero_of(type_) if bar is None else Name(bar))
    held: list[Statement] = []
    role = "reverse" if context.is_split(statement) else "adjoint"
    if role == "adjoint":
        if not statement.targets:
            return undo  # it does nothing but give results
        seeds = _seeds(context, statement, held)
    arguments = (*arguments_with_shadows(context, statement), *seeds)
    call = Invoke(tuple(given.values()), context.sweep(callee.name, role), arguments, at=at)
    done: list[Statement] = [*held, *undo, call]
    done += [Assign(bar, zero_of(context.variables[bar]), at=at) for _, bar in bars if bar is not None]
    for parameter, argument in zip(callee.parameters, statement.arguments, strict=True):
        if parameter.name in given:
            seed = Name(given[parameter.name], type=parameter.type)
            done += ExpressionAdjoint(context, at, broadcasts=False).propagate(argument, seed)
    return done
