"""`difpy.jacfwd`, `jacrev`, `jacobian` and `hessian` of a function: loops over unit directions, written for
the ranks of its arguments and results.

def spread_jacfwd(function, x):
    value, _ = difpy.vjp(function, x)
    by_x = np.empty((value.shape[0], x.shape[0]))
    x_unit = np.zeros(x.shape[0])
    for i in range(x.shape[0]):
        x_unit[i] = 1.0
        _, dot = difpy.jvp(function, (x,), (x_unit,))
        x_unit[i] = 0.0
        by_x[:, i] = dot
    return by_x

They are elaborated as functions of the user's are, so they have derivatives as those have.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from difpy import kinds
from difpy.elaborate.code import Node
from difpy.elaborate.frame import Frame
from difpy.elaborate.shapes import DerivativeOf, Leaf, Object, Shape, TupleOf, describe_shape
from difpy.elaborate.specialised import Invoke, Values, differentiated, promoted, words
from difpy.elaborate.unit_loops import Derivatives, Varied
from difpy.elaborate.values import Value
from difpy.elaborate.written_functions import misuse
from difpy.errors import ArgumentTypeError
from difpy.program import Type

JACOBIANS = ("jacfwd", "jacrev", "jacobian", "hessian")


def jacobian_call(
    frame: Frame,
    callee: Value,
    arguments: Values,
    keywords: Mapping[str, Value],
    node: Node,
    invoke: Invoke,
) -> Any:
    """A call of the function that is written for these arguments."""
    shape = callee.shape
    assert isinstance(shape, DerivativeOf)
    (function,) = callee.parts
    of = differentiated(
        frame, callee, arguments, keywords, node, invoke, lambda name, v: _varied(frame, name, v, node)
    )
    given, result = of.given, of.called.result
    results = _results(frame, shape, result, node)
    is_single = not isinstance(result, TupleOf)
    wrt = [Varied(name, given[name].type) for name in of.wrt]
    made = Derivatives(shape, list(given), list(of.by_keyword), wrt, results, is_single=is_single).function()
    invocation = invoke(frame, Value(Object(made, None)), [function, *given.values()], {}, node)
    invocation.instance.copies_arguments = True
    return invocation


def _varied(frame: Frame, name: str, value: Value, node: Node) -> Value:
    """An argument of interest."""
    match value.shape:
        case Leaf(type=type_) if kinds.is_integer(type_):
            return promoted(frame, value, node)
        case Leaf(type=type_) if kinds.is_float(kinds.element(type_)):
            return value
    message = f"`{name}` is {describe_shape(value.shape)}: Jacobians and Hessians are with respect to floats "
    message += "and arrays of floats"
    raise misuse(frame, node, message, "Pass its floats as one array.", ArgumentTypeError)


def _results(frame: Frame, shape: DerivativeOf, result: Shape, node: Node) -> list[Type]:
    """The types of the results, floats and arrays."""
    if shape.kind == "hessian":
        if isinstance(result, Leaf) and kinds.is_float(result.type):
            return [result.type]
        message = "difpy.hessian needs a function that returns one real float; "
        advice = "Return a float on every path."
    else:
        parts = result.elements if isinstance(result, TupleOf) else (result,)
        leaves = [part.type for part in parts if isinstance(part, Leaf)]
        if len(leaves) == len(parts) and all(kinds.is_float(kinds.element(type_)) for type_ in leaves):
            return leaves
        message = "A Jacobian needs a function that returns a float, an array of floats or a tuple of those; "
        advice = "Return its floats as one array."
    message += f"`{words(shape.function)}` returns {describe_shape(result)}"
    raise misuse(frame, node, message, advice, ArgumentTypeError)
