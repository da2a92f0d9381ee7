"""What is known of a counted loop in front of it: how often it goes round, and which iteration is which."""

from __future__ import annotations

from difpy import kinds
from difpy.program import (
    Attribute,
    Binary,
    Call,
    Constant,
    Expression,
    For,
    Name,
    Subscript,
    Type,
    Unary,
    While,
    assigned,
)
from difpy.reverse.carry import breaks

SHORT = 1000
"""Iterations for which a loop is given memory though it may be left early."""


def has_fixed_range(loop: For | While) -> bool:
    """A `for` with a constant step, that leaves its variable alone; if left early, of a short range."""
    if not isinstance(loop, For) or (breaks(loop.body) and not _is_short(loop)):
        return False
    return _is_step(loop.step) and loop.target not in assigned(loop.body)


def _is_short(loop: For) -> bool:
    """A loop that may be left early is given an array only where its whole range is small."""
    bounds = (loop.start, loop.stop)
    return all(isinstance(b, Constant) and isinstance(b.value, int) and abs(b.value) <= SHORT for b in bounds)


def _is_step(step: Expression) -> bool:
    return isinstance(step, Constant) or (isinstance(step, Unary) and isinstance(step.operand, Constant))


def array_of(type_: Type, size: Expression) -> Expression:
    """An empty array for scalars of a type."""
    if type_.name == "float64":
        return Call("np.empty", (size,))
    name = "bool_" if kinds.is_boolean(type_) else type_.name
    return Call("np.empty", (size, Constant(0, spelling=f"np.{name}")))


def trip_count(loop: For) -> Expression:
    """How often the loop goes round at most."""
    if loop.start == Constant(0) and loop.step == Constant(1):
        stop = loop.stop
        is_count = isinstance(stop, Constant) and isinstance(stop.value, int) and stop.value >= 0
        return stop if is_count or _is_size(stop) else Call("max", (stop, Constant(0)))
    bounds = (loop.start, loop.stop) if loop.step == Constant(1) else (loop.start, loop.stop, loop.step)
    return Call("len", (Call("range", bounds),))


def _is_size(stop: Expression) -> bool:
    """A length or a size of an array, which is never negative."""
    match stop:
        case Call(function="len") | Attribute(name="size"):
            return True
        case Subscript(base=Attribute(name="shape")):
            return True
    return False


def position_in(loop: For) -> Expression:
    """How many iterations came before."""
    target = Name(loop.target)
    if loop.step == Constant(1):
        return target if loop.start == Constant(0) else Binary("-", target, loop.start)
    if loop.step in (Constant(-1), Unary("-", Constant(1))):
        return Binary("-", loop.start, target)
    return Binary("//", Binary("-", target, loop.start), loop.step)
