"""The statements of a loop's body, and which of them must stay behind which."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from numba.core import types

from difpy import kinds
from difpy.analysis.flow import read_here
from difpy.analysis.memory import MemoryClasses, Variable
from difpy.analysis.ranges import Ranges, Scope, is_not_negative
from difpy.program import (
    Assign,
    Attribute,
    Block,
    Call,
    Comment,
    Compare,
    Conditional,
    Expression,
    Function,
    If,
    Logical,
    Name,
    Program,
    Statement,
    Store,
    Subscript,
    Type,
    assigned,
    children,
    expressions,
    map_children,
    map_expressions,
    statements,
    walk,
)

ARITHMETIC = frozenset({
    "acos", "acosh", "arccos", "arccosh", "arcsin", "arcsinh", "arctan", "arctan2", "arctanh", "asin",
    "asinh", "atan", "atan2", "atanh", "copysign", "cos", "cosh", "erf", "erfc", "exp", "expm1", "fabs",
    "hypot", "log", "log10", "log1p", "log2", "pow", "power", "sin", "sinh", "sqrt", "square", "tan", "tanh",
})  # fmt: skip
"""Functions of `math` and NumPy that raise nothing for numbers."""
BUILT_IN = frozenset({"abs", "float", "len", "max", "min"})


@dataclass(frozen=True)
class Touch:
    """An access to memory: of an element, or of any where `indices` is None."""

    array: str
    memory: Variable
    indices: tuple[Expression, ...] | None
    writes: bool


@dataclass(frozen=True)
class Part:
    """A statement, those in it included: the names that it reads and binds, the memory that it touches."""

    statement: Statement
    reads: frozenset[str]
    writes: frozenset[str]
    touches: tuple[Touch, ...]


class Checks:
    """The calls of a program that raise, and do nothing else: see runtime/checks.py."""

    def __init__(self, program: Program) -> None:
        made = ((name, value) for name, value in program.bindings if isinstance(value, Call))
        self._names = {name for name, value in made if value.function == "difpy.check"}

    def is_check(self, expression: Expression) -> bool:
        return isinstance(expression, Call) and expression.function in self._names

    def of(self, statement: Statement) -> list[Call] | None:
        """Those of a statement in the order in which they run; None where a condition stands before one."""
        match statement:
            case Assign(value=value):
                parts: tuple[Expression, ...] = (value,)
            case Store(indices=indices, value=value, op=op):
                parts = (*indices, value) if op else (value, *indices)
            case _:
                inside = (e for s in statements((statement,)) for e in expressions(s))
                return None if any(self._has_any(e) for e in inside) else []
        found: list[Call] = []
        return found if all(self._collect(part, found) for part in parts) else None

    def removed(self, statement: Statement) -> Statement:
        """The statement without its checks."""
        return map_expressions(statement, self.without)

    def without(self, expression: Expression) -> Expression:
        expression = map_children(expression, self.without)
        is_check = isinstance(expression, Call) and self.is_check(expression)
        return expression.arguments[0] if is_check else expression  # type: ignore[attr-defined]

    def _has_any(self, expression: Expression) -> bool:
        return any(map(self.is_check, walk(expression)))

    def _collect(self, expression: Expression, found: list[Call]) -> bool:
        if isinstance(expression, Call) and self.is_check(expression):
            found.append(expression)
            return True
        if isinstance(expression, Conditional | Logical | Compare):
            return not self._has_any(expression)
        return all(self._collect(child, found) for child in children(expression))


@dataclass(frozen=True)
class Facts:
    """What is known of a function."""

    function: Function
    memory: MemoryClasses
    ranges: Ranges
    checks: Checks


class Parts:
    """The statements of a loop's body."""

    def __init__(self, body: Block, scope: Scope, facts: Facts) -> None:
        self._function = facts.function
        self._memory = facts.memory
        self._ranges = facts.ranges
        self._checks = facts.checks
        self._scope = scope
        self.all = [self._part(statement) for statement in body]
        self.written = assigned(body)
        """The names that the body binds."""
        self._written_memory = {t.memory for part in self.all for t in part.touches if t.writes}

    @classmethod
    def of(cls, body: Block, scope: Scope, facts: Facts) -> Parts | None:
        """None where something else than arithmetic happens."""
        for statement in statements(body):
            if not isinstance(statement, Assign | Store | If | Comment):
                return None
            called = (part for e in expressions(statement) for part in walk(e) if isinstance(part, Call))
            if not all(_is_arithmetic(call) or facts.checks.is_check(call) for call in called):
                return None
        if any(kinds.is_reference(facts.function.variables.get(name)) for name in assigned(body)):
            return None
        return cls(body, scope, facts)

    # --- one statement ---

    def _part(self, statement: Statement) -> Part:
        inner = [self._checks.removed(s) for s in statements((statement,))]
        touches = tuple(touch for s in inner for touch in self._touches_of(s))
        reads = frozenset().union(*map(read_here, inner))
        return Part(statement, reads, frozenset(assigned((statement,))), touches)

    def _touches_of(self, statement: Statement) -> Iterator[Touch]:
        for expression in expressions(statement):
            yield from self._touches_in(expression)
        match statement:
            case Store(array=array, indices=indices, op=op):
                yield self._touch(array, indices, writes=True)
                if op:
                    yield self._touch(array, indices, writes=False)

    def _touches_in(self, expression: Expression) -> Iterator[Touch]:
        match expression:
            case Attribute(name="shape" | "size" | "ndim") | Call(function="len"):
                return
            case Subscript(base=Name(id=array), indices=indices) if self._is_reference(array):
                yield self._touch(array, indices, writes=False)
                for index in indices:
                    yield from self._touches_in(index)
                return
            case Name(id=array) if self._is_reference(array):
                yield Touch(array, self._memory.of(self._function.name, array), None, writes=False)
        for child in children(expression):
            yield from self._touches_in(child)

    def _touch(self, array: str, indices: tuple[Expression, ...], *, writes: bool) -> Touch:
        type_: Type = self._function.variables.get(array)
        is_element = kinds.is_array(type_) and len(indices) == type_.ndim
        memory = self._memory.of(self._function.name, array)
        return Touch(array, memory, indices if is_element else None, writes)

    def _is_reference(self, name: str) -> bool:
        return kinds.is_reference(self._function.variables.get(name))

    def count_of(self, array: str) -> int:
        """How often the body touches an array."""
        return sum(touch.array == array for part in self.all for touch in part.touches)

    def count_of_writers(self, name: str) -> int:
        """How many statements bind a variable."""
        return sum(name in part.writes for part in self.all)

    def written_by(self, places: set[int]) -> set[str]:
        """The names that statements bind."""
        return set().union(*(self.all[k].writes for k in places))

    def is_float(self, name: str) -> bool:
        """Whether a variable is a float64."""
        return bool(self._function.variables.get(name) == types.float64)

    def reads_written(self, expression: Expression) -> bool:
        """Whether an expression reads memory that the body writes."""
        return any(touch.memory in self._written_memory for touch in self._touches_in(expression))

    # --- order ---

    def behind(self, calls: set[int], without: set[int], *, are_kept: bool) -> set[int]:
        """Statements that need what calls give, and those that must stay behind them, at some remove.

        `without`: as if those were not there; `are_kept`: not because a statement changes numbers that one
        before it reads.
        """
        found: set[int] = set()
        for k, part in enumerate(self.all):
            needs = any(part.reads & self.all[j].writes for j in calls if j < k)
            is_behind = any(self._follows(k, j, are_kept=are_kept) for j in found if j < k)
            if k not in without and (needs or is_behind):
                found.add(k)
        return found

    def before(self, places: set[int], *, are_kept: bool) -> set[int]:
        """Statements that must stay before these, at some remove, or that give the next iteration what these
        need; `are_kept` as there."""
        found: set[int] = set()
        while True:
            needing = places | found
            read = set().union(*(self.all[k].reads for k in needing))
            more = {
                k
                for k, part in enumerate(self.all)
                if part.writes & read or any(self._follows(j, k, are_kept=are_kept) for j in needing if j > k)
            }
            if more <= needing:
                return found
            found |= more - places

    def _follows(self, later: int, earlier: int, *, are_kept: bool) -> bool:
        """Whether one statement must stay behind another in the same iteration."""
        a, b = self.all[earlier], self.all[later]
        if a.writes & (b.reads | b.writes):
            return True
        changed = a.reads & b.writes
        if changed and not (are_kept and all(map(self.is_float, changed))):
            return True
        return any(self._collide(s, t) for s in a.touches for t in b.touches)

    def _collide(self, a: Touch, b: Touch) -> bool:
        if a.memory != b.memory or not (a.writes or b.writes):
            return False
        if a.indices is None or b.indices is None or a.array != b.array:
            return True
        is_certain = all(map(self._counts_from_front, (*a.indices, *b.indices)))
        return not (is_certain and self._ranges.differ(self._scope, a.indices, b.indices))

    def _counts_from_front(self, index: Expression) -> bool:
        place = self._ranges.affine(index)
        return place is not None and is_not_negative(self._scope, place)

    def are_apart(self, target: str, some: list[Touch], others: list[Touch]) -> bool:
        """Whether what some statements touch in one iteration, others don't touch in another."""
        common = {s.memory for s in some for t in others if s.memory == t.memory and (s.writes or t.writes)}
        for memory in common:
            places = []
            for touch in (*some, *others):
                if touch.memory == memory:
                    if touch.indices is None:
                        return False
                    places.append((touch.array, touch.indices))
            if not self._ranges.keeps_apart(self._scope, target, places):
                return False
        return True


def _is_arithmetic(call: Call) -> bool:
    module, _, name = call.function.rpartition(".")
    if call.keywords or any(kinds.is_reference(a.type) for a in call.arguments if call.function != "len"):
        return False
    if module in ("math", "np"):
        return name in ARITHMETIC
    return call.function in BUILT_IN
