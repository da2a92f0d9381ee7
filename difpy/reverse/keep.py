"""What the sweeps share: values kept before they are overwritten, cotangents of references, trip counts."""

from __future__ import annotations

from dataclasses import replace

from difpy import kinds
from difpy.analysis.memory import is_view
from difpy.prepare.build import BOOLEAN, INTEGER, call, element_type, zero_of
from difpy.program import (
    Assign,
    Call,
    Expression,
    For,
    If,
    Invoke,
    List,
    Name,
    Statement,
    Store,
    Subscript,
    While,
    assigned,
    names_in,
)
from difpy.reverse.carry import breaks
from difpy.reverse.context import Context, Kill
from difpy.reverse.expressions import shadow


def overwritten(context: Context, statement: Store) -> list[tuple[str, Expression]]:
    """The elements that a write replaces: the array's name and their value. In a list of arrays
    references are replaced, and those to the cotangents with them. A first write replaces none."""
    if id(statement) in context.facts.firsts:
        return []
    type_ = context.variables[statement.array]
    old_type = element_type(type_, statement.indices)
    old: Expression = Subscript(Name(statement.array, type=type_), statement.indices, type=old_type)
    if not kinds.is_list(type_):
        old = call(".copy", old, type=old_type) if kinds.is_array(old_type) else old
        return [(statement.array, old)]
    places = [(statement.array, old)]
    if kinds.is_reference(old_type) and context.is_active(statement.array):
        bar = context.bar(statement.array)
        places.append((bar, Subscript(Name(bar, type=type_), statement.indices, type=old_type)))
    return places


def bind_shadow(context: Context, statement: Assign) -> list[Statement]:
    """The cotangent of a reference that was just assigned: the same view, or zeros for fresh memory."""
    target, value = statement.target, statement.value
    if not context.has_shadow(target) or target in context.given:
        return []
    bar = context.bar(target)
    if is_view(value):
        return [Assign(bar, shadow(context, value), at=statement.at)]
    return [Assign(bar, _fresh_shadow(context, statement), at=statement.at)]


def _fresh_shadow(context: Context, statement: Assign) -> Expression:
    value, target = statement.value, Name(statement.target, type=statement.value.type)
    if isinstance(value, List):
        elements = (
            shadow(context, e) if kinds.is_reference(e.type) else zero_of(e.type) for e in value.elements
        )
        return List(tuple(elements), type=value.type)
    if kinds.is_list(value.type):
        if isinstance(value, Call) and kinds.is_list_of_references(value.type):
            return replace(value, arguments=tuple(shadow(context, a) for a in value.arguments))
        return call("difpy.zeros_like", target, type=value.type)
    return call("np.zeros_like", target, type=value.type)


def keep_killed(context: Context, statement: Statement) -> list[Statement]:
    """Puts the variables that a statement is about to overwrite into local variables.

    A named part or outcome needs none: all that reads it stands behind it.
    """
    names = {
        name
        for name in assigned((statement,))
        if not context.named_with(name) and not context.is_outcome(name)
    }
    kills = [
        Kill(name, context.fresh(f"{name}_saved", context.variables[name]))
        for name in context.with_shadows(sorted(names))
    ]
    context.kills[id(statement)] = kills
    return [Assign(k.saved, Name(k.name, type=context.variables[k.name]), at=statement.at) for k in kills]


def zero(context: Context, name: str) -> Expression:
    """What the cotangent of a scalar, or of an array that is a value, starts from."""
    if not context.is_reference(name):
        return zero_of(context.variables[name])
    type_ = context.variables[name]
    return call("np.zeros_like", Name(name, type=type_), type=type_)


def trips(context: Context, statement: For | While) -> str | None:
    """The name of the loop's trip count, None where the range says it."""
    if isinstance(statement, For) and not breaks(statement.body):
        return None
    key = id(statement)
    if key not in context.tests:
        wish = f"{statement.target}_trips" if isinstance(statement, For) else "trips"
        context.tests[key] = Name(context.fresh(wish, INTEGER), type=INTEGER)
    return context.tests[key].id


def hold_test(context: Context, statement: If) -> tuple[list[Statement], Expression]:
    """The test under a name, where the branches may change what it reads."""
    changed = assigned((statement,)) & names_in(statement.test)
    effects = context.facts.effects
    inner = (*statement.then, *statement.otherwise)
    written = effects.written(context.function.name, inner)
    if not changed and not (written & effects.read(context.function.name, statement.test)):
        return [], statement.test
    name = outcome(context, statement)
    context.tests[id(statement)] = name
    return [Assign(name.id, statement.test, at=statement.at)], name


def outcome(context: Context, statement: If) -> Name:
    """A new name for the outcome of a test, which may be a number as well as a bool."""
    type_ = BOOLEAN if statement.test.type is None else statement.test.type
    return Name(context.fresh("took_then", type_), type=type_)


def arguments_with_shadows(context: Context, statement: Invoke) -> tuple[Expression, ...]:
    """The arguments of a call, and after each active reference its cotangent."""
    callee = context.facts.program.functions[statement.function]
    activity = context.facts.activity
    done: list[Expression] = []
    for parameter, argument in zip(callee.parameters, statement.arguments, strict=True):
        done.append(argument)
        if kinds.is_reference(parameter.type) and activity.is_active(callee, parameter.name):
            done.append(shadow(context, argument))
    return tuple(done)
