"""How the arguments of a call, and defaults, meet the parameters of a function."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from typing import Any

from difpy.elaborate import captures
from difpy.elaborate.code import Code, Node
from difpy.elaborate.frame import Frame
from difpy.elaborate.shapes import ClosureOf, LocalFunction
from difpy.elaborate.values import Value, data
from difpy.program import Constant, Position

Arguments = Sequence[Value]
Keywords = Mapping[str, Value]


def bind_arguments(
    frame: Frame, code: Code, callee: Value, arguments: Arguments, keywords: Keywords, node: Node
) -> dict[str, Value]:
    """Arguments by the names of the parameters, defaults included, in the order of the signature."""
    signature = code.tree.args
    if signature.vararg or signature.kwarg:
        raise frame.refuse(node, f"`{code.name}` takes any number of arguments", "Give it named parameters.")
    positional = [p.id for p in (*signature.posonlyargs, *signature.args)]
    only = {p.id for p in signature.posonlyargs}
    names = [*positional, *(p.id for p in signature.kwonlyargs)]
    if len(arguments) > len(positional):
        raise _wrong_call(frame, code, f"takes {len(positional)} arguments and gets {len(arguments)}", node)
    given = dict(zip(positional, arguments, strict=False))
    for name, value in keywords.items():
        if name not in names or name in only:
            raise _wrong_call(frame, code, f"has no parameter `{name}`", node)
        if name in given:
            raise _wrong_call(frame, code, f"gets `{name}` twice", node)
        given[name] = value
    defaults = default_values(frame, code, callee, node, [n for n in names if n not in given])
    for name in names:
        if name not in given:
            if name not in defaults:
                raise _wrong_call(frame, code, f"gets no `{name}`", node)
            given[name] = defaults[name]
    return {name: given[name] for name in names}


def _wrong_call(frame: Frame, code: Code, what: str, node: Node) -> Exception:
    return frame.refuse(node, f"`{code.name}` {what}", "Match its parameters.", never=True)


def default_values(
    frame: Frame, code: Code, callee: Value, node: Node, missing: list[str]
) -> dict[str, Value]:
    """The defaults that a call uses; they were evaluated when the function was defined."""
    match callee.shape:
        case LocalFunction(defaults=defaults) | ClosureOf(defaults=defaults):
            parts = callee.parts[len(callee.parts) - len(defaults) :]
            return {name: v for (name, _), v in zip(defaults, parts, strict=True) if name in missing}
    found = {}
    parameters = inspect.signature(code.function, follow_wrapped=False).parameters
    for name in missing:
        default = parameters[name].default
        if default is not inspect.Parameter.empty:
            found[name] = _default(frame, code, name, default, node)
    return found


def _default(frame: Frame, code: Code, name: str, default: Any, node: Node) -> Value:
    constant = number(default, frame.position(node))
    if constant is not None:
        return constant
    path = None if code.path is None else (*code.path, ("default", name))
    return captures.lift(frame, default, path, ("default", id(code.function), name), name, node)


def number(value: Any, at: Position) -> Value | None:
    """A number that cannot change, as a constant."""
    if type(value) not in (int, float, bool, complex):
        return None
    return data(Constant(value, type=captures.data_type(value), at=at))
