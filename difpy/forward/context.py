"""What the tangents of one function share: facts and names."""

from __future__ import annotations

from dataclasses import dataclass, field

from difpy import kinds
from difpy.analysis.activity import Activity, flowing
from difpy.prepare.names import Names
from difpy.program import Expression, Function, Name, Program, Type


@dataclass
class Facts:
    """The prepared program and what is known about it."""

    program: Program
    activity: Activity
    entry_name: str
    tangent_names: dict[str, str]
    """By the name of each primal in which something is active, the name of its tangent."""


@dataclass
class Context:
    """One function being differentiated."""

    facts: Facts
    function: Function
    names: Names
    variables: dict[str, Type]
    dots: dict[str, str] = field(default_factory=dict)

    def is_active(self, name: str) -> bool:
        known = name in self.function.variables
        return known and self.facts.activity.is_active(self.function, name)

    def is_varied(self, value: Expression) -> bool:
        """Whether an expression has a tangent."""
        return any(map(self.is_active, flowing(value)))

    def is_reference(self, name: str) -> bool:
        return kinds.is_reference(self.variables[name])

    def dot(self, name: str) -> str:
        """The name of a variable's tangent."""
        if name not in self.dots:
            self.dots[name] = self.fresh(f"{name}_dot", self.variables[name])
        return self.dots[name]

    def tangent(self, name: str) -> Name:
        """The tangent of a variable."""
        return Name(self.dot(name), type=self.variables[name])

    def fresh(self, wish: str, type_: Type) -> str:
        name = self.names.claim(wish)
        self.variables[name] = type_
        return name


def has_tangent(facts: Facts, function: Function, value: Expression) -> bool:
    """Whether a function returns the tangent of one of its results."""
    return isinstance(value, Name) and facts.activity.is_active(function, value.id)
