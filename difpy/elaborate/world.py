"""What is known of the whole program while it is elaborated, round after round.

A round interprets every function that is reached, once; what it learns (types of variables, results,
captures) is kept, and rounds are repeated until one learns nothing new. A last round then writes
the statements.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from difpy.elaborate.code import Code
from difpy.elaborate.lattice import Lattice
from difpy.elaborate.shapes import Cell, Path, Shape, fresh_copy, key
from difpy.errors import DifferentiationError, refuse
from difpy.frontend import FunctionSource
from difpy.program import Function, Position, Type

MOST_INSTANCES = 300
MOST_NESTED = 30
"""How many specialisations of a function may call one another."""


class NotYetKnownError(Exception):
    """A type that a later round will know: what a recursive call returns, what a loop assigns."""


@dataclass(eq=False)
class Definition:
    """One place that binds a variable. Definitions that reach one use are merged: they are one variable."""

    name: str
    order: int = 0
    shape: Shape | None = None
    parent: Definition | None = None
    round: int = 0
    names: tuple[str, ...] = ()
    """Of the program's variables that hold its leaves."""
    own: Shape | None = None
    """Of the value that this place binds; the shape of the variable may be wider."""
    counter: Definition | None = None
    """Shared by definitions of ints that are needed as ints, though the variable is a float elsewhere."""

    @property
    def root(self) -> Definition:
        definition = self
        while definition.parent is not None:
            definition = definition.parent
        return definition


UNBOUND = Definition("")
"""Reaches a use on a path on which nothing binds the variable."""

Environment = dict[str, frozenset[Definition]]


@dataclass(frozen=True)
class Captured:
    """A value read anew at each call, from the root function along `path`."""

    path: Path
    name: str
    type: Type


@dataclass(eq=False)
class Instance:
    """A function specialised to the shapes of its arguments, with what the rounds have found out."""

    code: Code
    parameters: tuple[tuple[str, Shape], ...]
    siblings: tuple[tuple[str, Code], ...] = ()
    presets: tuple[tuple[str, Callable[[Any], Any]], ...] = ()
    """Parameters of the root function that the caller leaves out, and how a frame gets their values."""
    captured_names: tuple[str, ...] = ()
    """Which parameters are variables of the functions around it."""
    result: Shape | None = None
    returns: bool = True
    writes: bool = False
    """Whether it changes arrays or lists, its own or those that it is given."""
    copies_arguments: bool = False
    """Whether it is known to change only its own."""
    definitions: dict[Any, Definition] = field(default_factory=dict)
    back_edges: dict[Any, Environment] = field(default_factory=dict)
    cells: dict[Any, Cell] = field(default_factory=dict)
    captures: dict[Any, Captured] = field(default_factory=dict)
    flagged: dict[str, str] = field(default_factory=dict)
    """The variables that may be unbound where they are used, and their flags."""
    resized: set[Cell] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    """The program's variables that hold parts of expressions and may be put back."""
    round: int = 0
    taken: set[str] = field(default_factory=set)
    capture_names: dict[Any, str] = field(default_factory=dict)
    parameter_names: tuple[str, ...] = ()
    function: Function | None = None
    calls: dict[int, Instance] = field(default_factory=dict)


class World:
    """The state of the elaboration. `interpret` runs a function's body once, in a round."""

    def __init__(
        self,
        interpret: Callable[[World, Instance], None],
        read: Callable[[Any], FunctionSource],
    ) -> None:
        self.lattice = Lattice()
        self.round = 0
        self.final = False
        self.instances: dict[Any, Instance] = {}
        self.finished: list[Instance] = []
        self.unknown: list[Position] = []
        self.captures: dict[Any, Captured] = {}
        self.assumptions: dict[Path, Any] = {}
        self.externals: dict[Any, Any] = {}
        """Functions that derivative rules call and difpy cannot read, by their arguments' shapes."""
        self.rules: list[Any] = []
        """The derivative rules whose forward functions are being read."""
        self._codes: dict[Any, Code] = {}
        self._depths: Counter[Code] = Counter()
        self._interpret = interpret
        self._read = read

    def change(self) -> None:
        self.lattice.changed = True

    def code_of(self, function: Any, path: Path | None) -> Code:
        """The code of a Python function."""
        if function not in self._codes:
            source = self._read(function)
            self._codes[function] = Code(source, source.tree, path)
        return self._codes[function]

    def instance(
        self,
        code: Code,
        parameters: Sequence[tuple[str, Shape]],
        siblings: tuple[tuple[str, Code], ...] = (),
        captured_names: tuple[str, ...] = (),
    ) -> Instance:
        """The function for arguments of these shapes."""
        name = (code, siblings, tuple((name, key(shape)) for name, shape in parameters))
        if name not in self.instances:
            copies = tuple((name, fresh_copy(shape)) for name, shape in parameters)
            self.instances[name] = Instance(code, copies, siblings, captured_names=captured_names)
            self.change()
            if len(self.instances) > MOST_INSTANCES:
                raise self._too_many(code)
        return self.instances[name]

    def visit(self, instance: Instance) -> None:
        """Interpret the function, unless this round has done so or is about to."""
        if instance.round == self.round:
            return
        instance.round = self.round
        self._depths[instance.code] += 1
        if self._depths[instance.code] > MOST_NESTED:
            raise self._too_many(instance.code)
        self._interpret(self, instance)
        self._depths[instance.code] -= 1
        self.finished.append(instance)

    def _too_many(self, code: Code) -> DifferentiationError:
        return refuse(
            code.at(code.tree),
            "it is called with ever new types of arguments",
            "Let the recursion keep the types (and the lengths of tuples) that it starts with.",
            what=f"`{code.name}`",
        )
