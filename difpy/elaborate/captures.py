"""Values that a function finds around it: globals, cells of closures, attributes of objects, defaults.

Functions, modules and texts are known when the program is made; data are read anew at each call and
come in as additional parameters.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np
from numba import typeof
from numba.core import types

from difpy import kinds
from difpy.elaborate.code import Code, Node
from difpy.elaborate.effectful import USED_UP, is_used_up
from difpy.elaborate.frame import Frame
from difpy.elaborate.lattice import JoinError, Lattice
from difpy.elaborate.primitives import canonical_name, constant_name
from difpy.elaborate.shapes import (
    NOTHING,
    Cell,
    Leaf,
    ListOf,
    Object,
    Path,
    Primitive,
    Shape,
    Text,
    leaf_types,
)
from difpy.elaborate.values import Value, data, tuple_of
from difpy.frontend.scope import Static, resolve_free
from difpy.program import Constant, Type


def free_value(frame: Frame, code: Code, name: str, node: Node) -> Value:
    """What a name that no function of the program binds means: a cell, a global or a builtin."""
    function = code.function
    meaning = resolve_free(function, name)
    if not isinstance(meaning, Static):
        raise frame.refuse(
            node, f"`{name}` is not defined", "Define it before the gradient is made.", never=True
        )
    ((kind, _),) = meaning.path
    if kind == "closure":
        cells = function.__closure__ or ()
        key: Any = ("cell", id(cells[function.__code__.co_freevars.index(name)]))
    else:
        key = (kind, id(function.__globals__), name)
    path = None if code.path is None else (*code.path, *meaning.path)
    return lift(frame, meaning.value, path, key, name, node)


def attribute_value(frame: Frame, base: Object, name: str, node: Node) -> Value:
    """`base.name` of an object or module."""
    try:
        value = getattr(base.value, name)
    except AttributeError:
        words = f"{_words(base.value)} has no attribute `{name}`"
        raise frame.refuse(node, words, "Set it before the gradient is made.", never=True) from None
    spelling = constant_name(base.value, name, value)
    if spelling:
        return data(Constant(value, spelling, type=types.float64, at=frame.position(node)))
    path = None if base.path is None else (*base.path, ("attribute", name))
    return lift(frame, value, path, ("attribute", id(base.value), name), name, node)


def item_value(frame: Frame, base: Object, key: Any, node: Node) -> Value:
    """`base[key]` of a dict with a constant key."""
    if not isinstance(base.value, dict) or not isinstance(key, str):
        raise frame.refuse(
            node, f"{_words(base.value)} is not indexed here", "Use constant keys that are texts."
        )
    if key not in base.value:
        raise frame.refuse(
            node, f"the dict has no key {key!r}", "Add it before the gradient is made.", never=True
        )
    path = None if base.path is None else (*base.path, ("item", key))
    return lift(frame, base.value[key], path, ("item", id(base.value), key), key, node)


def _words(value: Any) -> str:
    name = getattr(value, "__name__", None)
    return f"`{name}`" if isinstance(value, ModuleType) else f"this {type(value).__name__}"


def lift(frame: Frame, value: Any, path: Path | None, key: Any, name: str, node: Node) -> Value:
    """The abstract value of a value of Python that is found along a path."""
    if is_used_up(value):
        raise frame.refuse(node, USED_UP.why, USED_UP.instead, never=USED_UP.never)
    static = static_shape(value, path)
    if static is not None:
        if path is not None and not isinstance(static, Primitive) and not isinstance(value, ModuleType):
            frame.world.assumptions[path] = value
        return Value(static)
    if isinstance(value, tuple):
        parts = []
        names = getattr(type(value), "_fields", None) or tuple(map(str, range(len(value))))
        for i, (field, element) in enumerate(zip(names, value, strict=True)):
            step = None if path is None else (*path, ("item", str(i)))
            parts.append(lift(frame, element, step, (key, i), f"{name}_{field}", node))
        return tuple_of(tuple(parts), type(value) if hasattr(value, "_fields") else None)
    shape = data_shape(value)
    if shape is None:
        return Value(Object(value, path))
    if path is None:
        raise frame.refuse(node, f"`{name}` is not found again at each call", "Pass it as an argument.")
    (type_,) = leaf_types(shape)
    return Value(_fixed(frame, shape, key), (frame.capture(key, path, name, type_),))


def _fixed(frame: Frame, shape: Shape, key: Any) -> Shape:
    """The shape with the cell that all uses of a captured list share."""
    if not isinstance(shape, ListOf):
        return shape
    return ListOf(frame.instance.cells.setdefault(("capture", key), shape.cell))


def static_shape(value: Any, path: Path | None) -> Shape | None:
    """The shape of what is known when the program is made; None for data."""
    if value is None:
        return NOTHING
    if isinstance(value, str):
        return Text(value)
    name = canonical_name(value)
    if name is not None:
        return Primitive(name)
    if isinstance(value, np.dtype | ModuleType) or callable(value):
        return Object(value, path)
    return None


def data_shape(value: Any) -> Shape | None:
    """The shape of a number, array or list of those; None for anything else."""
    if isinstance(value, list):
        return list_shape(value)
    type_ = data_type(value)
    return None if type_ is None else Leaf(type_)


def list_shape(value: list[Any]) -> Shape | None:
    """Of a list whose elements are alike."""
    shapes = [data_shape(e) for e in value]
    if not shapes:
        return ListOf(Cell(Leaf(types.float64), fixed=True))
    if any(s is None for s in shapes):
        return None

    joined, lattice = shapes[0], Lattice()
    for shape in shapes[1:]:
        try:
            joined = lattice.join(_loose(joined), _loose(shape))
        except JoinError:
            return None
    return ListOf(Cell(joined, fixed=True))


def _loose(shape: Shape | None) -> Shape | None:
    if isinstance(shape, ListOf):
        return ListOf(Cell(_loose(shape.cell.element)))
    return shape


def data_type(value: Any) -> Type | None:
    """Of a number or an array; None for anything else."""
    if isinstance(value, (bool, np.bool_)):
        return types.boolean
    if isinstance(value, (int, np.integer)):
        return types.int64
    if isinstance(value, np.ndarray) and value.dtype.kind in "biufc":
        type_: Type = typeof(value)  # type: ignore[no-untyped-call]
        return kinds.array_of(type_.dtype, type_.ndim, type_.layout)
    if isinstance(value, (np.float32, np.complex64)):
        return types.float32 if isinstance(value, np.float32) else types.complex64
    if isinstance(value, (float, np.floating)):
        return types.float64
    return types.complex128 if isinstance(value, (complex, np.complexfloating)) else None
