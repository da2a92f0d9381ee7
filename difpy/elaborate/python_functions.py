"""Calls of Python's own functions: len, abs, min, float, ..."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce

from numba.core import types

from difpy import kinds
from difpy.elaborate import oracle
from difpy.elaborate.code import Node
from difpy.elaborate.frame import Frame
from difpy.elaborate.lattice import JoinError, join_scalars
from difpy.elaborate.operators import at_rank_zero, binary, combine, operand, test
from difpy.elaborate.refused import check_name
from difpy.elaborate.shapes import (
    NOTHING,
    Leaf,
    ListOf,
    Primitive,
    RangeOf,
    Text,
    TupleOf,
    describe_shape,
    leaf_types,
)
from difpy.elaborate.structures import as_argument, constant_integer, literal, range_count
from difpy.elaborate.subscripts import integer_operand
from difpy.elaborate.values import Value, cell_of, convert, data, integer, truth, tuple_of
from difpy.program import (
    Call,
    Conditional,
    Constant,
    Effect,
    Expression,
    List,
    Logical,
    Slice,
    Subscript,
    Type,
)

Arguments = Sequence[Value]
Handler = Callable[[Frame, Arguments, Node], Value]


def python_call(
    frame: Frame, name: str, arguments: Arguments, keywords: Mapping[str, Value], node: Node
) -> Value:
    """A call of a builtin function."""
    handler = HANDLERS.get(name)
    check_name(frame, name, node)
    if handler is None:
        raise frame.refuse(node, f"`{name}` is not known to difpy here", "Write it as a loop.")
    if keywords:
        instead = "Print one text: an f-string." if name == "print" else "Write the loop that it stands for."
        raise frame.refuse(node, f"`{name}` takes no keywords here", instead)
    return handler(frame, arguments, node)


def _one(frame: Frame, name: str, arguments: Arguments, node: Node) -> Value:
    if len(arguments) != 1:
        raise frame.refuse(node, f"`{name}` takes one argument", f"Write `{name}(x)`.", never=True)
    return arguments[0]


def _len(frame: Frame, arguments: Arguments, node: Node) -> Value:
    value = _one(frame, "len", arguments, node)
    at = frame.position(node)
    match value.shape:
        case TupleOf(elements=elements):
            return data(integer(len(elements), at), len(elements))
        case Text(value=words):
            return data(integer(len(words), at), len(words))
        case Leaf(type=type_) if kinds.is_array(type_) and type_.ndim:
            return data(Call("len", (value.expression,), type=types.int64, at=at))
        case RangeOf():
            start, stop, step = value.leaves
            count = range_count(start, stop, step, at)
            positive = Call("max", (count, integer(0, at)), type=types.int64, at=at)
            number = constant_integer(count)
            return data(positive if number is None else integer(max(number, 0), at))
        case ListOf():
            return data(Call("len", (value.leaves[0],), type=types.int64, at=at))
    raise frame.refuse(
        node, f"{describe_shape(value.shape)} has no length", "Take `len` of a list.", never=True
    )


def _abs(frame: Frame, arguments: Arguments, node: Node) -> Value:
    e = at_rank_zero(operand(frame, _one(frame, "abs", arguments, node), node))
    element = kinds.element(e.type)
    if kinds.is_complex(element):
        element = types.float64 if element == types.complex128 else types.float32
    element = types.int64 if kinds.is_boolean(e.type) else element
    type_ = kinds.array_of(element, e.type.ndim, "C") if kinds.is_array(e.type) else element
    name = "np.abs" if kinds.is_array(e.type) and kinds.is_complex(e.type.dtype) else "abs"
    return data(Call(name, (e,), type=type_, at=frame.position(node)))


def _conversion(name: str, type_: Type) -> Handler:
    def convert_to(frame: Frame, arguments: Arguments, node: Node) -> Value:
        at = frame.position(node)
        if not arguments:
            return data(convert(integer(0, at), type_))
        value = arguments[0]
        if isinstance(value.shape, Text) and name == "float" and len(arguments) == 1:
            return data(Constant(float(value.shape.value), type=types.float64, at=at))
        if name == "bool":
            return _truth(frame, _one(frame, name, arguments, node), node)
        es = tuple(at_rank_zero(operand(frame, a, node)) for a in arguments)
        if len(es) > 1 + (name == "complex") or not all(kinds.is_scalar(e.type) for e in es):
            words = f"`{name}` of {describe_shape(value.shape)}"
            raise frame.refuse(node, words, "Convert single numbers; for arrays use `x.astype(...)`.")
        if name in ("float", "int") and kinds.is_complex(es[0].type):
            words = f"`{name}` takes no complex numbers"
            raise frame.refuse(node, words, "Take `z.real`, `z.imag` or `abs(z)`.", never=True)
        if name == "float" and kinds.is_boolean(es[0].type):  # which Numba does not take
            one, zero = (Constant(value, type=type_, at=at) for value in (1.0, 0.0))
            return data(Conditional(es[0], one, zero, type=type_, at=at))
        return data(Call(name, es, type=type_, at=at))

    return convert_to


def _truth(frame: Frame, value: Value, node: Node) -> Value:
    tested = test(frame, value, node)
    if tested.is_known or kinds.is_boolean(tested.type):
        return tested
    return data(Call("bool", (tested.expression,), type=types.boolean, at=frame.position(node)))


def _extreme(name: str) -> Handler:
    def extreme(frame: Frame, arguments: Arguments, node: Node) -> Value:
        at = frame.position(node)
        if len(arguments) == 1:
            value = arguments[0]
            if (
                isinstance(value.shape, ListOf)
                and len(value.leaves) == 1
                and kinds.is_scalar(value.leaves[0].type.dtype)
            ):
                return data(Call(name, value.leaves, type=value.leaves[0].type.dtype, at=at))
            if isinstance(value.shape, Leaf) and kinds.is_array(value.type) and value.type.ndim == 1:
                return data(Call(name, value.leaves, type=value.type.dtype, at=at))
            arguments = value.parts
        es = tuple(at_rank_zero(operand(frame, a, node)) for a in arguments)
        if len(es) == 1:
            return data(es[0])
        if not es or not all(kinds.is_scalar(e.type) for e in es):
            words = f"`{name}` compares numbers"
            raise frame.refuse(node, words, f"For arrays use `np.{name}imum` or `np.{name}`.", never=bool(es))
        type_ = reduce(_joined, (e.type for e in es))
        if kinds.is_complex(type_):
            words = f"`{name}` of complex numbers: they have no order"
            raise frame.refuse(node, words, "Compare `abs(z)` or `z.real`.", never=True)
        return data(Call(name, tuple(convert(e, type_) for e in es), type=type_, at=at))

    return extreme


def _joined(a: Type, b: Type) -> Type:
    return a if a == b else join_scalars(a, b)


def _sum(frame: Frame, arguments: Arguments, node: Node) -> Value:
    at = frame.position(node)
    if not arguments or len(arguments) > 2:
        raise frame.refuse(node, "`sum` takes a sequence, and a start", "Write `sum(xs)`.", never=True)
    value = arguments[0]
    start = arguments[1] if len(arguments) == 2 else None
    if isinstance(value.shape, TupleOf):
        terms = list(value.parts) if start is None else [start, *value.parts]
        return reduce(lambda a, b: binary(frame, "+", a, b, node), terms) if terms else data(integer(0, at))
    if len(value.leaves) == 1 and kinds.is_reference(value.leaves[0].type):
        element = value.leaves[0].type.dtype
        if kinds.is_scalar(element) and kinds.rank(value.leaves[0].type) <= 1:
            type_ = types.int64 if kinds.is_boolean(element) else element
            total = data(Call("sum", value.leaves, type=type_, at=at))
            return total if start is None else binary(frame, "+", start, total, node)
    raise frame.refuse(node, f"`sum` of {describe_shape(value.shape)}", "Use `np.sum`, or write the loop.")


def _round(frame: Frame, arguments: Arguments, node: Node) -> Value:
    es = tuple(at_rank_zero(operand(frame, a, node)) for a in arguments)
    if not 1 <= len(es) <= 2 or not all(kinds.is_scalar(e.type) for e in es):
        raise frame.refuse(node, "`round` takes a number", "For arrays use `np.round`.", never=True)
    type_ = types.int64 if len(es) == 1 or kinds.is_integer(es[0].type) else es[0].type
    return data(Call("round", es, type=type_, at=frame.position(node)))


def _pow(frame: Frame, arguments: Arguments, node: Node) -> Value:
    if len(arguments) != 2:
        raise frame.refuse(node, "`pow` with a modulus", "Write `a ** b % m`.")
    return binary(frame, "**", arguments[0], arguments[1], node)


def _divmod(frame: Frame, arguments: Arguments, node: Node) -> Value:
    a, b = (operand(frame, v, node) for v in arguments)
    return tuple_of(tuple(data(combine(frame, op, a, b, node)) for op in ("//", "%")))


def range_bounds(frame: Frame, arguments: Arguments, node: Node) -> tuple[Expression, Expression, Expression]:
    """Start, stop and step of `range(...)`."""
    at = frame.position(node)
    bounds = [literal(integer_operand(frame, a, node)) for a in arguments]
    match bounds:
        case [stop]:
            return integer(0, at), stop, integer(1, at)
        case [start, stop]:
            return start, stop, integer(1, at)
        case [start, stop, step]:
            return start, stop, step
    raise frame.refuse(node, "`range` takes one to three ints", "Write `range(n)`.", never=True)


def _range(frame: Frame, arguments: Arguments, node: Node) -> Value:
    return Value(RangeOf(), range_bounds(frame, arguments, node))


def _tuple(frame: Frame, arguments: Arguments, node: Node) -> Value:
    if not arguments:
        return tuple_of(())
    value = _one(frame, "tuple", arguments, node)
    if isinstance(value.shape, TupleOf):
        return tuple_of(value.parts)
    raise frame.refuse(node, "how long this tuple is must be known", "Keep it a list or an array.")


def _list(frame: Frame, arguments: Arguments, node: Node) -> Value:
    at = frame.position(node)
    if not arguments:
        return list_display(frame, [], node)
    value = _one(frame, "list", arguments, node)
    if isinstance(value.shape, ListOf):
        return list_copy(value)
    if isinstance(value.shape, TupleOf):
        return list_display(frame, list(value.parts), node)
    if isinstance(value.shape, Leaf) and kinds.is_array(value.type) and value.type.ndim == 1:
        cell = frame.cell(node)
        frame.world.lattice.widen(cell, Leaf(value.type.dtype))
        return Value(ListOf(cell), (Call("list", value.leaves, type=kinds.list_of(value.type.dtype), at=at),))
    raise frame.refuse(node, f"a list of {describe_shape(value.shape)}", "Write a list comprehension.")


def list_copy(value: Value) -> Value:
    """`xs[:]`."""
    whole = Slice(type=types.slice2_type, at=value.leaves[0].at)
    return Value(value.shape, tuple(Subscript(e, (whole,), type=e.type, at=e.at) for e in value.leaves))


def list_display(frame: Frame, elements: Sequence[Value], node: Node) -> Value:
    """`[a, b, c]`; of tuples, one list for each of their elements."""
    at = frame.position(node)
    cell = frame.cell(node)
    try:
        for element in elements:
            frame.world.lattice.widen(cell, element.shape)
    except JoinError as error:
        words = f"an element of this list is {error}"
        raise frame.refuse(node, words, "Make all elements the same kind, or use a tuple.") from None
    value_types = leaf_types(ListOf(cell))
    if cell.element is not None and not value_types:
        words = f"a list of {describe_shape(cell.element)}"
        raise frame.refuse(node, words, "Use a tuple, and loop over it.")
    lists = []
    for i, type_ in enumerate(value_types):
        items = tuple(convert(e.leaves[i], type_.dtype) for e in elements)
        lists.append(List(items, type=type_, at=at))
    return Value(ListOf(cell), tuple(lists))


def _every(name: str) -> Handler:
    def every(frame: Frame, arguments: Arguments, node: Node) -> Value:
        value = _one(frame, name, arguments, node)
        at = frame.position(node)
        if isinstance(value.shape, TupleOf):
            tests = [test(frame, part, node) for part in value.parts]
            if not tests:
                return data(truth(name == "all", at), name == "all")
            junction = "and" if name == "all" else "or"
            leaves = tuple(t.expression for t in tests)
            return data(Logical(junction, leaves, type=types.boolean, at=at)) if len(leaves) > 1 else tests[0]
        if isinstance(value.shape, Leaf) and kinds.is_array(value.type) and value.type.ndim == 1:
            return data(Call(f"np.{name}", value.leaves, type=types.boolean, at=at))
        raise frame.refuse(
            node, f"`{name}` of {describe_shape(value.shape)}", f"Write `{name}(x for x in xs)`."
        )

    return every


def _isinstance(frame: Frame, arguments: Arguments, node: Node) -> Value:
    at = frame.position(node)
    value, classes = arguments
    names = [p.shape for p in (classes.parts if isinstance(classes.shape, TupleOf) else (classes,))]
    found = False
    for shape in names:
        name = shape.name if isinstance(shape, Primitive) else ""
        checks = {"float": kinds.is_float, "int": kinds.is_integer, "bool": kinds.is_boolean,
                  "complex": kinds.is_complex}  # fmt: skip
        if name in checks:
            found |= isinstance(value.shape, Leaf) and checks[name](value.type)
        elif name in ("tuple", "list", "str"):
            found |= isinstance(value.shape, {"tuple": TupleOf, "list": ListOf, "str": Text}[name])
        elif name == "np.ndarray":
            found |= isinstance(value.shape, Leaf) and kinds.is_array(value.type)
        else:
            raise frame.refuse(node, "this class is not known to difpy", "Ask for float, int, tuple, list.")
    return data(truth(found, at), found)


def _sorted(frame: Frame, arguments: Arguments, node: Node) -> Value:
    value = _one(frame, "sorted", arguments, node)
    if (
        isinstance(value.shape, ListOf)
        and len(value.leaves) == 1
        and kinds.is_scalar(value.leaves[0].type.dtype)
    ):
        cell = cell_of(value)
        call = Call("sorted", value.leaves, type=value.leaves[0].type, at=frame.position(node))
        return Value(ListOf(cell), (call,))
    raise frame.refuse(node, f"`sorted` of {describe_shape(value.shape)}", "Use `np.sort` of an array.")


def _print(frame: Frame, arguments: Arguments, node: Node) -> Value:
    if frame.guards:
        raise frame.refuse(node, "this prints only on some paths through the expression", "Use `if`.")
    try:
        expressions = tuple(as_argument(a, frame.position(node)) for a in arguments)
    except ValueError:
        raise frame.refuse(node, "a function is printed", "Print numbers, arrays and texts.") from None
    frame.emit(Effect(None, "", "print", expressions, at=frame.at))
    return Value(NOTHING)


HANDLERS: dict[str, Handler] = {
    "abs": _abs,
    "all": _every("all"),
    "any": _every("any"),
    "bool": _conversion("bool", types.boolean),
    "complex": _conversion("complex", types.complex128),
    "divmod": _divmod,
    "float": _conversion("float", types.float64),
    "int": _conversion("int", types.int64),
    "isinstance": _isinstance,
    "len": _len,
    "list": _list,
    "max": _extreme("max"),
    "min": _extreme("min"),
    "pow": _pow,
    "print": _print,
    "range": _range,
    "round": _round,
    "sorted": _sorted,
    "sum": _sum,
    "tuple": _tuple,
}


def math_call(
    frame: Frame, name: str, arguments: Arguments, keywords: Mapping[str, Value], node: Node
) -> Value:
    """A call of a function of math."""
    at = frame.position(node)
    last = name.partition(".")[2]
    check_name(frame, name, node)
    es = tuple(at_rank_zero(operand(frame, a, node)) for a in arguments)
    if keywords or not all(kinds.is_scalar(e.type) and not kinds.is_complex(e.type) for e in es):
        words = f"`{name}` takes numbers"
        raise frame.refuse(node, words, f"For arrays use `np.{last}`.", never=True)
    try:
        type_ = oracle.math_function(last, len(es))
    except oracle.NoTypeError as error:
        raise frame.refuse(node, f"`{name}` is {error}", "Write what it computes.") from None
    return data(Call(name, es, type=type_, at=at))
