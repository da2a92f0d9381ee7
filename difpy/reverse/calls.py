"""The reverse of a call: the callee's reverse sweep, or its adjoint that runs the callee again."""

from __future__ import annotations

from difpy import kinds
from difpy.analysis.memory import returned
from difpy.program import Assign, Expression, Function, Invoke, Name, Statement
from difpy.reverse.build import ZERO
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


def reverse_call(context: Context, statement: Invoke) -> list[Statement]:
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
        seeds.append(ZERO if bar is None else Name(bar))
    role = "reverse" if context.is_split(statement) else "adjoint"
    arguments = (*arguments_with_shadows(context, statement), *seeds)
    done: list[Statement] = [
        Invoke(tuple(given.values()), context.sweep(callee.name, role), arguments, at=at)
    ]
    done += [Assign(bar, ZERO, at=at) for _, bar in bars if bar is not None]
    for parameter, argument in zip(callee.parameters, statement.arguments, strict=True):
        if parameter.name in given:
            seed = Name(given[parameter.name], type=parameter.type)
            done += ExpressionAdjoint(context, at, broadcasts=False).propagate(argument, seed)
    return done
