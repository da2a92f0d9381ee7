"""Lists: a list of tuples is one list for each of their elements, and what is done to it is done to each."""

from __future__ import annotations

from collections.abc import Sequence

from numba.core import types

from difpy import kinds
from difpy.elaborate.code import Node
from difpy.elaborate.frame import Frame
from difpy.elaborate.lattice import JoinError
from difpy.elaborate.operators import operand
from difpy.elaborate.python_functions import list_copy
from difpy.elaborate.refused import check_name
from difpy.elaborate.shapes import Leaf, ListOf, describe_shape, leaf_types
from difpy.elaborate.subscripts import integer_operand
from difpy.elaborate.values import Value, cell_of, convert_leaves, data, element_shape
from difpy.errors import DifferentiationError
from difpy.program import Call, Constant, Effect, Expression, Name

QUERIES = frozenset({"copy", "count", "index"})
EFFECTS = frozenset({"append", "clear", "extend", "insert", "pop", "reverse"})
COUNTS = {"append": 1, "clear": 0, "extend": 1, "insert": 2, "reverse": 0}


def list_query(frame: Frame, base: Value, name: str, arguments: Sequence[Value], node: Node) -> Value:
    """A method of a list that changes nothing."""
    at = frame.position(node)
    if name == "copy" and not arguments:
        return list_copy(base)
    is_plain = len(base.leaves) == 1 and kinds.is_scalar(base.leaves[0].type.dtype)
    if name in ("index", "count") and len(arguments) == 1 and is_plain:
        both = (base.leaves[0], operand(frame, arguments[0], node))
        return data(Call(f".{name}", both, type=types.int64, at=at))
    check_name(frame, f"list.{name}", node)
    if name in EFFECTS:
        raise frame.refuse(
            node, f"`{name}` changes the list inside an expression", "Make it a statement of its own."
        )
    raise _unknown(frame, name, node)


def _unknown(frame: Frame, name: str, node: Node) -> DifferentiationError:
    check_name(frame, f"list.{name}", node)
    words = f"lists' method `{name}` is not known to difpy"
    return frame.refuse(node, words, "Use append, pop, insert, extend.")


def list_effect(frame: Frame, base: Value, name: str, arguments: Sequence[Value], node: Node) -> None:
    """A method called for what it does to the list."""
    if name not in COUNTS or len(arguments) != COUNTS[name]:
        if name == "pop":
            _pop_into(frame, base, arguments, None, node)
            return
        raise _unknown(frame, name, node)
    if name != "reverse":
        frame.note_resize(cell_of(base), node)
    if name in ("append", "insert"):
        widen(frame, base, arguments[-1], node)
        columns = convert_leaves(arguments[-1], element_shape(base))
        first = tuple(integer_operand(frame, a, node) for a in arguments[:-1])
        _write(frame, base, name, [(*first, e) for e in columns])
    elif name == "extend":
        extend(frame, base, arguments[0], node)
    else:
        _write(frame, base, name, [()] * len(base.leaves))


def extend(frame: Frame, base: Value, other: Value, node: Node) -> None:
    """`xs.extend(other)`, which `xs += other` is too."""
    frame.note_resize(cell_of(base), node)
    if isinstance(other.shape, ListOf):
        widen(frame, base, Value(element_shape(other)), node)
        columns: tuple[Expression, ...] = other.leaves
    elif isinstance(other.shape, Leaf) and kinds.is_array(other.type) and other.type.ndim == 1:
        widen(frame, base, Value(Leaf(other.type.dtype)), node)
        columns = (Call("list", other.leaves, type=kinds.list_of(other.type.dtype), at=frame.position(node)),)
    else:
        for part in other.parts:
            list_effect(frame, base, "append", [part], node)
        return
    _write(frame, base, "extend", [(e,) for e in columns])


def widen(frame: Frame, base: Value, element: Value, node: Node) -> None:
    """The list gets an element of some shape."""
    try:
        frame.world.lattice.widen(cell_of(base), element.shape)
    except JoinError as error:
        words = f"an element of this list is {error}"
        raise frame.refuse(node, words, "Make all elements the same kind from the start.") from None
    if not leaf_types(element.shape):
        words = f"a list of {describe_shape(element.shape)}"
        raise frame.refuse(node, words, "Use a tuple, and loop over it.")


def _write(frame: Frame, base: Value, method: str, arguments: list[tuple[Expression, ...]]) -> None:
    arguments = [tuple(held(frame, base, e) for e in given) for given in arguments]
    for leaf, given in zip(base.leaves, arguments, strict=False):
        holder = reference(frame, leaf)
        frame.emit(Effect(None, holder.id, method, given, at=frame.at))


def held(frame: Frame, base: Value, e: Expression) -> Expression:
    """An expression that still has its value when the first of several lists has been changed."""
    if len(base.leaves) == 1 or isinstance(e, Name | Constant):
        return e
    return frame.temporary(f"{root_name(base.leaves[0])}_item", e)


def reference(frame: Frame, e: Expression) -> Name:
    """A name of the same memory."""
    if isinstance(e, Name):
        return e
    return frame.temporary(f"{root_name(e)}_item", e)


def root_name(e: Expression) -> str:
    """The variable that an expression starts from."""
    while not isinstance(e, Name):
        base = getattr(e, "base", None) or next(iter(getattr(e, "arguments", ())), None)
        if base is None:
            return "value"
        e = base
    return e.id


def pop(frame: Frame, base: Value, arguments: Sequence[Value], targets: tuple[str, ...], node: Node) -> None:
    """`target = xs.pop()`."""
    _pop_into(frame, base, arguments, targets, node)


def _pop_into(
    frame: Frame, base: Value, arguments: Sequence[Value], targets: tuple[str, ...] | None, node: Node
) -> None:
    frame.note_resize(cell_of(base), node)
    given = tuple(held(frame, base, integer_operand(frame, a, node)) for a in arguments)
    for i, leaf in enumerate(base.leaves):
        target = targets[i] if targets is not None and i < len(targets) else None
        holder = reference(frame, leaf)
        if target is not None:
            frame.variables[target] = leaf.type.dtype
        frame.emit(Effect(target, holder.id, "pop", given, at=frame.at))
