"""Functions with derivative rules of the user's own, and calls of them.

A call becomes one expression, whose derivative is a call of the rule (`rules/custom.py`):

    custom_jvp      y = f(x)                          the tangent of y is that of rule(x, x_dot)
    custom_vjp      kept, y_value = fwd(x)            as it is written, and never differentiated for y
                    y = f(x, y_value, kept)           y_value, with the cotangents bwd(kept, y_bar) of x
    custom_root     y_value = f(x)                    as it is written, and never differentiated
                    y = f(x, y_value)                 y_value, with the tangent root(y, x, x_dot)
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from difpy import kinds
from difpy.derived import Custom, Derived, Rule, selected
from difpy.elaborate import captures
from difpy.elaborate.code import Node
from difpy.elaborate.external import external
from difpy.elaborate.frame import Frame
from difpy.elaborate.parameters import number
from difpy.elaborate.registered import DerivativeRule
from difpy.elaborate.shapes import (
    NOTHING,
    Leaf,
    ListOf,
    Object,
    Path,
    Shape,
    TupleOf,
    describe_shape,
    key,
    leaf_types,
)
from difpy.elaborate.specialised import Called, Invoke, Values, results_of, specialised
from difpy.elaborate.values import Value, tuple_of
from difpy.elaborate.world import NotYetKnownError
from difpy.errors import DifferentiationError
from difpy.frontend.made import defined
from difpy.program import Expression, Name


def custom_call(
    frame: Frame,
    rule: DerivativeRule,
    path: Path | None,
    arguments: Values,
    keywords: Mapping[str, Value],
    node: Node,
    invoke: Invoke,
) -> Value:
    """`fun(*arguments, **keywords)` of a function with a rule."""
    call = _RuleCall(frame, rule, path, _bound(frame, rule.fun, arguments, keywords, node), node, invoke)
    if rule.root is not None:
        return call.with_root()
    return call.with_tangent() if rule.jvp is not None else call.with_pullback()


def _bound(
    frame: Frame, fun: Any, arguments: Values, keywords: Mapping[str, Value], node: Node
) -> list[Value]:
    """The values of all parameters, in order."""
    parameters = inspect.signature(fun).parameters
    given = {**dict(zip(parameters, arguments, strict=False)), **keywords}
    if len(arguments) > len(parameters) or not given.keys() <= parameters.keys():
        words = f"its parameters are ({', '.join(parameters)})"
        raise frame.refuse(node, words, "Match them.", never=True)
    for name, parameter in parameters.items():
        if name not in given:
            default = number(parameter.default, frame.position(node))
            if default is None:
                raise frame.refuse(node, f"nothing is given for `{name}`", "Pass it.")
            given[name] = default
    return [given[name] for name in parameters]


class _RuleCall:
    """One call; `_taken` collects what it takes: the leaves of the differentiable arguments come first."""

    def __init__(
        self,
        frame: Frame,
        rule: DerivativeRule,
        path: Path | None,
        values: list[Value],
        node: Node,
        invoke: Invoke,
    ) -> None:
        self._frame, self._rule, self._path, self._node, self._invoke = frame, rule, path, node, invoke
        self._values = values
        self._fixed = [values[i] for i in rule.nondiff]
        self._others = [value for i, value in enumerate(values) if i not in rule.nondiff]
        self._taken: list[Expression] = [e for value in self._others for e in value.leaves]
        self._count = len(self._taken)
        self._varied = tuple_of(tuple(self._others)).shape

    def with_tangent(self) -> Value:
        """By `custom_jvp`."""
        primal = self._specialised("fun", self._values, is_bare=True)
        takes = tuple(map(self._position, primal.arguments))
        rule = self._tangent_rule(primal.result)
        custom = Custom(primal.of.name, self._types(), leaf_types(primal.result), self._count, takes)
        return self._results(primal.result, replace(custom, primal=primal.of, tangent=rule))

    def _tangent_rule(self, result: Shape) -> Rule | None:
        """None as long as it isn't known: the rule may call the function."""
        dots = tuple(map(_dotted, self._others))
        made = self._specialised_rule(
            self._function("jvp"), [*self._fixed, tuple_of(tuple(self._others)), tuple_of(dots)]
        )
        if made is None:
            return None
        value, tangent = self._pair(made.result, "its rule", "(value, tangent)")
        self._paired(value, result, "the value that its rule returns")
        own = len(leaf_types(value))
        pairs = self._paired(tangent, result, "the tangent that its rule returns")
        of = selected(made.of, [own + i for i, _ in pairs])
        return Rule(of, self._takes(made), _differentiable(self._varied), tuple(r for _, r in pairs))

    def with_root(self) -> Value:
        """By `custom_root`: the tangent is a function of the result, which is computed as it is written."""
        primal = self._specialised("fun", self._values, is_bare=True)
        leaves = results_of(self._frame, Derived(primal.of, role="forward"), primal.arguments, self._node)
        value = Value(primal.result, leaves)
        takes = tuple(map(self._position, leaves))
        rule = self._root_rule(value)
        custom = Custom(primal.of.name, self._types(), leaf_types(primal.result), self._count, takes, takes)
        return self._results(primal.result, replace(custom, tangent=rule))

    def _root_rule(self, value: Value) -> Rule | None:
        dots = tuple_of(tuple(map(_dotted, self._others)))
        made = self._specialised_rule(self._function("root"), [value, tuple_of(tuple(self._others)), dots])
        if made is None:
            return None
        pairs = self._paired(made.result, value.shape, "the tangent of the root")
        of = selected(made.of, [i for i, _ in pairs])
        return Rule(of, self._takes(made), _differentiable(self._varied), tuple(r for _, r in pairs))

    def with_pullback(self) -> Value:
        """By `custom_vjp`."""
        world = self._frame.world
        if self._rule in world.rules:
            return self._with_pullback_anew()
        world.rules.append(self._rule)
        try:
            forward = self._specialised("fwd", self._values)
        finally:
            world.rules.pop()
        out, kept = self._pair(forward.result, "its `fwd`", "(value, what is kept)")
        leaves = results_of(self._frame, Derived(forward.of, role="forward"), forward.arguments, self._node)
        count = len(leaf_types(out))
        value, residuals = Value(out, leaves[:count]), Value(kept, leaves[count:])
        takes = tuple(map(self._position, value.leaves))
        rule = self._pullback_rule(residuals, value)
        name = getattr(self._rule.fun, "__name__", "function")
        custom = Custom(name, self._types(), leaf_types(out), self._count, takes, takes, pullback=rule)
        return self._results(out, custom)

    def _with_pullback_anew(self) -> Value:
        """The same inside of `fwd`, which may call the function: the pullback runs `fwd` itself."""
        primal = self._specialised("fun", self._values, is_bare=True)
        takes = tuple(map(self._position, primal.arguments))
        result = Value(primal.result, tuple(Name("", type=t) for t in leaf_types(primal.result)))
        both = [self._function("fwd"), self._function("bwd")]
        pulled = Value(Object(_pulled(len(self._values), self._rule.nondiff), None))
        rule = self._pullback_by(pulled, [*both, *self._values, _dotted(result)], primal.result)
        custom = Custom(primal.of.name, self._types(), leaf_types(primal.result), self._count, takes)
        return self._results(primal.result, replace(custom, primal=primal.of, pullback=rule))

    def _pullback_rule(self, residuals: Value, value: Value) -> Rule | None:
        bwd = self._function("bwd")
        return self._pullback_by(bwd, [*self._fixed, residuals, _dotted(value)], value.shape)

    def _pullback_by(self, function: Value, values: list[Value], result: Shape) -> Rule | None:
        """None as long as it isn't known."""
        made = self._specialised_rule(function, values)
        if made is None:
            return None
        if not isinstance(made.result, TupleOf) or len(made.result.elements) != len(self._others):
            words = f"its `bwd` returns {describe_shape(made.result)}, for {len(self._others)} arguments"
            raise self._refuse(words, "Return a tuple with a cotangent for each, None for zero.")
        pairs = self._paired(made.result, self._varied, "the tuple that its `bwd` returns")
        of = selected(made.of, [i for i, _ in pairs])
        return Rule(of, self._takes(made), _differentiable(result), tuple(i for _, i in pairs))

    def _specialised_rule(self, function: Value, values: list[Value]) -> Called | None:
        try:
            return self._called(function, values)
        except NotYetKnownError:
            if self._frame.world.final:
                raise
            return None

    def _specialised(self, which: str, values: list[Value], *, is_bare: bool = False) -> Called:
        function = self._function(which)
        if is_bare and isinstance(function.shape, Object):
            function = Value(replace(function.shape, is_bare=True))
        return self._called(function, values)

    def _called(self, function: Value, values: list[Value]) -> Called:
        """The function for these arguments; one that difpy cannot read is called as it is."""
        externals = self._frame.world.externals
        place = (function.shape, *(key(value.shape) for value in values))
        if place not in externals:
            names = [f"x_{i}" for i in range(len(values))]
            try:
                return specialised(
                    self._frame, function, values, {}, names, self._node, self._invoke, is_pure=True
                )
            except DifferentiationError:
                unread = function.shape.value if isinstance(function.shape, Object) else None
                found = None if unread is None else external(unread, values)
                if found is None:
                    raise
                externals[place] = found
        made, result = externals[place]
        shapes = {f"x_{i}": value.shape for i, value in enumerate(values)}
        return Called(made, tuple(e for value in values for e in value.leaves), {}, shapes, result)

    def _function(self, which: str) -> Value:
        path = None if self._path is None else (*self._path, ("rule", which))
        return captures.lift(
            self._frame, getattr(self._rule, which), path, ("rule", id(self._rule), which), which, self._node
        )

    def _takes(self, made: Called) -> tuple[int, ...]:
        """For each parameter of a rule where it comes from; the last of its own are the tangents."""
        *_, last = made.shapes
        sizes = {name: len(leaf_types(shape)) for name, shape in made.shapes.items()}
        start = sum(sizes.values()) - sizes[last]
        given = range(start, start + sizes[last])
        return tuple(
            -1 - (j - start) if j in given else self._position(e) for j, e in enumerate(made.arguments)
        )

    def _position(self, value: Expression) -> int:
        """Where the call takes the value, which is an expression without effects."""
        for i, each in enumerate(self._taken):
            if each == value and each.type == value.type:  # 1 equals 1.0
                return i
        self._taken.append(value)
        return len(self._taken) - 1

    def _types(self) -> tuple[Any, ...]:
        return tuple(e.type for e in self._taken)

    def _results(self, shape: Shape, custom: Custom) -> Value:
        return Value(shape, results_of(self._frame, Derived(custom), tuple(self._taken), self._node))

    def _pair(self, result: Shape, whose: str, wanted: str) -> tuple[Shape, Shape]:
        if not isinstance(result, TupleOf) or len(result.elements) != 2:
            words = f"{whose} returns {describe_shape(result)}"
            raise self._refuse(words, f"Return a pair {wanted}.")
        first, second = result.elements
        return first, second

    def _paired(self, given: Shape, wanted: Shape, what: str) -> list[tuple[int, int]]:
        """The positions of leaves that go together: those of `wanted` that have derivatives."""
        pairs: list[tuple[int, int]] = []
        if not _pair_leaves(given, wanted, pairs, [0, 0]):
            words = f"{what} is {describe_shape(given)}, which does not have the structure of "
            raise self._refuse(f"{words}{describe_shape(wanted)}", "Give every part its own, of floats.")
        return pairs

    def _refuse(self, words: str, instead: str) -> Exception:
        return self._frame.refuse(self._node, words, instead, never=True)


@cache
def _pulled(count: int, nondiff: tuple[int, ...]) -> Any:
    """The pullback from the function's arguments."""
    names = [f"x_{i}" for i in range(count)]
    first = "".join(f"{names[i]}, " for i in nondiff)
    text = f"def pulled(fwd, bwd, {', '.join(names)}, seed):\n"
    text += f"    return bwd({first}fwd({', '.join(names)})[1], seed)\n"
    return defined(text, "pulled", "pullback of a function with a rule")


def _dotted(value: Value) -> Value:
    """A value of the shape that tangents and cotangents have: None for what has none."""
    match value.shape:
        case Leaf(type=type_):
            return value if kinds.is_differentiable(type_) else Value(NOTHING)
        case TupleOf(constructor=constructor):
            return tuple_of(tuple(map(_dotted, value.parts)), constructor)
        case ListOf() if kinds.is_differentiable(value.leaves[0].type):
            return value
    return Value(NOTHING)


def _differentiable(shape: Shape) -> tuple[int, ...]:
    return tuple(i for i, type_ in enumerate(leaf_types(shape)) if kinds.is_differentiable(type_))


def _pair_leaves(given: Shape, wanted: Shape, pairs: list[tuple[int, int]], at: list[int]) -> bool:
    """Whether the structures agree; `at` are the positions of the next leaves."""
    counts = len(leaf_types(given)), len(leaf_types(wanted))
    if isinstance(given, TupleOf) and isinstance(wanted, TupleOf):
        elements = list(zip(given.elements, wanted.elements, strict=False))
        agree = [_pair_leaves(g, w, pairs, at) for g, w in elements]
        return len(given.elements) == len(wanted.elements) and all(agree)
    agrees = given == NOTHING or not any(map(kinds.is_differentiable, leaf_types(wanted)))
    if not agrees and counts == (1, 1):
        (have,), (want,) = leaf_types(given), leaf_types(wanted)
        agrees = kinds.rank(have) == kinds.rank(want) and kinds.is_list(have) == kinds.is_list(want)
        agrees = agrees and kinds.innermost(have) == kinds.innermost(want)
        pairs.append((at[0], at[1]))
    at[0] += counts[0]
    at[1] += counts[1]
    return agrees
