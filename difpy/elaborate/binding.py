"""Assignment of values to targets: names and flat tuples of names."""

from __future__ import annotations

from collections.abc import Iterator

import gast
from numba.core import types

from difpy import kinds
from difpy.elaborate.calls import Invocation, result_shape, write_invocation
from difpy.elaborate.code import Node
from difpy.elaborate.frame import Frame
from difpy.elaborate.shapes import Leaf, ListOf, Shape, TupleOf, describe_shape, leaf_types, parts
from difpy.elaborate.stores import store
from difpy.elaborate.subscripts import array_subscript, list_element
from difpy.elaborate.values import Value, convert, convert_leaves, data, integer
from difpy.program import Call, Compare, Constant, Expression, Format, Name, Raise, Subscript


def assign_value(frame: Frame, target: Node, value: Value) -> None:
    """`target = value`."""
    if isinstance(target, gast.Name):
        frame.bind(target.id, target, value)
    elif isinstance(target, gast.Tuple | gast.List):
        unpack(frame, target, value)
    elif isinstance(target, gast.Subscript):
        store(frame, target, value)
    else:
        raise frame.refuse(
            target, "an attribute of an object is changed", "Return the new value instead.", never=True
        )


def unpack(frame: Frame, target: Node, value: Value) -> None:
    """`a, b = value`: all reads before the first write."""
    pending: list[tuple[str, Expression]] = []
    pairs = list(flat_targets(frame, target, value))
    for name, part in pairs:
        root = frame.define(name.id, name, part.shape)
        wanted = leaf_types(root.shape) if root.shape else ()
        names = frame.leaf_names(root)
        frame.variables.update(zip(names, wanted, strict=False))
        leaves = convert_leaves(part, root.shape) if root.shape else ()
        pending += [(n, convert(e, t)) for n, t, e in zip(names, wanted, leaves, strict=False)]
    frame.assign_together(pending)
    for name, _ in pairs:
        frame.note_bound(name.id)


def flat_targets(frame: Frame, target: Node, value: Value) -> Iterator[tuple[Node, Value]]:
    """The names of a target, tuples inside it too, with the parts of the value that they get."""
    for inner, part in zip(target.elts, elements_of(frame, value, len(target.elts), target), strict=True):
        if isinstance(inner, gast.Tuple | gast.List):
            yield from flat_targets(frame, inner, part)
        elif isinstance(inner, gast.Name):
            yield inner, part
        else:
            raise frame.refuse(inner, "an element is assigned among names", "Unpack into names first.")


def elements_of(frame: Frame, value: Value, count: int, node: Node) -> list[Value]:
    """The elements of a value that is unpacked into `count` targets."""
    match value.shape:
        case TupleOf(elements=elements):
            if len(elements) != count:
                words = f"{len(elements)} values are unpacked into {count} names"
                raise frame.refuse(node, words, "Match their number.", never=True)
            return list(value.parts)
        case Leaf(type=type_) if kinds.is_array(type_) and type_.ndim:
            return _elements_of_array(frame, value.expression, count, node)
        case ListOf():
            _check_count(frame, value.leaves[0], count, node)
            at = frame.position(node)
            return [list_element(value, integer(i, at)) for i in range(count)]
    raise frame.refuse(
        node, f"{describe_shape(value.shape)} is unpacked", "Unpack tuples, lists and arrays.", never=True
    )


def _elements_of_array(frame: Frame, array: Expression, count: int, node: Node) -> list[Value]:
    if not isinstance(array, Name):
        first = node.elts[0]
        array = frame.temporary(f"{getattr(first, 'id', 'unpacked')}_values", array)
    _check_count(frame, array, count, node)
    at = frame.position(node)
    return [data(array_subscript(frame, array, [data(integer(i, at))], node)) for i in range(count)]


def _check_count(frame: Frame, sequence: Expression, count: int, node: Node) -> None:
    at = frame.position(node)
    if isinstance(sequence, Subscript) or not isinstance(sequence, Name):
        sequence = frame.temporary("unpacked", sequence)
    length = Call("len", (sequence,), type=types.int64, at=at)
    text = types.unicode_type
    many = Constant(f"too many values to unpack (expected {count})", type=text, at=at)
    parts_ = (f"not enough values to unpack (expected {count}, got ", (length, "", ""), ")")
    for op, message in ((">", many), ("<", Format(parts_, type=text, at=at))):
        test = Compare((op,), (length, integer(count, at)), type=types.boolean, at=at)
        frame.check(test, Raise("ValueError", (message,), at=frame.at))


def assign_invocation(frame: Frame, target: Node | None, invocation: Invocation, node: Node) -> None:
    """`target = function(...)` of a function of the program."""
    if target is None:
        write_invocation(frame, invocation, ())
        return
    shape = result_shape(invocation)
    if isinstance(target, gast.Name):
        _receive(frame, [(target, shape)], invocation)
    elif isinstance(target, gast.Tuple) and isinstance(shape, TupleOf):
        if len(shape.elements) != len(target.elts):
            words = f"{len(shape.elements)} values are unpacked into {len(target.elts)} names"
            raise frame.refuse(node, words, "Match their number.", never=True)
        _receive(frame, list(zip(target.elts, (s for _, s in parts(shape)), strict=True)), invocation)
    else:
        stem = f"{invocation.instance.code.name}_value"
        assign_value(frame, target, _received(frame, stem, shape, invocation))


def _received(frame: Frame, stem: str, shape: Shape, invocation: Invocation) -> Value:
    wanted = leaf_types(shape)
    names = tuple(frame.new_name(stem) for _ in wanted)
    frame.variables.update(zip(names, wanted, strict=True))
    write_invocation(frame, invocation, names)
    return Value(shape, tuple(Name(n, type=t, at=frame.at) for n, t in zip(names, wanted, strict=True)))


def _receive(frame: Frame, targets: list[tuple[Node, Shape]], invocation: Invocation) -> None:
    """Results go straight into the targets, by way of a temporary where a type differs."""
    names: list[str] = []
    conversions: list[tuple[str, Expression]] = []
    for target, shape in targets:
        root = frame.define(target.id, target, shape)
        variables = leaf_types(root.shape) if root.shape else ()
        for name, wanted, given in zip(frame.leaf_names(root), variables, leaf_types(shape), strict=False):
            frame.variables[name] = wanted
            received = name
            if wanted != given and kinds.is_scalar(given):
                received = frame.new_name(f"{invocation.instance.code.name}_value")
                frame.variables[received] = given
                conversions.append((name, convert(Name(received, type=given, at=frame.at), wanted)))
            names.append(received)
    write_invocation(frame, invocation, tuple(names))
    frame.assign_together(conversions)
    for target, _ in targets:
        frame.note_bound(target.id)
