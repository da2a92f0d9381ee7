"""Elementary functions whose values a loop records get loops of their own.

Before:
    for r in range(n):
        exp_value = math.exp(a[check_index(r, a.shape[0], 0, 7)] - greatest)
        exp_value_stack[t, r] = exp_value
        total += exp_value

After:
    for r in range(n):
        exp_value_stack[t, r] = a[check_index(r, a.shape[0], 0, 7)] - greatest
    for r in range(n):
        exp_value_stack[t, r] = math.exp(exp_value_stack[t, r])
    for r in range(n):
        exp_value = exp_value_stack[t, r]
        total += exp_value

A loop that only computes in place is one that LLVM vectorizes, whatever stands around it: checks, sums that
keep their order, arrays that may overlap. The first loop has what the arguments need, and all checks in their
order; the last has the rest. What both need is computed in both.

It is done where no iteration's first part needs the second part of an earlier one: variables show it, and
elements of arrays by the loop's own index (analysis/ranges.py).

Non-goals: values that are not recorded, loops around loops, statements other than arithmetic.
"""

from __future__ import annotations

from dataclasses import replace

from numba.core import types

from difpy import kinds
from difpy.analysis.affine import variable
from difpy.analysis.memory import MemoryClasses
from difpy.analysis.ranges import Ranges, Scope
from difpy.lower.loop_parts import Checks, Facts, Parts
from difpy.lower.loop_split import Keep, Pair, Split
from difpy.lower.scratch import Scratch
from difpy.lower.vector_math import Types
from difpy.program import (
    Assign,
    Binary,
    Block,
    Compare,
    Constant,
    Expression,
    For,
    Function,
    If,
    Name,
    Program,
    Statement,
    Store,
    Type,
    While,
    map_blocks,
    names_in,
    reached,
    statements,
)

FEWEST = 8
"""Iterations below which several loops take longer than one."""


def split_loops(program: Program) -> Program:
    memory = MemoryClasses(program)
    checks = Checks(program)
    functions = {}
    for name, function in program.functions.items():
        has_scratch = name not in reached(program.functions, function.body)
        splitting = _Splitting(function, memory, checks, has_scratch=has_scratch)
        functions[name] = splitting.run(is_entry=name == program.entry)
    return replace(program, functions=functions)


class _Splitting:
    """The loops of one function."""

    def __init__(
        self, function: Function, memory: MemoryClasses, checks: Checks, *, has_scratch: bool
    ) -> None:
        self._function = replace(function, variables=dict(function.variables))
        self._memory = memory
        self._checks = checks
        self._ranges = Ranges(self._function)
        self._types = Types(self._function)
        self._scratch = Scratch(self._function, checks) if has_scratch else None

    def run(self, *, is_entry: bool) -> Function:
        body = self._block(self._function.body, Scope(), is_repeated=not is_entry)
        made = self._scratch.made() if self._scratch else ()
        return replace(self._function, body=made + body)

    def _block(self, block: Block, scope: Scope, *, is_repeated: bool) -> Block:
        """`is_repeated`: whether it may run many times in a call of the program."""
        return tuple(new for each in block for new in self._statement(each, scope, is_repeated=is_repeated))

    def _statement(self, statement: Statement, scope: Scope, *, is_repeated: bool) -> Block:
        inside = self._ranges.inside(scope, statement) if isinstance(statement, For) else scope
        if isinstance(statement, For) and _is_innermost(statement):
            split = self._innermost(statement, inside)
            return self._where_worth_it(statement, split) if is_repeated else split
        is_repeated = is_repeated or isinstance(statement, For | While)
        return (map_blocks(statement, lambda block: self._block(block, inside, is_repeated=is_repeated)),)

    def _innermost(self, loop: For, scope: Scope) -> Block:
        """The loops in the place of one, around values that it records and values that it doesn't."""
        facts = Facts(self._function, self._memory, self._ranges, self._checks)
        parts = Parts.of(loop.body, scope, facts)
        if parts is None or loop.target in parts.written:
            return (loop,)
        pairs = _Pairs(facts, self._types, self._function.stacks)
        *split, rest = self._split(loop, scope, pairs)
        assert isinstance(rest, For)
        return (*split, self._blocked(rest, scope, facts))

    def _where_worth_it(self, loop: For, split: Block) -> Block:
        """The loops, or the one loop where its iterations are few."""
        if split == (loop,):
            return split
        length = loop.stop
        if loop.start != Constant(0):
            length = Binary("-", loop.stop, loop.start, type=types.int64)
        match loop.step:
            case Constant(value=int(step)):
                known = self._ranges.affine(length)
                if known is not None and not known.terms:
                    return split if known.constant // step >= FEWEST else (loop,)
                order = ">=" if step > 0 else "<="
                enough = Compare((order,), (length, Constant(FEWEST * step)), type=types.boolean)
                return (If(enough, split, (loop,), at=loop.at),)
        return split

    def _blocked(self, loop: For, scope: Scope, facts: Facts) -> Statement:
        """The loop, or loops over a block of iterations around values that it doesn't record."""
        parts = Parts.of(loop.body, scope, facts)
        if parts is None or self._scratch is None or not self._scratch.is_worth_it(loop, parts):
            return loop
        blocked = self._scratch.named(loop, parts)
        facts = replace(facts, ranges=Ranges(self._function))
        pairs = _Pairs(facts, self._types, frozenset(blocked.arrays))
        loops = self._split(blocked.loop, scope, pairs, blocked.keep)
        if len(loops) == 1:
            return loop
        self._scratch.use(len(blocked.arrays))
        return blocked.around(loops)

    def _split(self, loop: For, scope: Scope, pairs: _Pairs, keep: Keep | None = None) -> Block:
        """The loops in the place of one."""
        parts = Parts.of(loop.body, scope, pairs.facts)
        first = None if parts is None else pairs.first(loop, parts)
        if parts is None or not first:
            return (loop,)
        split = Split(loop, parts, first, self._checks, keep)
        if not split.is_possible:
            return (loop,)
        alone = [replace(loop, body=(split.computed(pair),)) for pair in first]
        rest = self._split(replace(loop, body=split.last()), scope, pairs, keep)
        return (replace(loop, body=split.first()), *alone, *rest)


def _is_innermost(loop: For) -> bool:
    return not any(isinstance(statement, For | While) for statement in statements(loop.body))


class _Pairs:
    """Elementary functions in a loop that goes through `arrays`, which hold their values."""

    def __init__(self, facts: Facts, types_of: Types, arrays: frozenset[str]) -> None:
        self.facts = facts
        self._types = types_of
        self._arrays = arrays

    def first(self, loop: For, parts: Parts) -> list[Pair]:
        """Those whose arguments need none of the others."""
        found = self._all(loop, parts)
        calls, stores = {call for call, _ in found}, {store for _, store in found}
        late = parts.behind(calls, stores, are_kept=True)
        return [pair for pair in found if pair[0] not in late]

    def _all(self, loop: For, parts: Parts) -> list[Pair]:
        found = []
        for k, part in enumerate(parts.all):
            match part.statement:
                case Assign(target=name, value=value) if self._types.is_elementary(value):
                    behind = range(k + 1, len(parts.all))
                    kept = [j for j in behind if self._keeps(loop, parts, j, name)]
                    if kept and parts.count_of_writers(name) == 1:
                        found.append((k, kept[0]))
        return found

    def _keeps(self, loop: For, parts: Parts, place: int, name: str) -> bool:
        """Whether a statement puts a variable into an element that is this iteration's."""
        match parts.all[place].statement:
            case Store(array=array, indices=indices, value=Name(id=read), op="") if read == name:
                if array not in self._arrays or parts.count_of(array) != 1:
                    return False
                return self._is_of_floats(array) and self._is_own(loop, indices, parts)
        return False

    def _is_of_floats(self, name: str) -> bool:
        type_: Type = self.facts.function.variables.get(name)
        return kinds.is_array(type_) and bool(type_.dtype == types.float64)

    def _is_own(self, loop: For, indices: tuple[Expression, ...], parts: Parts) -> bool:
        """Whether the last index follows the loop, and the others stay."""
        *outer, last = indices
        place = self.facts.ranges.affine(last)
        follows = place is not None and variable(loop.target) in place.terms
        stays = all(loop.target not in names_in(index) for index in outer)
        return follows and stays and not parts.written & set().union(*map(names_in, indices))
