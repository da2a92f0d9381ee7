"""Calls of the checks that a program needs: see runtime/checks.py."""

from __future__ import annotations

from numba.core import types

from difpy.lower.bindings import Bindings
from difpy.program import Call, Constant, Expression, Position


def checked(kind: str, bindings: Bindings, at: Position, *arguments: Expression) -> Expression:
    """A call that checks its first argument and gives it back."""
    name = bindings.name(f"check_{kind}", "difpy.check", kind, at.file)
    value = arguments[0]
    type_ = types.int64 if isinstance(value, Constant) and type(value.value) is int else value.type
    return Call(name, (*arguments, Constant(at.line)), type=type_)
