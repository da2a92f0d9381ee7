"""What the caller says of each argument: its structure, and the types of its leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from difpy.elaborate import captures
from difpy.elaborate.captures import data_type, list_shape
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
    TupleOf,
    leaf_types,
)
from difpy.errors import ArgumentTypeError
from difpy.program import Tree, Type


@dataclass(frozen=True)
class Argument:
    """One argument.

    kind: "leaf" (a number or array of `type`), "list" (of `type`, a types.List; or a list of tuples: its
    children describe it as one list for each element of the tuples), "tuple" and
    "namedtuple" (of `children`; `constructor` is its class), "none", "static" (a function, text or
    object that is known when the program is made; `value` holds it).
    """

    kind: str
    type: Type = None
    children: tuple[Argument, ...] = ()
    constructor: Any = None
    value: Any = None


def describe(value: Any) -> Argument:
    """The description of a value.

    >>> [child.type for child in describe((1.0, 2)).children]
    [float64, int64]
    """
    type_ = data_type(value)
    if type_ is not None:
        return Argument("leaf", type_)
    if value is None:
        return Argument("none")
    if isinstance(value, tuple):
        children = tuple(map(describe, value))
        constructor = type(value) if hasattr(value, "_fields") else None
        return Argument("namedtuple" if constructor else "tuple", None, children, constructor)
    if isinstance(value, list):
        shape = list_shape(value)
        if shape is None:
            return _list_of_structures(value)
        (list_type,) = leaf_types(shape)
        return Argument("list", list_type)
    return Argument("static", value=value)


def _list_of_structures(value: list[Any]) -> Argument:
    held = type(value[0]).__name__
    raise ArgumentTypeError(f"difpy takes lists of numbers, of arrays and such lists; this holds a {held}.")


def argument_shape(argument: Argument, name: str) -> Shape:
    """The shape of an argument; `name` is its parameter."""
    match argument.kind:
        case "leaf":
            return Leaf(argument.type)
        case "list" if argument.children:
            columns = tuple(element_of(argument_shape(c, name)) for c in argument.children)
            return ListOf(Cell(TupleOf(columns, argument.constructor), fixed=True))
        case "list":
            return fixed_list(argument.type)
        case "tuple" | "namedtuple":
            parts = tuple(argument_shape(c, f"{name}_{i}") for i, c in enumerate(argument.children))
            return TupleOf(parts, argument.constructor)
        case "none":
            return NOTHING
    path: Path = (("argument", name),)
    shape = captures.static_shape(argument.value, path)
    return Object(argument.value, path) if shape is None else shape


def element_of(shape: Shape) -> Shape:
    """Of a list from outside."""
    assert isinstance(shape, ListOf)
    assert shape.cell.element is not None
    return shape.cell.element


def fixed_list(type_: Type) -> Shape:
    """Of a types.List."""
    element = type_.dtype
    inner = (
        fixed_list(element) if hasattr(element, "dtype") and type(element) is type(type_) else Leaf(element)
    )
    return ListOf(Cell(inner, fixed=True))


def tree_of(shape: Shape, names: list[str]) -> Tree:
    """How a value of this shape is made of leaves; takes their names from the front of `names`."""
    match shape:
        case Leaf():
            return Tree("leaf", names.pop(0))
        case ListOf(cell=cell):
            if isinstance(cell.element, TupleOf):
                columns = tuple(tree_of(ListOf(Cell(e)), names) for e in cell.element.elements)
                return Tree("list", children=columns, constructor=cell.element.constructor)
            return Tree("list", names.pop(0))
        case TupleOf(elements=elements, constructor=constructor):
            children = tuple(tree_of(e, names) for e in elements)
            return Tree("namedtuple" if constructor else "tuple", children=children, constructor=constructor)
        case Text(value=value) | Object(value=value):
            return Tree("static", value=value)
        case Primitive(name=name):
            return Tree("static", value=name)
    if shape == NOTHING:
        return Tree("none")
    raise ValueError("a function made inside is no result")
