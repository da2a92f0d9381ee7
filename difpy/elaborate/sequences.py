"""What a `for` runs over: ranges, arrays, lists, tuples, and enumerate, zip and reversed of those.

A sequence says how many elements it has and what its k-th element is, so that every loop can be a
loop over a range.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import gast
from numba.core import types

from difpy import kinds
from difpy.elaborate.code import Node
from difpy.elaborate.expressions import arguments_of, evaluate
from difpy.elaborate.frame import Frame
from difpy.elaborate.python_functions import range_bounds
from difpy.elaborate.shapes import Cell, Leaf, ListOf, Primitive, RangeOf, TupleOf, describe_shape
from difpy.elaborate.structures import constant_integer, integer_binary, literal, range_count
from difpy.elaborate.subscripts import array_subscript, integer_operand, list_element, variable_element
from difpy.elaborate.values import Value, cell_of, data, integer, tuple_of
from difpy.program import Binary, Call, Constant, Expression, Name, Position


@dataclass(frozen=True)
class Range:
    """The bounds of a range."""

    start: Expression
    stop: Expression
    step: Expression


@dataclass(frozen=True)
class Sequence:
    """`element(k)` is the k-th element, `count` how many there are.

    `size` is the count where it is known before the program runs. `values` is given for a range alone,
    `counted` for what enumerate gives: the sequence inside and the first number.
    """

    count: Expression
    element: Callable[[Expression], Value]
    size: int | None = None
    values: Range | None = None
    counted: tuple[Sequence, Expression] | None = None
    backwards: bool = False
    cells: tuple[Cell, ...] = field(default=())


def sequence(frame: Frame, node: Node, stem: str, assigned: frozenset[str]) -> Sequence:
    """What `for ... in node` runs over; `assigned` are the program's variables that the body assigns."""
    if isinstance(node, gast.Call):
        callee = evaluate(frame, node.func) if isinstance(node.func, gast.Name | gast.Attribute) else None
        if callee is not None and isinstance(callee.shape, Primitive) and callee.shape.name in MAKERS:
            return MAKERS[callee.shape.name](frame, node, stem, assigned)
    return over_value(frame, evaluate(frame, node), stem, assigned, node)


def over_value(frame: Frame, value: Value, stem: str, assigned: frozenset[str], node: Node) -> Sequence:
    """The elements of a value."""
    at = frame.position(node)
    match value.shape:
        case TupleOf(elements=elements):
            parts = value.parts

            def part(k: Expression) -> Value:
                number = constant_integer(k)
                return variable_element(frame, parts, k, node) if number is None else parts[number]

            parts = tuple(_held(frame, p, stem, assigned) for p in parts)
            return Sequence(integer(len(elements), at), part, len(elements))
        case Leaf(type=type_) if kinds.is_array(type_) and type_.ndim:
            array = _stable(frame, value.expression, f"{stem}_values", assigned)
            length = Call("len", (array,), type=types.int64, at=at)
            return Sequence(length, lambda k: data(array_subscript(frame, array, [data(k)], node)))
        case ListOf():
            leaves = tuple(_stable(frame, e, f"{stem}_values", assigned) for e in value.leaves)
            held = Value(value.shape, leaves)
            length = Call("len", leaves[:1], type=types.int64, at=at)
            return Sequence(length, lambda k: list_element(held, k), cells=(cell_of(value),))
        case RangeOf():
            start, stop, step = (
                _stable(frame, e, f"{stem}_{word}", assigned)
                for e, word in zip(value.leaves, ("start", "stop", "step"), strict=True)
            )
            return _of_range(Range(start, stop, step), at)
    raise frame.refuse(
        node, f"a loop over {describe_shape(value.shape)}", "Loop over a range, an array, a list.", never=True
    )


def _held(frame: Frame, value: Value, stem: str, assigned: frozenset[str]) -> Value:
    """The value as it is before the loop."""
    return Value(value.shape, tuple(_stable(frame, e, f"{stem}_value", assigned) for e in value.leaves))


def _stable(frame: Frame, e: Expression, name: str, assigned: frozenset[str]) -> Expression:
    """A name or constant that stays what it is while the loop runs."""
    if isinstance(e, Constant) or (isinstance(e, Name) and e.id not in assigned):
        return e
    return frame.temporary(name, e)


def _range(frame: Frame, node: Node, stem: str, assigned: frozenset[str]) -> Sequence:
    arguments, keywords = arguments_of(frame, node)
    if keywords:
        raise frame.refuse(node, "`range` takes no keywords", "Write `range(n)`.", never=True)
    return _of_range(Range(*range_bounds(frame, arguments, node)), frame.position(node))


def _of_range(values: Range, at: Position) -> Sequence:
    return Sequence(
        range_count(values.start, values.stop, values.step, at),
        lambda k: data(_range_element(values, k)),
        values=values,
    )


def _range_element(values: Range, k: Expression) -> Expression:
    step = constant_integer(values.step)
    scaled = k if step == 1 else integer_binary("*", k, values.step, k.at)
    if constant_integer(values.start) == 0:
        return scaled
    if step is not None and step < 0:
        scaled = k if step == -1 else integer_binary("*", k, integer(-step, k.at), k.at)
        return integer_binary("-", values.start, scaled, k.at)
    return integer_binary("+", values.start, scaled, k.at)


def _enumerate(frame: Frame, node: Node, stem: str, assigned: frozenset[str]) -> Sequence:
    at = frame.position(node)
    start_node = next((k.value for k in node.keywords if k.arg == "start"), None)
    if len(node.args) == 2:
        start_node = node.args[1]
    start = (
        integer(0, at) if start_node is None else integer_operand(frame, evaluate(frame, start_node), node)
    )
    start = literal(start)
    if constant_integer(start) is None:
        start = _stable(frame, start, f"{stem}_start", assigned)
    inner = sequence(frame, node.args[0], stem, assigned)

    def element(k: Expression) -> Value:
        number = k if constant_integer(start) == 0 else integer_binary("+", start, k, k.at)
        return tuple_of((data(number), inner.element(k)))

    if inner.backwards:
        inner = forwards(frame, inner, stem)
    return Sequence(inner.count, element, inner.size, counted=(inner, start), cells=inner.cells)


def _zip(frame: Frame, node: Node, stem: str, assigned: frozenset[str]) -> Sequence:
    at = frame.position(node)
    if any(k.arg != "strict" or getattr(k.value, "value", True) for k in node.keywords):
        raise frame.refuse(node, "`zip` with strict=True", "Compare the lengths before the loop.")
    if not node.args:
        raise frame.refuse(node, "`zip` of nothing", "Give it sequences.", never=True)
    inner = [forwards(frame, sequence(frame, n, stem, assigned), stem) for n in node.args]
    inner = [_with_stable_range(frame, s, stem, assigned) for s in inner]
    sizes = [s.size for s in inner]
    size = None if None in sizes else min(s for s in sizes if s is not None)
    counts = tuple(dict.fromkeys(s.count for s in inner))
    count = counts[0] if len(counts) == 1 else Call("min", counts, type=types.int64, at=at)
    cells = tuple(c for s in inner for c in s.cells)
    return Sequence(count, lambda k: tuple_of(tuple(s.element(k) for s in inner)), size, cells=cells)


def _with_stable_range(frame: Frame, s: Sequence, stem: str, assigned: frozenset[str]) -> Sequence:
    """The bounds of a range are evaluated once."""
    if s.values is None:
        return s
    bounds = []
    for name, e in (("start", s.values.start), ("stop", s.values.stop), ("step", s.values.step)):
        bounds.append(e if constant_integer(e) is not None else _stable(frame, e, f"{stem}_{name}", assigned))
    values = Range(*bounds)
    return replace(s, values=values, count=range_count(values.start, values.stop, values.step, s.count.at),
                   element=lambda k: data(_range_element(values, k)))  # fmt: skip


def _reversed(frame: Frame, node: Node, stem: str, assigned: frozenset[str]) -> Sequence:
    inner = sequence(frame, node.args[0], stem, assigned)
    if inner.counted is not None or (
        isinstance(node.args[0], gast.Call)
        and inner.values is None
        and inner.size is None
        and _is_zip(frame, node.args[0])
    ):
        raise frame.refuse(
            node, "what is reversed has no length", "Reverse a range, a list or an array.", never=True
        )
    if inner.size is not None:
        size = inner.size
        at = frame.position(node)

        def element(k: Expression) -> Value:
            return inner.element(integer_binary("-", integer(size - 1, at), k, at))

        return Sequence(inner.count, element, size, cells=inner.cells)
    return replace(inner, backwards=not inner.backwards)


def _is_zip(frame: Frame, node: Node) -> bool:
    return evaluate(frame, node.func).shape == Primitive("zip")


def forwards(frame: Frame, s: Sequence, stem: str) -> Sequence:
    """A reversed sequence as one that is run through forwards."""
    if not s.backwards:
        return s
    count = frame.temporary(f"{stem}_count", s.count)
    last = Binary("-", count, integer(1, count.at), type=types.int64, at=count.at)

    def element(k: Expression) -> Value:
        return s.element(Binary("-", last, k, type=types.int64, at=k.at))

    return Sequence(count, element, s.size, cells=s.cells)


MAKERS: dict[str, Callable[[Frame, Node, str, frozenset[str]], Sequence]] = {
    "enumerate": _enumerate,
    "range": _range,
    "reversed": _reversed,
    "zip": _zip,
}
