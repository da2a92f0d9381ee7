"""`for i in difpy.checkpointed(range(n), snapshots=k)`: a loop that is reversed from a few snapshots.

The body becomes a function of the variables that it reads, which returns those that it changes:

    def f_step(i, rate, x):
        x = x - rate * x**3
        return (x,)

The loop is then a call with a derivative rule (`custom_rules.py`): run the steps, and backwards run them
again, from the snapshot that lies next in front, as Griewank's treeverse has it ("Achieving logarithmic
growth of temporal and spatial complexity in reverse automatic differentiation", 1992; with Walther,
"Algorithm 799: revolve", 2000). With k snapshots and t runs of a step, (k + t)! / (k! t!) steps can be
reversed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gast

from difpy import kinds
from difpy.derived import Custom, Derived, Rule, selected, tangents_alone
from difpy.elaborate.binding import assign_value
from difpy.elaborate.closures import exported
from difpy.elaborate.code import Node, assigned_names, loads
from difpy.elaborate.frame import Frame
from difpy.elaborate.shapes import (
    NOTHING,
    Leaf,
    LocalFunction,
    Object,
    Primitive,
    RangeOf,
    Shape,
    describe_shape,
    leaf_types,
)
from difpy.elaborate.specialised import Called, Invoke, results_of, specialised
from difpy.elaborate.treeverse import Variables, written
from difpy.elaborate.values import Value, integer, tuple_of
from difpy.elaborate.world import UNBOUND, NotYetKnownError
from difpy.errors import DifferentiationError
from difpy.program import Expression

CHECKPOINTED = Primitive("difpy.checkpointed")


@dataclass(frozen=True)
class Steps:
    """The body as a function, the values that it reads only, and those that it changes, by their names."""

    function: Value
    fixed: dict[str, Value]
    state: dict[str, Value]


def run_checkpointed(frame: Frame, node: Node, steps: Value, snapshots: Value | None, invoke: Invoke) -> None:
    """The loop, as one call that gives its variables their last values."""
    if not isinstance(steps.shape, RangeOf) or not isinstance(node.target, gast.Name):
        raise frame.refuse(node, "it loops over something else than a range", "Write `range(n)`.")
    made = _steps(frame, node)
    start, stop, step = steps.leaves
    count = snapshots.expression if snapshots is not None else integer(20, frame.at)
    bounds = [Value(Leaf(e.type), (e,)) for e in (start, stop, step, count)]
    value = _Loop(frame, node, made, bounds, invoke).value()
    for name in (assigned_names(node.body) | {node.target.id}) - made.state.keys():
        assert frame.environment is not None
        frame.environment[name] = frozenset({UNBOUND})  # of what else the steps assign nothing is kept
    for name, part in zip(made.state, value.parts, strict=True):
        assign_value(frame, _target(node, name), part)


def _target(node: Node, name: str) -> Node:
    """Where the loop binds a variable; one place, as definitions are known by theirs."""
    places = (n for n in gast.walk(node) if isinstance(n, gast.Name) and n.id == name)
    return next(n for n in places if isinstance(n.ctx, gast.Store))


def _steps(frame: Frame, node: Node) -> Steps:
    """The body as a function of its own."""
    _check_body(frame, node)
    changed = assigned_names(node.body)
    if node.target.id in changed:
        words = f"the body assigns `{node.target.id}`, which counts the steps"
        raise frame.refuse(node, words, "Use another name.")
    holder = gast.FunctionDef("", _arguments([]), node.body, [], None, None, [])
    read = [n for n in dict.fromkeys(loads(holder)) if n in frame.code.locals and n != node.target.id]
    bound = {n: _bound(frame, n) for n in dict.fromkeys((*read, *sorted(changed)))}
    state = [n for n in bound if n in changed and bound[n]]
    values = {n: frame.read(n, node) for n in bound if bound[n]}
    functions = [n for n, value in values.items() if isinstance(value.shape, LocalFunction)]
    _check_functions(frame, node, [values[n] for n in functions])
    values = {n: value for n, value in values.items() if n not in functions}
    if not state:
        words = "a checkpointed loop changes variables, and this one changes none that is bound before it"
        raise frame.refuse(node, words, "Assign to a variable, not into an array.")
    fixed = {n: value for n, value in values.items() if n not in state}
    code = frame.code.nested(_definition(frame, node, [*fixed, *state], state))
    function = exported(frame, Value(LocalFunction(code, frame.instance)), node)
    return Steps(function, fixed, {n: values[n] for n in state})


def _bound(frame: Frame, name: str) -> bool:
    """Whether the variable has a value in front of the loop, on every path."""
    if frame.environment is None:
        raise NotYetKnownError
    return UNBOUND not in frame.environment[name]


def _definition(frame: Frame, node: Node, names: list[str], state: list[str]) -> Node:
    """The function; kept with the loop, as it is known by its tree."""
    kept: dict[Any, Node] = node.__dict__.setdefault("steps", {})
    key = (*names, "->", *state)
    if key not in kept:
        result = gast.Return(gast.Tuple([gast.Name(n, gast.Load(), None, None) for n in state], gast.Load()))
        body = [*node.body, result]
        name = f"{frame.code.name}_step"
        made = gast.FunctionDef(name, _arguments([node.target.id, *names]), body, [], None, None, [])
        for each in (made, *gast.walk(result)):
            gast.copy_location(each, node)
        result.source_text = getattr(node, "source_text", "")
        kept[key] = gast.fix_missing_locations(made)
    return kept[key]


def _arguments(names: list[str]) -> Node:
    parameters = [gast.Name(n, gast.Param(), None, None) for n in names]
    return gast.arguments(parameters, [], None, [], [], None, [])


def _check_body(frame: Frame, node: Node) -> None:
    for each in _exits(node.body, inside=False):
        words = "a checkpointed loop runs to its end, and this leaves it"
        raise frame.refuse(each, words, "Loop over `range(n)` alone.")


def _exits(body: list[Node], *, inside: bool) -> Iterator[Node]:
    """What leaves the loop, nested functions apart; `inside` of another loop a `break` leaves that one."""
    for each in body:
        if isinstance(each, gast.Return) or (isinstance(each, gast.Break) and not inside):
            yield each
        elif isinstance(each, gast.If):
            yield from _exits([*each.body, *each.orelse], inside=inside)
        elif isinstance(each, gast.For | gast.While):
            yield from _exits([*each.body, *each.orelse], inside=True)


def _check_functions(frame: Frame, node: Node, functions: list[Value]) -> None:
    """A nested function reads the variables of its frame, which the steps don't have."""
    for value in functions:
        code = value.shape.code  # type: ignore[union-attr]
        names = [n for n in code.free if n in frame.code.locals]
        if names:
            words = f"the nested function `{code.name}`, which a checkpointed loop uses, reads `{names[0]}`"
            raise frame.refuse(node, words, "Pass that to the function as an argument.")


class _Loop:
    """One loop as a call with a rule."""

    def __init__(self, frame: Frame, node: Node, steps: Steps, bounds: list[Value], invoke: Invoke) -> None:
        self._frame, self._node, self._steps, self._bounds, self._invoke = frame, node, steps, bounds, invoke
        self._values = [*steps.fixed.values(), *steps.state.values()]
        self._leaves = tuple(
            self._leaf(name, value) for name, value in {**steps.fixed, **steps.state}.items()
        )
        diff = [kinds.is_differentiable(e.type) for e in self._leaves]
        arrays = [kinds.is_array(e.type) for e in self._leaves]
        names = (*steps.fixed, *steps.state)
        self._taken: list[Expression] = []
        self._variables = Variables(names, len(steps.fixed), tuple(diff), tuple(arrays))

    def _check_state(self, result: Shape) -> None:
        """That the steps keep the kinds that the variables have before the loop."""
        wanted = tuple_of(tuple(self._steps.state.values())).shape
        for name, have, want in zip(self._steps.state, leaf_types(result), leaf_types(wanted), strict=True):
            if kinds.innermost(have) != kinds.innermost(want) or kinds.rank(have) != kinds.rank(want):
                words = f"`{name}` is {describe_shape(Leaf(want))} before the loop and "
                words += f"{describe_shape(Leaf(have))} in it"
                raise self._frame.refuse(self._node, words, "Make both the same kind.")

    def _leaf(self, name: str, value: Value) -> Expression:
        if not isinstance(value.shape, Leaf):
            words = f"`{name}` is {describe_shape(value.shape)} in a checkpointed loop"
            raise self._frame.refuse(self._node, words, "Keep numbers and arrays there, one a variable.")
        return value.expression

    def value(self) -> Value:
        """The last values of the state."""
        start, stop, step, snapshots = self._bounds
        run = self._specialised("run", [start, stop, step, *self._values])
        self._check_state(run.result)
        count, fixed = len(self._leaves), len(self._steps.fixed)
        bounds = (start.expression, stop.expression, step.expression, snapshots.expression)
        self._taken = [*self._leaves, *bounds]
        takes = (count, count + 1, count + 2, *range(count), *self._captures(run, 3 + count))
        varied = tuple(i for i, d in enumerate(self._variables.differentiable) if d)
        tangent = Rule(
            tangents_alone(run.of, tuple(3 + i for i in varied)),
            (*takes, *(-1 - k for k in range(len(varied)))),
            varied,
            tuple(i - fixed for i in varied if i >= fixed),
        )
        pullback = self._pullback(varied, fixed) if varied else None
        custom = Custom(
            run.of.name,
            tuple(e.type for e in self._taken),
            leaf_types(run.result),
            count,
            takes,
            likes=tuple(range(fixed, count)),
            primal=run.of,
            tangent=tangent,
            pullback=pullback,
        )
        return Value(run.result, results_of(self._frame, Derived(custom), tuple(self._taken), self._node))

    def _captures(self, made: Called, own: int) -> tuple[int, ...]:
        """Where the call takes the captured values that a program reads, which come behind its `own`."""
        captured = made.arguments[own:]
        self._taken += [e for e in captured if e not in self._taken]
        return tuple(map(self._taken.index, captured))

    def _pullback(self, varied: tuple[int, ...], fixed: int) -> Rule | None:
        seeds = [v if kinds.is_differentiable(v.type) else Value(NOTHING) for v in self._steps.state.values()]
        try:
            made = self._specialised("pull", [*self._bounds, *self._values, tuple_of(tuple(seeds))])
        except (NotYetKnownError, DifferentiationError):  # what is refused may only not be settled yet
            if self._frame.world.final:
                raise
            return None
        given = tuple(i - fixed for i in varied if i >= fixed)
        count = len(self._leaves)
        bounds = range(count, count + 4)
        captured = self._captures(made, 4 + count + len(given))
        takes = (*bounds, *range(count), *(-1 - k for k in range(len(given))), *captured)
        return Rule(selected(made.of, range(len(varied))), takes, given, varied)

    def _specialised(self, which: str, values: list[Value]) -> Called:
        functions = written(self._variables)
        function = Value(Object(functions[which], None))
        given = [self._steps.function, *values]
        names = [f"x_{i}" for i in range(len(given))]
        return specialised(self._frame, function, given, {}, names, self._node, self._invoke, is_pure=True)
