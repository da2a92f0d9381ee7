"""Derivatives of functions with a rule of the user's: by the rule, or by its transpose.

A tangent program is linear in the tangents, and a pullback in the cotangents. So what one of them does not
say the other mode takes from its pullback with respect to those (Radul et al., "You only linearize once",
2023): of a tangent program T(x, x_dot) = J x_dot that is J^T seed, of a pullback B(x, seed) = J^T seed it is
J x_dot.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from difpy import kinds
from difpy.derived import Custom, Derived, Rule, component, program_call, selected
from difpy.program import Call, Constant, Expression

Given = Callable[[int], Expression]
Arguments = Sequence[Expression]


def cotangents(
    custom: Custom, arguments: Arguments, seeds: Mapping[int, Expression], active: Sequence[int]
) -> dict[int, Expression]:
    """What cotangents of the results give to the arguments at the positions `active`."""

    def seed_of(k: int) -> Expression:
        return seeds[k] if k in seeds else zeros_like(_like(custom, arguments, k))

    if custom.pullback is not None:
        rule = custom.pullback
        call = program_call(Derived(rule.of), _taken(rule, arguments, seed_of))
        return {i: component(call, j) for j, i in enumerate(rule.gives) if i in active}
    assert custom.tangent is not None
    rule = custom.tangent
    own = [j for j, k in enumerate(rule.gives) if k in seeds]
    if not own:
        return {}
    given = (seeds[rule.gives[j]] for j in own)
    transposed = Derived(selected(rule.of, own), _given_places(rule))
    call = program_call(transposed, (*_taken(rule, arguments, lambda i: zeros_like(arguments[i])), *given))
    return {i: component(call, j) for j, i in enumerate(rule.given) if i in active}


def tangent(
    custom: Custom, arguments: Arguments, result: int, dots: dict[int, Expression]
) -> Expression | None:
    """The tangent of one result, given those of the arguments; None where it is zero."""

    def dot_of(i: int) -> Expression:
        return dots[i] if i in dots else zeros_like(arguments[i])

    if custom.tangent is not None:
        rule = custom.tangent
        if result not in rule.gives:
            return None
        if custom.primal is None:  # what it takes of the results depends on the arguments, by this rule
            own = program_call(Derived(custom), arguments)
            placed = {i: component(own, k) for k, i in enumerate(custom.takes)}
            arguments = [placed.get(i, e) for i, e in enumerate(arguments)]
        call = program_call(Derived(rule.of), _taken(rule, arguments, dot_of))
        return component(call, rule.gives.index(result))
    assert custom.pullback is not None
    rule = custom.pullback
    places = [j for j, i in enumerate(rule.gives) if i in dots]
    if not places:
        return None
    zeros = _taken(rule, arguments, lambda k: zeros_like(_like(custom, arguments, k)))
    seeds = tuple(dots[rule.gives[j]] for j in places)
    call = program_call(Derived(selected(rule.of, places), _given_places(rule)), (*zeros, *seeds))
    return component(call, rule.given.index(result))


def _like(custom: Custom, arguments: Arguments, result: int) -> Expression:
    """Something of the shape of a result."""
    if custom.likes:
        return arguments[custom.likes[result]]
    return component(program_call(Derived(custom), arguments), result)


def _given_places(rule: Rule) -> tuple[int, ...]:
    """The positions of the parameters that are given tangents or cotangents, in the order of `given`."""
    return tuple(rule.takes.index(-1 - k) for k in range(len(rule.given)))


def _taken(rule: Rule, arguments: Arguments, given: Given) -> tuple[Expression, ...]:
    """The arguments of the rule; `given` gives the tangent or cotangent of what is at a position."""
    return tuple(arguments[i] if i >= 0 else given(rule.given[-1 - i]) for i in rule.takes)


def zeros_like(value: Expression) -> Expression:
    """Zeros of the shape of a value."""
    if not kinds.is_reference(value.type):
        return Constant(0j if kinds.is_complex(value.type) else 0.0, type=value.type)
    name = "difpy.zeros_like" if kinds.is_list(value.type) else "np.zeros_like"
    return Call(name, (value,), type=kinds.fresh(value.type))
