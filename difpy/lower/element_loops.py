"""Loops over the elements of arrays: one for equal shapes, which most have, and one that broadcasts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from numba.core import types

from difpy import kinds
from difpy.analysis.ranges import Ranges
from difpy.lower.elements import MOST_AXES, Elements, NotElementwiseError
from difpy.program import (
    Assign,
    Attribute,
    Binary,
    Block,
    Call,
    Constant,
    Effect,
    Expression,
    For,
    Function,
    If,
    Name,
    Statement,
    Store,
    Subscript,
    Type,
    Unary,
    substitute,
)

INDICES = ("k", "k_2", "k_3")[:MOST_AXES]
SHAPES = ("length", "shape", "shape_of_three")
"""Names for the common shape, which has another type for each rank."""
Arrays = Mapping[str, int]
"""The arrays of an expression, with their ranks."""
Read = Callable[[str], Expression]
"""The element of an array."""


class Loops:
    """Makes the loops of one statement."""

    def __init__(
        self, elements: Elements, function: Function, ranges: Ranges | None, shared: dict[str, str]
    ) -> None:
        self._elements = elements
        self._function = function
        self._ranges = ranges
        self._shared = shared
        """Names of indices and shapes, which are the same in all loops of a function."""
        self._at = elements.at

    def update(self, target: str, op: str, element: Expression, arrays: Arrays) -> Block:
        """`target op= element` for an array."""
        rank = self._rank(target)
        if any(n > rank for n in arrays.values()):
            raise NotElementwiseError
        read = self._read(element, arrays, self._spread(rank, target))
        return self._nest(self._shape(target), Store(target, self._indices(rank), read, op, at=self._at))

    def total(self, name: str, element: Expression, arrays: Arrays) -> Block:
        """`name = np.sum(element)`."""
        start = Assign(name, Constant(0.0), at=self._at)
        before, shape = self._common_shape(arrays)
        value = Binary("+", Name(name), self._read(element, arrays, self._together(arrays)))
        return (start, *before, *self._nest(shape, Assign(name, value, augmented=True, at=self._at)))

    def new_array(self, name: str, element: Expression, arrays: Arrays) -> Block:
        """`name = element` for an array of floats."""
        (first, *others) = arrays
        shape = Call("difpy.common_shape", _names(arrays)) if others else Attribute(Name(first), "shape")
        made = Assign(name, Call("np.empty", (shape,)), at=self._at)
        return (made, *self.update(name, "", element, arrays))

    def new_sum(self, name: str, element: Expression, arrays: Arrays, like: str) -> Block:
        """`name = difpy.unbroadcast(element, like)` for an array of floats."""
        made = Assign(name, Call("np.zeros", (Attribute(Name(like), "shape"),)), at=self._at)
        return (made, *self.summed_down(name, "+", element, arrays, like))

    def summed_down(self, target: str, op: str, element: Expression, arrays: Arrays, like: str) -> Block:
        """`target op= difpy.unbroadcast(element, like)`.

        Each element is added in a loop over what of the target stands for it, which is one element. The
        optimizer finds that out for vectors, and for matrices it needs a loop where all shapes agree.
        """
        rank, most = self._rank(target), max(arrays.values())
        if self._rank(like) != rank or most < rank:
            raise NotElementwiseError
        here = self._indices(most)[most - rank :]
        before, shape = self._common_shape(arrays)
        value = self._read(element, arrays, self._together(arrays))
        arguments = (Name(target), Name(like), value if op == "+" else Unary("-", value), *here)
        general = self._nest(shape, Effect(None, "", "difpy.add_spread", arguments, at=self._at))
        if most == 1:
            return (*before, *general)
        first = _first(arrays)
        value = self._read(element, arrays, self._exact(most))
        fast = self._nest(self._shape(first), Store(target, here, value, op, at=self._at))
        others = dict.fromkeys([*arrays, target, like])
        guard = Call("difpy.have_one_shape", _names([first, *(name for name in others if name != first)]))
        return (If(guard, fast, (*before, *general), at=self._at),)

    def _common_shape(self, arrays: Arrays) -> tuple[Block, tuple[Expression, ...]]:
        """What computes the shape that the arrays have together, and that shape."""
        if self._agree(arrays):
            return (), self._shape(_first(arrays))
        rank = max(arrays.values())
        name = self._name(SHAPES[rank - 1], kinds.tuple_of([types.int64] * rank))
        found = Assign(name, Call("difpy.common_shape", _names(arrays)), at=self._at)
        return (found,), tuple(Subscript(Name(name), (Constant(axis),)) for axis in range(rank))

    # --- elements ---

    def _read(self, element: Expression, arrays: Arrays, read: Read) -> Expression:
        return substitute(element, {name: read(name) for name in arrays})

    def _indices(self, rank: int) -> tuple[Expression, ...]:
        return tuple(Name(self._name(wish, types.int64)) for wish in INDICES[:rank])

    def _exact(self, rank: int) -> Read:
        """Where the arrays have one shape."""
        return lambda name: Subscript(Name(name), self._indices(rank)[rank - self._rank(name) :])

    def _spread(self, rank: int, over: str = "") -> Read:
        """Where they are broadcast to a rank, that of an array whose shape they may have for certain."""

        def read(name: str) -> Expression:
            if over and self._have_one_shape(over, name):
                return self._exact(rank)(name)
            return Call("difpy.spread_element", (Name(name), *self._indices(rank)[rank - self._rank(name) :]))

        return read

    def _together(self, arrays: Arrays) -> Read:
        """Where they are broadcast to the shape that they have together."""
        rank = max(arrays.values())
        return self._exact(rank) if self._agree(arrays) else self._spread(rank)

    def _nest(self, lengths: tuple[Expression, ...], body: Statement) -> Block:
        for index, length in reversed(list(zip(INDICES, lengths, strict=False))):
            name = self._name(index, types.int64)
            body = For(name, Constant(0), length, Constant(1), (body,), at=self._at)
        return (body,)

    def _name(self, wish: str, type_: Type) -> str:
        if wish not in self._shared:
            self._shared[wish] = self._elements.new(wish, type_)
        return self._shared[wish]

    # --- shapes ---

    def _rank(self, array: str) -> int:
        return int(self._elements.variables[array].ndim)

    def _shape(self, array: str) -> tuple[Expression, ...]:
        shape = Attribute(Name(array), "shape")
        return tuple(Subscript(shape, (Constant(axis),)) for axis in range(self._rank(array)))

    def _agree(self, arrays: Arrays) -> bool:
        return all(self._have_one_shape(_first(arrays), name) for name in arrays)

    def _have_one_shape(self, a: str, b: str) -> bool:
        """Whether two arrays certainly have the same shape at all times."""
        if a == b or self._ranges is None or not {a, b} <= self._function.variables.keys():
            return a == b
        shape = self._ranges.shape(a)
        return shape is not None and shape == self._ranges.shape(b)


def _first(arrays: Arrays) -> str:
    """The first of the arrays with the most axes."""
    rank = max(arrays.values())
    return next(name for name, n in arrays.items() if n == rank)


def _names(arrays: Iterable[str]) -> tuple[Expression, ...]:
    return tuple(map(Name, arrays))
