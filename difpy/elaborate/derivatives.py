"""Derivatives that a program takes: `difpy.grad(energy)(x)` and its like inside of a function.

The function is specialised as if it were called; the call then is one of a program of its own, which
becomes text when the derivatives of the whole program have been taken (`linking.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from difpy import kinds
from difpy.derived import Derived, Tangent, tangents_alone
from difpy.elaborate.closures import exported
from difpy.elaborate.code import Node
from difpy.elaborate.frame import Frame
from difpy.elaborate.jacobians import JACOBIANS
from difpy.elaborate.mapped import vmap_of
from difpy.elaborate.shapes import (
    NOTHING,
    DerivativeOf,
    Leaf,
    PullbackOf,
    Shape,
    Text,
    TupleOf,
    describe_shape,
)
from difpy.elaborate.specialised import (
    Called,
    Invoke,
    Values,
    differentiated,
    for_each,
    matched,
    parameters_of,
    promoted,
    results_of,
    shaped,
    specialised,
)
from difpy.elaborate.values import Value, tuple_of
from difpy.program import Call, Constant, Expression, Unary

OPTIONS = frozenset({"jit", "checks", "fastmath", "vector_math"})
"""How a transform runs what it compiles: inside of a program, that is said where the program is run."""


def transform_call(
    frame: Frame, name: str, arguments: Values, keywords: Mapping[str, Value], node: Node, invoke: Invoke
) -> Value:
    """`difpy.grad(...)`, or another transform."""
    kind = name.partition(".")[2]
    given = {key: value for key, value in keywords.items() if key not in OPTIONS}
    if kind == "checkpoint" and len(arguments) == 1 and not given:
        (function,) = arguments
        return Value(DerivativeOf(function.shape, kind, (), False), function.leaves)
    if kind == "vmap":
        return vmap_of(frame, arguments, given, node)
    if kind in ("grad", "value_and_grad", *JACOBIANS):
        return _transform(frame, kind, arguments, given, node)
    if given or not arguments:
        words = f"`{name}` takes a function and values by position here"
        raise frame.refuse(node, words, "Write them in the order of its parameters.")
    if kind == "cotangents":
        function, primals, seeds = arguments
        return _cotangents(frame, function, primals.parts, seeds, node, invoke)
    if kind == "vjp":
        return _vjp(frame, arguments, node, invoke)
    return _along(frame, kind, arguments, node, invoke)


def _transform(
    frame: Frame, kind: str, arguments: Values, keywords: Mapping[str, Value], node: Node
) -> Value:
    given = dict(zip(("fun", "argnums"), arguments, strict=False)) | dict(keywords)
    function = given.pop("fun", None)
    argnums = _argnums(frame, given.pop("argnums", None), node)
    has_aux = kind not in JACOBIANS and _flag(frame, given.pop("has_aux", None), node)
    if function is None or given or len(arguments) > 2:
        words = f"`difpy.{kind}` takes a function and argnums{' and has_aux' * (kind not in JACOBIANS)} here"
        raise frame.refuse(node, words, f"Write `difpy.{kind}(function, argnums)(x, ...)`.")
    is_tuple = isinstance(argnums, tuple)
    chosen = argnums if isinstance(argnums, tuple) else (argnums,)
    return Value(DerivativeOf(function.shape, kind, chosen, is_tuple, has_aux), function.leaves)


def _argnums(frame: Frame, value: Value | None, node: Node) -> Any:
    match value:
        case None:
            return 0
        case Value(shape=Text(value=name)):
            return name
        case Value(shape=TupleOf()):
            return tuple(_argnums(frame, part, node) for part in value.parts)
        case Value(leaves=(Constant(value=int(number)),)):
            return number
        case Value(leaves=(Unary(op="-", operand=Constant(value=int(number))),)):
            return -number
    raise frame.refuse(
        node, "what `argnums` is must be known", "Write a number, a name, or a tuple of those."
    )


def _flag(frame: Frame, value: Value | None, node: Node) -> bool:
    match value:
        case None:
            return False
        case Value(leaves=(Constant(value=bool(flag)),)):
            return flag
    raise frame.refuse(node, "what `has_aux` is must be known", "Write True or False.")


# --- calls of derivatives ----------------------------------------------------------------------


def derivative_call(
    frame: Frame,
    callee: Value,
    arguments: Values,
    keywords: Mapping[str, Value],
    node: Node,
    invoke: Invoke,
) -> Value:
    """`difpy.grad(function)(*arguments, **keywords)`."""
    shape = callee.shape
    assert isinstance(shape, DerivativeOf)
    (function,) = callee.parts
    if shape.kind == "checkpoint":
        names = parameters_of(frame, function.shape, len(arguments), node)
        called = specialised(frame, function, arguments, keywords, names, node, invoke, is_pure=True)
        derived = Derived(called.of, role="call")
        return Value(called.result, results_of(frame, derived, called.arguments, node))
    of = differentiated(
        frame, callee, arguments, keywords, node, invoke, lambda _, v: promoted(frame, v, node)
    )
    called, chosen = of.called, of.wrt
    _check_result(frame, shape, called.result, node)
    wrt = tuple(i for name in chosen for i in called.places[name])
    with_results = shape.has_aux or shape.kind == "value_and_grad"
    derived = Derived(called.of, wrt, (0,), with_results)
    one = Constant(1.0, type=called.of.results[0], at=frame.position(node))
    results = results_of(frame, derived, (*called.arguments, one), node)
    count = len(called.of.results) if with_results else 0
    value = Value(called.result, results[:count]) if with_results else None
    gradient = _gradient(frame, shape, called, chosen, list(results[count:]), node)
    return _packed(shape, value, gradient)


def _packed(shape: DerivativeOf, value: Value | None, gradient: Value) -> Value:
    """As the transform returns it: the gradient, with aux or the value where they are asked for."""
    if value is None:
        return gradient
    if shape.kind == "value_and_grad":
        return tuple_of((value, gradient))
    return tuple_of((gradient, value.parts[1]))


def _gradient(
    frame: Frame, shape: DerivativeOf, called: Called, chosen: list[str], bars: list[Expression], node: Node
) -> Value:
    values = []
    for k, name in enumerate(chosen):
        count = len(called.places[name])
        values.append(shaped(frame, called.shapes[name], bars[:count], node, f"gradient {k}"))
        del bars[:count]
    return tuple_of(tuple(values)) if shape.is_tuple else values[0]


def _check_result(frame: Frame, shape: DerivativeOf, result: Shape, node: Node) -> None:
    """`grad` wants one real float out."""
    wanted = "one real float"
    if shape.has_aux:
        wanted = "a pair of a real float and aux"
        first = result.elements[0] if isinstance(result, TupleOf) and len(result.elements) == 2 else NOTHING
    else:
        first = result
    if not (isinstance(first, Leaf) and kinds.is_float(first.type)):
        words = (
            f"difpy.{shape.kind} needs a function that returns {wanted}; it returns {describe_shape(result)}"
        )
        raise frame.refuse(node, words, "Return a float on every path.")


# --- vjp, jvp and hvp --------------------------------------------------------------------------


def _own(frame: Frame, value: Value) -> Value:
    """The value as it is now, in variables and memory of its own."""

    def kept(e: Expression) -> Expression:
        if isinstance(e, Constant):
            return e
        copied = Call(".copy", (e,), type=kinds.fresh(e.type), at=e.at) if kinds.is_array(e.type) else e
        return frame.temporary("primal", copied)

    return Value(value.shape, tuple(map(kept, value.leaves)))


def _vjp(frame: Frame, arguments: Values, node: Node, invoke: Invoke) -> Value:
    """The value, and a pullback that holds the arguments as they are now."""
    function, *primals = arguments
    function = _own(frame, exported(frame, function, node))
    own = [_own(frame, primal) for primal in primals]
    names = parameters_of(frame, function.shape, len(primals), node)
    called = specialised(frame, function, own, {}, names, node, invoke)
    value = results_of(frame, Derived(called.of), called.arguments, node)
    leaves = tuple(e for primal in (function, *own) for e in primal.leaves)
    pullback = Value(PullbackOf(function.shape, tuple(p.shape for p in own)), leaves)
    return tuple_of((Value(called.result, value), pullback))


def pullback_call(frame: Frame, callee: Value, arguments: Values, node: Node, invoke: Invoke) -> Value:
    """`pullback(cotangent)`: one cotangent for each primal."""
    function, *primals = callee.parts
    if len(arguments) != 1:
        raise frame.refuse(node, "a pullback takes one cotangent", "Pass it alone.", never=True)
    return _cotangents(frame, function, primals, arguments[0], node, invoke)


def _cotangents(
    frame: Frame, function: Value, primals: Values, seed: Value, node: Node, invoke: Invoke
) -> Value:
    names = parameters_of(frame, function.shape, len(primals), node)
    called = specialised(frame, function, primals, {}, names, node, invoke)
    seeds = matched(frame, seed, called.result, "the result", node)
    wrt = tuple(i for name in names[: len(primals)] for i in called.places[name])
    if not wrt:
        return tuple_of(tuple(Value(NOTHING) for _ in primals))
    bars = list(results_of(frame, Derived(called.of, wrt), (*called.arguments, *seeds), node))
    return for_each(frame, called, names[: len(primals)], bars, node)


def _along(frame: Frame, kind: str, arguments: Values, node: Node, invoke: Invoke) -> Value:
    """`difpy.jvp(function, primals, tangents)` and `difpy.hvp(function, primals, vectors)`."""
    if len(arguments) != 3 or not all(isinstance(a.shape, TupleOf) for a in arguments[1:]):
        words = f"`difpy.{kind}` takes a function and two tuples"
        raise frame.refuse(node, words, f"Write `difpy.{kind}(function, (x,), (x_dot,))`.", never=True)
    function, primals, tangents = arguments
    if len(primals.parts) != len(tangents.parts):
        raise frame.refuse(node, "there is not one tangent for each primal", "Give as many.", never=True)
    names = parameters_of(frame, function.shape, len(primals.parts), node)
    given = list(primals.parts)
    if kind == "hvp":
        given = [
            promoted(frame, p, node) if _is_float(t) else p
            for p, t in zip(given, tangents.parts, strict=True)
        ]
    called = specialised(frame, function, given, {}, names, node, invoke)
    wrt: list[int] = []
    dots: list[Expression] = []
    for name, tangent in zip(names, tangents.parts, strict=False):
        if tangent.shape != NOTHING:
            wrt += called.places[name]
            dots += matched(frame, tangent, called.shapes[name], f"`{name}`", node)
    if kind == "jvp":
        return _jvp(frame, called, tuple(wrt), dots, node)
    return _hvp(frame, called, names[: len(given)], tuple(wrt), dots, node)


def _is_float(tangent: Value) -> bool:
    return tangent.shape != NOTHING


def _jvp(frame: Frame, called: Called, wrt: tuple[int, ...], dots: list[Expression], node: Node) -> Value:
    of = Tangent(called.of, wrt)
    results = list(results_of(frame, Derived(of), (*called.arguments, *dots), node))
    values, tangents = [], []
    for type_ in called.of.results:
        values.append(results.pop(0))
        if kinds.is_differentiable(type_):
            tangents.append(results.pop(0))
    return tuple_of(
        (Value(called.result, tuple(values)), shaped(frame, called.result, tangents, node, "dot"))
    )


def _hvp(
    frame: Frame,
    called: Called,
    names: Sequence[str],
    wrt: tuple[int, ...],
    dots: list[Expression],
    node: Node,
) -> Value:
    _check_result(frame, DerivativeOf(NOTHING, "hvp", (), False), called.result, node)
    everything = tuple(i for name in names for i in called.places[name])
    of = tangents_alone(called.of, wrt)
    one = Constant(1.0, type=called.of.results[0], at=frame.position(node))
    bars = list(results_of(frame, Derived(of, everything), (*called.arguments, *dots, one), node))
    return for_each(frame, called, names, bars, node)
