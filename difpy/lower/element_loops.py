"""Loops over the elements of arrays: one for equal shapes, which most have, and one that broadcasts.

Where an array has one element along an axis, the loop that broadcasts stays at it: `a[min(k, a.shape[0] - 1)]`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from numba.core import types

from difpy.analysis.ranges import Ranges
from difpy.lower.elements import MOST_AXES, Elements, NotElementwiseError
from difpy.program import (
    Assign,
    Attribute,
    Binary,
    Block,
    Call,
    Compare,
    Conditional,
    Constant,
    Expression,
    For,
    Function,
    If,
    Logical,
    Name,
    Statement,
    Store,
    Subscript,
    Tuple,
    substitute,
)

INDICES = ("k", "k_2", "k_3")[:MOST_AXES]
SIZES = ("size", "size_2", "size_3")[:MOST_AXES]
Arrays = Mapping[str, int]
"""The arrays of an expression, with their ranks."""
Place = Callable[[str, int], tuple[Expression, ...]]
"""The index of an array of some rank."""


@dataclass(frozen=True)
class Loop:
    """`fast` where the shapes agree, `general` where they may not; no `guard`: they do."""

    guard: Expression | None
    fast: Block
    general: Block

    def block(self) -> Block:
        if self.guard is None:
            return self.fast
        return (If(self.guard, self.fast, self.general, at=self.fast[0].at),)


class Loops:
    """Makes the loops of one statement."""

    def __init__(
        self, elements: Elements, function: Function, ranges: Ranges, shared: dict[str, str]
    ) -> None:
        self._elements = elements
        self._function = function
        self._ranges = ranges
        self._shared = shared
        """Names of indices and sizes, which are the same in all loops of a function."""
        self._at = elements.at

    def update(self, target: str, op: str, element: Expression, arrays: Arrays, likes: Arrays) -> Loop:
        """`target op= element` for an array, over its own shape; `likes` have that shape in the fast loop."""
        rank = self._rank(target)
        others = {name: n for name, n in arrays.items() if name != target}
        if any(n > rank for n in others.values()):
            raise NotElementwiseError

        def write(place: Place) -> Block:
            here = self._exact(rank)(target, rank)
            places = {name: place(name, n) for name, n in others.items()} | {target: here}
            body = Store(target, here, _at_places(element, places), op, at=self._at)
            return self._nest(self._shape(target), body)

        guard = self._guard(target, rank, {**others, **likes})
        return Loop(guard, write(self._exact(rank)), write(self._clamped(rank)))

    def total(self, name: str, element: Expression, arrays: Arrays) -> Block:
        """`name = np.sum(element)`."""

        def add(place: Place) -> Statement:
            places = {array: place(array, n) for array, n in arrays.items()}
            value = Binary("+", Name(name), _at_places(element, places))
            return Assign(name, value, augmented=True, at=self._at)

        start = Assign(name, Constant(0.0), at=self._at)
        return (start, *self._broadcast(arrays, {}, add).block())

    def new_array(self, name: str, element: Expression, arrays: Arrays) -> Block:
        """`name = element` for an array of floats."""
        sizes, lengths = self._sizes(arrays)
        shape = lengths[0] if len(lengths) == 1 else Tuple(lengths)
        made = Assign(name, Call("np.empty", (shape,)), at=self._at)
        return (*sizes, made, *self.update(name, "", element, arrays, {}).block())

    def summed_down(self, target: str, op: str, element: Expression, arrays: Arrays, like: str) -> Loop:
        """`target op= difpy.unbroadcast(element, like)`."""
        rank = self._rank(target)
        if self._rank(like) != rank or max(arrays.values()) < rank:
            raise NotElementwiseError

        def add_into(name: str, operation: str) -> Callable[[Place], Statement]:
            def add(place: Place) -> Statement:
                value = _at_places(element, {array: place(array, n) for array, n in arrays.items()})
                return Store(name, place(name, rank), value, operation, at=self._at)

            return add

        loop = self._broadcast(arrays, {target: rank, like: rank}, add_into(target, op))
        if self._have_one_shape(target, like):
            return loop
        # the operand may itself be spread over the target: it gets its sum first
        total = self._elements.new(f"{target}_part", self._elements.variables[target])
        lengths = self._shape(like)
        zeros = Call("np.zeros", (lengths[0] if rank == 1 else Tuple(lengths),))
        summed = self._broadcast(arrays, {}, add_into(total, "+")).general
        spread = self.update(target, op, Name(total), {total: rank}, {}).general
        return replace(loop, general=(Assign(total, zeros, at=self._at), *summed, *spread))

    def _broadcast(self, arrays: Arrays, others: Arrays, step: Callable[[Place], Statement]) -> Loop:
        """Over the shape that the arrays have together; the fast loop is for `others` of that shape too."""
        rank = max(arrays.values())
        first = _first(arrays)
        sizes, lengths = self._sizes(arrays)
        fast = self._nest(self._shape(first), step(self._exact(rank)))
        general = (*sizes, *self._nest(lengths, step(self._clamped(rank))))
        rest = {name: n for name, n in {**arrays, **others}.items() if name != first}
        return Loop(self._guard(first, rank, rest), fast, general)

    # --- places ---

    def _exact(self, rank: int) -> Place:
        return lambda _, own: tuple(Name(self._name(INDICES[k])) for k in range(rank - own, rank))

    def _clamped(self, rank: int) -> Place:
        def place(array: str, own: int) -> tuple[Expression, ...]:
            indices = self._exact(rank)(array, own)
            lasts = (Binary("-", size, Constant(1)) for size in self._shape(array))
            return tuple(Call("min", pair) for pair in zip(indices, lasts, strict=True))

        return place

    def _nest(self, lengths: Iterable[Expression], body: Statement) -> Block:
        pairs = list(zip(INDICES, lengths, strict=False))
        for wish, length in reversed(pairs):
            body = For(self._name(wish), Constant(0), length, Constant(1), (body,), at=self._at)
        return (body,)

    def _name(self, wish: str) -> str:
        if wish not in self._shared:
            self._shared[wish] = self._elements.new(wish, types.int64)
        return self._shared[wish]

    # --- shapes ---

    def _rank(self, array: str) -> int:
        return int(self._elements.variables[array].ndim)

    def _shape(self, array: str) -> tuple[Expression, ...]:
        return tuple(_size(array, axis) for axis in range(self._rank(array)))

    def _sizes(self, arrays: Arrays) -> tuple[Block, tuple[Expression, ...]]:
        """What computes the broadcast shape, and that shape."""
        rank = max(arrays.values())
        block: list[Statement] = []
        lengths: list[Expression] = []
        for axis in range(rank):
            found = [_size(name, axis - rank + n) for name, n in arrays.items() if axis - rank + n >= 0]
            if len(found) == 1:
                lengths += found
                continue
            name = self._name(SIZES[axis])
            block.append(Assign(name, found[0], at=self._at))
            for size in found[1:]:
                is_one = Compare(("==",), (Name(name), Constant(1)))
                block.append(Assign(name, Conditional(is_one, size, Name(name)), at=self._at))
            lengths.append(Name(name))
        return tuple(block), tuple(lengths)

    def _guard(self, first: str, rank: int, others: Arrays) -> Expression | None:
        """Whether others, of this rank or less, have the sizes of the first along the axes that they have."""
        tests: list[Expression] = []
        for axis in range(rank):
            sizes = [
                _size(name, axis - rank + n)
                for name, n in others.items()
                if axis - rank + n >= 0 and not self._have_one_shape(first, name)
            ]
            if sizes:
                tests.append(Compare(("==",) * len(sizes), (_size(first, axis), *sizes)))
        if not tests:
            return None
        return tests[0] if len(tests) == 1 else Logical("and", tuple(tests))

    def _have_one_shape(self, a: str, b: str) -> bool:
        """Whether two arrays certainly have the same shape at all times."""
        if a == b or not {a, b} <= self._function.variables.keys():
            return a == b
        shape = self._ranges.shape(a)
        return shape is not None and shape == self._ranges.shape(b)


def _first(arrays: Arrays) -> str:
    """The first of the arrays with the most axes."""
    rank = max(arrays.values())
    return next(name for name, n in arrays.items() if n == rank)


def _size(array: str, axis: int) -> Expression:
    return Subscript(Attribute(Name(array), "shape"), (Constant(axis),))


def _at_places(element: Expression, places: Mapping[str, tuple[Expression, ...]]) -> Expression:
    return substitute(element, {name: Subscript(Name(name), place) for name, place in places.items()})
