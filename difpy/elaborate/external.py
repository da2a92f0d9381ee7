"""Functions that Numba compiles and difpy does not read: they can be part of a derivative rule.

They are called as they are, through a function that takes and returns the leaves of their arguments and
results. They have no derivative.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numba
from numba.core import types

from difpy import kinds
from difpy.derived import External
from difpy.elaborate.shapes import NOTHING, Leaf, Nothing, Shape, TupleOf, leaf_types
from difpy.elaborate.values import Value
from difpy.frontend import is_dispatcher
from difpy.frontend.made import defined, identifier

untyped_numba: Any = numba
untyped_types: Any = types


def external(function: Any, values: Sequence[Value]) -> tuple[External, Shape] | None:
    """What calls the function, and the shape of its result; None where Numba doesn't compile it either."""
    if not all(_is_plain(value.shape) for value in values):
        return None
    dispatcher = function if is_dispatcher(function) else untyped_numba.njit(function)
    signature = tuple(_numba_type(value.shape) for value in values)
    try:
        dispatcher.compile(signature)
        result = _shape(dispatcher.overloads[signature].signature.return_type)
    except Exception:  # whatever Numba raises for what it does not take
        return None
    if result is None:
        return None
    name = identifier(getattr(function, "__name__", "function"))
    text = _text(name, [value.shape for value in values], result)
    what = f"call of {name}"
    plain = defined(text, name, what, {"function": function})
    compiled = untyped_numba.njit(defined(text, name, what, {"function": dispatcher}))
    parameters = tuple(t for value in values for t in leaf_types(value.shape))
    return External(name, parameters, leaf_types(result), plain, compiled), result


def _is_plain(shape: Shape) -> bool:
    if isinstance(shape, TupleOf):
        return shape.constructor is None and all(map(_is_plain, shape.elements))
    return isinstance(shape, Leaf | Nothing)


def _numba_type(shape: Shape) -> Any:
    match shape:
        case Leaf(type=type_):
            return type_
        case TupleOf(elements=elements):
            return kinds.tuple_of(tuple(map(_numba_type, elements)))
    return types.none


def _shape(type_: Any) -> Shape | None:
    """The shape of what Numba returns; None for what the language does not have."""
    type_ = untyped_types.unliteral(type_)
    if kinds.is_tuple(type_) and not isinstance(type_, types.BaseNamedTuple):
        elements = [_shape(each) for each in type_.types]
        return None if None in elements else TupleOf(tuple(e for e in elements if e is not None))
    if isinstance(type_, types.NoneType):
        return NOTHING
    is_known = kinds.is_array(type_) and kinds.is_scalar(type_.dtype)
    return Leaf(type_) if is_known or type_ in (types.float64, types.int64, types.boolean) else None


def _text(name: str, arguments: Sequence[Shape], result: Shape) -> str:
    """A function of leaves: `def f(x_0, x_1): value = function((x_0, x_1)); return value[0], value[1][0]`."""
    count = 0

    def given(shape: Shape) -> str:
        nonlocal count
        match shape:
            case Leaf():
                count += 1
                return f"x_{count - 1}"
            case TupleOf(elements=elements):
                return "(" + "".join(f"{given(e)}, " for e in elements) + ")"
        return "None"

    def taken(shape: Shape, place: str) -> list[str]:
        match shape:
            case Leaf(type=type_):
                return [f"{place}.copy()" if kinds.is_array(type_) else place]  # it may be an argument
            case TupleOf(elements=elements):
                return [each for k, e in enumerate(elements) for each in taken(e, f"{place}[{k}]")]
        return []

    call = f"function({', '.join(map(given, arguments))})"
    names = ", ".join(f"x_{k}" for k in range(count))
    return f"def {name}({names}):\n    value = {call}\n    return {', '.join(taken(result, 'value'))}\n"
