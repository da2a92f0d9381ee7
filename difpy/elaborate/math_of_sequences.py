"""The functions of `math` that take sequences: `fsum`, `prod`, `dist`, `sumprod`, `hypot` of many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce

from numba.core import types

from difpy import kinds
from difpy.elaborate.code import Node
from difpy.elaborate.frame import Frame
from difpy.elaborate.operators import binary
from difpy.elaborate.shapes import ListOf, TupleOf
from difpy.elaborate.values import Value, convert, data
from difpy.program import Call, Expression, List

Handler = Callable[[Frame, Sequence[Value], Node], Value]


def _numbers(value: Value) -> Expression | None:
    """A list or a vector of floats; a tuple of numbers as a list of them."""
    if isinstance(value.shape, TupleOf) and all(kinds.is_scalar(leaf.type) for leaf in value.leaves):
        elements = tuple(convert(leaf, types.float64) for leaf in value.leaves)
        return List(elements, type=kinds.list_of(types.float64), at=elements[0].at) if elements else None
    if len(value.leaves) != 1 or not kinds.is_reference(value.leaves[0].type):
        return None
    type_ = value.leaves[0].type
    is_flat = isinstance(value.shape, ListOf) or kinds.rank(type_) == 1
    return value.leaves[0] if is_flat and kinds.is_float(kinds.element(type_)) else None


def _of_numbers(name: str) -> Handler:
    """`math.name` of a sequence."""

    def call(frame: Frame, arguments: Sequence[Value], node: Node) -> Value:
        numbers = _numbers(arguments[0]) if len(arguments) == 1 else None
        if numbers is None:
            words = f"`{name}` takes a sequence of floats here"
            raise frame.refuse(node, words, "Write the loop that it stands for.")
        return data(Call(name, (numbers,), type=types.float64, at=frame.position(node)))

    return call


def _dist(frame: Frame, arguments: Sequence[Value], node: Node) -> Value:
    """The distance of two points, which are tuples of coordinates."""
    if len(arguments) == 2 and all(isinstance(a.shape, TupleOf) for a in arguments):
        pairs = list(zip(arguments[0].parts, arguments[1].parts, strict=False))
        if pairs and len(arguments[0].parts) == len(arguments[1].parts):
            return _root(frame, [binary(frame, "-", p, q, node) for p, q in pairs], node)
    words = "`math.dist` takes two tuples of as many coordinates here"
    raise frame.refuse(node, words, "For arrays use `np.linalg.norm(p - q)`.")


def _root(frame: Frame, coordinates: Sequence[Value], node: Node) -> Value:
    """`math.hypot` of any number of coordinates, two at a time."""
    at = frame.position(node)
    leaves = [convert(value.expression, types.float64) for value in coordinates]
    if len(leaves) == 1:
        return data(Call("abs", (leaves[0],), type=types.float64, at=at))
    return data(reduce(lambda a, b: Call("math.hypot", (a, b), type=types.float64, at=at), leaves))


def _hypot(frame: Frame, arguments: Sequence[Value], node: Node) -> Value:
    return _root(frame, arguments, node)


def sequence_handler(name: str, count: int) -> Handler | None:
    """What interprets a call of `math.name` with so many arguments, None where they are plain numbers."""
    if name == "math.hypot":
        return _hypot if count > 2 else None
    return HANDLERS.get(name)


HANDLERS: dict[str, Handler] = {
    "math.dist": _dist,
    "math.fsum": _of_numbers("math.fsum"),
    "math.prod": _of_numbers("math.prod"),
}
