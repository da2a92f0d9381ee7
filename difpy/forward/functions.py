"""The tangent of each function, and of the whole program.

    entry     f_tangent(parameters, tangents) -> results and tangents        on memory of its own
    others    g_tangent(parameters, behind each that is active its tangent) -> results, the same way

A function in which nothing is active is called as it is.
"""

from __future__ import annotations

from dataclasses import replace

from difpy import kinds
from difpy.analysis.activity import Activity, activity
from difpy.analysis.constancy import constant_classes
from difpy.analysis.contiguity import Contiguity
from difpy.analysis.effects import Effects
from difpy.analysis.memory import returned
from difpy.forward.context import Context, Facts, has_tangent
from difpy.forward.expressions import zeros_of
from difpy.forward.statements import Tangents
from difpy.prepare.build import call
from difpy.prepare.draws import check_draws
from difpy.prepare.names import Names
from difpy.prepare.prepare import prepare
from difpy.program import (
    Assign,
    Expression,
    Function,
    Name,
    Parameter,
    Program,
    Return,
    Statement,
    callees,
    reached,
)

OwnNames = dict[str, frozenset[str]]


def tangent_functions(
    program: Program, wrt: tuple[str, ...], *, use_activity: bool = True
) -> tuple[Program, OwnNames]:
    """The program whose entry computes the results and their tangents, given those of the parameters `wrt`;
    and for each of its functions the names that are the primal's."""
    facts, effects = _facts(program, wrt, use_activity=use_activity)
    functions = dict(facts.program.functions)
    own = {name: frozenset(function.variables) for name, function in functions.items()}
    called = {name for function in functions.values() for name in callees(function.body)}
    for primal in facts.program.functions.values():
        if primal.name in facts.tangent_names and (primal.name != program.entry or primal.name in called):
            made = _inner(facts, primal)
            functions[made.name] = made
            own[made.name] = own[primal.name]
    entry = _entry(facts, effects, facts.program.functions[program.entry], wrt)
    functions[entry.name] = entry
    own[entry.name] = own[program.entry]
    needed = {entry.name, *reached(functions, entry.body)}
    kept = {name: function for name, function in functions.items() if name in needed}
    return replace(facts.program, functions=kept, entry=entry.name), own


def _facts(program: Program, wrt: tuple[str, ...], *, use_activity: bool) -> tuple[Facts, Effects]:
    users = {name: frozenset(function.variables) for name, function in program.functions.items()}
    functions = {name: prepare(f, program.functions) for name, f in program.functions.items()}
    program = replace(program, functions=functions)
    check_draws(program, wrt)
    active = activity(program, wrt, switched_on=use_activity)
    effects = Effects(program, active.memory)
    values = constant_classes(program, active.memory, effects)
    Contiguity(program, active.memory, effects, values).check(users)
    taken = Names(name for f in functions.values() for name in (f.name, *f.variables))
    entry_name = taken.claim(f"{program.entry}_tangent")
    wishes = {name: f"{name}_{'inner_' * (name == program.entry)}tangent" for name in functions}
    names = {f.name: taken.claim(wishes[f.name]) for f in functions.values() if _is_active(active, f)}
    return Facts(program, active, entry_name, names), effects


def _is_active(active: Activity, function: Function) -> bool:
    return any(active.is_active(function, name) for name in function.variables)


def _context(facts: Facts, function: Function) -> Context:
    functions = [*facts.program.functions, *facts.tangent_names.values()]
    return Context(facts, function, Names([*function.variables, *functions]), dict(function.variables))


def _inner(facts: Facts, function: Function) -> Function:
    context = _context(facts, function)
    parameters: list[Parameter] = []
    for parameter in function.parameters:
        parameters.append(parameter)
        if context.is_active(parameter.name):
            parameters.append(Parameter(context.dot(parameter.name), parameter.type, parameter.name))
    body = Tangents(context).block(function.body)
    return _function(context, facts.tangent_names[function.name], parameters, body)


def _entry(facts: Facts, effects: Effects, function: Function, wrt: tuple[str, ...]) -> Function:
    context = _context(facts, function)
    given = [Parameter(context.dot(name), function.variables[name], name) for name in wrt]
    own = _own_memory(context, effects, wrt)
    *body, last = Tangents(context).block(function.body)
    assert isinstance(last, Return)
    results = [e for value in returned(function) for e in (value, *_tangent(context, value))]
    names = " and ".join([", ".join(wrt[:-1]), wrt[-1]] if len(wrt) > 1 else wrt) or "nothing"
    document = f"The value of {function.name} and its tangent, given that of {names}."
    parameters = [*function.parameters, *given]
    complete = (*own, *body, replace(last, values=tuple(results)))
    return _function(context, facts.entry_name, parameters, complete, document)


def _tangent(context: Context, value: Expression) -> list[Expression]:
    """That of a result of the entry: none of an integer, zeros of a constant."""
    assert isinstance(value, Name), "prepare gives every result a name"
    if not kinds.is_differentiable(value.type):
        return []
    if has_tangent(context.facts, context.function, value):
        return [context.tangent(value.id)]
    return [zeros_of(value)]


def _own_memory(context: Context, effects: Effects, wrt: tuple[str, ...]) -> list[Statement]:
    """Private copies of the arrays that the primal writes into, and the tangents of what is given without."""
    done: list[Statement] = []
    function, activity = context.function, context.facts.activity
    written = effects.summaries[function.name].writes
    for parameter in function.parameters:
        name = Name(parameter.name, type=parameter.type)
        is_written = kinds.is_reference(name.type) and activity.memory.of(function.name, name.id) in written
        if is_written:
            done.append(Assign(name.id, _copied(name)))
        if not context.is_active(name.id):
            continue
        tangent = context.tangent(name.id)
        if name.id not in wrt:
            done.append(Assign(tangent.id, zeros_of(name)))
        elif is_written:
            done.append(Assign(tangent.id, _copied(tangent)))
    return done


def _copied(name: Name) -> Expression:
    """New memory with the same content, that of the arrays in a list too."""
    return call("difpy.copy_list" if kinds.is_list(name.type) else ".copy", name, type=name.type)


def _function(
    context: Context,
    name: str,
    parameters: list[Parameter],
    body: tuple[Statement, ...],
    document: str = "",
) -> Function:
    last = body[-1] if body else None
    results = tuple(value.type for value in last.values) if isinstance(last, Return) else ()
    at = context.function.at
    return Function(name, tuple(parameters), body, results, context.variables, at, document, "tangent")
