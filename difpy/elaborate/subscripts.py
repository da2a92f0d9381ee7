"""Reads of elements, views and slices: of arrays, lists, tuples."""

from __future__ import annotations

from collections.abc import Sequence

from numba.core import types

from difpy import kinds
from difpy.elaborate import oracle
from difpy.elaborate.code import Node
from difpy.elaborate.frame import Frame
from difpy.elaborate.lattice import JoinError
from difpy.elaborate.operators import at_rank_zero, operand
from difpy.elaborate.shapes import Leaf, ListOf, Nothing, Shape, TupleOf, describe_shape
from difpy.elaborate.structures import as_argument, constant_integer, select
from difpy.elaborate.values import Value, cell_of, convert, data, element_shape, integer, is_part, tuple_of
from difpy.elaborate.world import NotYetKnownError
from difpy.program import (
    Binary,
    Call,
    Compare,
    Constant,
    EllipsisIndex,
    Expression,
    List,
    Raise,
    Slice,
    Subscript,
    Type,
    Unary,
)

Index = Value | Slice | EllipsisIndex


def subscript(frame: Frame, base: Value, indices: Sequence[Index], node: Node) -> Value:
    """`base[indices]`, read."""
    if isinstance(base.shape, TupleOf):
        return _tuple_element(frame, base, indices, node)
    if isinstance(base.shape, ListOf):
        return _list_element(frame, base, indices, node)
    if isinstance(base.shape, Leaf) and kinds.is_array(base.type):
        return data(array_subscript(frame, base.expression, indices, node))
    if isinstance(base.shape, Leaf) and isinstance(base.type, types.BaseTuple):
        raise frame.refuse(node, "this tuple is not taken apart", "Unpack it first.")
    raise frame.refuse(
        node, f"{describe_shape(base.shape)} has no elements", "Index arrays, lists and tuples.", never=True
    )


# --- arrays ------------------------------------------------------------------------------------


def array_subscript(frame: Frame, base: Expression, indices: Sequence[Index], node: Node) -> Expression:
    """`base[indices]` of an array, read."""
    at = frame.position(node)
    if is_part(base):
        assert isinstance(base, Call)
        inner = array_subscript(frame, base.arguments[0], indices, node)
        scalar = base.type.dtype
        type_ = inner.type.copy(dtype=scalar, layout="A") if kinds.is_array(inner.type) else scalar
        return Call(base.function, (inner,), type=type_, at=at)
    expressions = array_indices(frame, base.type, indices, node)
    if not expressions:
        type_ = base.type.dtype if base.type.ndim == 0 else base.type
        return Subscript(base, (), type=type_, at=at)
    try:
        type_ = oracle.subscript(base.type, tuple(_index_type(e) for e in expressions))
    except oracle.NoTypeError as error:
        words = f"{describe_shape(Leaf(base.type))} is not indexed like this ({error})"
        raise frame.refuse(node, words, "Use as many indices as it has dimensions.", never=True) from None
    return Subscript(base, expressions, type=type_, at=at)


def array_indices(frame: Frame, type_: Type, indices: Sequence[Index], node: Node) -> tuple[Expression, ...]:
    """The indices as expressions; a tuple among them is spread, a list becomes an array."""
    if len(indices) == 1 and isinstance(indices[0], EllipsisIndex) and type_.ndim:
        return (Slice(type=types.slice2_type, at=indices[0].at),)  # Numba has no `a[...]`
    if len(indices) == 1 and isinstance(indices[0], Value) and isinstance(indices[0].shape, TupleOf):
        indices = indices[0].parts
    return tuple(_array_index(frame, index, node) for index in indices)


def _array_index(frame: Frame, index: Index, node: Node) -> Expression:
    if not isinstance(index, Value):
        return index
    match index.shape:
        case Nothing():
            return Constant(None, type=types.none, at=frame.position(node))
        case ListOf() | TupleOf():
            argument = as_argument(index, frame.position(node))
            if isinstance(argument.type, types.BaseTuple):
                argument = List(argument.elements, type=kinds.list_of(argument.type.types[0]), at=argument.at)  # type: ignore[attr-defined]
            innermost = kinds.innermost(argument.type)
            array = kinds.array_of(innermost, _depth(argument.type), "C")
            return Call("np.array", (argument,), type=array, at=argument.at)
    e = at_rank_zero(operand(frame, index, node))
    if kinds.is_integer(kinds.element(e.type)) or kinds.is_boolean(kinds.element(e.type)):
        return convert(e, types.int64) if kinds.is_scalar(e.type) else e
    counter = frame.integer_version(e)
    if counter is not None:
        return counter
    raise frame.refuse(
        node, f"the index is {describe_shape(index.shape)}", "Index with integers: `int(...)`.", never=True
    )


def _depth(type_: object) -> int:
    return 1 + _depth(type_.dtype) if kinds.is_list(type_) else 0  # type: ignore[attr-defined]


def _index_type(e: Expression) -> object:
    if isinstance(e, EllipsisIndex):
        return types.ellipsis
    if isinstance(e, Slice):
        return types.slice3_type if e.step is not None else types.slice2_type
    return e.type


def slice_of(frame: Frame, bounds: Sequence[Value | None], node: Node) -> Slice:
    """`lower:upper:step`."""
    parts = [
        None if b is None or isinstance(b.shape, Nothing) else integer_operand(frame, b, node) for b in bounds
    ]
    type_ = types.slice3_type if parts[2] is not None else types.slice2_type
    return Slice(*parts, type=type_, at=frame.position(node))


def integer_operand(frame: Frame, value: Value, node: Node) -> Expression:
    """An int, such as the bound of a slice or range."""
    e = at_rank_zero(operand(frame, value, node))
    if kinds.is_integer(e.type) or kinds.is_boolean(e.type):
        return convert(e, types.int64)
    counter = frame.integer_version(e)
    if counter is not None:
        return counter
    raise frame.refuse(
        node,
        f"this is {describe_shape(Leaf(e.type))}, and an int is needed",
        "Convert it with `int(...)`.",
        never=True,
    )


# --- lists -------------------------------------------------------------------------------------


def _list_element(frame: Frame, base: Value, indices: Sequence[Index], node: Node) -> Value:
    at = frame.position(node)
    (index, *others) = indices
    if others or isinstance(index, EllipsisIndex):
        raise frame.refuse(
            node, "a list has one index", "Index it once for each level: `xs[i][j]`.", never=True
        )
    if isinstance(index, Slice):
        leaves = tuple(Subscript(e, (index,), type=e.type, at=at) for e in base.leaves)
        return Value(base.shape, leaves)
    i = integer_operand(frame, index, node)
    return list_element(base, i)


def list_element(base: Value, index: Expression) -> Value:
    """`xs[index]`, of each of the lists that a list of tuples is."""
    if cell_of(base).element is None:
        raise NotYetKnownError
    leaves = tuple(Subscript(e, (index,), type=e.type.dtype, at=index.at) for e in base.leaves)
    return Value(element_shape(base), leaves)


# --- tuples ------------------------------------------------------------------------------------


def _tuple_element(frame: Frame, base: Value, indices: Sequence[Index], node: Node) -> Value:
    parts = base.parts
    (index, *others) = indices
    if others or isinstance(index, EllipsisIndex):
        raise frame.refuse(
            node, "a tuple has one index", "Index it once for each level: `t[i][j]`.", never=True
        )
    if isinstance(index, Slice):
        return tuple_of(parts[_constant_slice(frame, index, node)])
    number = constant_integer(index.leaves[0]) if index.leaves else None
    if number is None:
        return variable_element(frame, parts, integer_operand(frame, index, node), node)
    if not -len(parts) <= number < len(parts):
        words = f"it has {len(parts)} elements"
        raise frame.refuse(node, words, f"Use an index below {len(parts)}.", never=True)
    return parts[number]


def _constant_slice(frame: Frame, index: Slice, node: Node) -> slice:
    bounds = [None if e is None else constant_integer(e) for e in (index.lower, index.upper, index.step)]
    given = [e for e in (index.lower, index.upper, index.step) if e is not None]
    if len(given) != sum(b is not None for b in bounds):
        raise frame.refuse(
            node, "how long the slice of this tuple is must be known", "Use constant bounds, or an array."
        )
    return slice(*bounds)


def variable_element(frame: Frame, parts: tuple[Value, ...], index: Expression, node: Node) -> Value:
    """`t[i]` with an `i` that only the run knows."""
    shape: Shape | None = None
    try:
        for part in parts:
            shape = frame.world.lattice.join(shape, part.shape)
    except JoinError as error:
        raise frame.refuse(
            node, f"the element is {error}", "Use elements of one kind, or a constant index."
        ) from None
    if shape is None:
        raise frame.refuse(node, "the tuple is empty", "Index a tuple that has elements.", never=True)
    check_range(frame, index, len(parts))
    at = index.at
    count = integer(len(parts), at)
    wrapped = Binary("%", index, count, type=types.int64, at=at)
    return select(parts, index if is_counter(frame, index) else wrapped, shape)


def is_counter(frame: Frame, index: Expression) -> bool:
    """Whether an index is certain to be in range: the variable of a loop over the tuple."""
    return getattr(index, "id", None) in frame.counters


def check_range(frame: Frame, index: Expression, count: int) -> None:
    """Raise what Python raises where the index is out of a tuple's range."""
    if is_counter(frame, index):
        return
    at = index.at
    least = Unary("-", integer(count, at), type=types.int64, at=at)
    inside = Compare(("<=", "<"), (least, index, integer(count, at)), type=types.boolean, at=at)
    message = Constant("tuple index out of range", type=types.unicode_type, at=at)
    frame.check(Unary("not", inside, type=types.boolean, at=at), Raise("IndexError", (message,), at=frame.at))
