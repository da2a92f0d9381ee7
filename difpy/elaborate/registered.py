"""Which functions have derivative rules of the user's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary


@dataclass(frozen=True, eq=False)
class DerivativeRule:
    """`fun` with `jvp`, with `fwd` and `bwd`, or with `root`; a rule gets the arguments at `nondiff` first.

    `root(x, primals, tangents)` gives the tangent of `x = fun(*primals)`.
    """

    fun: Callable[..., Any]
    nondiff: tuple[int, ...]
    jvp: Callable[..., Any] | None = None
    fwd: Callable[..., Any] | None = None
    bwd: Callable[..., Any] | None = None
    root: Callable[..., Any] | None = None


_registered: WeakKeyDictionary[Any, DerivativeRule] = WeakKeyDictionary()
listeners: list[Callable[[], None]] = []
"""What is called when a rule is registered: programs that were made before it are out of date."""


def register(fun: Any, rule: DerivativeRule) -> None:
    """From now on the function is differentiated by the rule."""
    _registered[fun] = rule
    for listener in listeners:
        listener()


def rule_of(value: Any) -> DerivativeRule | None:
    """The rule of a function, if it has one of the user's."""
    own = getattr(value, "derivative_rule", None)
    if isinstance(own, DerivativeRule):
        return own
    try:
        return _registered.get(value)
    except TypeError:  # nothing that a rule could be registered for
        return None


def is_custom(value: Any) -> bool:
    """Whether this is what `custom_vjp` or `custom_jvp` made of a function."""
    return hasattr(value, "derivative_rule") and type(value).__module__.partition(".")[0] == "difpy"
