"""The adjoint of reading and writing an array through an array of indices.

    y = x[index]          for k in range(len(index)):
                              x_bar[index[k]] += y_bar[k]

    x[index] = y          for k in reversed(range(len(index))):      of two writes into one element
                              y_bar[k] += x_bar[index[k]]            the last one counts
                              x_bar[index[k]] = 0.0

A mask selects each element once and needs no loop.
"""

from __future__ import annotations

from numba.core import types

from difpy import kinds
from difpy.errors import refuse
from difpy.prepare.build import INTEGER, add_into, call, element, element_type, whole, zero_of
from difpy.program import (
    Assign,
    Constant,
    EllipsisIndex,
    Expression,
    For,
    Name,
    Position,
    Slice,
    Statement,
    Store,
    Subscript,
    Type,
)
from difpy.reverse.context import Context

INTEGERS = types.List(INTEGER)  # type: ignore[no-untyped-call]


def scatter(
    context: Context, array: str, indices: tuple[Expression, ...], seed: Expression, at: Position
) -> list[Statement]:
    """Adds `seed`, of the shape of `array[indices]`, into the elements that the indices select."""
    position = index_position(indices)
    if position is None:
        return [add_into(array, indices, seed, at)]
    before, seed = _as_name(context, seed, at)
    k = context.fresh("k", INTEGER)
    one, own = _one_index(indices, position, Name(k, type=INTEGER))
    value = Subscript(seed, own) if kinds.is_array(seed.type) else seed
    return [*before, _for_each(k, indices[position], (add_into(array, one, value, at),), at)]


def withdraw(
    context: Context, array: str, indices: tuple[Expression, ...], name: str, at: Position
) -> list[Statement]:
    """Moves the cotangents of written elements into the array `name`, each to the write that counts."""
    position = index_position(indices)
    place = element(array, indices)
    zero = zero_of(kinds.innermost(context.variables[array]))
    if position is None:
        return [Assign(name, call(".copy", place), at=at), Store(array, indices, zero, at=at)]
    k = context.fresh("k", INTEGER)
    one, own = _one_index(indices, position, Name(k, type=INTEGER))
    body = (Store(name, own, element(array, one), at=at), Store(array, one, zero, at=at))
    taken = Assign(name, place, at=at)
    return [taken, _for_each(k, indices[position], body, at, backwards=True)]


def add_to_each(context: Context, name: str, type_: Type, seed: Expression, at: Position) -> Statement:
    """Adds to every element of a list: a number, or the elements of a list or array of its length."""
    k = Name(context.fresh("k", INTEGER), type=INTEGER)
    value = seed
    if kinds.is_reference(seed.type):
        value = Subscript(seed, (k,), type=element_type(seed.type, (k,)))
    if not kinds.is_reference(type_.dtype):
        body: tuple[Statement, ...] = (add_into(name, (k,), value, at),)
        return _for_each(k.id, Name(name), body, at)
    item = context.fresh("item_bar", type_.dtype)
    reference = Assign(item, Subscript(Name(name), (k,), type=type_.dtype), at=at)
    if kinds.is_list(type_.dtype):
        body = (reference, add_to_each(context, item, type_.dtype, value, at))
    else:
        body = (reference, add_into(item, whole(kinds.rank(type_.dtype)), value, at))
    return _for_each(k.id, Name(name), body, at)


def add_to_slice(context: Context, value: Subscript, seed: Expression, at: Position) -> list[Statement]:
    """Adds a list's elements into those of another list that a slice took them from."""
    base = value.base
    assert isinstance(base, Name), "slices of lists inside lists have names"
    bar = context.bar(base.id)
    everything = call("difpy.positions", call("len", base, type=INTEGER), type=INTEGERS)
    places = context.fresh("places", INTEGERS)
    k = context.fresh("k", INTEGER)
    one = Subscript(Name(places), (Name(k, type=INTEGER),), type=INTEGER)
    body = (add_into(bar, (one,), Subscript(seed, (Name(k, type=INTEGER),)), at),)
    return [
        Assign(places, Subscript(everything, value.indices, type=INTEGERS), at=at),
        _for_each(k, Name(places), body, at),
    ]


def index_position(indices: tuple[Expression, ...]) -> int | None:
    """Where the array of integers is among the indices; None for a mask."""
    found = [i for i, index in enumerate(indices) if kinds.is_reference(index.type)]
    _check_order(indices, found[0])
    if len(found) == 1 and kinds.is_boolean(kinds.element(indices[found[0]].type)):
        return None
    if len(found) == 1 and (kinds.is_list(indices[found[0]].type) or kinds.rank(indices[found[0]].type) == 1):
        return found[0]
    raise refuse(
        indices[found[0]].at,
        "an index of several arrays, or of an array of rank 2 and more, is not supported yet",
        "Write the selection as a loop over the elements",
    )


def _one_index(
    indices: tuple[Expression, ...], position: int, k: Name
) -> tuple[tuple[Expression, ...], tuple[Expression, ...]]:
    """The indices with the k-th of the array of them, and where that element is in the selection."""
    one = (*indices[:position], Subscript(indices[position], (k,), type=INTEGER), *indices[position + 1 :])
    before = [index for index in indices[:position] if isinstance(index, Slice | EllipsisIndex)]
    after = [index for index in indices[position + 1 :] if isinstance(index, Slice)]
    if EllipsisIndex() in before:
        return one, (EllipsisIndex(), k, *(Slice() for _ in after))
    return one, (*(Slice() for _ in before), k)


def _check_order(indices: tuple[Expression, ...], position: int) -> None:
    """NumPy moves the selected axis to the front where an integer is apart from the array of them."""
    is_apart = False
    for side in (indices[:position][::-1], indices[position + 1 :]):
        slices = [isinstance(index, Slice | EllipsisIndex) for index in side]
        is_apart |= any(slices[:i].count(True) for i, is_slice in enumerate(slices) if not is_slice)
    if is_apart or Constant(None) in indices:
        raise refuse(
            indices[position].at,
            "a new axis, or an integer apart from the array of indices, is not supported yet",
            "Select in two steps, as `x[0][:, index]`",
        )


def _as_name(context: Context, seed: Expression, at: Position) -> tuple[list[Statement], Expression]:
    if isinstance(seed, Name | Constant) or not kinds.is_array(seed.type):
        return [], seed
    name = context.fresh("t_bar", seed.type)
    return [Assign(name, seed, at=at)], Name(name, type=seed.type)


def _for_each(
    k: str, index: Expression, body: tuple[Statement, ...], at: Position, *, backwards: bool = False
) -> Statement:
    length = call("len", index, type=INTEGER)
    return For(k, Constant(0), length, Constant(1), body, backwards=backwards, at=at)
