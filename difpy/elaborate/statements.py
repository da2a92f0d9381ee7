"""Statements: from gast to the program's, in the order of execution."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Sequence
from typing import Any

import gast

from difpy import kinds
from difpy.elaborate import iteration
from difpy.elaborate.array_methods import EFFECTS as ARRAY_EFFECTS
from difpy.elaborate.binding import assign_invocation, assign_value
from difpy.elaborate.calls import Invocation, call
from difpy.elaborate.checkpointed_loops import CHECKPOINTED, run_checkpointed
from difpy.elaborate.closures import exported
from difpy.elaborate.code import Node
from difpy.elaborate.draw_calls import bind_draw
from difpy.elaborate.expressions import (
    BINARY,
    arguments_of,
    call_or_value,
    condition,
    default_parts,
    evaluate,
    indices_of,
)
from difpy.elaborate.frame import Frame
from difpy.elaborate.lattice import JoinError
from difpy.elaborate.lists import extend, list_effect, pop
from difpy.elaborate.operators import binary, negated
from difpy.elaborate.shapes import NOTHING, Leaf, ListOf, LocalFunction, Object, leaf_types
from difpy.elaborate.stores import fill, sort, store, update_in_place
from difpy.elaborate.structures import as_argument
from difpy.elaborate.subscripts import subscript
from difpy.elaborate.values import Value, convert_leaves, element_shape, truth
from difpy.elaborate.world import NotYetKnownError
from difpy.program import Break, Expression, If, Name, Raise, Return, While


def run_block(frame: Frame, nodes: Sequence[Node]) -> None:
    """Interpret statements one after the other, as far as they are reached."""
    for node in nodes:
        if frame.environment is None:
            return
        run(frame, node)


def run(frame: Frame, node: Node) -> None:
    """Interpret a statement; one whose types are not known yet is left for a later round."""
    outer, frame.at = frame.at, frame.position(node)
    handler = HANDLERS.get(type(node))
    if handler is None:
        raise frame.refuse(node, "this kind of statement is not in the language", "Write it in another way.")
    try:
        handler(frame, node)
    except NotYetKnownError:
        frame.uncertain = True
        frame.world.unknown.append(frame.position(node))
        _bind_unknown(frame, node)
    finally:
        frame.at = outer


def _bind_unknown(frame: Frame, node: Node) -> None:
    targets = node.targets if isinstance(node, gast.Assign) else []
    for target in targets:
        for name in target.elts if isinstance(target, gast.Tuple) else [target]:
            if isinstance(name, gast.Name):
                frame.define(name.id, name, None)


# --- assignment --------------------------------------------------------------------------------


def _assign(frame: Frame, node: Node) -> None:
    (target,) = node.targets
    if getattr(node, "is_kept_for_call", False):
        _keep(frame, target, node)
        return
    if not isinstance(node.value, gast.Call):
        assign_value(frame, target, evaluate(frame, node.value))
        return
    if _is_pop(frame, node.value):
        _assign_popped(frame, target, node.value)
        return
    result = call_or_value(frame, node.value)
    if isinstance(result, Invocation):
        assign_invocation(frame, target, result, node)
    else:
        assign_value(frame, target, result)
        if isinstance(target, gast.Name):
            bind_draw(frame, target.id)


def _keep(frame: Frame, target: Node, node: Node) -> None:
    """A part of an expression that is put back if the call that follows turns out to leave it alone."""
    assign_value(frame, target, evaluate(frame, node.value))
    if frame.world.final and frame.environment is not None:
        (definition,) = frame.environment[target.id]
        frame.instance.kept.update(frame.leaf_names(definition.root))


def _is_pop(frame: Frame, node: Node) -> bool:
    if not isinstance(node.func, gast.Attribute) or node.func.attr != "pop":
        return False
    return isinstance(evaluate(frame, node.func.value).shape, ListOf)


def _assign_popped(frame: Frame, target: Node, node: Node) -> None:
    base = evaluate(frame, node.func.value)
    arguments, _ = arguments_of(frame, node)
    if base.shape.cell.element is None:  # type: ignore[union-attr]  # _is_pop has looked
        raise NotYetKnownError
    shape = element_shape(base)
    if isinstance(target, gast.Name):
        root = frame.define(target.id, target, shape)
        if root.shape == shape:
            pop(frame, base, arguments, frame.leaf_names(root), node)
            frame.note_bound(target.id)
            return
    names = tuple(frame.new_name("popped") for _ in leaf_types(shape))
    pop(frame, base, arguments, names, node)
    leaves = tuple(Name(n, type=t, at=frame.at) for n, t in zip(names, leaf_types(shape), strict=True))
    assign_value(frame, target, Value(shape, leaves))


def _aug_assign(frame: Frame, node: Node) -> None:
    op = BINARY[type(node.op)]
    target = node.target
    if isinstance(target, gast.Name):
        _update_name(frame, target, op, evaluate(frame, node.value))
    elif isinstance(target, gast.Subscript):
        _update_element(frame, target, op, evaluate(frame, node.value), node)
    else:
        raise frame.refuse(
            node, "an attribute of an object is changed", "Return the new value instead.", never=True
        )


def _update_name(frame: Frame, target: Node, op: str, value: Value) -> None:
    old = frame.read(target.id, target)
    if isinstance(old.shape, ListOf) and op == "+":
        extend(frame, old, value, target)
    elif isinstance(old.shape, Leaf) and kinds.is_array(old.type):
        update_in_place(frame, old, op, value, target)
    else:
        frame.bind(target.id, target, binary(frame, op, old, value, target))


def _update_element(frame: Frame, target: Node, op: str, value: Value, node: Node) -> None:
    base = evaluate(frame, target.value)
    if isinstance(base.shape, ListOf) and isinstance(base.shape.cell.element, ListOf) and op == "+":
        extend(frame, subscript(frame, base, indices_of(frame, target.slice), node), value, node)
        return
    store(frame, target, value, op)


# --- effects -----------------------------------------------------------------------------------


def _expression(frame: Frame, node: Node) -> None:
    if not isinstance(node.value, gast.Call):
        evaluate(frame, node.value)
        return
    called = node.value
    if isinstance(called.func, gast.Attribute):
        base = evaluate(frame, called.func.value)
        if isinstance(base.shape, ListOf):
            list_effect(frame, base, called.func.attr, arguments_of(frame, called)[0], called)
            return
        if isinstance(base.shape, Leaf) and kinds.is_array(base.type) and called.func.attr in ARRAY_EFFECTS:
            _array_effect(frame, base, called)
            return
    result = call_or_value(frame, called)
    if isinstance(result, Invocation):
        assign_invocation(frame, None, result, node)


def _array_effect(frame: Frame, base: Value, called: Node) -> None:
    arguments, keywords = arguments_of(frame, called)
    if called.func.attr == "fill" and len(arguments) == 1:
        fill(frame, base, arguments[0], called)
    elif not arguments and not keywords and base.type.ndim == 1:
        sort(frame, base, called)
    else:
        raise frame.refuse(called, "this sorts along an axis", "Write `x[:] = np.sort(x, axis=...)`.")


def _raise(frame: Frame, node: Node) -> None:
    cause = node.cause
    if node.exc is None or not (cause is None or (isinstance(cause, gast.Constant) and cause.value is None)):
        raise frame.refuse(node, "an exception is raised again, or from another", "Raise a new exception.")
    is_call = isinstance(node.exc, gast.Call)
    raised = evaluate(frame, node.exc.func if is_call else node.exc)
    name = getattr(raised.shape.value, "__name__", "") if isinstance(raised.shape, Object) else ""
    if not isinstance(raised.shape, Object) or getattr(builtins, name, None) is not raised.shape.value:
        raise frame.refuse(node, "this exception is not one of Python's own", "Raise a ValueError.")
    arguments = arguments_of(frame, node.exc)[0] if is_call else []
    try:
        expressions: tuple[Expression, ...] = tuple(as_argument(a, frame.at) for a in arguments)
    except ValueError:
        raise frame.refuse(node, "the exception carries a function", "Carry texts and numbers.") from None
    frame.emit(Raise(name, expressions, at=frame.at))
    frame.environment = None


# --- control flow ------------------------------------------------------------------------------


def _if(frame: Frame, node: Node) -> None:
    tested = condition(frame, node.test)
    if tested.is_known:
        run_block(frame, node.body if tested.known else node.orelse)
        return
    before = frame.snapshot()
    with frame.captured_block() as then:
        run_block(frame, node.body)
    after_then, frame.environment = frame.environment, before
    with frame.captured_block() as otherwise:
        run_block(frame, node.orelse)
    frame.environment = frame.merge_environments(after_then, frame.environment)
    if then:
        frame.emit(If(tested.expression, tuple(then), tuple(otherwise), at=frame.at))
    elif otherwise:
        test = negated(tested, frame, node.test).expression
        frame.emit(If(test, tuple(otherwise), at=frame.at))


def _while(frame: Frame, node: Node) -> None:
    with iteration.loop(frame, node) as exits:
        with frame.captured_block() as before_test:
            tested = condition(frame, node.test)
        if tested.is_known and not tested.known:
            exits.leave()
            return
        exits.may_leave = not tested.is_known
        exits.leave()
        with frame.captured_block() as body:
            run_block(frame, node.body)
    test = tested.expression
    if before_test:
        leave = If(negated(tested, frame, node.test).expression, (Break(at=frame.at),), at=frame.at)
        body = [*before_test, leave, *body]
        test = truth(True, frame.at)
    frame.emit(While(test, tuple(body), at=frame.at))


def _for(frame: Frame, node: Node) -> None:
    steps = checkpointed_range(frame, node.iter)
    if steps is not None:
        run_checkpointed(frame, node, *steps, call)
    else:
        iteration.run_for(frame, node, run_block)


def checkpointed_range(frame: Frame, node: Node) -> tuple[Value, Value | None] | None:
    """The range and the number of snapshots of `difpy.checkpointed(range(n), snapshots=k)`."""
    if not isinstance(node, gast.Call) or evaluate(frame, node.func).shape != CHECKPOINTED:
        return None
    (steps,), keywords = arguments_of(frame, node)
    return steps, keywords.get("snapshots")


def _break(frame: Frame, node: Node) -> None:
    if frame.environment is not None:
        frame.breaks[-1].append(frame.environment)
    frame.emit(Break(at=frame.at))
    frame.environment = None


def _return(frame: Frame, node: Node) -> None:
    value = Value(NOTHING) if node.value is None else evaluate(frame, node.value)
    if frame.environment is None:
        return
    value = exported(frame, value, node)
    instance = frame.instance
    try:
        result = frame.world.lattice.join(instance.result, value.shape)
    except JoinError as error:
        words = f"what `{frame.code.name}` returns is {error}"
        raise frame.refuse(node, words, "Return one kind of value on every path.") from None
    if result != instance.result:
        instance.result = result
        frame.world.change()
    assert result is not None
    frame.emit(Return(convert_leaves(value, result), at=frame.at))


def _function(frame: Frame, node: Node) -> None:
    if node.decorator_list:
        raise frame.refuse(node, "a nested function has a decorator", "Define it without.")
    defaults = default_parts(frame, node.args)
    code = frame.code.nested(node)
    shape = LocalFunction(code, frame.instance, tuple((name, v.shape) for name, v in defaults.items()))
    frame.bind(node.name, node, Value(shape, tuple(e for v in defaults.values() for e in v.leaves)))


def _pass(frame: Frame, node: Node) -> None:
    """Nothing."""


HANDLERS: dict[type, Callable[[Frame, Any], None]] = {
    gast.Assign: _assign,
    gast.AugAssign: _aug_assign,
    gast.Break: _break,
    gast.Expr: _expression,
    gast.For: _for,
    gast.FunctionDef: _function,
    gast.If: _if,
    gast.Pass: _pass,
    gast.Raise: _raise,
    gast.Return: _return,
    gast.While: _while,
}
