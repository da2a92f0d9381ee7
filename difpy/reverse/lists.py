"""The reverse of list methods: what went in comes out again, and its cotangent with it.

xs.append(e)      xs.pop(); e's operands get xs_bar.pop()
v = xs.pop()      xs.append(v); xs_bar.append(v_bar); v_bar = 0
"""

from __future__ import annotations

from difpy import kinds
from difpy.errors import refuse
from difpy.prepare.build import INTEGER, call, zero_of
from difpy.program import Assign, Binary, Compare, Conditional, Constant, Effect, Expression, Name, Statement
from difpy.reverse.context import Context
from difpy.reverse.expressions import ExpressionAdjoint


def reverse_effect(context: Context, statement: Effect) -> list[Statement]:
    match statement.method:
        case "append":
            return _taken_out(context, statement, (), statement.arguments[0])
        case "insert":
            place = _inserted_at(statement)
            return _taken_out(context, statement, (place,), statement.arguments[1])
        case "pop":
            return _put_back(context, statement)
        case "reverse":
            names = context.with_shadows([statement.object])
            return [Effect(None, name, "reverse", (), at=statement.at) for name in names]
    raise refuse(
        statement.at,
        f"the list method `{statement.method}` is not supported yet",
        "Use append, extend, insert, pop, clear, reverse and index assignment",
    )


def _taken_out(
    context: Context, statement: Effect, place: tuple[Expression, ...], value: Expression
) -> list[Statement]:
    at = statement.at
    done: list[Statement] = [Effect(None, statement.object, "pop", place, at=at)]
    if not context.is_active(statement.object):
        return done
    holder = context.bar(statement.object)
    if kinds.is_reference(value.type):  # the place depends on the length of the list, which changes last
        return [Effect(None, holder, "pop", place, at=at), *done]
    seed = Name(context.fresh("element_bar", value.type), type=value.type)
    done.insert(0, Effect(seed.id, holder, "pop", place, at=at))
    return [*done, *ExpressionAdjoint(context, at, broadcasts=False).propagate(value, seed)]


def _put_back(context: Context, statement: Effect) -> list[Statement]:
    at, target = statement.at, statement.target
    assert target is not None, "prepare gives every pop a target"
    method, place = _removed_from(statement)
    variable = Name(target, type=context.variables[target])
    done: list[Statement] = [Effect(None, statement.object, method, (*place, variable), at=at)]
    zero = zero_of(variable.type)
    cotangent = Name(context.bar(target), type=variable.type) if context.is_active(target) else zero
    if context.is_active(statement.object):
        done.insert(0, Effect(None, context.bar(statement.object), method, (*place, cotangent), at=at))
    if context.is_active(target) and not context.is_reference(target):
        done.append(Assign(context.bar(target), zero, at=at))
    return done


def _length(statement: Effect) -> Expression:
    return call("len", Name(statement.object), type=INTEGER)


def _removed_from(statement: Effect) -> tuple[str, tuple[Expression, ...]]:
    """The method and the index that put an element back where pop took it from."""
    if not statement.arguments or statement.arguments[0] == Constant(-1):
        return "append", ()
    index = statement.arguments[0]
    if isinstance(index, Constant) and index.value >= 0:  # type: ignore[operator]
        return "insert", (index,)
    from_end = Binary("+", Binary("+", _length(statement), Constant(1)), index)
    return "insert", (Conditional(Compare((">=",), (index, Constant(0))), index, from_end),)


def _inserted_at(statement: Effect) -> Expression:
    """Where `insert`, which clamps its index, has put the element."""
    index = statement.arguments[0]
    if index == Constant(0):
        return index
    last = Binary("-", _length(statement), Constant(1))
    clamped = call("min", index, last)
    from_end = call("max", Binary("+", last, index), Constant(0))
    return Conditional(Compare((">=",), (index, Constant(0))), clamped, from_end)
