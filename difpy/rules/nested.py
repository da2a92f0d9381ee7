"""Derivatives of calls of programs, which are such calls again.

With g a program of parameters x and results y, J its Jacobian, g_dot its tangent program (x, x_dot) -> y_dot
and P(g)(x, s) = J^T s its pullback:

    the tangent of g(x)          is  g_dot(x, x_dot)
    the cotangent of x in g(x)   is  P(g)(x, seed)
    the tangent of P(g)(x, s)    is  P(g_dot)(x, x_dot, s), with respect to x, and P(g)(x, s_dot)
    the cotangents in P(g)(x, s) are P(g_dot)(x, seed, s), with respect to x, for x, and g_dot(x, seed) for s

The last two hold because a pullback is linear in its seed and second derivatives are symmetric (Pearlmutter,
"Fast exact multiplication by the Hessian", 1994); so only tangent programs are differentiated backwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from difpy import kinds
from difpy.derived import (
    Custom,
    Derived,
    Described,
    ProgramCall,
    Tangent,
    component,
    differentiable,
    program_call,
    selected,
    tangents_alone,
)
from difpy.program import Constant, Expression, Subscript
from difpy.rules import custom
from difpy.rules.custom import zeros_like

Seeds = Mapping[int, Expression]
"""Cotangents of some of the results of a call, by their positions."""


def call_of(value: Expression) -> ProgramCall | None:
    """The call that a value is the result of, or one of several results."""
    if isinstance(value, Subscript) and kinds.is_tuple(value.base.type):
        value = value.base
    return value if isinstance(value, ProgramCall) else None


def taken(value: Expression) -> int:
    """Which result of a call a value is."""
    if not isinstance(value, Subscript):
        return 0
    (index,) = value.indices
    assert isinstance(index, Constant) and isinstance(index.value, int)
    return index.value


class _Parts:
    """What a call calls and with what; of a pullback, the results come first, then the cotangents."""

    def __init__(self, call: ProgramCall) -> None:
        self.derived, self.of = call.derived, call.derived.of
        self.count = len(self.of.parameters)
        self.arguments, self.seeds = call.arguments[: self.count], call.arguments[self.count :]
        is_run = self.derived.wrt is None
        self.results = len(self.of.results) if is_run or self.derived.with_results else 0

    @property
    def wrt(self) -> tuple[int, ...]:
        return self.derived.wrt or ()

    def seeded(self) -> Described:
        """The program with the results that have a seed."""
        return selected(self.of, self.derived.seeds)


# --- reverse mode ------------------------------------------------------------------------------


def cotangents(call: ProgramCall, seeds: Seeds, active: Sequence[int]) -> dict[int, Expression]:
    """What cotangents of the results give to the arguments at the positions `active`."""
    parts = _Parts(call)
    if isinstance(parts.of, Custom):
        return custom.cotangents(parts.of, parts.arguments, seeds, active)
    wrt = tuple(i for i in active if i < parts.count)
    of_results = {k: seed for k, seed in seeds.items() if k < parts.results}
    of_bars = {k - parts.results: seed for k, seed in seeds.items() if k >= parts.results}
    if not of_bars:
        of = selected(parts.of, tuple(of_results))
        return _pullback(of, wrt, (*parts.arguments, *of_results.values()))
    along = tuple(parts.wrt[j] for j in of_bars)
    arguments = (*parts.arguments, *of_bars.values())
    of, given = _second(parts, along, of_results)
    run = program_call(Derived(tangents_alone(parts.seeded(), along)), arguments)
    places = range(parts.count, parts.count + len(parts.seeds))
    of_seeds = {place: component(run, k) for k, place in enumerate(places) if place in active}
    return _pullback(of, wrt, (*arguments, *given)) | of_seeds


def _second(
    parts: _Parts, along: tuple[int, ...], of_results: Seeds
) -> tuple[Described, tuple[Expression, ...]]:
    """The tangent program of a pullback's, with the results that have cotangents of their own; all seeds."""
    own = parts.derived.seeds
    if not of_results:
        return tangents_alone(parts.seeded(), along), parts.seeds
    both = sorted({*own, *of_results})
    chosen: list[int] = []
    given: list[Expression] = []
    for k, result in enumerate(both):
        if result in of_results:
            chosen.append(2 * k)
            given.append(of_results[result])
        if result in own:
            chosen.append(2 * k + 1)
            given.append(parts.seeds[own.index(result)])
    return selected(Tangent(selected(parts.of, both), along), chosen), tuple(given)


def _pullback(of: Described, wrt: tuple[int, ...], arguments: Sequence[Expression]) -> dict[int, Expression]:
    if not wrt:
        return {}
    call = program_call(Derived(of, wrt), arguments)
    return {i: component(call, k) for k, i in enumerate(wrt)}


# --- forward mode ------------------------------------------------------------------------------


def tangent(value: Expression, dots: dict[int, Expression]) -> Expression | None:
    """The tangent of a result, given those of the arguments by their positions; None where it is zero."""
    call, place = call_of(value), taken(value)
    assert call is not None
    parts = _Parts(call)
    if isinstance(parts.of, Custom):
        return custom.tangent(parts.of, parts.arguments, place, dots)
    wrt = tuple(i for i in dots if i < parts.count)
    given = tuple(dots[i] for i in wrt)
    seed_dots = {i - parts.count: dot for i, dot in dots.items() if i >= parts.count}
    if place < parts.results:
        if not wrt:
            return None
        run = program_call(Derived(tangents_alone(parts.of, wrt)), (*parts.arguments, *given))
        return component(run, differentiable(parts.of.results).index(place))
    bar = place - parts.results
    if not wrt:
        return _of_seeds(parts, bar, seed_dots)
    made, seeds = tangents_alone(parts.seeded(), wrt), parts.seeds
    if seed_dots:
        made = Tangent(parts.seeded(), wrt)
        pairs = enumerate(parts.seeds)
        seeds = tuple(e for k, seed in pairs for e in (seed_dots.get(k) or zeros_like(seed), seed))
    call = program_call(Derived(made, parts.wrt), (*parts.arguments, *given, *seeds))
    return component(call, bar)


def _of_seeds(parts: _Parts, bar: int, dots: dict[int, Expression]) -> Expression:
    """Where only seeds vary."""
    of = selected(parts.of, [parts.derived.seeds[k] for k in dots])
    return component(program_call(Derived(of, parts.wrt), (*parts.arguments, *dots.values())), bar)
