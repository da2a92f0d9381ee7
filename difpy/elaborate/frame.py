"""One activation of a function under interpretation: its variables, and the statements written so far."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from numba.core import types

from difpy.elaborate.code import Code, Node
from difpy.elaborate.lattice import JoinError
from difpy.elaborate.names import fresh
from difpy.elaborate.parallel import in_sequence
from difpy.elaborate.shapes import INTEGER, Cell, Path, Shape, leaf_types
from difpy.elaborate.values import Value, convert, convert_leaves, truth
from difpy.elaborate.world import (
    UNBOUND,
    Captured,
    Definition,
    Environment,
    Instance,
    NotYetKnownError,
    World,
)
from difpy.errors import DifferentiationError, refuse
from difpy.program import (
    NOWHERE,
    Assign,
    Constant,
    Effect,
    Expression,
    If,
    Logical,
    Name,
    Position,
    Raise,
    Statement,
    Store,
    Type,
    Unary,
)


def unbound(name: str, *, is_free: bool, at: Position) -> Raise:
    """What Python raises for a variable that nothing has bound: of this function, or of one around it."""
    kind = "NameError" if is_free else "UnboundLocalError"
    if sys.version_info < (3, 11):
        words = f"{'free' if is_free else 'local'} variable '{name}' referenced before assignment"
        words += " in enclosing scope" if is_free else ""
    else:
        words = f"cannot access {'free' if is_free else 'local'} variable '{name}'"
        words += " where it is not associated with a value" + (" in enclosing scope" if is_free else "")
    return Raise(kind, (Constant(words, type=types.unicode_type),), at=at)


class Frame:
    """`environment` maps each local variable to the definitions that reach this point; None: no path does."""

    def __init__(self, world: World, instance: Instance) -> None:
        self.world = world
        self.instance = instance
        self.code: Code = instance.code
        self.environment: Environment | None = {name: frozenset({UNBOUND}) for name in self.code.locals}
        self.output: list[Statement] = []
        self.at: Position = NOWHERE
        self.uncertain = False
        """Whether a statement was skipped in this round, whose bindings are therefore missing."""
        self.variables: dict[str, Type] = {}
        self.guards: list[Expression] = []
        self.copies: tuple[int, ...] = ()
        """Which copy of each unrolled loop's body is being interpreted."""
        self.breaks: list[list[Environment]] = []
        self.iterated: list[Cell] = []
        self.counters: set[str] = set()
        """Variables of loops over tuples: indices that are in range."""
        self.temporaries: set[str] = set()

    # --- refusals ------------------------------------------------------------------------------

    def position(self, node: Node) -> Position:
        return self.code.at(node) if hasattr(node, "lineno") else self.at

    def refuse(
        self, node: Node, why: str, instead: str, *, never: bool = False, what: str = ""
    ) -> DifferentiationError:
        """The error to raise for a node."""
        return refuse(self.position(node), why, instead, never=never, what=what)

    # --- statements ----------------------------------------------------------------------------

    def emit(self, statement: Statement) -> None:
        self.output.append(statement)
        if isinstance(statement, Store) or (isinstance(statement, Effect) and statement.object):
            self.note_write()

    def note_write(self) -> None:
        """This function changes an array or a list, or calls one that does."""
        if not (self.instance.writes or self.instance.copies_arguments):
            self.instance.writes = True
            self.world.change()

    @contextmanager
    def captured_block(self) -> Iterator[list[Statement]]:
        """Collects the statements written inside instead of appending them."""
        outer, self.output = self.output, []
        try:
            yield self.output
        finally:
            self.output = outer

    @contextmanager
    def guarded(self, guard: Expression) -> Iterator[None]:
        """What is evaluated inside, is evaluated only where `guard` is true."""
        self.guards.append(guard)
        try:
            yield
        finally:
            self.guards.pop()

    def assign(self, target: str, value: Expression) -> None:
        """Write `target = value` for a variable of the program."""
        self.variables[target] = value.type
        self.emit(Assign(target, value, at=self.at))

    def temporary(self, name: str, value: Expression) -> Name:
        """A new variable of the program with this value."""
        unused = self.new_name(name)
        self.assign(unused, value)
        return Name(unused, type=value.type, at=value.at)

    def new_name(self, name: str) -> str:
        unused = fresh(name, self.instance.taken | self.temporaries | self.code.locals)
        self.temporaries.add(unused)
        return unused

    # --- variables -----------------------------------------------------------------------------

    def define(self, name: str, node: Node, shape: Shape | None, tag: str = "") -> Definition:
        """A new binding of the user's variable; its variables get the type that holds all values."""
        key = (id(node), name, tag, self.copies)
        definition = self.instance.definitions.get(key)
        if definition is None:
            definition = self.instance.definitions[key] = Definition(name, len(self.instance.definitions))
        definition.round = self.world.round
        definition.own = shape
        root = definition.root
        joined = self.join(root.shape, shape, node, name)
        if joined != root.shape:
            root.shape = joined
            self.world.change()
        if self.environment is not None:
            self.environment[name] = frozenset({definition})
        return root

    def join(self, a: Shape | None, b: Shape | None, node: Node, name: str) -> Shape | None:
        try:
            return self.world.lattice.join(a, b)
        except JoinError as error:
            raise self.refuse(
                node,
                f"`{name}` is {error}",
                "Use two names, or make both values the same kind.",
            ) from None

    def bind(self, name: str, node: Node, value: Value) -> None:
        """`name = value` of the user's program."""
        root = self.define(name, node, value.shape)
        if root.shape is not None:
            leaves = convert_leaves(value, root.shape)
            self.store_leaves(self.leaf_names(root), leaf_types(root.shape), leaves)
        self.note_counter(name, node, value)
        self.note_bound(name)

    def store_leaves(
        self, names: tuple[str, ...], wanted: tuple[Type, ...], leaves: tuple[Expression, ...]
    ) -> None:
        pending = [
            (target, convert(leaf, type_)) for target, type_, leaf in zip(names, wanted, leaves, strict=False)
        ]
        self.variables.update(zip(names, wanted, strict=False))
        self.assign_together(pending)

    def assign_together(self, pending: list[tuple[str, Expression]]) -> None:
        """Assignments whose right sides are all evaluated before the first of them: `a, b = b, a`."""
        for target, value in in_sequence(pending, self.new_name):
            self.variables.setdefault(target, value.type)
            self.emit(Assign(target, value, at=self.at))

    def leaf_names(self, root: Definition) -> tuple[str, ...]:
        if root.names or root.shape is None:
            return root.names
        count = len(leaf_types(root.shape))
        return (root.name,) if count == 1 else tuple(f"{root.name}_{i}" for i in range(count))

    def note_counter(self, name: str, node: Node, value: Value) -> None:
        """Keep an int as an int too, where it is needed as one."""
        definition = self.instance.definitions.get((id(node), name, "", self.copies))
        if definition is not None and definition.counter is not None and value.shape == INTEGER:
            self.assign(self.counter_name(definition.counter), value.expression)

    def counter_name(self, counter: Definition) -> str:
        return counter.root.names[0] if counter.root.names else counter.name

    def integer_version(self, e: Expression) -> Expression | None:
        """The int that a float variable holds here, if it holds one on every path."""
        for name, definitions in (self.environment or {}).items():
            bound = [d for d in definitions if d is not UNBOUND]
            if not bound or not isinstance(e, Name) or self.leaf_names(bound[0].root) != (e.id,):
                continue
            if all(d.own == INTEGER for d in bound):
                return self._counter(name, bound, e)
        return None

    def _counter(self, name: str, definitions: list[Definition], e: Expression) -> Expression:
        known = [d.counter.root for d in definitions if d.counter is not None]
        counter = known[0] if known else Definition(f"{name}_int")
        for definition in definitions:
            if definition.counter is None:
                definition.counter = counter
                self.world.change()
            elif definition.counter.root is not counter.root:
                definition.counter.root.parent = counter.root
                self.world.change()
        return Name(self.counter_name(counter), type=types.int64, at=e.at)

    def note_bound(self, name: str) -> None:
        flag = self.instance.flagged.get(name)
        if flag is not None:
            self.assign(flag, truth(True, self.at))

    def read(self, name: str, node: Node, *, is_captured: bool = False) -> Value:
        """The value of a local variable here, for this function or for a nested one."""
        if self.environment is None:
            raise NotYetKnownError
        definitions = self.environment[name]
        bound = [d for d in definitions if d is not UNBOUND]
        if not bound:
            raise self._unbound(name, node)
        root = self._merge(bound, name, node)
        if UNBOUND in definitions and not self.is_generated(name):
            self._check_bound(name, is_captured=is_captured)
        return self.value_of(root, node)

    def read_captured(self, name: str, node: Node) -> Value | None:
        """The value of a variable that a nested function reads; None where nothing has bound it."""
        if self.environment is not None and self.environment[name] == {UNBOUND}:
            return None
        return self.read(name, node, is_captured=True)

    def value_of(self, root: Definition, node: Node) -> Value:
        if root.shape is None:
            raise NotYetKnownError
        at = self.position(node)
        names = self.leaf_names(root)
        pairs = zip(names, leaf_types(root.shape), strict=False)
        return Value(root.shape, tuple(Name(n, type=t, at=at) for n, t in pairs))

    def _merge(self, definitions: list[Definition], name: str, node: Node) -> Definition:
        first = min((d.root for d in definitions), key=lambda d: d.order)
        for definition in definitions:
            root = definition.root
            if root is not first:
                joined = self.join(first.shape, root.shape, node, name)
                if joined != first.shape or joined != root.shape:
                    self.world.change()
                first.shape = joined
                root.parent = first
        return first

    def is_generated(self, name: str) -> bool:
        """Whether normalization made the variable: it is bound wherever it is read."""
        return name not in self.code.written_names

    def _check_bound(self, name: str, *, is_captured: bool) -> None:
        if name not in self.instance.flagged:
            self.instance.flagged[name] = f"{name}_bound"
            self.world.change()
        flag = Name(self.instance.flagged[name], type=types.boolean, at=self.at)
        test = Unary("not", flag, type=types.boolean, at=self.at)
        is_free = is_captured or name in self.instance.captured_names
        self.check(test, unbound(name, is_free=is_free, at=self.at))

    def check(self, test: Expression, error: Raise) -> None:
        """Raise an error where `test` is true, before the statement that is being interpreted."""
        if self.guards:
            test = Logical("and", (*self.guards, test), type=types.boolean, at=self.at)
        statement = If(test, (error,), at=self.at)
        if self.output[-1:] != [statement]:
            self.emit(statement)

    def _unbound(self, name: str, node: Node) -> Exception:
        if self.uncertain or not self.world.final:
            self.uncertain = True
            return NotYetKnownError()
        return self.refuse(
            node,
            f"`{name}` has no value here on any path",
            "Assign it before it is used.",
            never=True,
        )

    # --- paths ---------------------------------------------------------------------------------

    def merge_environments(self, *environments: Environment | None) -> Environment | None:
        """What holds where paths meet."""
        alive = [e for e in environments if e is not None]
        if not alive:
            return None
        names = dict.fromkeys(name for e in alive for name in e)
        nothing: frozenset[Definition] = frozenset({UNBOUND})
        return {name: frozenset().union(*(e.get(name, nothing) for e in alive)) for name in names}

    def snapshot(self) -> Environment | None:
        return None if self.environment is None else dict(self.environment)

    # --- captures ------------------------------------------------------------------------------

    def capture(self, key: Any, path: Path, name: str, type_: Type) -> Name:
        """A parameter that carries a value found along `path`."""
        captured = self.world.captures.setdefault(key, Captured(path, name, type_))
        self.use_capture(key, captured)
        return Name(self.instance.capture_names.get(key, name), type=captured.type, at=self.at)

    def use_capture(self, key: Any, captured: Captured) -> None:
        if key not in self.instance.captures:
            self.instance.captures[key] = captured
            self.world.change()

    def cell(self, node: Node, tag: str = "") -> Cell:
        """The cell of the list that this place of the program makes."""
        return self.instance.cells.setdefault((id(node), tag, self.copies), Cell())

    def note_resize(self, cell: Cell, node: Node) -> None:
        """The length of a list changes here."""
        if any(cell.root is other.root for other in self.iterated):
            raise self.refuse(
                node,
                "the list changes its length while a loop runs over it",
                "Write `while` with an index of your own.",
            )
        if cell.root not in self.instance.resized:
            self.instance.resized.add(cell.root)
            self.world.change()
