"""Elementary functions whose values are not recorded, put into small arrays a block of iterations at a time.

Before:
    for i in range(n):
        total += math.log(a[i])

After, when the inner loop is split (lower/split_loops.py):
    values = difpy.scratch()
    for start in range(0, n, 128):
        for i in range(start, min(start + 128, n)):
            log_value = math.log(a[i])
            values[i - start] = log_value
            total += log_value

That is for loops that LLVM does not vectorize as they are.
"""

from __future__ import annotations

from dataclasses import replace

from numba.core import types

from difpy import kinds
from difpy.analysis.flow import exposed
from difpy.lower.loop_parts import Checks, Parts
from difpy.lower.vector_math import Types
from difpy.prepare.names import Names
from difpy.program import (
    Assign,
    Binary,
    Block,
    Call,
    Compare,
    Conditional,
    Constant,
    Expression,
    For,
    Function,
    Logical,
    Name,
    Statement,
    Store,
    Subscript,
    assigned,
    map_children,
    names_in,
)
from difpy.runtime.scratch import LENGTH

ARRAY = kinds.array_of(types.float64, 1)
MOST_ARRAYS = 5
"""LLVM looks at so many arrays when a loop starts, whether they overlap."""


class Scratch:
    """The arrays of one function, the same for all its loops. `function.variables` gets their names."""

    def __init__(self, function: Function, checks: Checks) -> None:
        self.types = Types(function)
        self._variables = function.variables
        self._names = Names(function.variables)
        self._checks = checks
        self._arrays: list[str] = []
        self._count = 0
        """Of those that are used."""

    def made(self) -> Block:
        """What stands at the head of the function."""
        used = self._arrays[: self._count]
        return tuple(Assign(name, Call("difpy.scratch", (), type=ARRAY)) for name in used)

    def array(self, place: int) -> str:
        if place == len(self._arrays):
            self._arrays.append(self.claim("values", ARRAY))
        return self._arrays[place]

    def use(self, count: int) -> None:
        """The first arrays are needed."""
        self._count = max(self._count, count)

    def named(self, loop: For, parts: Parts) -> Blocked:
        """The loop over one block of iterations, its values in arrays."""
        blocked = Blocked(loop, self, parts)
        blocked.name_all()
        return blocked

    def is_worth_it(self, loop: For, parts: Parts) -> bool:
        """Whether the loop can run by blocks, and LLVM would leave it as it is: for sums, checks or too many
        arrays."""
        if loop.backwards or loop.step != Constant(1):
            return False
        has_sum = bool(exposed(loop.body) & assigned(loop.body))
        has_check = any(self._checks.of(part.statement) != [] for part in parts.all)
        arrays = {touch.array for part in parts.all for touch in part.touches}
        return has_sum or has_check or len(arrays) > MOST_ARRAYS

    def claim(self, wish: str, type_: object) -> str:
        name = self._names.claim(wish)
        self._variables[name] = type_
        return name


class Blocked:
    """A loop over a block of iterations, with the arrays that it goes through."""

    def __init__(self, loop: For, scratch: Scratch, parts: Parts) -> None:
        self.loop = loop
        self.arrays: list[str] = []
        self._scratch = scratch
        self._parts = parts
        self._changing = parts.written | {loop.target}
        self._before: list[Statement] = []
        """What stands before the statement in hand."""
        self._start = ""
        self._kept: dict[str, Subscript] = {}

    def name_all(self) -> None:
        self.loop = replace(self.loop, body=self._block())

    def keep(self, name: str) -> Subscript:
        """The element that keeps a variable's value of this iteration."""
        if name not in self._kept:
            self._kept[name] = self._new_element()
        return self._kept[name]

    def around(self, loops: Block) -> Statement:
        """The loops that stand for this one, over each block of iterations."""
        loop, start = self.loop, Name(self._first(), type=types.int64)
        stop = Binary("+", start, Constant(LENGTH), type=types.int64)
        end = Call("min", (stop, loop.stop), type=types.int64)
        inner = tuple(
            self._from_zero(each) or replace(each, start=start, stop=end)
            for each in loops
            if isinstance(each, For)
        )
        return For(start.id, loop.start, loop.stop, Constant(LENGTH), inner, at=loop.at)

    def _from_zero(self, loop: For) -> For | None:
        """A loop that computes a function in place: LLVM sees where such a one is in memory."""
        match loop.body:
            case (Store(array=array, indices=(_,), value=Call() as call) as store,) if array in self.arrays:
                start = Name(self._first(), type=types.int64)
                left = Binary("-", loop.stop, start, type=types.int64)
                count = Call("min", (Constant(LENGTH), left), type=types.int64)
                index = Name(loop.target, type=types.int64)
                element = Subscript(Name(array, type=ARRAY), (index,), type=types.float64)
                store = replace(store, indices=(index,), value=replace(call, arguments=(element,)))
                return replace(loop, start=Constant(0), stop=count, body=(store,))
        return None

    def _first(self) -> str:
        self._start = self._start or self._scratch.claim("start", types.int64)
        return self._start

    def _new_element(self) -> Subscript:
        array = self._scratch.array(len(self.arrays))
        self.arrays.append(array)
        place = Binary("-", Name(self.loop.target), Name(self._first()), type=types.int64)
        return Subscript(Name(array, type=ARRAY), (place,), type=types.float64)

    def _block(self) -> Block:
        done: list[Statement] = []
        for statement in self.loop.body:
            match statement:
                case Assign(value=value) | Store(value=value):
                    statement = replace(statement, value=self._named(value, statement))
            done += [*self._before, statement]
            self._before = []
        return tuple(done)

    def _named(self, expression: Expression, statement: Statement) -> Expression:
        """The expression with the values in it named, those behind a condition apart."""
        if isinstance(expression, Conditional | Logical | Compare):
            return expression
        expression = map_children(expression, lambda e: self._named(e, statement))
        if not self._scratch.types.is_elementary(expression) or not self._changes(expression):
            return expression
        assert isinstance(expression, Call)
        name = expression.function.rpartition(".")[2]
        value = self._scratch.claim(f"{name}_value", types.float64)
        element = self._new_element()
        read = Name(value, type=types.float64)
        assert isinstance(element.base, Name)
        self._before += [
            Assign(value, expression, at=statement.at),
            Store(element.base.id, element.indices, read, at=statement.at),
        ]
        return read

    def _changes(self, expression: Expression) -> bool:
        """Whether the value may be another in each iteration; LLVM computes others once."""
        return bool(names_in(expression) & self._changing) or self._parts.reads_written(expression)
