"""What the sweeps of one function share: facts, names, and the storage of recorded values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from difpy import kinds
from difpy.analysis.activity import Activity
from difpy.analysis.contiguity import Contiguity
from difpy.analysis.effects import Classes, Effects
from difpy.analysis.ranges import Ranges, Scope
from difpy.analysis.written_once import Firsts
from difpy.prepare.names import Names, without_number
from difpy.program import Assign, Expression, Function, Invoke, Name, Program, Statement, Type
from difpy.reverse.dear_parts import Parts
from difpy.reverse.inline_helpers import Places
from difpy.reverse.outcomes import Outcomes


@dataclass
class Facts:
    """The prepared program and what is known about it."""

    program: Program
    activity: Activity
    effects: Effects
    values: Classes
    """Memory classes of arrays that are never written: their cotangents are made in the reverse sweep."""
    contiguity: Contiguity
    recomputed: frozenset[str]
    """Functions whose adjoint runs them again; the others record in their forward sweep."""
    parts: Parts
    """Parts of expressions that have names of their own, each read by the statement behind it alone."""
    outcomes: Outcomes
    """The names of the tests that expressions decide by."""
    outcome_names: frozenset[tuple[str, str]]
    """Functions and their variables that hold the outcome of a test for the reverse sweep."""
    firsts: Firsts
    """Writes of elements that no other write reaches: the reverse sweep needs no record of what was there,
    and finds what was written."""
    inlined: Places
    """The helpers that were inlined, by function and line."""
    sweep_names: dict[tuple[str, str], str]
    """The name of each sweep, by the primal's name and the role."""
    site_names: Names
    """Sites are named once in a program: functions pass them to each other under one name."""


@dataclass
class Kill:
    """A variable that a statement overwrites, and the local name that keeps its old value."""

    name: str
    saved: str


@dataclass
class Context:
    """One function being differentiated."""

    facts: Facts
    function: Function
    names: Names
    variables: dict[str, Type]
    is_reentered: bool = False
    """Whether calls inside the function may run it again before it has ended, on the same stacks."""
    bars: dict[str, str] = field(default_factory=dict)
    kills: dict[int, list[Kill]] = field(default_factory=dict)
    """By the identity of the statement."""
    sites: dict[tuple[int, str], str] = field(default_factory=dict)
    """The site of what a statement records: by the statement's identity and the role of the value."""
    examples: dict[str, Expression] = field(default_factory=dict)
    """For each site an expression of the type that it holds."""
    undo_sites: set[str] = field(default_factory=set)
    """Sites of elements that are about to be overwritten."""
    ends: dict[tuple[int, str], str] = field(default_factory=dict)
    """By a statement's identity and a variable it assigns: the local name that holds the variable's value
    at the end of the iteration, where that is the one the statement gave it."""
    outcomes: dict[str, Assign] = field(default_factory=dict)
    """The sites of outcomes that the replay could compute again, and the statements that do."""
    given: frozenset[str] = frozenset()
    """Results whose cotangents are parameters: nothing in front of the call knows their memory."""
    kept: dict[str, Name] = field(default_factory=dict)
    """Local names for values on their way to a site or from it."""
    tests: dict[int, Name] = field(default_factory=dict)
    """The name that holds the outcome of an `if`, by its identity."""

    @cached_property
    def ranges(self) -> Ranges:
        return Ranges(self.function)

    @cached_property
    def scopes(self) -> dict[int, Scope]:
        """What is known of the loops around each statement, by its identity."""
        return {id(s): scope for s, scope in self.ranges.each(self.function.body, Scope())}

    def named_with(self, name: str) -> Mapping[Expression, Expression]:
        """The parts of an expression that were named together with this one; none if it is no part."""
        return self.facts.parts.get((self.function.name, name), {})

    def is_outcome(self, name: str) -> bool:
        return (self.function.name, name) in self.facts.outcome_names

    def is_active(self, name: str) -> bool:
        known = name in self.function.variables
        return known and self.facts.activity.is_active(self.function, name)

    def is_reference(self, name: str) -> bool:
        return kinds.is_reference(self.variables[name])

    def has_shadow(self, name: str) -> bool:
        """Whether the forward sweep makes a cotangent for the memory that the variable refers to."""
        return self.is_reference(name) and self.is_active(name) and not self.is_value(name)

    def is_value(self, name: str) -> bool:
        """Whether the variable is an array that nothing writes into."""
        memory = self.facts.activity.memory
        return self.is_reference(name) and memory.of(self.function.name, name) in self.facts.values

    def bar(self, name: str) -> str:
        """The name of a variable's cotangent."""
        if name not in self.bars:
            self.bars[name] = self.fresh(f"{name}_bar", self.variables[name])
        return self.bars[name]

    def fresh(self, wish: str, type_: Type) -> str:
        name = self.names.claim(wish)
        self.variables[name] = type_
        return name

    def site(self, statement: Statement, role: str, wish: str, example: Expression) -> str:
        """The site for one of the values that a statement records: the same each time it is asked for."""
        key = (id(statement), role)
        if key not in self.sites:
            if self.is_outcome(wish):
                wish = without_number(wish)
            name = self.facts.site_names.claim(f"{wish}_stack")
            self.sites[key] = name
            if role.startswith("old "):
                self.undo_sites.add(name)
            self.examples[name] = example
        return self.sites[key]

    def with_shadows(self, names: list[str]) -> list[str]:
        """The names, and after each active reference the name of its cotangent."""
        found: list[str] = []
        for name in names:
            found.append(name)
            if self.has_shadow(name):
                found.append(self.bar(name))
        return found

    def sweep(self, called: str, role: str) -> str:
        """The name of a sweep of a function that is called."""
        return self.facts.sweep_names[called, role]

    def is_split(self, statement: Invoke) -> bool:
        return statement.function not in self.facts.recomputed
