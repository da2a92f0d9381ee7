"""What is known about the names of a program while it is being written."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

Kind: TypeAlias = tuple[Any, ...]
Lines: TypeAlias = list[str]

FLOAT: Kind = ("float",)
INT: Kind = ("int",)
BOOL: Kind = ("bool",)
POINT: Kind = ("point",)
FUNCTION: Kind = ("function",)


def array(n: int) -> Kind:
    return ("array", n)


def matrix(rows: int, columns: int) -> Kind:
    return ("matrix", rows, columns)


def tuple_of(*kinds: Kind) -> Kind:
    return ("tuple", *kinds)


def list_of(kind: Kind) -> Kind:
    return ("list", kind)


NAMES = {
    "float": ["x", "y", "z", "s", "t", "u", "w"],
    "int": ["i", "j", "k", "n"],
    "bool": ["flag", "done"],
    "array": ["a", "b", "c", "d", "view", "row"],
    "matrix": ["m", "table"],
    "tuple": ["p", "pair"],
    "list": ["values", "stack", "rows"],
    "point": ["here", "there"],
}


@dataclass(frozen=True)
class Callee:
    """A function that may be called: what it takes, gives, and roughly what a call costs."""

    name: str
    parameters: tuple[Kind, ...]
    result: Kind | None
    cost: int
    depth_limit: int | None = None  # recursive ones take a depth as their last parameter
    optional: str = ""  # a last parameter that may be None or left out


@dataclass
class Scope:
    """The names that are bound for certain, with their kinds."""

    variables: dict[str, Kind] = field(default_factory=dict)
    locked: set[str] = field(default_factory=set)  # not to be assigned: loop counters, what is iterated over
    pinned: set[str] = field(default_factory=set)  # captured: the kind must stay
    taken: set[str] = field(default_factory=set)  # names that must not become local variables
    callees: list[Callee] = field(default_factory=list)
    loops: int = 0
    branches: int = 0
    cost: int = 1
    result: Kind | None = FLOAT
    is_closure: bool = False

    def of(self, *wanted: str) -> list[tuple[str, Kind]]:
        """The variables of these kinds, by the kinds' first words."""
        return [(name, kind) for name, kind in self.variables.items() if kind[0] in wanted]

    def inner(self, cost: int = 1, loops: int = 0) -> Scope:
        """The scope of a block: what it binds is not bound outside."""
        return replace(
            self,
            variables=dict(self.variables),
            locked=set(self.locked),
            callees=list(self.callees),
            loops=self.loops + loops,
            branches=self.branches + 1,
            cost=self.cost * cost,
        )
