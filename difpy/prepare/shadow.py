"""The shadow of an array: its cotangent or its tangent, of which every view is the view's."""

from __future__ import annotations

from collections.abc import Callable

from difpy.analysis.memory import VIEWS
from difpy.program import Attribute, Call, Expression, Name, Subscript


def shadow_of(value: Expression, named: Callable[[str], str]) -> Expression:
    """The same view of the shadow that `value` is of the primal; `named` gives the shadow's name."""
    match value:
        case Name(id=name):
            return Name(named(name), type=value.type)
        case Subscript(base=base, indices=indices, type=type_):
            return Subscript(shadow_of(base, named), indices, type=type_)
        case Attribute(base=base, name=name, type=type_):
            return Attribute(shadow_of(base, named), name, type=type_)
        case Call(function=called, arguments=(first, *rest), keywords=keywords, type=type_) if (
            called in VIEWS
        ):
            return Call(called, (shadow_of(first, named), *rest), keywords, type=type_)
    raise AssertionError(f"no reference: {value!r}")
