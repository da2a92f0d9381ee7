"""Indices out of range raise what they raise in Python, with the user's line.

Before:
    y = a[i, 1:] * xs[-k]

After:
    y = a[check_index(i, a.shape[0], 0, 7), 1:] * xs[check_list_index(-k, len(xs), 7)]
"""

from __future__ import annotations

from dataclasses import replace

from numba.core import types

from difpy.analysis.ranges import Ranges, Scope
from difpy.kinds import is_array, is_boolean, is_integer, is_list
from difpy.lower.bindings import Bindings
from difpy.lower.checks import checked
from difpy.program import (
    Attribute,
    Call,
    Constant,
    EllipsisIndex,
    Expression,
    Function,
    Name,
    Position,
    Slice,
    Statement,
    Store,
    Subscript,
    Type,
    map_children,
)


class IndexChecks:
    """Puts checks around the indices of one function."""

    def __init__(self, function: Function, bindings: Bindings, ranges: Ranges | None) -> None:
        self.variables = function.variables
        self.stacks = function.stacks
        self.bindings = bindings
        self.ranges = ranges

    def expression(self, expression: Expression, at: Position, scope: Scope) -> Expression:
        """The expression with every index in it checked."""
        expression = map_children(expression, lambda e: self.expression(e, at, scope))
        if not isinstance(expression, Subscript):
            return expression
        base = expression.base
        return replace(expression, indices=self.indices(base, expression.indices, at, scope, "list_index"))

    def store(self, statement: Statement, scope: Scope) -> Statement:
        """A store with its own indices checked, those of its operands being so already."""
        if not isinstance(statement, Store) or statement.array in self.stacks:
            return statement
        base = Name(statement.array, type=self.variables.get(statement.array))
        # An augmented assignment reads first.
        kind = "list_index" if statement.op else "list_store"
        return replace(statement, indices=self.indices(base, statement.indices, statement.at, scope, kind))

    def indices(
        self, base: Expression, indices: tuple[Expression, ...], at: Position, scope: Scope, list_kind: str
    ) -> tuple[Expression, ...]:
        """The indices of one subscript, each with the check for its kind."""
        base_type = self.type_of(base)
        if is_list(base_type) and is_integer(self.type_of(indices[0])):
            size = Call("len", (base,), type=types.int64)
            return (checked(list_kind, self.bindings, at, indices[0], size),)
        if not is_array(base_type):
            return indices
        done: list[Expression] = []
        axis = 0
        for index in indices:
            if isinstance(index, EllipsisIndex):
                axis = base_type.ndim - sum(self.consumed(e) for e in indices[len(done) + 1 :])
            is_certain = self.is_in_range(base, index, axis, scope)
            done.append(index if is_certain else self.index(base, index, axis, at))
            axis += self.consumed(index)
        return tuple(done)

    def is_in_range(self, base: Expression, index: Expression, axis: int, scope: Scope) -> bool:
        """Whether the loops around an index say that its element exists."""
        if self.ranges is None or not isinstance(base, Name) or not is_integer(self.type_of(index)):
            return False
        shape = self.ranges.shape(base.id)
        return shape is not None and self.ranges.is_index(scope, index, shape[axis])

    def consumed(self, index: Expression) -> int:
        """The number of axes of the array that an index stands for."""
        if isinstance(index, EllipsisIndex) or index == Constant(None):
            return 0
        index_type = self.type_of(index)
        if is_array(index_type) and is_boolean(index_type.dtype):
            return int(index_type.ndim)
        return 1

    def index(self, base: Expression, index: Expression, axis: int, at: Position) -> Expression:
        """One index of an array, checked."""
        index_type = self.type_of(index)
        if isinstance(index, (Slice, EllipsisIndex)) or index == Constant(None):
            return index
        if is_integer(index_type):
            return checked("index", self.bindings, at, index, _size(base, axis), Constant(axis))
        if is_array(index_type) and is_integer(index_type.dtype):
            return checked("indices", self.bindings, at, index, _size(base, axis), Constant(axis))
        if is_array(index_type) and is_boolean(index_type.dtype):
            mask = index
            for k in range(index_type.ndim):
                sizes = (_size(mask, k), _size(base, axis + k))
                index = checked("mask", self.bindings, at, index, *sizes, Constant(axis + k))
        return index

    def type_of(self, expression: Expression) -> Type:
        """The type of an expression, also of one that was made without."""
        if expression.type is None and isinstance(expression, Name):
            return self.variables.get(expression.id)
        if isinstance(expression, Constant) and type(expression.value) is int:
            return types.int64
        return expression.type


def _size(array: Expression, axis: int) -> Expression:
    return Subscript(Attribute(array, "shape"), (Constant(axis, type=types.int64),), type=types.int64)
