"""Where two paths meet: the shape that holds the values of both."""

from __future__ import annotations

from dataclasses import replace

from numba.core import types

from difpy import kinds
from difpy.elaborate.shapes import (
    FUNCTION_SHAPES,
    Cell,
    ChoiceOf,
    ClosureOf,
    Leaf,
    ListOf,
    LocalFunction,
    Object,
    PartialOf,
    PullbackOf,
    Shape,
    TransformOf,
    TupleOf,
    describe_both,
    leaf_types,
)
from difpy.program import Type


def is_function(shape: Shape) -> bool:
    """Whether a value of this shape can be called."""
    return isinstance(shape, FUNCTION_SHAPES) or (isinstance(shape, Object) and callable(shape.value))


class JoinError(Exception):
    """Two shapes that no variable can hold both."""


class Lattice:
    """Joins of shapes; `changed` notes that the cell of a list has grown."""

    def __init__(self) -> None:
        self.changed = False

    def join(self, a: Shape | None, b: Shape | None) -> Shape | None:
        """The shape that holds values of both; None is the shape not known yet."""
        if a is None or b is None:
            return b if a is None else a
        if a == b:
            return a
        match a, b:
            case Leaf(type=s), Leaf(type=t):
                return Leaf(join_types(s, t))
            case ListOf(cell=c), ListOf(cell=d):
                self.unify(c, d)
                return a
            case (TupleOf(), TupleOf()) | (PartialOf(), PartialOf()) | (ClosureOf(), ClosureOf()):
                return self._join_parts(a, b)
            case TransformOf(function=f), TransformOf(function=g) if replace(a, function=g) == b:
                return replace(a, function=self._both(f, g))
            case PullbackOf(function=f, arguments=es), PullbackOf(function=g, arguments=fs) if len(es) == len(
                fs
            ):
                joined = tuple(self._both(e, f) for e, f in zip(es, fs, strict=True))
                return PullbackOf(self._both(f, g), joined)
            case LocalFunction(code=code, frame=frame), LocalFunction(code=other, frame=other_frame) if (
                code is other and frame is other_frame
            ):
                return LocalFunction(code, frame, self._join_named(a.defaults, b.defaults))
        if is_function(a) and is_function(b):
            return self._choice(a, b)
        raise JoinError(describe_both(a, b))

    def _join_parts(self, a: Shape, b: Shape) -> Shape:
        match a, b:
            case TupleOf(elements=es, constructor=c), TupleOf(elements=fs, constructor=d):
                if len(es) == len(fs) and c is d:
                    return TupleOf(tuple(self._both(e, f) for e, f in zip(es, fs, strict=True)), c)
            case PartialOf(function=f, arguments=es), PartialOf(function=g, arguments=fs):
                if f == g and len(es) == len(fs):
                    joined = tuple(self._both(e, f) for e, f in zip(es, fs, strict=True))
                    return PartialOf(f, joined, self._join_named(a.keywords, b.keywords))
            case ClosureOf(code=c), ClosureOf(code=d) if c is d and a.siblings == b.siblings:
                captured = self._join_named(a.captured, b.captured)
                return ClosureOf(c, captured, a.siblings, self._join_named(a.defaults, b.defaults))
        raise JoinError(describe_both(a, b))

    def _choice(self, a: Shape, b: Shape) -> Shape:
        """A function that is one on one path and another on another."""
        options = list(a.options if isinstance(a, ChoiceOf) else (a,))
        for option in b.options if isinstance(b, ChoiceOf) else (b,):
            if option not in options:
                options.append(option)
        if any(leaf_types(option) for option in options) and len(options) > 1:
            raise JoinError(describe_both(a, b))
        return ChoiceOf(tuple(options))

    def _join_named(
        self, a: tuple[tuple[str, Shape], ...], b: tuple[tuple[str, Shape], ...]
    ) -> tuple[tuple[str, Shape], ...]:
        if [name for name, _ in a] != [name for name, _ in b]:
            raise JoinError("functions made in different ways")
        return tuple((name, self._both(s, t)) for (name, s), (_, t) in zip(a, b, strict=True))

    def _both(self, a: Shape, b: Shape) -> Shape:
        joined = self.join(a, b)
        assert joined is not None
        return joined

    def unify(self, a: Cell, b: Cell) -> None:
        """From now on two lists have elements of one shape."""
        if a.root is b.root:
            return
        element = self.join(a.element, b.element)
        self._check_fixed(a, element)
        self._check_fixed(b, element)
        self.changed = True
        a.merge_into(b)
        b.become(element)

    def widen(self, cell: Cell, element: Shape | None) -> None:
        """A list gets an element of some shape."""
        joined = self.join(cell.element, element)
        if joined != cell.element:
            self._check_fixed(cell, joined)
            cell.become(joined)
            self.changed = True

    def _check_fixed(self, cell: Cell, element: Shape | None) -> None:
        if cell.fixed and cell.element != element and cell.element is not None and element is not None:
            raise JoinError(f"{describe_both(cell.element, element)}, in a list that comes from outside")


def join_types(a: Type, b: Type) -> Type:
    """The type of a variable that holds values of both types."""
    if a == b:
        return a
    if types.undefined in (a, b):
        return b if a == types.undefined else a
    if kinds.is_scalar(a) and kinds.is_scalar(b):
        return join_scalars(a, b)
    if kinds.is_array(a) and kinds.is_array(b) and (a.ndim, a.dtype) == (b.ndim, b.dtype):
        return kinds.array_of(a.dtype, a.ndim, a.layout if a.layout == b.layout else "A")
    raise JoinError(describe_both(Leaf(a), Leaf(b)))


def join_scalars(a: Type, b: Type) -> Type:
    if kinds.is_complex(a) or kinds.is_complex(b):
        return types.complex128
    if kinds.is_float(a) or kinds.is_float(b):
        return types.float64
    if kinds.is_boolean(a) and kinds.is_boolean(b):
        return types.boolean
    return types.int64
