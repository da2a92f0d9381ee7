"""`np.split` and its family as slices.

    top, bottom = np.split(x, 2)    ->    length = len(x) // 2
                                          top, bottom = x[0:length], x[length:2 * length]

How many parts there are must be known: an int literal, or a list of positions written out.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from numba.core import types

from difpy import kinds
from difpy.elaborate.code import Node
from difpy.elaborate.frame import Frame
from difpy.elaborate.shapes import ListOf, TupleOf
from difpy.elaborate.structures import constant_integer, integer_binary, shape_tuple
from difpy.elaborate.subscripts import array_subscript, integer_operand
from difpy.elaborate.values import Value, data, integer, text, tuple_of
from difpy.program import Call, Compare, Constant, Expression, List, Name, Position, Raise, Slice

AXES = {"np.hsplit": 1, "np.vsplit": 0, "np.dsplit": 2}
SPLITS = frozenset({"np.split", "np.array_split", *AXES})
UNEQUAL = "array split does not result in an equal division"


def split_call(
    frame: Frame, name: str, arguments: Sequence[Value], keywords: Mapping[str, Value], node: Node
) -> Value:
    """The parts, as a tuple of views."""
    words = "how many parts there are must be known"
    unknown = frame.refuse(node, words, "Write the number of parts as a literal, or slice the array.")
    if len(arguments) < 2 or not kinds.is_array(arguments[0].type) or set(keywords) - {"axis"}:
        raise unknown
    array, parts = arguments[0].expression, arguments[1]
    axis = _axis(name, arguments, keywords, array.type.ndim)
    if axis is None:
        raise unknown
    if not isinstance(array, Name):
        array = frame.temporary("array", array)
    bounds = _bounds(frame, name, array, axis, parts, node)
    if bounds is None:
        raise unknown
    before = [Slice(type=types.slice2_type) for _ in range(axis)]
    views = (
        array_subscript(frame, array, [*before, Slice(low, high, type=types.slice2_type)], node)
        for low, high in bounds
    )
    return tuple_of(tuple(map(data, views)))


def _axis(name: str, arguments: Sequence[Value], keywords: Mapping[str, Value], rank: int) -> int | None:
    """The axis along which the array is split, counted from the first."""
    axis: int | None = AXES.get(name, 0)
    if name == "np.hsplit" and rank == 1:
        axis = 0
    given = arguments[2] if len(arguments) > 2 else keywords.get("axis")
    if given is not None:
        axis = constant_integer(given.expression)
    return None if axis is None or not -rank <= axis < rank else axis % rank


def _bounds(
    frame: Frame, name: str, array: Expression, axis: int, parts: Value, node: Node
) -> list[tuple[Expression | None, Expression | None]] | None:
    positions = _positions(parts)
    if positions is not None:
        inner = [integer_operand(frame, data(position), node) for position in positions]
        return list(zip([None, *inner], [*inner, None], strict=True))
    count = constant_integer(parts.expression) if len(parts.leaves) == 1 else None
    if count is None or count < 1:
        return None
    size = shape_tuple(array, frame.position(node)).leaves[axis]
    ends = _ends(frame, size, count, is_equal=name != "np.array_split", at=frame.position(node))
    return list(itertools.pairwise(ends))


def _positions(parts: Value) -> tuple[Expression, ...] | None:
    """The positions of a list or tuple that is written out."""
    if isinstance(parts.shape, TupleOf):
        return parts.leaves
    if isinstance(parts.shape, ListOf) and len(parts.leaves) == 1 and isinstance(parts.leaves[0], List):
        return parts.leaves[0].elements
    return None


def _ends(frame: Frame, size: Expression, count: int, *, is_equal: bool, at: Position) -> list[Expression]:
    """Where the parts begin and end; the first `size % count` parts are longer by one."""
    number = integer(count, at)
    rest = integer_binary("%", size, number, at)
    if is_equal:
        test = Compare(("!=",), (rest, integer(0, at)), type=types.boolean, at=at)
        frame.check(test, Raise("ValueError", (text(UNEQUAL, at),), at=at))
    length: Expression = frame.temporary("length", integer_binary("//", size, number, at))
    ends: list[Expression] = []
    for k in range(count + 1):
        end = _times(k, length, at)
        if not is_equal and k:
            longer = Call("min", (integer(k, at), rest), type=types.int64, at=at)
            end = integer_binary("+", end, longer, at)
        ends.append(end)
    return ends


def _times(k: int, length: Expression, at: Position) -> Expression:
    if k in (0, 1):
        return length if k else Constant(0, type=types.int64, at=at)
    return integer_binary("*", integer(k, at), length, at)
