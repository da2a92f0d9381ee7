"""Calls of NumPy's functions and of arrays' methods."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numba.core import types
from numba.np.numpy_support import as_dtype

from difpy import kinds
from difpy.elaborate import oracle
from difpy.elaborate.code import Node
from difpy.elaborate.effectful import refusal_of_arguments, refusal_of_name
from difpy.elaborate.frame import Frame
from difpy.elaborate.numpy_lists import becomes_array
from difpy.elaborate.operators import all_complex, at_rank_zero
from difpy.elaborate.primitives import dtype_of, function_of
from difpy.elaborate.refused import refused
from difpy.elaborate.shapes import Leaf, ListOf, Nothing, Object, Primitive, Text, TupleOf, describe_shape
from difpy.elaborate.single import beside_single, is_elementwise
from difpy.elaborate.structures import as_argument, constant_integer
from difpy.elaborate.values import Value, data, tuple_of
from difpy.program import Call, Constant, Expression, List, Name, Subscript, Tuple, Type, Unary

LARGEST_KNOWN = 8
"""Literals up to this are passed to NumPy as they are when it is asked for a type: axes, not sizes."""
ALLOCATIONS = frozenset({"np.zeros", "np.ones", "np.empty", "np.full"})
SAME = {"np.asanyarray": "np.asarray", "np.row_stack": "np.vstack"}
REFERENCES = frozenset({"np.real", "np.asfortranarray", "np.linalg.diagonal"})
"""These return their argument, or a view of it, for some types of it."""
PLACES_OF_ORDER = {
    "np.reshape": 2, "np.ravel": 1, "np.copy": 1, "np.asarray": 2, "np.zeros": 2, "np.ones": 2,
    "np.empty": 2, "np.full": 3, "np.zeros_like": 2, "np.ones_like": 2, "np.empty_like": 2, "np.full_like": 3,
}  # fmt: skip
"""How many arguments come before the order."""
PRODUCTS = frozenset({"np.dot", "np.inner", "np.linalg.solve", "np.matmul", "np.outer", "np.vdot"})
JOINS = frozenset({"np.concatenate", "np.stack", "np.vstack", "np.hstack", "np.dstack", "np.column_stack"})


def numpy_call(
    frame: Frame, name: str, arguments: Sequence[Value], keywords: Mapping[str, Value], node: Node
) -> Value:
    """`np.name(...)`."""
    name = SAME.get(name, name)
    arguments, keywords = in_c_order(frame, name, arguments, keywords, node)
    known = {k: v.known for k, v in keywords.items()}
    refusal = refused(name) or refusal_of_name(name)
    refusal = refusal or refusal_of_arguments(function_of(name), len(arguments), known)
    if refusal is not None:
        raise frame.refuse(node, refusal.why, refusal.instead, never=refusal.never)
    if name in REFERENCES and len(arguments) == 1 and not keywords:
        same = _reference(frame, name, arguments[0], node)
        if same is not None:
            return same
    if name in ("np.array", "np.asarray") and arguments:
        stacked = _stacked(frame, arguments[0], node)
        if stacked is not None and not keywords and len(arguments) == 1:
            return stacked
    if name in JOINS and arguments:
        arguments = [_joined_arrays(frame, as_tuple(arguments[0]), node), *arguments[1:]]
    arguments = [
        numpy_call(frame, "np.array", [a], {}, node) if becomes_array(name, i, a) else a
        for i, a in enumerate(arguments)
    ]
    expressions = [argument_of(frame, a, node) for a in arguments]
    named = {k: argument_of(frame, v, node, is_dtype=k == "dtype") for k, v in keywords.items()}
    expressions = _positional_dtype(frame, name, arguments, expressions, node)
    function = function_of(name)
    if isinstance(function, np.ufunc):
        expressions = [at_rank_zero(e) for e in expressions]
    expressions = _of_one_kind(name, expressions)
    type_ = call_type(frame, name, expressions, named, node)
    if kinds.is_tuple(type_) and not frame.guards:  # each result is a call of its own
        expressions = [_held(frame, name, e) for e in expressions]
    call = Call(name, tuple(expressions), tuple(named.items()), type=type_, at=frame.position(node))
    return result_value(call)


def _of_one_kind(name: str, expressions: list[Expression]) -> list[Expression]:
    """Operands as they are computed with."""
    if name in PRODUCTS:
        return all_complex(expressions)
    return list(beside_single(expressions)) if is_elementwise(name) else expressions


def in_c_order(
    frame: Frame, name: str, arguments: Sequence[Value], keywords: Mapping[str, Value], node: Node
) -> tuple[Sequence[Value], Mapping[str, Value]]:
    """The arguments without `order="C"`; any other order is refused, as is joining flattened arrays.

    How an array lies in memory decides what its elements are called, and what shares memory with it.
    """
    given = dict(keywords)
    order = given.pop("order", None)
    place = PLACES_OF_ORDER.get(name, len(arguments))
    if order is None and len(arguments) > place:
        order, arguments = arguments[place], arguments[:place]
    if order is not None and order.shape != Text("C"):
        words = "`order` asks for elements in another order than C's"
        instead = 'Write it with `.T`: `x.reshape((n, m), order="F")` is `x.T.reshape((m, n)).T`.'
        raise frame.refuse(node, words, instead)
    axis = given.get("axis")
    if name in JOINS and axis is not None and isinstance(axis.shape, Nothing):
        raise frame.refuse(node, "`axis=None` flattens what it joins", "Flatten it first: `x.ravel()`.")
    return arguments, given


def _held(frame: Frame, name: str, e: Expression) -> Expression:
    """An argument that costs nothing to read again."""
    if isinstance(e, Name | Constant) or not kinds.is_array(e.type):
        return e
    return frame.temporary(f"{name.rpartition('.')[2]}_operand", e)


def _reference(frame: Frame, name: str, value: Value, node: Node) -> Value | None:
    """The argument itself where that is what NumPy returns; None where it makes an array."""
    type_ = value.type
    if not kinds.is_array(type_):
        return None
    if name == "np.linalg.diagonal":
        return numpy_call(frame, "np.diagonal", [value], {}, node) if type_.ndim == 2 else None
    if name == "np.real":
        return None if kinds.is_complex(type_.dtype) else value
    if type_.ndim < 2 or type_.layout == "F":
        return value
    if type_.layout == "A":
        words = "whether this copies depends on how the array lies in memory"
        raise frame.refuse(node, words, "Copy it first: `np.asfortranarray(x.copy())`.")
    call = Call(
        name, (value.expression,), type=kinds.array_of(type_.dtype, type_.ndim, "F"), at=frame.position(node)
    )
    return data(call)


def _positional_dtype(
    frame: Frame, name: str, arguments: Sequence[Value], expressions: list[Expression], node: Node
) -> list[Expression]:
    """`np.zeros(n, int)`: the second argument is a dtype."""
    place = 2 if name == "np.full" else 1
    if name not in ALLOCATIONS | {"np.array", "np.asarray"} or len(arguments) <= place:
        return expressions
    return [
        *expressions[:place],
        argument_of(frame, arguments[place], node, is_dtype=True),
        *expressions[place + 1 :],
    ]


def result_value(call: Expression) -> Value:
    """The value of a call; of one that returns a tuple, the elements of the call."""
    if not isinstance(call.type, types.BaseTuple):
        return data(call)
    tuple_type: Any = call.type
    types_of_elements = list(tuple_type)
    leaves = tuple(
        Subscript(call, (Constant(i, type=types.int64, at=call.at),), type=t, at=call.at)
        for i, t in enumerate(types_of_elements)
    )
    return Value(TupleOf(tuple(Leaf(e.type) for e in leaves)), leaves)


def argument_of(frame: Frame, value: Value, node: Node, *, is_dtype: bool = False) -> Expression:
    at = frame.position(node)
    dtype = _dtype(value, is_dtype)
    if dtype is not None:
        return Constant(dtype, dtype, type=types.DType(oracle.type_of(np.zeros(1, dtype[3:])).dtype), at=at)
    try:
        return as_argument(value, at)
    except ValueError:
        words = f"an argument is {describe_shape(value.shape)}"
        raise frame.refuse(node, words, "Pass numbers, arrays, lists and tuples of those.") from None


def _dtype(value: Value, is_dtype: bool) -> str | None:
    match value.shape:
        case Primitive(name="float" | "int" | "bool" | "complex" as name):
            return {"float": "np.float64", "int": "np.int64", "bool": "np.bool_", "complex": "np.complex128"}[
                name
            ]
        case Primitive(name=name) if name.startswith("np."):
            return dtype_of(function_of(name)) and name if isinstance(function_of(name), type) else None
        case Text(value=words) if is_dtype:
            return dtype_of(words)
        case Object(value=np.dtype() as dtype):
            return dtype_of(dtype)
    return None


# --- types -------------------------------------------------------------------------------------


def call_type(
    frame: Frame, name: str, arguments: Sequence[Expression], keywords: Mapping[str, Expression], node: Node
) -> Type:
    """The type of a call of NumPy."""
    if name in ALLOCATIONS:
        return _allocation_type(name, arguments, keywords)
    if name == "np.reshape" and len(arguments) == 2:
        return kinds.array_of(arguments[0].type.dtype, _rank_of_shape(arguments[1]), "C")
    try:
        hashable = tuple((k, _example(e)) for k, e in keywords.items())
        return oracle.evaluate(name, function_of(name), tuple(map(_example, arguments)), hashable)
    except oracle.UncertainTypeError:
        words = "the number of dimensions of the result depends on how long the arguments are"
        raise frame.refuse(node, words, "Say which axes are meant, or index the array.", never=True) from None
    except oracle.NoTypeError as error:
        words = (
            f"NumPy does not take these arguments ({error})"
            if str(error)
            else "NumPy does not take these arguments"
        )
        raise frame.refuse(node, words, "Look at the types of the arguments.", never=True) from None


def _example(e: Expression) -> Any:
    """What stands for an expression when NumPy is asked for a type."""
    number = constant_integer(e)
    if number is not None:
        return oracle.Known(number) if abs(number) <= LARGEST_KNOWN else e.type
    if isinstance(e.type, types.DType):
        return oracle.Known(as_dtype(e.type.dtype))
    if isinstance(e, Constant) and (e.value is None or isinstance(e.value, bool | str)):
        return oracle.Known(e.value)
    if isinstance(e, Tuple):
        return tuple(map(_example, e.elements))
    if _is_infinite(e):
        return oracle.Known(math.inf)
    return e.type


def _is_infinite(e: Expression) -> bool:
    """Whether this is the order of a norm that takes the greatest or least."""
    e = e.operand if isinstance(e, Unary) and e.op == "-" else e
    return isinstance(e, Constant) and isinstance(e.value, float) and math.isinf(e.value)


def _allocation_type(name: str, arguments: Sequence[Expression], keywords: Mapping[str, Expression]) -> Type:
    shape = arguments[0] if arguments else keywords["shape"]
    place = 2 if name == "np.full" else 1
    dtype = keywords.get("dtype") or (arguments[place] if len(arguments) > place else None)
    if dtype is not None:
        element = dtype.type.dtype
    elif name == "np.full":
        filled = arguments[1] if len(arguments) > 1 else keywords["fill_value"]
        element = kinds.element(filled.type)
    else:
        element = types.float64
    return kinds.array_of(element, _rank_of_shape(shape), "C")


def _rank_of_shape(shape: Expression) -> int:
    return len(shape.type) if isinstance(shape.type, types.BaseTuple) else 1


# --- lists of arrays ---------------------------------------------------------------------------


def as_tuple(value: Value) -> Value:
    """A list display of arrays as a tuple of them, which is what Numba joins."""
    if isinstance(value.shape, ListOf) and len(value.leaves) == 1 and isinstance(value.leaves[0], List):
        elements = value.leaves[0].elements
        return Value(TupleOf(tuple(Leaf(e.type) for e in elements)), elements)
    return value


def _joined_arrays(frame: Frame, value: Value, node: Node) -> Value:
    """The arrays that are joined; lists and tuples among them become arrays."""
    if not isinstance(value.shape, TupleOf):
        return value
    parts = [
        numpy_call(frame, "np.array", [part], {}, node) if isinstance(part.shape, ListOf | TupleOf) else part
        for part in value.parts
    ]
    return tuple_of(tuple(parts))


def _stacked(frame: Frame, value: Value, node: Node) -> Value | None:
    """`np.array([u, v])` of arrays is `np.stack((u, v))`; a list of tuples becomes a list of lists."""
    at = frame.position(node)
    if isinstance(value.shape, ListOf) and isinstance(value.shape.cell.element, TupleOf):
        return _rows(frame, value, node)
    parts = as_tuple(value)
    if isinstance(parts.shape, TupleOf) and parts.shape.elements:
        leaves = [p.expression for p in parts.parts if len(p.leaves) == 1]
        if len(leaves) == len(parts.parts) and all(kinds.is_array(e.type) and e.type.ndim for e in leaves):
            return numpy_call(frame, "np.stack", [parts], {}, node)
        nested = _nested_list(value)
        if nested is not None:
            type_ = call_type(frame, "np.array", [nested], {}, node)
            return data(Call("np.array", (nested,), type=type_, at=at))
    return None


def _nested_list(value: Value) -> Expression | None:
    """A tuple of tuples as a list of lists, where its elements are all numbers."""
    rows = [
        as_argument(part, part.leaves[0].at)
        for part in value.parts
        if isinstance(part.shape, TupleOf | ListOf) and part.leaves
    ]
    if not rows or len(rows) != len(value.parts):
        return None
    lists = tuple(
        List(r.elements, type=kinds.list_of(types.float64), at=r.at)
        for r in rows
        if isinstance(r, Tuple | List)
    )
    return (
        List(lists, type=kinds.list_of(kinds.list_of(types.float64)), at=rows[0].at)
        if len(lists) == len(rows)
        else None
    )


def _rows(frame: Frame, value: Value, node: Node) -> Value:
    at = frame.position(node)
    if all(isinstance(leaf, List) for leaf in value.leaves):
        columns = [leaf.elements for leaf in value.leaves if isinstance(leaf, List)]
        row_type = kinds.list_of(value.leaves[0].type.dtype)
        rows = tuple(List(row, type=row_type, at=at) for row in zip(*columns, strict=True))
        nested = List(rows, type=kinds.list_of(row_type), at=at)
        type_ = call_type(frame, "np.array", [nested], {}, node)
        return data(Call("np.array", (nested,), type=type_, at=at))
    arrays = []
    for leaf in value.leaves:
        type_ = call_type(frame, "np.array", [leaf], {}, node)
        arrays.append(data(Call("np.array", (leaf,), type=type_, at=at)))
    columns_value = Value(TupleOf(tuple(a.shape for a in arrays)), tuple(a.expression for a in arrays))
    return numpy_call(frame, "np.column_stack", [columns_value], {}, node)
