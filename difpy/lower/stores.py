"""Stores into part of an array become calls of functions that loop over it: see runtime/stores.py.

Before:
    u_bar[:] += v_bar
    u[1:, k] = v

After:
    add_into(u_bar, v_bar, 7)
    copy_into(u[1:, k], v, 7)
"""

from __future__ import annotations

from dataclasses import replace

from numba.core import types

from difpy import kinds
from difpy.lower.bindings import Bindings
from difpy.lower.walk import rewrite_body
from difpy.program import (
    Block,
    Constant,
    Effect,
    EllipsisIndex,
    Expression,
    Function,
    List,
    Name,
    Program,
    Slice,
    Statement,
    Store,
    Subscript,
    Tuple,
    Type,
)
from difpy.runtime.stores import NAMES

ELEMENTS = {"": types.Number, "/": types.Float}
"""The types of elements that an operation takes, where that is not `ANY_NUMBER`."""
ANY_NUMBER = (types.Integer, types.Float, types.Complex)


def lower_stores(program: Program) -> Program:
    """The program without stores of which Numba would compile the general case."""
    bindings = Bindings.of(program)

    def lowered(function: Function) -> Function:
        def rewrite(statement: Statement) -> Block:
            if not isinstance(statement, Store) or not _is_part(statement, function):
                return (statement,)
            name = bindings.name(NAMES[statement.op], "difpy.store", statement.op, statement.at.file)
            arguments = (_target(statement), statement.value, Constant(statement.at.line))
            return (Effect(None, "", name, arguments, at=statement.at),)

        return rewrite_body(function, rewrite)

    functions = {name: lowered(function) for name, function in program.functions.items()}
    return replace(program, functions=functions, bindings=(*program.bindings, *bindings.made()))


def _is_part(store: Store, function: Function) -> bool:
    """Whether a store writes what basic indexing selects, and that is not one element."""
    array: Type = function.variables.get(store.array)
    if not kinds.is_array(array) or store.op not in NAMES:
        return False
    if not isinstance(array.dtype, ELEMENTS.get(store.op, ANY_NUMBER)):
        return False
    basic = [_is_basic(index, function) for index in store.indices]
    parts = [isinstance(index, (Slice, EllipsisIndex)) for index in store.indices]
    return all(basic) and any(parts) and _fits(store, array.dtype, function)


def _is_basic(index: Expression, function: Function) -> bool:
    if isinstance(index, (Slice, EllipsisIndex)) or index == Constant(None):
        return True
    if isinstance(index, Constant):
        return type(index.value) is int
    return kinds.is_integer(_type_of(index, function))


def _fits(store: Store, element: Type, function: Function) -> bool:
    """Whether the value is an array or a number that can be written without doubt."""
    value = store.value
    type_ = _type_of(value, function)
    if isinstance(value, (Tuple, List)) or kinds.is_list(type_) or kinds.is_tuple(type_):
        return False
    if not store.op and kinds.is_scalar(type_):
        return False  # Numba's own loop is as good
    if isinstance(element, types.Integer):
        return store.op == "" or kinds.is_integer(kinds.element(type_))
    return True


def _target(store: Store) -> Expression:
    base = Name(store.array)
    if all(index == Slice() for index in store.indices) or store.indices == (EllipsisIndex(),):
        return base
    return Subscript(base, store.indices)


def _type_of(expression: Expression, function: Function) -> Type:
    """The type of an expression; None where generated code has none."""
    if expression.type is None and isinstance(expression, Name):
        return function.variables.get(expression.id)
    return expression.type
