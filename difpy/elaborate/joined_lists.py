"""Arrays made of a list of arrays whose length only the run knows, which Numba does not take.

Before:
    y = np.concatenate(pieces)

After:
    pieces_count = len(pieces)
    concatenate_length = 0
    for pieces_index in range(pieces_count):
        concatenate_length = concatenate_length + len(pieces[pieces_index])
    concatenate_value = np.empty(concatenate_length)
    concatenate_stop = 0
    for pieces_index_2 in range(pieces_count):
        pieces_item = pieces[pieces_index_2]
        concatenate_start = concatenate_stop
        concatenate_stop = concatenate_start + len(pieces_item)
        concatenate_value[concatenate_start:concatenate_stop] = pieces_item
    y = concatenate_value

The other functions are `np.array` of the list, or this.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from numba.core import types

from difpy import kinds
from difpy.elaborate.array_methods import transposed
from difpy.elaborate.code import Node
from difpy.elaborate.frame import Frame
from difpy.elaborate.lists import reference, root_name
from difpy.elaborate.numpy_functions import JOINS, numpy_call
from difpy.elaborate.shapes import Leaf, ListOf
from difpy.elaborate.structures import constant_integer
from difpy.elaborate.values import Value, data, integer, text
from difpy.program import (
    Assign,
    Attribute,
    Binary,
    Call,
    Compare,
    Constant,
    Expression,
    For,
    List,
    Name,
    Raise,
    Slice,
    Store,
    Subscript,
    Tuple,
    Type,
)


def joins_list(name: str, arguments: Sequence[Value]) -> bool:
    """Whether a call joins the arrays of a list that is held in a variable."""
    if name not in JOINS or not arguments or not isinstance(arguments[0].shape, ListOf):
        return False
    element, leaves = arguments[0].shape.cell.element, arguments[0].leaves
    is_array = isinstance(element, Leaf) and kinds.is_array(element.type)
    return is_array and not isinstance(leaves[0], List)


def join_list(
    frame: Frame, name: str, arguments: Sequence[Value], keywords: Mapping[str, Value], node: Node
) -> Value:
    """The array of all elements."""
    listed, *others = arguments
    axis = _axis([*others, *keywords.values()]) if set(keywords) <= {"axis"} else None
    rank = listed.leaves[0].type.dtype.ndim
    is_along_rows = axis == 0 or name in ("np.vstack", "np.hstack", "np.column_stack")
    if is_along_rows and rank == 1 and name in ("np.stack", "np.vstack", "np.column_stack"):
        rows = numpy_call(frame, "np.array", [listed], {}, node)
        return transposed(frame, rows.expression, node) if name == "np.column_stack" else rows
    if is_along_rows and name == "np.stack":
        return numpy_call(frame, "np.array", [listed], {}, node)
    is_concatenation = (name == "np.concatenate" and is_along_rows) or (name, rank) == ("np.hstack", 1)
    if frame.guards or not (is_concatenation or (name == "np.vstack" and rank > 1)):
        words = f"`{name}` of a list whose length is not known"
        raise frame.refuse(node, words, "Use `np.stack` or `np.concatenate` along axis 0, in a statement.")
    return data(_concatenated(frame, reference(frame, listed.leaves[0]), name.rpartition(".")[2], node))


def _axis(given: Sequence[Value]) -> int | None:
    if not given:
        return 0
    return constant_integer(given[0].expression) if len(given) == 1 and len(given[0].leaves) == 1 else None


def _concatenated(frame: Frame, rows: Name, stem: str, node: Node) -> Expression:
    at = frame.position(node)
    row_type: Type = rows.type.dtype
    count = frame.temporary(f"{root_name(rows)}_count", _length(rows))
    empty = Compare(("==",), (count, integer(0, at)), type=types.boolean, at=at)
    message = text("need at least one array to concatenate", at)
    frame.check(empty, Raise("ValueError", (message,), at=frame.at))
    length = frame.temporary(f"{stem}_length", integer(0, at))
    _for_each(frame, rows, count, lambda row: _add(frame, length, _length(row)))
    first = Subscript(rows, (integer(0, at),), type=row_type, at=at)
    joined = frame.temporary(f"{stem}_value", _empty(length, first, row_type))
    stop = frame.temporary(f"{stem}_stop", integer(0, at))

    def copy(row: Expression) -> None:
        item = frame.temporary(f"{root_name(rows)}_item", row)
        start = frame.temporary(f"{stem}_start", stop)
        _add(frame, stop, _length(item))
        part = Slice(start, stop, type=types.slice2_type, at=at)
        whole = [Slice(type=types.slice2_type, at=at) for _ in range(row_type.ndim - 1)]
        frame.emit(Store(joined.id, (part, *whole), item, at=frame.at))

    _for_each(frame, rows, count, copy)
    return joined


def _for_each(frame: Frame, rows: Name, count: Name, run: Callable[[Expression], None]) -> None:
    index = frame.new_name(f"{root_name(rows)}_index")
    frame.variables[index] = types.int64
    k = Name(index, type=types.int64, at=rows.at)
    with frame.captured_block() as body:
        run(Subscript(rows, (k,), type=rows.type.dtype, at=rows.at))
    zero, one = integer(0, rows.at), integer(1, rows.at)
    frame.emit(For(index, zero, count, one, tuple(body), at=frame.at))


def _add(frame: Frame, total: Name, term: Expression) -> None:
    frame.emit(
        Assign(total.id, Binary("+", total, term, type=types.int64, at=term.at), augmented=True, at=frame.at)
    )


def _length(e: Expression) -> Expression:
    return Call("len", (e,), type=types.int64, at=e.at)


def _empty(length: Expression, first: Expression, row_type: Type) -> Expression:
    """An array for all rows, of the other sizes of the first."""
    at = length.at
    size = length
    if row_type.ndim > 1:
        shape = Attribute(first, "shape", type=kinds.tuple_of([types.int64] * row_type.ndim), at=at)
        others = tuple(
            Subscript(shape, (integer(k, at),), type=types.int64, at=at) for k in range(1, row_type.ndim)
        )
        size = Tuple((length, *others), type=kinds.tuple_of([types.int64] * row_type.ndim), at=at)
    type_ = kinds.array_of(row_type.dtype, row_type.ndim)
    if row_type.dtype == types.float64:
        return Call("np.empty", (size,), type=type_, at=at)
    name = "np.bool_" if kinds.is_boolean(row_type.dtype) else f"np.{row_type.dtype}"
    dtype = Constant(name, name, type=types.DType(row_type.dtype), at=at)
    return Call("np.empty", (size, dtype), type=type_, at=at)
