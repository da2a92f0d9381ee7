"""A function specialised to the arguments of a derivative, and what comes of the derivative's call."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

from numba.core import types

from difpy import kinds
from difpy.derived import Derived, External, Pending, component, program_call
from difpy.elaborate import captures
from difpy.elaborate.code import Node
from difpy.elaborate.frame import Frame
from difpy.elaborate.primitives import canonical_name
from difpy.elaborate.registered import is_custom
from difpy.elaborate.shapes import (
    NOTHING,
    ClosureOf,
    DerivativeOf,
    Leaf,
    ListOf,
    LocalFunction,
    Object,
    PartialOf,
    Path,
    Shape,
    TransformOf,
    TupleOf,
    describe_shape,
    leaf_types,
)
from difpy.elaborate.values import Value, convert, data, tuple_of
from difpy.elaborate.world import Instance, NotYetKnownError
from difpy.frontend import unwrap
from difpy.frontend.made import defined, identifier
from difpy.program import Expression

Invoke: TypeAlias = Callable[..., Any]
"""`calls.call`: a value, or an invocation of a function of the program."""
Values: TypeAlias = Sequence[Value]


@dataclass(frozen=True)
class Called:
    """A function specialised to arguments: what its program will be, and where its parameters are."""

    of: Pending | External
    arguments: tuple[Expression, ...]
    places: dict[str, tuple[int, ...]]
    shapes: dict[str, Shape]
    result: Shape
    writes: bool = False
    """Whether it changes arrays or lists."""


def results_of(
    frame: Frame, derived: Derived, arguments: tuple[Expression, ...], node: Node
) -> tuple[Expression, ...]:
    """The results of the call: itself if there is one, else variables."""
    if frame.guards:
        words = "this derivative is taken only on some paths through the expression"
        raise frame.refuse(node, words, "Take it in a statement of its own, under an `if`.")
    at = frame.position(node)
    call = program_call(derived, arguments, at)
    count = len(derived.results)
    if count == 1:
        return (call,)
    return tuple(frame.temporary(f"{derived.of.name}_part", component(call, k)) for k in range(count))


def specialised(
    frame: Frame,
    function: Value,
    arguments: Values,
    keywords: Mapping[str, Value],
    names: Sequence[str],
    node: Node,
    invoke: Invoke,
    *,
    is_pure: bool = False,
) -> Called:
    """The function for these arguments; `names` are those of its parameters, of a primitive made-up ones.

    `is_pure`: it is run in place of a call, so it may not write into its arguments.
    """
    if _is_program(function.shape):
        invocation = invoke(frame, function, arguments, keywords, node)
    else:
        given = [*arguments, *keywords.values()]
        names = [*names[: len(arguments)], *keywords]
        wrapper = Value(Object(_applied(words(function.shape), tuple(names), len(arguments)), None))
        invocation = invoke(frame, wrapper, [function, *given], {}, node)
    instance: Instance = invocation.instance
    if instance.result is None:
        raise NotYetKnownError
    places: dict[str, tuple[int, ...]] = {}
    start = 0
    for name, shape in instance.parameters:
        own = leaf_types(shape)
        places[name] = tuple(start + i for i, t in enumerate(own) if kinds.is_differentiable(t))
        start += len(own)
    parameters = tuple(e.type for e in invocation.arguments)
    of = Pending(
        instance, frame.position(node), instance.code.name, parameters, leaf_types(instance.result), is_pure
    )
    shapes = dict(instance.parameters)
    return Called(of, invocation.arguments, places, shapes, instance.result, instance.writes)


@dataclass(frozen=True)
class Differentiated:
    """A function specialised to arguments by name, and the names of those that it is differentiated by."""

    called: Called
    given: dict[str, Value]
    by_keyword: tuple[str, ...]
    wrt: list[str]


def differentiated(
    frame: Frame,
    callee: Value,
    arguments: Values,
    keywords: Mapping[str, Value],
    node: Node,
    invoke: Invoke,
    prepared: Callable[[str, Value], Value],
) -> Differentiated:
    """The function of a derivative for the arguments of its call; `prepared` gives those of interest as they
    are differentiated, or refuses them."""
    shape = callee.shape
    assert isinstance(shape, DerivativeOf)
    (function,) = callee.parts
    names = parameters_of(frame, function.shape, len(arguments), node)
    given = {**dict(zip(names, arguments, strict=False)), **keywords}
    wrt = [named(frame, argnum, names, node) for argnum in shape.wrt]
    for name in wrt:
        if name not in given:
            raise frame.refuse(node, f"nothing is given for `{name}`", "Pass it.", never=True)
        given[name] = prepared(name, given[name])
    by_position = [given[name] for name in names[: len(arguments)]]
    by_name = {name: given[name] for name in keywords}
    called = specialised(frame, function, by_position, by_name, names, node, invoke)
    return Differentiated(called, given, tuple(keywords), wrt)


def _is_program(shape: Shape) -> bool:
    """Whether a call of the function is one of a function of the program, and not of a primitive."""
    match shape:
        case LocalFunction() | ClosureOf():
            return True
        case PartialOf(function=function):
            return _is_program(function)
        case Object(value=value):
            if is_gradient(value) or is_custom(value):
                return False
            plain = captures.static_shape(unwrap(value).function, None)
            return isinstance(plain, Object)
    return False


def is_gradient(value: Any) -> bool:
    """Whether this is what a transform of difpy returned."""
    return hasattr(value, "primal") and type(value).__module__.partition(".")[0] == "difpy"


def is_own(frame: Frame, function: Any) -> bool:
    """Whether this is the function being read: inside its own body, the name of a function with a rule, or of
    a gradient, means the function as it is written."""
    if is_gradient(function) or canonical_name(function) is not None:
        return False
    return unwrap(function).function is frame.code.function


def transform_of(transform: Any, path: Path | None) -> Value:
    """What `difpy.grad(primal, ...)` returned, as a value of the program."""
    step = None if path is None else (*path, ("attribute", "primal"))
    primal = captures.static_shape(transform.primal, step)
    assert primal is not None
    return Value(transform.in_program(primal))


def words(shape: Shape) -> str:
    """A name for the function that calls another."""
    match shape:
        case TransformOf(kind=kind, function=function):
            return f"{words(function)}_{kind}"
        case LocalFunction(code=code) | ClosureOf(code=code):
            return str(code.name)
        case PartialOf(function=function):
            return words(function)
        case Object(value=value):
            return identifier(str(getattr(value, "__name__", "function")))
    return getattr(shape, "name", "function").rpartition(".")[2]


@cache
def _applied(name: str, names: tuple[str, ...], by_position: int) -> Any:
    """A function that calls the one that it is given first."""
    first = "function"
    while first in names:
        first += "_"
    given = [*names[:by_position], *(f"{n}={n}" for n in names[by_position:])]
    text = f"def {name}({', '.join((first, *names))}):\n    return {first}({', '.join(given)})\n"
    return defined(text, name, f"call of {name}({', '.join(given)})")


# --- what comes of it ---


def shaped(frame: Frame, shape: Shape, bars: list[Expression], node: Node, tag: str) -> Value:
    """The cotangent of a value of this shape, from those of its parts that have one."""
    bars = list(bars)
    match shape:
        case Leaf(type=type_):
            return data(bars[0]) if kinds.is_differentiable(type_) else Value(NOTHING)
        case ListOf(cell=cell):
            own = frame.cell(node, tag)
            frame.world.lattice.widen(own, cell.element)
            return Value(ListOf(own), tuple(bars))
        case TupleOf(elements=elements, constructor=constructor):
            parts = []
            for i, element in enumerate(elements):
                count = sum(map(kinds.is_differentiable, leaf_types(element)))
                parts.append(shaped(frame, element, bars[:count], node, f"{tag} {i}"))
                del bars[:count]
            return tuple_of(tuple(parts), constructor)
    return Value(NOTHING)


def for_each(frame: Frame, called: Called, names: Sequence[str], bars: list[Expression], node: Node) -> Value:
    """A cotangent for each parameter."""
    values = []
    for k, name in enumerate(names):
        count = len(called.places[name])
        values.append(shaped(frame, called.shapes[name], bars[:count], node, f"cotangent {k}"))
        del bars[:count]
    return tuple_of(tuple(values))


def matched(frame: Frame, given: Value, shape: Shape, what: str, node: Node) -> list[Expression]:
    """The leaves of a tangent or cotangent for a value of a shape: one for each differentiable leaf."""
    match given.shape, shape:
        case _, Leaf(type=type_) if not kinds.is_differentiable(type_):
            return []
        case Leaf(type=have), Leaf(type=want) if _goes_for(have, want):
            return [convert(given.expression, want)]
        case TupleOf(elements=es), TupleOf(elements=fs) if len(es) == len(fs):
            pairs = zip(given.parts, fs, strict=True)
            return [e for part, f in pairs for e in matched(frame, part, f, what, node)]
        case ListOf(), ListOf():
            return list(given.leaves)
    words = f"{describe_shape(given.shape)} is given as a tangent or cotangent of {what}, "
    words += f"which is {describe_shape(shape)}"
    raise frame.refuse(node, words, "Give it the same structure.", never=True)


def _goes_for(have: Any, want: Any) -> bool:
    if kinds.is_array(want):
        return kinds.is_array(have) and (have.ndim, have.dtype) == (want.ndim, want.dtype)
    return kinds.is_scalar(have) and not kinds.is_complex(have)


# --- parameters --------------------------------------------------------------------------------


def parameters_of(frame: Frame, shape: Shape, count: int, node: Node) -> list[str]:
    """The names of the parameters that a caller gives values for."""
    match shape:
        case LocalFunction(code=code) | ClosureOf(code=code):
            return [name for name in code.parameters if name not in dict(getattr(shape, "captured", ()))]
        case PartialOf(function=function, arguments=given, keywords=keywords):
            bound = len(given)
            names = parameters_of(frame, function, bound + count, node)
            return [name for name in names[bound:] if name not in dict(keywords)]
        case TransformOf(function=function):
            return parameters_of(frame, function, count, node)
        case Object(value=value):
            unwrapped = unwrap(value)
            names = list(parameter_names_of(unwrapped.function))
            taken = {names[b.key] if isinstance(b.key, int) else b.key for b in unwrapped.bound}
            return [name for name in names if name not in taken]
    return [f"x_{i}" for i in range(count)]


def parameter_names_of(function: Any) -> tuple[str, ...]:
    """The names of the parameters of a Python function."""
    code = function.__code__
    return tuple(code.co_varnames[: code.co_argcount + code.co_kwonlyargcount])


def named(frame: Frame, argnum: Any, names: list[str], node: Node) -> str:
    if isinstance(argnum, str) and argnum in names:
        return argnum
    if isinstance(argnum, int) and -len(names) <= argnum < len(names):
        return names[argnum]
    words = f"argnums={argnum!r} is no parameter of ({', '.join(names)})"
    raise frame.refuse(node, words, "Name one of them.", never=True)


def promoted(frame: Frame, value: Value, node: Node) -> Value:
    """The argument with ints as floats; integer arrays and bools are refused, as `grad` refuses them."""
    match value.shape:
        case Leaf(type=type_) if kinds.is_differentiable(type_):
            return value
        case Leaf(type=type_) if kinds.is_integer(type_):
            return data(convert(value.expression, types.float64))
        case TupleOf(constructor=constructor):
            parts = tuple(promoted(frame, part, node) for part in value.parts)
            return tuple_of(parts, constructor)
        case ListOf(cell=cell) if cell.element is None:
            raise NotYetKnownError
        case ListOf(cell=cell) if kinds.is_differentiable(leaf_types(value.shape)[0]):
            return value
    words = f"it is taken with respect to {describe_shape(value.shape)}"
    raise frame.refuse(node, words, "Pass floats, or arrays of floats.", never=True)
