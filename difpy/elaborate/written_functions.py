"""Functions that the elaborator writes as text in the user's language, for the structures at hand."""

from __future__ import annotations

import sys
from functools import cache
from typing import Any

import numpy as np
from numba.core import types

from difpy import kinds
from difpy.elaborate.code import Node
from difpy.elaborate.frame import Frame
from difpy.elaborate.names import fresh
from difpy.elaborate.shapes import NOTHING, Leaf, ListOf, Shape, TupleOf
from difpy.errors import ArgumentTypeError, ArgumentValueError, DifferentiationError
from difpy.frontend.made import defined
from difpy.program import Type


class Text:
    """A function of one text: its lines, the names it has given away, and the classes that it names."""

    def __init__(self, parameters: list[str]) -> None:
        self.lines: list[str] = []
        self._taken = set(parameters)
        self._classes: dict[str, Any] = {}

    def name(self, wish: str) -> str:
        """A name that nothing else has."""
        chosen = fresh(wish, self._taken)
        self._taken.add(chosen)
        return chosen

    def add(self, depth: int, *lines: str) -> None:
        """Lines, indented below the `def`."""
        self.lines += ["    " * (depth + 1) + line for line in lines]

    def tuple(self, parts: list[str], constructor: Any = None) -> str:
        """The text of a tuple or namedtuple."""
        if constructor is None:
            return f"({', '.join(parts)}{',' * (len(parts) == 1)})"
        name = fresh(
            constructor.__name__, self._taken - {n for n, c in self._classes.items() if c is constructor}
        )
        self._classes[name] = constructor
        self._taken.add(name)
        return f"{name}({', '.join(parts)})"

    def function(self, name: str, parameters: list[str], what: str) -> Any:
        """The function of Python; of one text always the same one."""
        head = f"def {name}({', '.join(parameters)}):"
        return _defined("\n".join((head, *self.lines, "")), name, what, tuple(self._classes.items()))


@cache
def _defined(text: str, name: str, what: str, classes: tuple[tuple[str, Any], ...]) -> Any:
    names = {"difpy": sys.modules["difpy"], "np": np, **dict(classes)}
    return defined(text, name, what, names)


def dimensions(base: str, rank: int) -> list[str]:
    """`base.shape[0]` and so on."""
    return [f"{base}.shape[{i}]" for i in range(rank)]


def empty(dims: list[str], dtype: Type, function: str = "np.empty") -> str:
    """The call that makes an array of these dimensions."""
    shape = dims[0] if len(dims) == 1 else f"({', '.join(dims)})"
    names = {types.float64: "", types.boolean: ", np.bool_"}
    return f"{function}({shape}{names.get(dtype, f', np.{dtype}')})"


def copied(base: str, shape: Shape, text: Text) -> str:
    """The text of a value that shares no memory with `base`."""
    match shape:
        case Leaf(type=type_) if kinds.is_array(type_):
            return f"{base}.copy()"
        case TupleOf(elements=elements, constructor=constructor):
            parts = [copied(f"{base}[{i}]", element, text) for i, element in enumerate(elements)]
            return text.tuple(parts, constructor)
        case ListOf(cell=cell):
            each = text.name("each")
            return f"[{copied(each, cell.element or NOTHING, text)} for {each} in {base}]"
    return base


def misuse(
    frame: Frame, node: Node, message: str, advice: str, kind: type[ArgumentTypeError | ArgumentValueError]
) -> DifferentiationError:
    """The error for arguments that a transform does not take, with the user's line where there is one."""
    at = frame.position(node)
    if at.file.startswith("<difpy"):
        return kind(f"{message}.\n{advice}")
    return frame.refuse(node, message, advice, never=True)
