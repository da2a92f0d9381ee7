"""The structure of an argument, and how its leaves are carried into compiled code.

Numbers, arrays, None, and tuples of those go in as they are. A list, whose length must not matter, is
carried as one array for each leaf of its elements; a list of arrays or of lists as one array of all
their elements and one of their shapes or lengths.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from difpy.errors import ArgumentTypeError

NUMBERS = (bool, int, float, complex, np.generic)


@dataclass(frozen=True)
class Form:
    """kind: "leaf", "array" (inside of lists), "tuple", "list", "none" or "static"."""

    kind: str
    children: tuple[Form, ...] = ()
    constructor: Any = None
    value: Identity | None = None
    rank: int = 0

    @property
    def is_direct(self) -> bool:
        """Whether Numba's own dispatch tells values of this form apart from others."""
        return self.kind in ("leaf", "none") or (
            self.kind == "tuple" and all(child.is_direct for child in self.children)
        )

    @property
    def holds_lists(self) -> bool:
        return self.kind == "list" or any(child.holds_lists for child in self.children)


class Identity:
    """An object that is known when the program is made, compared by what it is."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Identity):
            return False
        mine, others = self.value, other.value
        return mine is others or (isinstance(mine, str) and isinstance(others, str) and mine == others)

    def __hash__(self) -> int:
        return hash(self.value) if isinstance(self.value, str) else id(self.value)


LEAF, NONE = Form("leaf"), Form("none")


def form_of(value: Any) -> Form:
    """The form of any argument."""
    if isinstance(value, (*NUMBERS, np.ndarray)):
        return LEAF
    if isinstance(value, tuple):
        constructor = type(value) if hasattr(value, "_fields") else None
        return Form("tuple", tuple(map(form_of, value)), constructor)
    if value is None:
        return NONE
    if isinstance(value, list):
        return Form("list", (_element_form(value),))
    return Form("static", value=Identity(value))


def _element_form(values: list[Any]) -> Form:
    forms = {_inside_list(value) for value in values}
    if len(forms) > 1 and {form.kind for form in forms} == {"list"}:
        # Lists of lists some of which are empty.
        forms = {f for f in forms if f != Form("list", (LEAF,))} or forms
    if len(forms) > 1:
        raise ArgumentTypeError(
            "A list whose elements are of different kinds cannot be differentiated: "
            f"{', '.join(sorted({_words(value) for value in values}))}.\nPass a tuple instead."
        )
    return forms.pop() if forms else LEAF


def _inside_list(value: Any) -> Form:
    if isinstance(value, np.ndarray):
        return Form("array", rank=value.ndim)
    if isinstance(value, tuple):
        constructor = type(value) if hasattr(value, "_fields") else None
        return Form("tuple", tuple(map(_inside_list, value)), constructor)
    return form_of(value)


def _words(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"an array of {value.ndim} dimension{'s' * (value.ndim != 1)}"
    return f"a {type(value).__name__}"


def carry(value: Any, form: Form, *, promote: bool = False) -> Any:
    """The value as compiled code takes it; `promote` makes integers in lists floats."""
    if form.kind == "list":
        return _carry_list(value, form.children[0], promote)
    if form.kind == "tuple" and not form.is_direct:
        return tuple(carry(v, f, promote=promote) for v, f in zip(value, form.children, strict=True))
    return None if form.kind == "static" else value


def _carry_list(values: list[Any], element: Form, promote: bool) -> Any:
    if element.kind == "leaf":
        array = np.array(values, dtype=None if values else np.float64)
        return array.astype(np.float64) if promote and array.dtype.kind == "i" else array
    if element.kind == "tuple":
        columns = zip(*values, strict=True) if values else ((),) * len(element.children)
        pairs = zip(columns, element.children, strict=True)
        return tuple(_carry_list(list(column), child, promote) for column, child in pairs)
    if element.kind == "list":
        lengths = np.array([len(value) for value in values], dtype=np.int64)
        return _carry_list([e for value in values for e in value], element.children[0], promote), lengths
    if element.kind == "array":
        shapes = np.array([value.shape for value in values], dtype=np.int64).reshape(-1, element.rank)
        buffer = np.concatenate([value.ravel() for value in values]) if values else np.empty(0)
        return (buffer.astype(np.float64) if promote and buffer.dtype.kind == "i" else buffer), shapes
    return np.empty(len(values))


def restore(carried: Any, form: Form) -> Any:
    """The structure that a carried gradient stands for: the inverse of `carry`."""
    if carried is None:
        return None
    if form.kind == "list":
        return _restore_list(carried, form.children[0])
    if form.kind == "tuple":
        values = [restore(c, f) for c, f in zip(carried, form.children, strict=True)]
        return form.constructor(*values) if form.constructor else tuple(values)
    return carried


def _restore_list(carried: Any, element: Form) -> list[Any] | None:
    if carried is None:
        return None
    if element.kind == "tuple":
        pairs = zip(carried, element.children, strict=True)
        columns = [_restore_list(column, child) for column, child in pairs]
        make = element.constructor or (lambda *values: values)
        return [make(*values) for values in zip(*columns, strict=True)]
    if element.kind == "list":
        inner, lengths = _restore_list(carried[0], element.children[0]) or [], carried[1]
        ends = np.cumsum(lengths)
        return [inner[end - length : end] for end, length in zip(ends, lengths, strict=True)]
    if element.kind == "array":
        buffer, shapes = carried
        ends = np.cumsum(shapes.prod(axis=1))
        pieces = np.split(buffer, ends[:-1])
        return [piece.reshape(shape).copy() for piece, shape in zip(pieces, shapes, strict=False)]
    return list(carried.tolist())
