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

from collections.abc import Sequence

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


def call_of(value: Expression) -> ProgramCall | None:
    """The call that a value is the result of, or one of several results."""
    base = value.base if isinstance(value, Subscript) else value
    return base if isinstance(base, ProgramCall) else None


def _taken(value: Expression) -> int:
    """Which result a value is."""
    if not isinstance(value, Subscript):
        return 0
    (index,) = value.indices
    assert isinstance(index, Constant) and isinstance(index.value, int)
    return index.value


class _Parts:
    """What is called and with what; `bar` is the position among the cotangents of the result, or None."""

    def __init__(self, value: Expression) -> None:
        call = call_of(value)
        assert call is not None
        self.derived, self.of = call.derived, call.derived.of
        self.count = len(self.of.parameters)
        self.arguments, self.seeds = call.arguments[: self.count], call.arguments[self.count :]
        taken = _taken(value)
        results = len(self.of.results) if self.derived.with_results else 0
        is_result = self.derived.wrt is None or taken < results
        self.result = taken if is_result else None
        self.bar = None if is_result else taken - results

    @property
    def wrt(self) -> tuple[int, ...]:
        assert self.derived.wrt is not None
        return self.derived.wrt

    def seeded(self) -> Described:
        """The program with the results that have a seed."""
        return selected(self.of, self.derived.seeds)


# --- reverse mode ------------------------------------------------------------------------------


def cotangents(value: Expression, seed: Expression, active: Sequence[int]) -> dict[int, Expression]:
    """What a result's cotangent gives to the arguments at the positions `active`."""
    parts = _Parts(value)
    if isinstance(parts.of, Custom):
        return custom.cotangents(parts.of, parts.arguments, parts.result or 0, seed, active)
    wrt = tuple(i for i in active if i < parts.count)
    if parts.result is not None:
        return _pullback(selected(parts.of, (parts.result,)), wrt, (*parts.arguments, seed))
    assert parts.bar is not None
    tangent = tangents_alone(parts.seeded(), (parts.wrt[parts.bar],))
    run = program_call(Derived(tangent), (*parts.arguments, seed))
    places = range(parts.count, parts.count + len(parts.seeds))
    of_seeds = {place: component(run, k) for k, place in enumerate(places) if place in active}
    return _pullback(tangent, wrt, (*parts.arguments, seed, *parts.seeds)) | of_seeds


def _pullback(of: Described, wrt: tuple[int, ...], arguments: Sequence[Expression]) -> dict[int, Expression]:
    if not wrt:
        return {}
    call = program_call(Derived(of, wrt), arguments)
    return {i: component(call, k) for k, i in enumerate(wrt)}


# --- forward mode ------------------------------------------------------------------------------


def tangent(value: Expression, dots: dict[int, Expression]) -> Expression | None:
    """The tangent of a result, given those of the arguments by their positions; None where it is zero."""
    parts = _Parts(value)
    if isinstance(parts.of, Custom):
        return custom.tangent(parts.of, parts.arguments, parts.result or 0, dots)
    wrt = tuple(i for i in dots if i < parts.count)
    given = tuple(dots[i] for i in wrt)
    seed_dots = {i - parts.count: dot for i, dot in dots.items() if i >= parts.count}
    if parts.result is not None:
        run = program_call(Derived(tangents_alone(parts.of, wrt)), (*parts.arguments, *given))
        return component(run, differentiable(parts.of.results).index(parts.result))
    assert parts.bar is not None
    if not wrt:
        return _of_seeds(parts, seed_dots)
    made, seeds = tangents_alone(parts.seeded(), wrt), parts.seeds
    if seed_dots:
        made = Tangent(parts.seeded(), wrt)
        pairs = enumerate(parts.seeds)
        seeds = tuple(e for k, seed in pairs for e in (seed_dots.get(k) or zeros_like(seed), seed))
    call = program_call(Derived(made, parts.wrt), (*parts.arguments, *given, *seeds))
    return component(call, parts.bar)


def _of_seeds(parts: _Parts, dots: dict[int, Expression]) -> Expression:
    """Where only seeds vary."""
    of = selected(parts.of, [parts.derived.seeds[k] for k in dots])
    assert parts.bar is not None
    return component(program_call(Derived(of, parts.wrt), (*parts.arguments, *dots.values())), parts.bar)
