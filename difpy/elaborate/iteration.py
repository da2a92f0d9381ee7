"""Loops: what reaches their heads and what leaves them; every `for` as a loop over a range."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import gast
from numba.core import types

from difpy import kinds, program
from difpy.elaborate.binding import assign_value
from difpy.elaborate.code import Node, assigned_names
from difpy.elaborate.frame import Frame
from difpy.elaborate.sequences import Sequence, sequence
from difpy.elaborate.shapes import Leaf
from difpy.elaborate.structures import constant_integer
from difpy.elaborate.values import Value, data, integer
from difpy.elaborate.world import Environment
from difpy.program import (
    Attribute,
    Binary,
    Call,
    Constant,
    Expression,
    For,
    Name,
    Subscript,
    Unary,
    children,
)

RunBlock = Callable[[Frame, list[Node]], None]
LONGEST_UNROLLED = 64


class Exits:
    """The environments with which a loop is left, its breaks apart."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._environment: Environment | None = None
        self.may_leave = True
        self.always_runs = False

    def leave(self) -> None:
        """The loop may end here, because its test fails or its sequence is used up."""
        self._environment = self._frame.snapshot()

    def environment(self, end: Environment | None) -> Environment | None:
        if not self.may_leave:
            return None
        return end if self.always_runs else self._environment


@contextmanager
def loop(frame: Frame, node: Node) -> Iterator[Exits]:
    """Around a loop's head and body: what the end of the body binds reaches the head again."""
    edges, key = frame.instance.back_edges, (id(node), frame.copies)
    back = edges.get(key)
    frame.environment = frame.merge_environments(frame.environment, back)
    frame.breaks.append([])
    exits = Exits(frame)
    try:
        yield exits
        end = frame.environment
        merged = frame.merge_environments(back, end)
        if merged is not None and merged != back:
            edges[key] = merged
            frame.world.change()
        frame.environment = frame.merge_environments(exits.environment(end), *frame.breaks[-1])
    finally:
        frame.breaks.pop()


def run_for(frame: Frame, node: Node, run_block: RunBlock) -> None:
    """A `for` statement."""
    stem = _stem(node.target)
    s = sequence(frame, node.iter, stem, _assigned_variables(frame, node))
    if s.size is not None and s.size <= LONGEST_UNROLLED and not _breaks(node.body):
        _unroll(frame, node, s, run_block)
        return
    frame.iterated.extend(s.cells)
    try:
        _run_over_range(frame, node, s, stem, run_block)
    finally:
        del frame.iterated[len(frame.iterated) - len(s.cells) :]


def _stem(target: Node) -> str:
    """What the variables that a loop needs are named after."""
    names = [n.id for n in gast.walk(target) if isinstance(n, gast.Name)]
    return next((n for n in reversed(names) if n.strip("_")), "loop")


def _assigned_variables(frame: Frame, node: Node) -> frozenset[str]:
    """The program's variables that the body and the loop itself assign."""
    names = assigned_names([node])
    found = set(names)
    for definition in frame.instance.definitions.values():
        if definition.name in names:
            found.update(frame.leaf_names(definition.root))
    return frozenset(found)


def _breaks(body: list[Node]) -> bool:
    """Whether a `break` of this loop is in its body."""
    for node in body:
        if isinstance(node, gast.Break):
            return True
        if isinstance(node, gast.If) and (_breaks(node.body) or _breaks(node.orelse)):
            return True
    return False


def _unroll(frame: Frame, node: Node, s: Sequence, run_block: RunBlock) -> None:
    """The body once for each element of a tuple."""
    outer = frame.copies
    assert s.size is not None
    try:
        for k in range(s.size):
            if frame.environment is None:
                return
            frame.copies = (*outer, k)
            assign_value(frame, node.target, s.element(integer(k, frame.at)))
            run_block(frame, node.body)
    finally:
        frame.copies = outer


def _run_over_range(frame: Frame, node: Node, s: Sequence, stem: str, run_block: RunBlock) -> None:
    with loop(frame, node) as exits:
        exits.leave()
        exits.always_runs = _is_never_empty(s)
        with frame.captured_block() as body:
            index = _bind_elements(frame, node, s, stem)
            run_block(frame, node.body)
    assigned = program.assigned(tuple(body)) | {index}
    values = s.values
    if values is not None and _is_direct(frame, node, s):
        bounds = [values.start, values.stop, values.step]
    else:
        bounds = [integer(0, frame.at), s.count, integer(1, frame.at)]
    names = [f"{stem}_{word}" if stem != "loop" else f"loop_{word}" for word in ("start", "stop", "step")]
    start, stop, step = (_bound(frame, e, n, assigned) for e, n in zip(bounds, names, strict=True))
    frame.emit(For(index, start, stop, step, tuple(body), s.backwards, at=frame.at))


def _is_direct(frame: Frame, node: Node, s: Sequence) -> bool:
    """Whether the loop runs over the user's own range, not over indices."""
    return s.values is not None


def _bound(frame: Frame, e: Expression, name: str, assigned: set[str]) -> Expression:
    return e if _is_lasting(e, assigned) else frame.temporary(name, e)


def _is_lasting(e: Expression, assigned: set[str]) -> bool:
    """Whether an integer is the same whenever it is computed again, while and after the loop runs."""
    match e:
        case Constant():
            return True
        case Name(id=name):
            return name not in assigned
        case Call(function="len", arguments=(Name(id=name) as array,)):
            return kinds.is_array(array.type) and name not in assigned
        case Attribute(name="size", base=Name(id=name)):
            return name not in assigned
        case Subscript(base=Attribute(name="shape", base=Name(id=name)), indices=(Constant(),)):
            return name not in assigned
        case Binary(op="+" | "-" | "*" | "//") | Unary(op="-") | Call(function="min" | "max"):
            return all(_is_lasting(operand, assigned) for operand in children(e))
    return False


def _is_never_empty(s: Sequence) -> bool:
    if s.size:
        return True
    if s.values is not None:
        bounds = [constant_integer(e) for e in (s.values.start, s.values.stop, s.values.step)]
        if None not in bounds and bounds[2]:
            return len(range(*bounds)) > 0  # type: ignore[arg-type]  # no None among them
    return False


def _bind_elements(frame: Frame, node: Node, s: Sequence, stem: str) -> str:
    """Assign the targets at the top of the body; the name of the loop's own variable."""
    target = node.target
    changed = assigned_names(node.body)
    if s.values is not None:
        return _own_variable(frame, target, changed, stem, lambda k: data(k), None)
    if s.counted is not None and isinstance(target, gast.Tuple) and len(target.elts) == 2:
        inner, start = s.counted
        if constant_integer(start) == 0:
            number, rest = target.elts
            return _own_variable(frame, number, changed, _stem(rest), lambda k: data(k), (rest, inner))
    index = frame.new_name(f"{stem}_index")
    frame.counters.add(index)
    frame.variables[index] = types.int64
    assign_value(frame, target, s.element(Name(index, type=types.int64, at=frame.at)))
    return index


def _own_variable(
    frame: Frame,
    target: Node,
    changed: set[str],
    stem: str,
    number: Callable[[Expression], Value],
    rest: tuple[Node, Sequence] | None,
) -> str:
    """The loop's variable is the user's, unless the body changes it or it is a float elsewhere."""
    index = ""
    if isinstance(target, gast.Name) and target.id not in changed:
        root = frame.define(target.id, target, Leaf(types.int64))
        if root.shape == Leaf(types.int64):
            (index,) = frame.leaf_names(root)
            frame.note_bound(target.id)
    is_own = bool(index)
    index = index or frame.new_name(f"{stem}_index")
    frame.variables[index] = types.int64
    counter = Name(index, type=types.int64, at=frame.at)
    if not is_own:
        assign_value(frame, target, number(counter))
    if rest is not None:
        node, inner = rest
        assign_value(frame, node, inner.element(counter))
    return index
