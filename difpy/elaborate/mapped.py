"""`difpy.vmap(function)(...)`: a loop, written for the structures of its arguments and results.

def loss_vmap(function, w, xs, ys):
    count = xs.shape[0]
    if ys.shape[0] != count:
        raise ValueError(...)
    out = np.empty(count)
    for k in range(count):
        out[k] = function(w, xs[k], ys[k])
    return out

It is elaborated as a function of the user's is, so it has derivatives as that has.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from difpy import kinds
from difpy.elaborate.code import Node
from difpy.elaborate.frame import Frame
from difpy.elaborate.shapes import (
    NOTHING,
    Axes,
    DerivativeOf,
    Leaf,
    ListOf,
    MappedOf,
    Object,
    Shape,
    TupleOf,
    describe_shape,
    leaf_suffixes,
    leaf_types,
)
from difpy.elaborate.specialised import (
    Invoke,
    Values,
    is_own,
    parameters_of,
    specialised,
    transform_of,
    words,
)
from difpy.elaborate.structures import constant_integer
from difpy.elaborate.values import Value
from difpy.elaborate.written_functions import Text, copied, dimensions, empty, misuse
from difpy.errors import ArgumentTypeError, ArgumentValueError
from difpy.program import Name

EMPTY = "vmap of an empty batch: the shape of the result is not known without an element"
SHAPES = "vmap: the results of two elements have different shapes"


class Given(NamedTuple):
    """An argument, by the name of its parameter."""

    name: str
    value: Value
    axes: Axes
    by_keyword: bool

    @property
    def shape(self) -> Shape:
        return self.value.shape


class RefusalError(Exception):
    """Axes that do not go with an argument or a result."""

    def __init__(self, message: str, advice: str, kind: Any = ArgumentValueError) -> None:
        super().__init__(message)
        self.advice, self.kind = advice, kind


# --- vmap(...) ---------------------------------------------------------------------------------


def vmap_of(frame: Frame, arguments: Values, keywords: Mapping[str, Value], node: Node) -> Value:
    """`difpy.vmap(function, in_axes, out_axes)`."""
    given = dict(zip(("fun", "in_axes", "out_axes"), arguments, strict=False)) | dict(keywords)
    function = given.pop("fun", None)
    axes = [_axes(frame, given.pop(name, None), node) for name in ("in_axes", "out_axes")]
    if function is None or given or len(arguments) > 3:
        words = "`difpy.vmap` takes a function, in_axes and out_axes"
        raise frame.refuse(node, words, "Write `difpy.vmap(function, in_axes)(xs, ...)`.", never=True)
    return Value(MappedOf(function.shape, "vmap", *axes), function.leaves)


def _axes(frame: Frame, value: Value | None, node: Node) -> Axes:
    if value is None:
        return 0
    if value.shape == NOTHING:
        return None
    if isinstance(value.shape, TupleOf):
        return tuple(_axes(frame, part, node) for part in value.parts)
    axis = constant_integer(value.expression) if len(value.leaves) == 1 else None
    if axis is None:
        words = "which axes are mapped must be known"
        raise frame.refuse(node, words, "Write a number, None, or a tuple of those.")
    return axis


# --- calls -------------------------------------------------------------------------------------


def mapped_call(
    frame: Frame,
    callee: Value,
    arguments: Values,
    keywords: Mapping[str, Value],
    node: Node,
    invoke: Invoke,
) -> Any:
    """A call of the loop that is written for these arguments."""
    shape = callee.shape
    assert isinstance(shape, MappedOf)
    (function,) = callee.parts
    names = parameters_of(frame, function.shape, len(arguments), node)
    names += [f"x_{i}" for i in range(len(names), len(arguments))]
    try:
        given = _given(shape.in_axes, names, arguments, keywords)
        elements = [_element_value(g) for g in given]
        by_position = elements[: len(arguments)]
        by_name = {g.name: e for g, e in zip(given, elements, strict=True) if g.by_keyword}
        called = specialised(frame, function, by_position, by_name, names, node, invoke)
        known = _known_dimensions(_transform(frame, function.shape), given)
        made = _Loop(shape, given, called.result, known, writes=called.writes).written()
    except RefusalError as refusal:
        raise misuse(frame, node, str(refusal), refusal.advice, refusal.kind) from None
    values = [function, *(g.value for g in given)]
    invocation = invoke(frame, Value(Object(made, None)), values, {}, node)
    invocation.instance.copies_arguments = True
    return invocation


def _given(in_axes: Axes, names: list[str], arguments: Values, keywords: Mapping[str, Value]) -> list[Given]:
    """The arguments with their axes; by keyword they are mapped over the first."""
    if isinstance(in_axes, tuple) and len(in_axes) != len(arguments):
        raise RefusalError(
            f"vmap in_axes has {len(in_axes)} entries, and the function is called with {len(arguments)} "
            "arguments by position",
            "Give an entry for each of them; arguments by keyword are mapped over their first axis.",
        )
    axes = in_axes if isinstance(in_axes, tuple) else (in_axes,) * len(arguments)
    given = [Given(n, v, a, False) for n, v, a in zip(names, arguments, axes, strict=False)]
    return [*given, *(Given(name, value, 0, True) for name, value in keywords.items())]


def _element_value(given: Given) -> Value:
    """Stands for an element of an argument: nothing of it but its shape is used."""
    shape = _element(given.name, given.shape, given.axes)
    return Value(shape, tuple(Name(given.name, type=type_) for type_ in leaf_types(shape)))


# --- arguments ---------------------------------------------------------------------------------


def _parts(name: str, shape: TupleOf, axes: Axes) -> list[tuple[str, Shape, Axes]]:
    """Of a tuple, with the axes of each."""
    if isinstance(axes, tuple) and len(axes) != len(shape.elements):
        raise RefusalError(
            f"vmap in_axes has {len(axes)} entries for `{name}`, which is {describe_shape(shape)}",
            "Give an entry for each part, or one for all of them.",
        )
    each = axes if isinstance(axes, tuple) else (axes,) * len(shape.elements)
    return [
        (f"{name}[{i}]", element, axis)
        for i, (element, axis) in enumerate(zip(shape.elements, each, strict=True))
    ]


def _axis(name: str, shape: Shape, axes: Axes) -> int | None:
    """The axis of a leaf, counted from the first."""
    if isinstance(axes, tuple):
        message = f"vmap in_axes is {axes} for `{name}`, which is {describe_shape(shape)}"
        raise RefusalError(message, "Give a number or None for it.")
    if isinstance(shape, ListOf) and axes is not None:
        message = f"vmap maps over `{name}`, which is {describe_shape(shape)}"
        raise RefusalError(message, "Pass an array or a tuple of arrays.", ArgumentTypeError)
    if not isinstance(shape, Leaf) or axes is None:
        return None
    rank = kinds.rank(shape.type)
    if not -rank <= axes < rank:
        raise RefusalError(
            f"vmap maps over axis {axes} of `{name}`, which is {describe_shape(shape)}",
            f"Pass an array with that axis, or write None for `{name}` in in_axes.",
        )
    return axes % rank


def _element(name: str, shape: Shape, axes: Axes) -> Shape:
    """The shape of an element."""
    if isinstance(shape, TupleOf):
        parts = tuple(_element(*part) for part in _parts(name, shape, axes))
        return TupleOf(parts, shape.constructor)
    axis = _axis(name, shape, axes)
    if axis is None:
        return shape
    assert isinstance(shape, Leaf)
    type_ = shape.type
    if type_.ndim == 1:
        return Leaf(type_.dtype)
    layout = type_.layout if axis == 0 and type_.layout == "C" else "A"
    return Leaf(kinds.array_of(type_.dtype, type_.ndim - 1, layout))


def _mapped(name: str, shape: Shape, axes: Axes) -> list[tuple[str, int]]:
    """The arrays that are mapped, with their axes."""
    if isinstance(shape, TupleOf):
        return [leaf for part in _parts(name, shape, axes) for leaf in _mapped(*part)]
    axis = _axis(name, shape, axes)
    return [] if axis is None else [(name, axis)]


# --- the text ----------------------------------------------------------------------------------


class _Loop:
    """Writes the function. One that may write into what it is given is called with copies. `known` are the
    dimensions of the results, where they are known before there is one."""

    def __init__(
        self,
        shape: MappedOf,
        given: list[Given],
        result: Shape,
        known: list[list[str]] | None,
        *,
        writes: bool,
    ) -> None:
        self.shape, self.given, self.result, self.known = shape, given, result, known
        self.copies = writes
        self.text = Text([g.name for g in given])
        self.function = self.text.name("function")
        self.count = self.text.name("count")
        self.index = self.text.name("k")
        self.types = leaf_types(result)
        self.axes = _out_axes(result, shape.out_axes)
        self.outs = [self.text.name(f"out{suffix}") for suffix in leaf_suffixes(result)]
        self.places = _places(result)

    def written(self) -> Any:
        mapped = [leaf for g in self.given for leaf in _mapped(g.name, g.shape, g.axes)]
        if not mapped:
            message = "vmap has no argument to map over: in_axes is None for all that are arrays"
            raise RefusalError(message, "Give an axis for one of them.")
        self._sizes(mapped)
        first = self._first()
        self._loop(first)
        self.text.add(0, f"return {self._packed()}")
        name = f"{words(self.shape.function)}_vmap"
        parameters = [self.function, *(g.name for g in self.given)]
        return self.text.function(name, parameters, f"vmap of {words(self.shape.function)}")

    def _sizes(self, mapped: list[tuple[str, int]]) -> None:
        (name, axis), *others = mapped
        self.text.add(0, f"{self.count} = {name}.shape[{axis}]")
        for other, place in others:
            message = (
                f"vmap got inconsistent sizes for array axes to be mapped: axis {axis} of {name} has size "
                f"{{{self.count}}}, and axis {place} of {other} has size {{{other}.shape[{place}]}}"
            )
            self.text.add(0, f"if {other}.shape[{place}] != {self.count}:")
            self.text.add(1, f'raise ValueError(f"{message}")')

    def _first(self) -> str | None:
        """The result of the first element, where it is needed for its shape."""
        first = None
        if any(kinds.is_array(t) for t in self.types) and self.known is None:
            first = self.text.name("first")
            self.text.add(0, f"if {self.count} == 0:", f'    raise ValueError("{EMPTY}")')
            self.text.add(0, f"{first} = {self._call('0')}")
        for i, (out, type_) in enumerate(zip(self.outs, self.types, strict=True)):
            dims = self._dimensions(first, i)
            dims.insert(self.axes[i], self.count)
            self.text.add(0, f"{out} = {empty(dims, kinds.element(type_))}")
            if first is not None:
                self.text.add(0, f"{self._slot(i, '0')} = {first}{self.places[i]}")
        return first

    def _dimensions(self, first: str | None, i: int) -> list[str]:
        if first is None:
            return list(self.known[i]) if self.known is not None else []
        return dimensions(f"{first}{self.places[i]}", kinds.rank(self.types[i]))

    def _loop(self, first: str | None) -> None:
        start = "" if first is None else "1, "
        self.text.add(0, f"for {self.index} in range({start}{self.count}):")
        call = self._call(self.index)
        if first is None and self.places == [""]:
            self.text.add(1, f"{self._slot(0, self.index)} = {call}")
            return
        result = self.text.name("result")
        self.text.add(1, f"{result} = {call}")
        for i, place in enumerate(self.places):
            if first is not None and kinds.is_array(self.types[i]):
                self.text.add(1, f"if {result}{place}.shape != {first}{place}.shape:")
                self.text.add(2, f'raise ValueError("{SHAPES}")')
            self.text.add(1, f"{self._slot(i, self.index)} = {result}{place}")

    def _slot(self, i: int, index: str) -> str:
        return f"{self.outs[i]}[{':, ' * self.axes[i]}{index}]"

    def _call(self, index: str) -> str:
        parts = []
        for g in self.given:
            value = self._element(g.name, g.shape, g.axes, index)
            parts.append(f"{g.name}={value}" if g.by_keyword else value)
        return f"{self.function}({', '.join(parts)})"

    def _element(self, name: str, shape: Shape, axes: Axes, index: str) -> str:
        if isinstance(shape, TupleOf) and (axes is not None or self.copies):
            parts = [self._element(*part, index) for part in _parts(name, shape, axes)]
            return self.text.tuple(parts, shape.constructor)
        axis = _axis(name, shape, axes)
        if axis is None:
            return copied(name, shape, self.text) if self.copies else name
        element = f"{name}[{':, ' * axis}{index}]"
        return f"{element}.copy()" if self.copies and kinds.rank(leaf_types(shape)[0]) > 1 else element

    def _packed(self) -> str:
        outs = iter(self.outs)

        def packed(shape: Shape) -> str:
            if isinstance(shape, TupleOf):
                return self.text.tuple([packed(e) for e in shape.elements], shape.constructor)
            return next(outs) if isinstance(shape, Leaf) else "None"

        return packed(self.result)


def _places(result: Shape) -> list[str]:
    """How each leaf of a result is reached."""
    if isinstance(result, TupleOf):
        return [f"[{i}]{place}" for i, element in enumerate(result.elements) for place in _places(element)]
    return [""] * isinstance(result, Leaf)


def _out_axes(result: Shape, axes: Axes) -> list[int]:
    """The axis of each leaf of the results, counted from the first."""
    match result:
        case TupleOf(elements=elements):
            if isinstance(axes, tuple) and len(axes) != len(elements):
                message = f"vmap out_axes has {len(axes)} entries for {describe_shape(result)}"
                raise RefusalError(message, "Give an entry for each part, or one for all of them.")
            each = axes if isinstance(axes, tuple) else (axes,) * len(elements)
            return [a for e, axis in zip(elements, each, strict=True) for a in _out_axes(e, axis)]
        case Leaf(type=type_):
            rank = kinds.rank(type_) + 1
            if not isinstance(axes, int) or not -rank <= axes < rank:
                message = f"vmap out_axes is {axes} for a result that is {describe_shape(result)}"
                raise RefusalError(message, f"Give a number from {-rank} to {rank - 1} for it.")
            return [axes % rank]
    if result == NOTHING:
        return []
    message = f"vmap maps a function that returns {describe_shape(result)}"
    raise RefusalError(message, "Return numbers, arrays, or tuples of those.", ArgumentTypeError)


def _transform(frame: Frame, function: Shape) -> Shape:
    """A transform that was made outside as those that are made inside."""
    match function:
        case Object(value=value, path=path) if hasattr(value, "in_program"):
            return function if is_own(frame, value.primal) else transform_of(value, path).shape
    return function


def _known_dimensions(function: Shape, given: list[Given]) -> list[list[str]] | None:
    """Those of the results of a gradient: it has the shape of its argument."""
    match function:
        case DerivativeOf(kind="grad" | "value_and_grad" as kind, wrt=wrt, has_aux=False):
            by_name = {g.name: g for g in given}
            names = [g.name for g in given]
            chosen = [w if isinstance(w, str) else names[w] for w in wrt]
            known: list[list[str]] = [[]] if kind == "value_and_grad" else []
            for name in chosen:
                known += _leaf_dimensions(name, by_name[name].shape, by_name[name].axes)
            return known
    return None


def _leaf_dimensions(name: str, shape: Shape, axes: Axes) -> list[list[str]]:
    """The dimensions of an element of an argument, for each of its leaves that has a gradient."""
    if isinstance(shape, TupleOf):
        return [dims for part in _parts(name, shape, axes) for dims in _leaf_dimensions(*part)]
    if not isinstance(shape, Leaf):
        return []
    axis = _axis(name, shape, axes)
    dims = dimensions(name, kinds.rank(shape.type))
    return [dims[:axis] + dims[axis + 1 :] if axis is not None else dims]
