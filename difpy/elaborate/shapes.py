"""What the elaborator knows of a value: the shape that its leaves are arranged in.

    shape ::= Leaf(type)                  a scalar or an array: one expression of the program
            | TupleOf(shapes)             a tuple or namedtuple
            | ListOf(cell)                a list; the cell holds the shape of its elements
            | Static(...)                 nothing at run time: a function, a module, None, a text
            | PartialOf, ClosureOf        a function with values that go with it
            | DerivativeOf, MappedOf, PullbackOf    what a transform of a function returns

Shapes form a lattice: where two paths meet, `Lattice.join` gives the shape that holds both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import MethodType
from typing import Any, TypeAlias

from numba.core import types

from difpy import kinds
from difpy.program import Type


@dataclass(frozen=True)
class Leaf:
    """A value that the program holds in one variable."""

    type: Type


@dataclass(frozen=True)
class TupleOf:
    """A tuple; `constructor` is the class of a namedtuple."""

    elements: tuple[Shape, ...]
    constructor: Any = None


class Cell:
    """The shape of a list's elements, shared by all names of the list and found out by and by.

    `fixed`: the list comes from outside, its type cannot change.
    """

    def __init__(self, element: Shape | None = None, *, fixed: bool = False) -> None:
        self._element = element
        self._fixed = fixed
        self._parent: Cell | None = None

    @property
    def root(self) -> Cell:
        cell = self
        while cell._parent is not None:
            cell = cell._parent
        return cell

    @property
    def element(self) -> Shape | None:
        return self.root._element

    @property
    def fixed(self) -> bool:
        return self.root._fixed

    def become(self, element: Shape | None) -> None:
        self.root._element = element

    def merge_into(self, other: Cell) -> None:
        mine, others = self.root, other.root
        if mine is not others:
            others._fixed = others._fixed or mine._fixed
            mine._parent = others


@dataclass(frozen=True)
class ListOf:
    """A list, by the cell of its elements."""

    cell: Cell

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ListOf) and self.cell.root is other.cell.root

    def __hash__(self) -> int:
        return hash(id(self.cell.root))


class Static:
    """Base of the shapes without leaves. Subclasses are frozen dataclasses that compare by what they mean."""


@dataclass(frozen=True)
class Text(Static):
    """A str."""

    value: str


@dataclass(frozen=True)
class Nothing(Static):
    """None."""


NOTHING = Nothing()


@dataclass(frozen=True)
class Primitive(Static):
    """A function that has derivatives of its own, or a type such as `np.float64`, by its canonical name."""

    name: str


Path: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(frozen=True, eq=False)
class Object(Static):
    """Any object of Python, and the path from the root function on which it is found at each call.

    `is_bare`: a derivative rule that it may have does not count.
    """

    value: Any
    path: Path | None
    is_bare: bool = False

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Object) and self._identity == other._identity

    def __hash__(self) -> int:
        return hash(self._identity)

    @property
    def _identity(self) -> tuple[int, ...]:
        """Bound methods are made anew each time that they are looked up."""
        if isinstance(self.value, MethodType):
            return id(self.value.__func__), id(self.value.__self__), self.is_bare
        return id(self.value), self.is_bare


@dataclass(frozen=True)
class PartialOf:
    """`functools.partial`, or a bound method: a function and its first arguments and keywords."""

    function: Shape
    arguments: tuple[Shape, ...]
    keywords: tuple[tuple[str, Shape], ...] = ()


@dataclass(frozen=True)
class TransformOf:
    """What a transform of a function returns, which is called as the function is."""

    function: Shape
    kind: str


@dataclass(frozen=True)
class DerivativeOf(TransformOf):
    """Of `difpy.grad`, `value_and_grad`, `jacfwd`, `jacrev`, `jacobian` and `hessian`; `wrt` are positions
    or names."""

    wrt: tuple[int | str, ...]
    is_tuple: bool
    has_aux: bool = False


Axes: TypeAlias = "int | tuple[Axes, ...] | None"
"""Of a structure: one for all its arrays, or one for each part of a tuple; None is not mapped."""


@dataclass(frozen=True)
class MappedOf(TransformOf):
    """Of `difpy.vmap`."""

    in_axes: Axes
    out_axes: Axes


@dataclass(frozen=True)
class PullbackOf:
    """What `difpy.vjp` returns beside the value: a function and the arguments that it was called with."""

    function: Shape
    arguments: tuple[Shape, ...]


@dataclass(frozen=True)
class LocalFunction:
    """A nested function in the frame that defines it: it reads the frame's variables when it is called."""

    code: Any
    frame: Any
    defaults: tuple[tuple[str, Shape], ...] = ()


@dataclass(frozen=True)
class ClosureOf:
    """A nested function outside of its frame, with the values of the variables that it reads.

    `siblings`: the functions of the same frame that it names.
    """

    code: Any
    captured: tuple[tuple[str, Shape], ...]
    siblings: tuple[tuple[str, Any], ...]
    defaults: tuple[tuple[str, Shape], ...] = ()


@dataclass(frozen=True)
class RangeOf:
    """A range that is held in a variable, by its three bounds."""


@dataclass(frozen=True)
class ChoiceOf:
    """One of several functions: a number says which. Its leaves are that number, then those of each."""

    options: tuple[Shape, ...]


FUNCTION_SHAPES: tuple[type, ...] = (
    Primitive,
    PartialOf,
    TransformOf,
    PullbackOf,
    LocalFunction,
    ClosureOf,
    ChoiceOf,
)
Shape: TypeAlias = (
    Leaf
    | TupleOf
    | ListOf
    | Static
    | PartialOf
    | TransformOf
    | PullbackOf
    | LocalFunction
    | ClosureOf
    | RangeOf
    | ChoiceOf
)

INTEGER = Leaf(types.int64)
UNKNOWN_ELEMENT = Leaf(types.undefined)


def parts(shape: Shape) -> tuple[tuple[str, Shape], ...]:
    """The shapes inside, each with the suffix that names its variables."""
    match shape:
        case TupleOf(elements=elements, constructor=constructor):
            names = getattr(constructor, "_fields", None) or tuple(map(str, range(len(elements))))
            return tuple(zip(names, elements, strict=True))
        case PartialOf(function=function, arguments=arguments, keywords=keywords):
            numbered = tuple((str(i), a) for i, a in enumerate(arguments))
            return (("function", function), *numbered, *keywords)
        case TransformOf(function=function):
            return (("function", function),)
        case PullbackOf(function=function, arguments=arguments):
            return (("function", function), *((str(i), a) for i, a in enumerate(arguments)))
        case LocalFunction(defaults=defaults):
            return defaults
        case RangeOf():
            return (("start", INTEGER), ("stop", INTEGER), ("step", INTEGER))
        case ChoiceOf(options=options):
            return (("choice", INTEGER), *((str(i), option) for i, option in enumerate(options)))
        case ClosureOf(captured=captured, defaults=defaults):
            return captured + defaults
    return ()


def leaf_types(shape: Shape) -> tuple[Type, ...]:
    """The types of the variables that a value of this shape is held in."""
    match shape:
        case Leaf(type=type_):
            return (type_,)
        case ListOf(cell=cell):
            return tuple(kinds.list_of(t) for t in leaf_types(cell.element or UNKNOWN_ELEMENT))
    return tuple(t for _, part in parts(shape) for t in leaf_types(part))


def leaf_suffixes(shape: Shape) -> Iterator[str]:
    """What is put behind a variable's name for each of its leaves: "" for a value of one leaf."""
    match shape:
        case Leaf():
            yield ""
        case ListOf(cell=cell):
            yield from leaf_suffixes(cell.element or UNKNOWN_ELEMENT)
        case _:
            for name, part in parts(shape):
                for suffix in leaf_suffixes(part):
                    yield f"_{name}{suffix}"


def key(shape: Shape | None) -> Any:
    """Equal for shapes that a function need not be specialised apart for; lists by their elements' shapes."""
    match shape:
        case ListOf(cell=cell):
            return ("list", key(cell.element))
        case TupleOf(elements=elements, constructor=constructor):
            return ("tuple", constructor, *map(key, elements))
        case PartialOf(function=function, arguments=arguments, keywords=keywords):
            return ("partial", key(function), *map(key, arguments), *((name, key(s)) for name, s in keywords))
        case TransformOf(function=function):
            return ("transform", key(function), replace(shape, function=NOTHING))
        case PullbackOf(function=function, arguments=arguments):
            return ("pullback", key(function), *map(key, arguments))
        case ClosureOf(code=code, captured=captured, siblings=siblings, defaults=defaults):
            return ("closure", code, siblings, *((name, key(s)) for name, s in captured + defaults))
        case ChoiceOf(options=options):
            return ("choice", *map(key, options))
    return shape


def fresh_copy(shape: Shape, *, fixed: bool = False) -> Shape:
    """The same shape with list cells of its own."""
    match shape:
        case ListOf(cell=cell):
            inner = None if cell.element is None else fresh_copy(cell.element, fixed=fixed)
            return ListOf(Cell(inner, fixed=fixed))
        case TupleOf(elements=elements, constructor=constructor):
            return TupleOf(tuple(fresh_copy(e, fixed=fixed) for e in elements), constructor)
        case PartialOf(function=function, arguments=arguments, keywords=keywords):
            copies = tuple(fresh_copy(a, fixed=fixed) for a in arguments)
            return PartialOf(fresh_copy(function), copies, _copy_named(keywords, fixed))
        case TransformOf(function=function):
            return replace(shape, function=fresh_copy(function, fixed=fixed))
        case PullbackOf(function=function, arguments=arguments):
            copies = tuple(fresh_copy(a, fixed=fixed) for a in arguments)
            return PullbackOf(fresh_copy(function, fixed=fixed), copies)
        case ClosureOf(code=code, captured=captured, siblings=siblings, defaults=defaults):
            return ClosureOf(code, _copy_named(captured, fixed), siblings, _copy_named(defaults, fixed))
        case ChoiceOf(options=options):
            return ChoiceOf(tuple(fresh_copy(option, fixed=fixed) for option in options))
    return shape


def _copy_named(named: tuple[tuple[str, Shape], ...], fixed: bool) -> tuple[tuple[str, Shape], ...]:
    return tuple((name, fresh_copy(shape, fixed=fixed)) for name, shape in named)


def describe_both(a: Shape, b: Shape) -> str:
    return f"{describe_shape(a)} on one path and {describe_shape(b)} on another"


def describe_shape(shape: Shape | None) -> str:
    """The shape in a user's words, with its article."""
    match shape:
        case None:
            return "something not known yet"
        case Leaf(type=type_):
            return describe_type(type_)
        case TupleOf(elements=elements, constructor=constructor):
            return f"a {constructor.__name__}" if constructor else f"a tuple of {len(elements)}"
        case ListOf(cell=cell):
            return "a list" if cell.element is None else f"a list of {plural(describe_shape(cell.element))}"
        case Nothing():
            return "None"
        case Text():
            return "a str"
        case Object(value=value):
            return f"a {type(value).__name__}"
        case RangeOf():
            return "a range"
    return "a function"


def describe_type(type_: Type) -> str:
    if kinds.is_array(type_):
        word = {True: "a float", False: f"a {type_.dtype}"}[type_.dtype == types.float64]
        if kinds.is_integer(type_.dtype):
            word = "an integer"
        return f"{word} array of {type_.ndim} dimension{'s' * (type_.ndim != 1)}"
    if kinds.is_list(type_):
        return f"a list of {plural(describe_type(type_.dtype))}"
    names = {types.float64: "a float", types.boolean: "a bool", types.complex128: "a complex number"}
    return names.get(type_) or ("an int" if kinds.is_integer(type_) else f"a {type_}")


def plural(phrase: str) -> str:
    words = phrase.split(" ", 1)[-1]
    first, _, rest = words.partition(" of ")
    return f"{first}s{' of ' * bool(rest)}{rest}"
