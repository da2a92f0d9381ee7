"""Texts with values in them."""

from __future__ import annotations

from collections.abc import Callable

import gast
from numba.core import types

from difpy.elaborate.code import Node
from difpy.elaborate.frame import Frame
from difpy.elaborate.shapes import Text, describe_shape
from difpy.elaborate.structures import as_argument
from difpy.elaborate.values import Value
from difpy.program import Expression, Format


def format_of(frame: Frame, node: Node, evaluate: Callable[[Frame, Node], Value]) -> Expression:
    """An f-string; `evaluate` gives the values in it."""
    parts: list[str | tuple[Expression, str, str]] = []
    for value in node.values:
        if isinstance(value, gast.Constant):
            parts.append(value.value)
            continue
        conversion = "" if value.conversion == -1 else chr(value.conversion)
        inner = evaluate(frame, value.value)
        if isinstance(inner.shape, Text) and not conversion and value.format_spec is None:
            parts.append(inner.shape.value)
            continue
        try:
            expression = as_argument(inner, frame.position(value))
        except ValueError:
            raise frame.refuse(
                value, f"{describe_shape(inner.shape)} in a text", "Put numbers into it."
            ) from None
        parts.append((expression, conversion, _spec(frame, value.format_spec)))
    return Format(tuple(parts), type=types.unicode_type, at=frame.position(node))


def _spec(frame: Frame, node: Node) -> str:
    if node is None:
        return ""
    if not all(isinstance(v, gast.Constant) for v in node.values):
        raise frame.refuse(node, "this format is computed", "Write the format as a constant.")
    return "".join(v.value for v in node.values)
