"""Types for the expressions of a generated program, so that it can be differentiated like a user's.

Rules are written as text, which says nothing of types; what surrounds it does.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numba.core import types

from difpy import kinds
from difpy.elaborate import oracle
from difpy.elaborate.primitives import function_of
from difpy.prepare.build import element_type
from difpy.program import (
    Attribute,
    Binary,
    Call,
    Compare,
    Conditional,
    Constant,
    Expression,
    List,
    Logical,
    Name,
    Program,
    Subscript,
    Tuple,
    Type,
    Unary,
    map_block,
    map_children,
)


def typed(program: Program) -> Program:
    """The program with the type of every expression that had none."""
    functions = {
        name: replace(f, body=map_block(f.body, _Typing(f.variables).expression))
        for name, f in program.functions.items()
    }
    return replace(program, functions=functions)


class _Typing:
    def __init__(self, variables: Mapping[str, Type]) -> None:
        self._variables = variables

    def expression(self, e: Expression) -> Expression:
        e = map_children(e, self.expression)
        return e if e.type is not None else replace(e, type=self._type(e))

    def _type(self, e: Expression) -> Type:  # noqa: C901  a case a node
        match e:
            case Name(id=name):
                return self._variables.get(name)
            case Constant(value=value):
                return None if value is None or isinstance(value, str) else oracle.type_of(value)
            case Unary(op=op, operand=operand):
                return types.boolean if op == "not" else operand.type
            case Binary(op=op, left=left, right=right):
                return _binary(op, left.type, right.type)
            case Compare(operands=operands):
                rank = max(kinds.rank(operand.type) for operand in operands)
                return kinds.array_of(types.boolean, rank) if rank else types.boolean
            case Logical(operands=(first, *_)):
                return first.type
            case Conditional(then=then):
                return then.type
            case Subscript(base=base, indices=indices):
                return _subscript(base, indices)
            case Attribute(base=base, name=name):
                return _attribute(base.type, name)
            case Tuple(elements=elements):
                return kinds.tuple_of(tuple(element.type for element in elements))
            case List(elements=(first, *_)):
                return kinds.list_of(first.type)
            case Call():
                return _call(e)
        return None


def _binary(op: str, left: Type, right: Type) -> Type:
    if kinds.is_reference(left) or kinds.is_reference(right):
        return left if kinds.is_list(left) else oracle.operation(op, left, right)
    if kinds.is_complex(left) or kinds.is_complex(right):
        is_single = all(type_ in (types.complex64, types.float32) for type_ in (left, right))
        return types.complex64 if is_single else types.complex128
    if op == "/" or kinds.is_float(left) or kinds.is_float(right):
        return types.float32 if left == right == types.float32 else types.float64
    return types.int64


def _subscript(base: Expression, indices: tuple[Expression, ...]) -> Type:
    if kinds.is_tuple(base.type):
        assert isinstance(indices[0], Constant)
        return base.type.types[indices[0].value]
    return element_type(base.type, indices)


def _attribute(base: Type, name: str) -> Type:
    if name == "shape":
        return kinds.tuple_of((types.int64,) * kinds.rank(base))
    if name == "T":
        return base.copy(layout={"C": "F", "F": "C"}.get(base.layout, "A"))
    return types.DType(base.dtype) if name == "dtype" else types.int64


def _call(call: Call) -> Type:
    """The type that the call gives for examples."""
    name = call.function
    if name.startswith("."):
        return types.int64 if name == ".size" else call.arguments[0].type
    if name == "len":
        return types.int64
    package, _, own = name.partition(".")
    function = getattr(sys.modules["difpy"], own) if package == "difpy" else function_of(name)
    arguments = tuple(map(_argument, call.arguments))
    keywords = tuple((key, _argument(value)) for key, value in call.keywords)
    return oracle.evaluate(name, function, arguments, keywords)


def _argument(e: Expression) -> Any:
    """An example of the argument: its value if it is a literal, which may be an axis or a flag."""
    match e:
        case Constant(spelling=spelling) if spelling.startswith("np."):
            return oracle.Known(getattr(np, spelling[3:]))
        case Constant(value=value) if not isinstance(value, float):
            return oracle.Known(value)
        case Unary(op="-", operand=Constant(value=int(value))):
            return oracle.Known(-value)
        case Tuple(elements=elements):
            return tuple(map(_argument, elements))
    return e.type
