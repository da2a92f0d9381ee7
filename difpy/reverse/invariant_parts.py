"""Named parts that an outer loop doesn't change are computed in front of it, in an array if inner loops do.

Before:                                              After:
                                                         exp_values = np.empty(d)
                                                         for j in range(d):
                                                             exp_values[j] = math.exp(scale[j])
    for i in range(n):                                   for i in range(n):
        for j in range(d):                                   for j in range(d):
            exp_value = math.exp(scale[j])
            total += exp_value * x[i, j]                         total += exp_values[j] * x[i, j]

They are recorded in any case: once for all iterations of the outer loop now. Where an element may be
missing, the loops in front stand behind a test whether the outer loop runs: the same IndexError is raised.
Arrays only come in front of outermost loops of the entry: in a loop they would be new in each iteration, and
recorded. Non-goals: parts on a branch, in `while` loops, in loops that may be left early.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from difpy import kinds
from difpy.analysis.effects import Effects
from difpy.analysis.memory import MemoryClasses
from difpy.analysis.ranges import Ranges, Scope
from difpy.prepare.build import BOOLEAN, INTEGER, zero_of
from difpy.prepare.names import Names, without_number
from difpy.program import (
    Assign,
    Block,
    Compare,
    Conditional,
    Constant,
    Expression,
    For,
    Function,
    If,
    Logical,
    Name,
    Program,
    Statement,
    Store,
    Subscript,
    Tuple,
    While,
    assigned,
    map_blocks,
    map_expressions,
    names_in,
    substitute,
    walk,
)
from difpy.reverse.carry import breaks
from difpy.reverse.dear_parts import Parts
from difpy.reverse.loops import array_of, has_fixed_range, position_in, trip_count
from difpy.reverse.pure import is_pure

Shared = dict[int, dict[Expression, Expression]]
"""By the identity of a Store in front of a loop: the parts in arrays, and their elements."""


def hoist_invariant_parts(program: Program, parts: Parts) -> tuple[Program, Shared]:
    """The program with the parts computed in front of the loops that leave them alone."""
    memory = MemoryClasses(program)
    effects = Effects(program, memory)
    shared: Shared = {}
    functions = {
        name: _Hoisting(f, program, parts, memory, effects, shared).run() if _has_parts(name, parts) else f
        for name, f in program.functions.items()
    }
    return replace(program, functions=functions), shared


def _has_parts(function: str, parts: Parts) -> bool:
    return any(name == function for name, _ in parts)


Loops = tuple[For, ...]


@dataclass
class _Nest:
    """Loops that fill arrays in front of an outer one."""

    loops: Loops
    """With variables of their own."""
    arrays: dict[str, Store] = field(default_factory=dict)
    guards: dict[Expression, None] = field(default_factory=dict)


@dataclass
class _Frame:
    """A loop around the place, reached on a straight way from the next outer one."""

    loop: For
    scope: Scope
    """In front of the loop."""
    takes_arrays: bool
    scalars: list[Statement] = field(default_factory=list)
    nests: dict[Loops, _Nest] = field(default_factory=dict)
    """By the loops inside of this one that they repeat."""


class _Hoisting:
    def __init__(
        self,
        function: Function,
        program: Program,
        parts: Parts,
        memory: MemoryClasses,
        effects: Effects,
        shared: Shared,
    ) -> None:
        self._function = function
        self._parts = parts
        self._memory = memory
        self._effects = effects
        self._shared = shared
        self._variables = dict(function.variables)
        self._names = Names([*function.variables, *program.functions])
        self._ranges = Ranges(function)
        self._elements: dict[str, Expression] = {}
        """The names of parts that are in arrays now, and their elements."""
        self._takes_arrays = function.name == program.entry

    def run(self) -> Function:
        body = self._block(self._function.body, Scope(), [])
        return replace(self._function, body=body, variables=self._variables)

    def _block(self, block: Block, scope: Scope, frames: list[_Frame]) -> Block:
        return tuple(new for s in block for new in self._statement(s, scope, frames))

    def _statement(self, statement: Statement, scope: Scope, frames: list[_Frame]) -> list[Statement]:
        match statement:
            case For():
                frame = _Frame(statement, scope, self._takes_arrays)
                inside = self._ranges.inside(scope, statement)
                body = self._inside(statement.body, inside, [*frames, frame])
                nests = [new for nest in frame.nests.values() for new in self._filled(nest)]
                return [*frame.scalars, *nests, replace(statement, body=body)]
            case Assign(target=target) if (self._function.name, target) in self._parts:
                part = self._with_elements(statement)
                assert isinstance(part, Assign)
                return [] if self._is_moved(part, frames) else [part]
            case While():
                return [map_blocks(self._with_elements(statement), lambda b: self._inside(b, scope, []))]
            case If():
                return [map_blocks(self._with_elements(statement), lambda b: self._block(b, scope, []))]
        return [self._with_elements(statement)]

    def _inside(self, block: Block, scope: Scope, frames: list[_Frame]) -> Block:
        """The body of a loop."""
        outside, self._takes_arrays = self._takes_arrays, False
        body = self._block(block, scope, frames)
        self._takes_arrays = outside
        return body

    def _with_elements(self, statement: Statement) -> Statement:
        if not self._elements:
            return statement
        return map_expressions(statement, lambda e: substitute(e, self._elements))

    def _is_moved(self, part: Assign, frames: list[_Frame]) -> bool:
        """Whether the part is computed in front of a loop now: the outermost that leaves it alone."""
        for depth, frame in enumerate(frames):
            inner = tuple(f.loop for f in frames[depth + 1 :])
            used = _used(inner, part.value)
            if used and not frame.takes_arrays:
                continue
            guards = (
                []
                if self._exists(part.value, frame.scope, used)
                else [loop for loop in (frame.loop, *inner) if loop not in used]
            )
            if self._leaves(frame.loop, inner, part.value, [*used, *guards]):
                self._move(part, frame, used, guards)
                return True
        return False

    def _leaves(self, outer: For, inner: Loops, value: Expression, repeated: list[For]) -> bool:
        """Whether the value changes with variables of inner loops only, and `repeated` are loops whose ranges
        are known in front of the outer one."""
        if not all(has_fixed_range(loop) and not breaks(loop.body) for loop in (outer, *inner)):
            return False
        used = _used(inner, value)
        if any(self._ranges.affine(position_in(loop)) is None for loop in used):
            return False
        name, changed = self._function.name, assigned((outer,))
        fixed = names_in(value) - {loop.target for loop in used}
        fixed = fixed.union(*(names_in(bound) for loop in repeated for bound in (loop.start, loop.stop)))
        if fixed & changed or not all(map(is_pure, walk(value))):
            return False
        references = {n for n in fixed if kinds.is_reference(self._function.variables.get(n))}
        read = {self._memory.of(name, n) for n in references}
        return not read & self._effects.written(name, outer.body)

    def _move(self, part: Assign, frame: _Frame, used: Loops, guards: list[For]) -> None:
        if not used:
            test = _all(map(_runs, guards))
            type_ = part.value.type
            value = part.value if test is None else Conditional(test, part.value, zero_of(type_), type=type_)
            frame.scalars.append(replace(part, value=value))
            return
        if used not in frame.nests:
            frame.nests[used] = _Nest(tuple(self._own(loop) for loop in used))
        nest = frame.nests[used]
        nest.guards |= dict.fromkeys(map(_runs, guards))
        pairs = zip(used, nest.loops, strict=True)
        value = substitute(part.value, {old.target: Name(new.target, type=INTEGER) for old, new in pairs})
        array = self._names.claim(f"{without_number(part.target)}s")
        type_ = kinds.array_of(self._variables.pop(part.target), len(used))
        self._variables[array] = type_
        nest.arrays[array] = Store(array, tuple(map(position_in, nest.loops)), value, at=part.at)
        place = tuple(map(position_in, used))
        element = Subscript(Name(array, type=type_), place, type=value.type)
        self._elements[part.target] = element
        self._rename(part.target, element)

    def _rename(self, name: str, element: Expression) -> None:
        """Parts that were named together with this one find it in the array."""
        named = self._parts.pop((self._function.name, name))
        for value, known in named.items():
            if known == Name(name):
                named[value] = element

    def _own(self, loop: For) -> For:
        target = self._names.claim(loop.target)
        self._variables[target] = INTEGER
        return replace(loop, target=target, body=())

    def _exists(self, value: Expression, scope: Scope, loops: Loops) -> bool:
        """Whether all elements that the value reads certainly exist."""
        for loop in loops:
            scope = self._ranges.inside(scope, loop)
        return all(
            e.base.id not in self._function.variables or self._ranges.is_in_range(scope, e.base.id, e.indices)
            for e in walk(value)
            if isinstance(e, Subscript) and isinstance(e.base, Name)
        )

    def _filled(self, nest: _Nest) -> list[Statement]:
        """The new arrays, and the loops that fill them."""
        stores = list(nest.arrays.values())
        at = stores[0].at
        sizes = tuple(map(trip_count, nest.loops))
        size = sizes[0] if len(sizes) == 1 else Tuple(sizes)
        arrays = {s.array: array_of(self._variables[s.array].dtype, size) for s in stores}
        made = [
            Assign(name, replace(value, type=self._variables[name]), at=at) for name, value in arrays.items()
        ]
        places = {s.value: Subscript(Name(s.array), s.indices, type=s.value.type) for s in stores}
        for store in stores:
            self._shared[id(store)] = {v: place for v, place in places.items() if v != store.value}
        body: Block = tuple(stores)
        for loop in reversed(nest.loops):
            body = (replace(loop, body=body, at=at),)
        test = _all(nest.guards)
        return [*made, *(body if test is None else (If(test, body, at=at),))]


def _used(loops: Loops, value: Expression) -> Loops:
    return tuple(loop for loop in loops if loop.target in names_in(value))


def _runs(loop: For) -> Expression:
    """Whether a loop goes round at all."""
    if loop.step == Constant(1):
        return Compare((">",), (loop.stop, loop.start), type=BOOLEAN)
    return Compare((">",), (trip_count(loop), Constant(0)), type=BOOLEAN)


def _all(tests: Iterable[Expression]) -> Expression | None:
    found = tuple(tests)
    if len(found) < 2:
        return found[0] if found else None
    return Logical("and", found, type=BOOLEAN)
