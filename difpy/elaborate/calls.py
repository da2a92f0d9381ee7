"""Calls: what is called, with which arguments, and how results come back."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import FunctionType, MethodType
from typing import Any

from numba.core import types

from difpy.elaborate import captures
from difpy.elaborate.closures import captured_values, exported
from difpy.elaborate.code import Code, Node
from difpy.elaborate.complex_functions import cmath_call
from difpy.elaborate.custom_rules import custom_call
from difpy.elaborate.derivatives import derivative_call, pullback_call, transform_call
from difpy.elaborate.draw_calls import draw_call
from difpy.elaborate.effectful import DRAWS, refusal_of_object
from difpy.elaborate.frame import Frame
from difpy.elaborate.jacobians import JACOBIANS, jacobian_call
from difpy.elaborate.joined_lists import join_list, joins_list
from difpy.elaborate.lattice import JoinError
from difpy.elaborate.mapped import mapped_call
from difpy.elaborate.math_of_sequences import sequence_handler
from difpy.elaborate.numpy_functions import numpy_call
from difpy.elaborate.operator_functions import operator_call
from difpy.elaborate.parameters import Arguments, Keywords, bind_arguments, number
from difpy.elaborate.python_functions import math_call, python_call
from difpy.elaborate.refused import name_in_module, refused
from difpy.elaborate.registered import is_custom, rule_of
from difpy.elaborate.selects import SELECT, select_call
from difpy.elaborate.shapes import (
    ChoiceOf,
    ClosureOf,
    ListOf,
    LocalFunction,
    Object,
    PartialOf,
    Path,
    Primitive,
    PullbackOf,
    Shape,
    TransformOf,
    TupleOf,
    describe_shape,
    leaf_types,
)
from difpy.elaborate.specialised import is_gradient, is_own, transform_of
from difpy.elaborate.splits import SPLITS, split_call
from difpy.elaborate.values import Value, convert_leaves, tuple_of
from difpy.elaborate.world import Instance, NotYetKnownError
from difpy.errors import DifferentiationError
from difpy.frontend import is_dispatcher, unwrap
from difpy.program import Block, Call, Compare, Constant, Expression, If, Invoke, Name, Statement

PROGRAM_FUNCTIONS = frozenset({"difpy.stop_gradient"})
TRANSFORMS = frozenset(
    f"difpy.{name}"
    for name in (
        "checkpoint", "cotangents", "grad", "hvp", "jvp", "value_and_grad", "vjp", "vmap", *JACOBIANS
    )
)  # fmt: skip
PYTHON_NAMES = {"np.divmod": "divmod"}
"""Functions of NumPy that are those of Python, of arrays too."""


@dataclass(frozen=True)
class Invocation:
    """A call of a function of the program, to be written as a statement."""

    instance: Instance
    arguments: tuple[Expression, ...]


def call(
    frame: Frame, callee: Value, arguments: Arguments, keywords: Keywords, node: Node
) -> Value | Invocation:
    """`callee(*arguments, **keywords)`: a value if a primitive is called."""
    match callee.shape:
        case Primitive(name=name):
            return primitive_call(frame, name, arguments, keywords, node)
        case Object():
            return _object_call(frame, callee.shape, arguments, keywords, node)
        case PartialOf(keywords=bound):
            function, *given = callee.parts
            count = len(given) - len(bound)
            named = {name: v for (name, _), v in zip(bound, given[count:], strict=True)}
            return call(frame, function, [*given[:count], *arguments], {**named, **keywords}, node)
        case LocalFunction(code=code):
            captured, siblings = captured_values(frame, code, node)
            return _invoke(frame, code, callee, captured, tuple(siblings.items()), arguments, keywords, node)
        case ClosureOf(code=code, captured=named_shapes, siblings=siblings):
            names = [name for name, _ in named_shapes]
            captured = dict(zip(names, callee.parts, strict=False))
            return _invoke(frame, code, callee, captured, siblings, arguments, keywords, node)
        case TransformOf(kind=kind):
            made = {"vmap": mapped_call, **dict.fromkeys(JACOBIANS, jacobian_call)}.get(kind, derivative_call)
            result: Value | Invocation = made(frame, callee, arguments, keywords, node, call)
            return result
        case PullbackOf() if not keywords:
            return pullback_call(frame, callee, arguments, node, call)
        case ChoiceOf():
            return _call_of_choice(frame, callee, arguments, keywords, node)
    raise frame.refuse(node, f"{describe_shape(callee.shape)} is called", "Call functions only.", never=True)


def _call_of_choice(
    frame: Frame, callee: Value, arguments: Arguments, keywords: Keywords, node: Node
) -> Value:
    """A call of one of several functions: an `if` with a call of each."""
    if frame.guards:
        raise conditional_call(frame, node)
    which, *options = callee.parts
    name = "chosen_value"
    results: list[Value] = []
    blocks: list[list[Statement]] = []
    for option in options:
        with frame.captured_block() as block:
            result = call(frame, option, arguments, keywords, node)
            results.append(invoked_value(frame, result, node) if isinstance(result, Invocation) else result)
        blocks.append(block)
    shape = _join_results(frame, results, node)
    wanted = leaf_types(shape)
    names = tuple(frame.new_name(name) for _ in wanted)
    for block, result in zip(blocks, results, strict=True):
        with frame.captured_block() as assignments:
            frame.store_leaves(names, wanted, convert_leaves(result, shape))
        block.extend(assignments)
    chain: Block = tuple(blocks[-1])
    for i in reversed(range(len(options) - 1)):
        both = (which.expression, Constant(i, type=types.int64, at=frame.at))
        test = Compare(("==",), both, type=types.boolean, at=frame.at)
        chain = (If(test, tuple(blocks[i]), chain, at=frame.at),)
    for statement in chain:
        frame.emit(statement)
    return Value(shape, tuple(Name(n, type=t, at=frame.at) for n, t in zip(names, wanted, strict=True)))


def _join_results(frame: Frame, results: Sequence[Value], node: Node) -> Shape:
    shape: Shape | None = None
    try:
        for result in results:
            shape = frame.world.lattice.join(shape, result.shape)
    except JoinError as error:
        raise frame.refuse(node, f"its result is {error}", "Return one kind of value from each.") from None
    assert shape is not None
    return shape


def primitive_call(  # noqa: C901  a case a module
    frame: Frame, name: str, arguments: Arguments, keywords: Keywords, node: Node
) -> Value:
    """A call of a function of NumPy, math, operator or Python."""
    name = PYTHON_NAMES.get(name, name)
    if name == SELECT:
        return select_call(frame, arguments, keywords, node)
    if name in SPLITS:
        return split_call(frame, name, arguments, keywords, node)
    if name.startswith("math."):
        handler = None if keywords else sequence_handler(name, len(arguments))
        if handler is not None:
            return handler(frame, arguments, node)
        return math_call(frame, name, arguments, keywords, node)
    if name.startswith("cmath."):
        return cmath_call(frame, name, arguments, keywords, node)
    if joins_list(name, arguments):
        return join_list(frame, name, arguments, keywords, node)
    if name.startswith("np."):
        called = draw_call if name in DRAWS else numpy_call
        return called(frame, name, arguments, keywords, node)
    if name.startswith("operator.") and not keywords:
        return operator_call(frame, name, arguments, node)
    if name in TRANSFORMS:
        return transform_call(frame, name, arguments, keywords, node, call)
    if name.startswith("difpy."):
        return _difpy_call(frame, name, arguments, node)
    return python_call(frame, name, arguments, keywords, node)


def _difpy_call(frame: Frame, name: str, arguments: Arguments, node: Node) -> Value:
    if name not in PROGRAM_FUNCTIONS or len(arguments) != 1:
        raise frame.refuse(node, f"`{name}` inside a function that is differentiated", "Call it outside.")
    (value,) = arguments
    at = frame.position(node)
    leaves = tuple(Call(name, (e,), type=e.type, at=at) for e in value.leaves)
    return Value(value.shape, leaves)


def _object_call(
    frame: Frame, callee: Object, arguments: Arguments, keywords: Keywords, node: Node
) -> Value | Invocation:
    value, path = callee.value, callee.path
    if isinstance(value, type) and issubclass(value, tuple) and hasattr(value, "_fields"):
        return _namedtuple(frame, value, arguments, keywords, node)
    if value is functools.partial:
        return partial_of(arguments, keywords)
    refusal = refusal_of_object(value) or refused(name_in_module(value))
    if refusal is not None:
        raise frame.refuse(node, refusal.why, refusal.instead, never=refusal.never)
    if isinstance(value, type):
        raise frame.refuse(node, f"objects of class `{value.__name__}` are made", "Use tuples and arrays.")
    if is_gradient(value) and not is_own(frame, value.primal):
        return _derivative_call(frame, value, path, arguments, keywords, node)
    rule = None if callee.is_bare else rule_of(value)
    if rule is not None and not is_own(frame, rule.fun):
        return custom_call(frame, rule, path, arguments, keywords, node, call)
    return _plain_call(frame, value, path, arguments, keywords, node)


def _plain_call(
    frame: Frame, value: Any, path: Path | None, arguments: Arguments, keywords: Keywords, node: Node
) -> Value | Invocation:
    """A call of a function as it is written."""
    if is_custom(value):
        if rule_of(value) is None:
            words = "it has no derivative rule yet"
            raise frame.refuse(node, words, "Call its `defvjp` or `defjvp` first.", never=True)
        value, path = value.fun, None if path is None else (*path, ("attribute", "fun"))
    if is_gradient(value):
        value = frame.code.function
    if isinstance(value, functools.partial | MethodType) or not isinstance(value, FunctionType):
        return _bound_call(frame, value, path, arguments, keywords, node)
    code = frame.world.code_of(value, path)
    return _invoke(frame, code, Value(Object(value, path)), {}, (), arguments, keywords, node)


def _derivative_call(
    frame: Frame, value: Any, path: Path | None, arguments: Arguments, keywords: Keywords, node: Node
) -> Value | Invocation:
    if not hasattr(value, "in_program"):
        words = "a pullback is called that was made outside"
        raise frame.refuse(node, words, "Call difpy.vjp there.", never=True)
    return call(frame, transform_of(value, path), arguments, keywords, node)


def _bound_call(
    frame: Frame, value: Any, path: Path | None, arguments: Arguments, keywords: Keywords, node: Node
) -> Value | Invocation:
    """A call of a bound method, a partial, a dispatcher or a callable object."""
    if not (isinstance(value, functools.partial | MethodType) or is_dispatcher(value) or callable(value)):
        raise frame.refuse(node, f"{value!r} is called", "Call functions only.", never=True)
    if not is_dispatcher(value) and not isinstance(value, functools.partial | MethodType):
        method = getattr(value, "__call__", None)  # noqa: B004  the method itself is needed
        if not isinstance(method, MethodType):
            name = getattr(value, "__qualname__", None) or getattr(value, "__name__", repr(value))
            words = f"`{name}` has no Python source and no derivative that difpy knows"
            raise frame.refuse(node, words, "Write it in Python.")
    unwrapped = unwrap(value)
    given: list[Value] = []
    named: dict[str, Value] = {}
    for bound in unwrapped.bound:
        where = None if path is None else (*path, *bound.path)
        lifted = captures.lift(
            frame, bound.value, where, ("bound", id(value), bound.key), _name_of(bound.key), node
        )
        if isinstance(bound.key, int):
            given.append(lifted)
        else:
            named[bound.key] = lifted
    code_path = None if path is None else (*path, *unwrapped.path)
    function = Value(
        captures.static_shape(unwrapped.function, code_path) or Object(unwrapped.function, code_path)
    )
    return call(frame, function, [*given, *arguments], {**named, **keywords}, node)


def _name_of(key: int | str) -> str:
    return key if isinstance(key, str) else f"bound_{key}"


def partial_of(arguments: Arguments, keywords: Keywords) -> Value:
    """`functools.partial(function, *arguments, **keywords)`."""
    function, *given = arguments
    values = [function, *given, *keywords.values()]
    named = tuple((name, v.shape) for name, v in keywords.items())
    shape = PartialOf(function.shape, tuple(v.shape for v in given), named)
    return Value(shape, tuple(e for v in values for e in v.leaves))


def _field_default(frame: Frame, constructor: Any, field: str, node: Node) -> Value:
    default = constructor._field_defaults[field]
    constant = number(default, frame.position(node))
    return constant or captures.lift(frame, default, None, ("field", constructor, field), field, node)


def _namedtuple(
    frame: Frame, constructor: Any, arguments: Arguments, keywords: Keywords, node: Node
) -> Value:
    fields = constructor._fields
    given = dict(zip(fields, arguments, strict=False)) | dict(keywords)
    for field in fields:
        if field not in given and field in constructor._field_defaults:
            given[field] = _field_default(frame, constructor, field, node)
    if set(given) != set(fields) or len(arguments) > len(fields):
        words = f"`{constructor.__name__}` has the fields {', '.join(fields)}"
        raise frame.refuse(node, words, "Give each of them once.", never=True)
    return tuple_of(tuple(given[field] for field in fields), constructor)


# --- functions of the program ------------------------------------------------------------------


def _invoke(
    frame: Frame,
    code: Code,
    callee: Value,
    captured: Mapping[str, Value],
    siblings: tuple[tuple[str, Code], ...],
    arguments: Arguments,
    keywords: Keywords,
    node: Node,
) -> Invocation:
    bound = bind_arguments(frame, code, callee, arguments, keywords, node)
    values = {name: exported(frame, value, node) for name, value in bound.items()}
    everything = {**values, **captured}
    shapes = [(name, value.shape) for name, value in everything.items()]
    instance = frame.world.instance(code, shapes, siblings, tuple(captured))
    frame.world.visit(instance)
    frame.instance.calls[id(instance)] = instance
    _learn_from(frame, instance, list(everything.values()), node)
    leaves = tuple(e for value in everything.values() for e in value.leaves)
    extra = []
    for key, capture in instance.captures.items():
        frame.use_capture(key, capture)
        name = frame.instance.capture_names.get(key, capture.name)
        extra.append(Name(name, type=capture.type, at=frame.position(node)))
    return Invocation(instance, (*leaves, *extra))


def _learn_from(frame: Frame, instance: Instance, values: list[Value], node: Node) -> None:
    """What the callee does to the lists it is given: which elements it puts in, whether it resizes them."""
    for (name, shape), value in zip(instance.parameters, values, strict=True):
        _learn(frame, instance, shape, value.shape, node, name)


def _learn(frame: Frame, instance: Instance, inside: Shape, outside: Shape, node: Node, name: str) -> None:
    match inside, outside:
        case ListOf(cell=mine), ListOf(cell=given):
            try:
                if mine.element != given.element and not isinstance(mine.element, ListOf):
                    frame.world.lattice.widen(given, mine.element)
            except JoinError as error:
                words = f"`{instance.code.name}` changes its argument `{name}`: an element is {error}"
                raise frame.refuse(node, words, "Make the elements one kind from the start.") from None
            if any(mine.root is cell.root for cell in instance.resized):
                frame.note_resize(given, node)
        case TupleOf(elements=es), TupleOf(elements=fs):
            for e, f in zip(es, fs, strict=True):
                _learn(frame, instance, e, f, node, name)


def result_shape(invocation: Invocation) -> Shape:
    """The shape of what a call returns."""
    if invocation.instance.result is None:
        raise NotYetKnownError
    return invocation.instance.result


def write_invocation(frame: Frame, invocation: Invocation, targets: tuple[str, ...]) -> None:
    """The call as a statement."""
    frame.emit(Invoke(targets, _label(invocation.instance), invocation.arguments, at=frame.at))
    if invocation.instance.writes:
        frame.note_write()
    if not invocation.instance.returns:
        frame.environment = None


def _label(instance: Instance) -> str:
    """Stands for the function's name until all names are known."""
    return f"<{id(instance)}>"


def conditional_call(frame: Frame, node: Node) -> DifferentiationError:
    """The refusal of a call that not every evaluation of its expression makes."""
    return frame.refuse(
        node,
        "this call happens only on some paths through the expression",
        "Put it into an `if` statement of its own.",
    )


def invoked_value(frame: Frame, invocation: Invocation, node: Node) -> Value:
    """The result of a call inside an expression, held in variables of its own."""
    shape = result_shape(invocation)
    if frame.guards:
        raise conditional_call(frame, node)
    wanted = leaf_types(shape)
    stem = f"{invocation.instance.code.name}_value"
    names = tuple(frame.new_name(stem) for _ in wanted)
    frame.variables.update(zip(names, wanted, strict=True))
    write_invocation(frame, invocation, names)
    at = frame.position(node)
    return Value(shape, tuple(Name(n, type=t, at=at) for n, t in zip(names, wanted, strict=True)))
