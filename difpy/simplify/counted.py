"""Stacks of nests whose inner ranges depend on the outer variables become arrays of the size needed.

    Before:                                 After:
        a_stack = difpy.stack(0.0)              a_size = 0
                                                for i_2 in range(n):
                                                    a_size += max(i_2, 0)
                                                a_stack = np.empty(a_size)
                                                a_top = 0
        for i in range(n):                      for i in range(n):
            for j in range(i):                      for j in range(i):
                a_stack.append(a[j])                    a_stack[a_top] = a[j]
                                                        a_top += 1

A check and a growth at each value would cost more than the arithmetic of a small loop body.
Non-goals: `while` loops, ranges that the nest computes, sites that hold arrays or that functions share.
"""

from __future__ import annotations

from dataclasses import replace

from numba.core import types

from difpy.prepare.names import Names
from difpy.program import (
    Assign,
    Binary,
    Block,
    Constant,
    Expression,
    For,
    Function,
    Name,
    Program,
    Restore,
    Save,
    Statement,
    Store,
    Subscript,
    assigned,
    map_blocks,
    names_in,
    substitute,
)
from difpy.reverse.loops import array_of, has_fixed_range, trip_count
from difpy.simplify.storage import Loops, is_stack, put, scalar_sites


def count_sites(program: Program) -> Program:
    functions = {name: _function(f, program) for name, f in program.functions.items()}
    return replace(program, functions=functions)


def _function(function: Function, program: Program) -> Function:
    nests = {site: loops for site, (loops, _) in scalar_sites(function).items() if _is_countable(loops)}
    if not nests:
        return function
    rewrite = _Rewrite(function, nests, program)
    body = rewrite.block(function.body)
    arrays = {site: types.Array(scalar_sites(function)[site][1], 1, "C") for site in nests}
    variables = function.variables | rewrite.integers | arrays
    return replace(function, body=body, variables=variables, stacks=function.stacks | frozenset(arrays))


def _is_countable(loops: Loops) -> bool:
    """Every range is known from the loop variables around it and from what the nest leaves alone."""
    if not loops or not all(has_fixed_range(loop) for loop in loops):
        return False
    known: set[str] = set()
    changed = assigned((loops[0],))
    for loop in loops:
        assert isinstance(loop, For)
        if (names_in(loop.start) | names_in(loop.stop)) & (changed - known):
            return False
        known.add(loop.target)
    return True


class _Rewrite:
    def __init__(self, function: Function, nests: dict[str, Loops], program: Program) -> None:
        self._sites = scalar_sites(function)
        self._nests = nests
        self._names = Names([*function.variables, *program.functions])
        self._tops = {site: self._names.claim(site.removesuffix("_stack") + "_top") for site in nests}
        self.integers = dict.fromkeys(self._tops.values(), types.int64)

    def block(self, block: Block) -> Block:
        done: list[Statement] = []
        for statement in block:
            if (
                isinstance(statement, Assign)
                and statement.target in self._nests
                and is_stack(statement.value)
            ):
                continue
            done += self._made_before(statement)
            done += self._statement(statement)
        return tuple(done)

    def _made_before(self, statement: Statement) -> list[Statement]:
        """The arrays of the nest that the statement is the outermost loop of."""
        done: list[Statement] = []
        sizes: dict[tuple[int, ...], str] = {}
        for site, loops in self._nests.items():
            if loops[0] is not statement:
                continue
            nest = tuple(map(id, loops))
            if nest not in sizes:
                sizes[nest] = size = self._names.claim(site.removesuffix("_stack") + "_size")
                self.integers[size] = types.int64
                done += self._count(size, loops)
            size_value = Name(sizes[nest], type=types.int64)
            done.append(Assign(site, array_of(self._sites[site][1], size_value), at=statement.at))
            done.append(Assign(self._tops[site], Constant(0), at=statement.at))
        return done

    def _count(self, size: str, loops: Loops) -> list[Statement]:
        """Goes through the outer ranges and adds up the lengths of the innermost."""
        at = loops[0].at
        targets: dict[str, Expression] = {}
        headers: list[For] = []
        for loop in loops:
            assert isinstance(loop, For)
            bounds = [substitute(e, targets) for e in (loop.start, loop.stop, loop.step)]
            headers.append(For(loop.target, bounds[0], bounds[1], bounds[2], (), at=at))
            if loop is not loops[-1]:
                name = self._names.claim(loop.target)
                self.integers[name] = types.int64
                targets[loop.target] = Name(name, type=types.int64)
                headers[-1] = replace(headers[-1], target=name)
        total = Binary("+", Name(size), trip_count(headers[-1]))
        body: Block = (Assign(size, total, augmented=True, at=at),)
        for header in reversed(headers[:-1]):
            body = (replace(header, body=body),)
        return [Assign(size, Constant(0), at=at), *body]

    def _statement(self, statement: Statement) -> list[Statement]:
        match statement:
            case Save(site=site, value=value) if site in self._nests:
                top = Name(self._tops[site], type=types.int64)
                return [Store(site, (top,), value, at=statement.at), _moved(top, "+", statement)]
            case Restore(site=site, target=target) if site in self._nests:
                top = Name(self._tops[site], type=types.int64)
                value = Subscript(Name(site), (top,), type=self._sites[site][1])
                return [_moved(top, "-", statement), put(target, value, statement.at)]
        return [map_blocks(statement, self.block)]


def _moved(top: Name, op: str, statement: Statement) -> Statement:
    return Assign(top.id, Binary(op, top, Constant(1)), augmented=True, at=statement.at)
