"""Nested functions: where they are defined they read the variables of their frame at each call, as Python's
late binding has it; where they are passed on, the values of those variables go with them."""

from __future__ import annotations

from dataclasses import replace

from difpy.elaborate.code import Code, Node
from difpy.elaborate.frame import Frame
from difpy.elaborate.shapes import (
    ChoiceOf,
    ClosureOf,
    LocalFunction,
    PartialOf,
    PullbackOf,
    TransformOf,
    TupleOf,
)
from difpy.elaborate.values import Value, tuple_of


def exported(frame: Frame, value: Value, node: Node) -> Value:
    """The value as it may leave its frame: nested functions with what they capture."""
    match value.shape:
        case LocalFunction(code=code, frame=owner) if owner is frame.instance:
            return closed(frame, code, value, node)
        case ChoiceOf(options=_) if _holds_function(value):
            which, *options = (exported(frame, part, node) for part in value.parts)
            leaves = tuple(e for part in (which, *options) for e in part.leaves)
            return Value(ChoiceOf(tuple(o.shape for o in options)), leaves)
        case TupleOf(constructor=constructor) if _holds_function(value):
            return tuple_of(tuple(exported(frame, part, node) for part in value.parts), constructor)
        case TransformOf() if _holds_function(value):
            function = exported(frame, value.parts[0], node)
            return Value(replace(value.shape, function=function.shape), function.leaves)
        case PullbackOf() if _holds_function(value):
            function, *arguments = (exported(frame, part, node) for part in value.parts)
            leaves = tuple(e for part in (function, *arguments) for e in part.leaves)
            return Value(PullbackOf(function.shape, tuple(a.shape for a in arguments)), leaves)
        case PartialOf(keywords=keywords) if _holds_function(value):
            function, *arguments = (exported(frame, part, node) for part in value.parts)
            count = len(arguments) - len(keywords)
            names = tuple(name for name, _ in keywords)
            shapes = tuple(a.shape for a in arguments)
            leaves = tuple(e for part in (function, *arguments) for e in part.leaves)
            named = tuple(zip(names, shapes[count:], strict=True))
            return Value(PartialOf(function.shape, shapes[:count], named), leaves)
    return value


def _holds_function(value: Value) -> bool:
    if isinstance(value.shape, LocalFunction):
        return True
    holders = TupleOf | PartialOf | TransformOf | PullbackOf | ChoiceOf
    return isinstance(value.shape, holders) and any(map(_holds_function, value.parts))


def closed(frame: Frame, code: Code, value: Value, node: Node) -> Value:
    """A nested function of this frame with the present values of the variables it needs."""
    captured, siblings = captured_values(frame, code, node)
    shape = ClosureOf(
        code,
        tuple((name, v.shape) for name, v in captured.items()),
        tuple(siblings.items()),
        value.shape.defaults if isinstance(value.shape, LocalFunction) else (),
    )
    return Value(shape, tuple(e for v in captured.values() for e in v.leaves) + value.leaves)


def captured_values(frame: Frame, code: Code, node: Node) -> tuple[dict[str, Value], dict[str, Code]]:
    """What a nested function reads of this frame, also through the nested functions it names."""
    captured: dict[str, Value] = {}
    siblings: dict[str, Code] = {}
    waiting, done = [code], set()
    while waiting:
        current = waiting.pop()
        done.add(current)
        for name in current.free:
            if name in captured or name in siblings or not is_variable(frame, name):
                continue
            if name in dict(frame.instance.siblings):
                captured[name] = sibling(frame, name)
                continue
            value = frame.read_captured(name, node)
            if value is None:
                continue
            match value.shape:
                case LocalFunction(code=other, frame=owner, defaults=()) if owner is frame.instance:
                    siblings[name] = other
                    waiting.append(other)
                case _:
                    captured[name] = exported(frame, value, node)
    return captured, siblings


def is_variable(frame: Frame, name: str) -> bool:
    """Whether a name is a variable of the frame, or one that came into it with its function."""
    return (
        name in frame.code.locals
        or name in frame.instance.captured_names
        or name in dict(frame.instance.siblings)
    )


def sibling(frame: Frame, name: str) -> Value:
    """A function that was defined in the same frame as the one being interpreted."""
    code = dict(frame.instance.siblings)[name]
    captured = [(n, frame.read(n, code.tree)) for n in frame.instance.captured_names]
    shape = ClosureOf(code, tuple((n, v.shape) for n, v in captured), frame.instance.siblings)
    return Value(shape, tuple(e for _, v in captured for e in v.leaves))
