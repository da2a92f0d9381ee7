"""Stacks of counted loops become arrays, indexed by the loop variables.

    Before:                           After:
        x_stack = difpy.stack(0.0)        x_stack = np.empty(max(n, 0))
        for i in range(n):                for i in range(n):
            x_stack.append(x)                 x_stack[i] = x
            x = x * x                         x = x * x
        for i in reversed(range(n)):      for i in reversed(range(n)):
            x = x_stack.pop()                 x = x_stack[i]

A site qualifies if every loop around it is a `for` whose bounds are known where the outermost begins;
its array is made there. A loop with a `break` qualifies if its range is short: `range(10**9)` may be left
after ten steps.
Non-goals: sites that hold arrays, or that other functions use.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from numba.core import types

from difpy import kinds
from difpy.analysis.flow import read_here
from difpy.prepare.names import Names
from difpy.program import (
    Assign,
    Block,
    Call,
    Expression,
    For,
    Function,
    If,
    Invoke,
    Name,
    Position,
    Program,
    Restore,
    Save,
    Statement,
    Store,
    Subscript,
    Tuple,
    Type,
    While,
    assigned,
    map_blocks,
    names_in,
    statements,
)
from difpy.reverse.loops import array_of, has_fixed_range, position_in, trip_count

UNUSED = "_"

Loops = tuple[For | While, ...]


@dataclass(frozen=True)
class _Shape:
    """The loops around a site's Save: a dimension each."""

    loops: tuple[For, ...]
    type: Type


def index_sites(program: Program) -> Program:
    functions = {name: _function(f, program) for name, f in program.functions.items()}
    return replace(program, functions=functions)


def _function(function: Function, program: Program) -> Function:
    shapes: dict[str, _Shape] = {}
    restores = {s.site: loops for s, loops in _with_loops(function.body, ()) if isinstance(s, Restore)}
    for site, (loops, type_) in scalar_sites(function).items():
        if _is_rectangular(loops):
            shape = _Shape(tuple(loop for loop in loops if isinstance(loop, For)), type_)
            if _is_mirrored(shape, restores.get(site, ())):
                shapes[site] = shape
    if any(loop.target == UNUSED for shape in shapes.values() for loop in shape.loops):
        named = _with_named_loops(function, program)
        if named is not None:
            return _function(named, program)
    arrays = {site: types.Array(shape.type, len(shape.loops), "C") for site, shape in shapes.items()}
    body = _Indexing(shapes).block(function.body)
    stacks = function.stacks | frozenset(arrays)
    return replace(function, body=body, variables=function.variables | arrays, stacks=stacks)


def _with_named_loops(function: Function, program: Program) -> Function | None:
    """`for _ in range(n)` says that nobody uses the variable; who now does needs a name for it."""
    if any(UNUSED in read_here(statement) for statement in statements(function.body)):
        return None
    name = Names([*function.variables, *program.functions]).claim("i")

    def renamed(block: Block) -> Block:
        return tuple(one(statement) for statement in block)

    def one(statement: Statement) -> Statement:
        match statement:
            case For(target=target) | Assign(target=target) if target == UNUSED:
                statement = replace(statement, target=name)
        return map_blocks(statement, renamed)

    variables = function.variables | {name: function.variables[UNUSED]}
    return replace(function, body=renamed(function.body), variables=variables)


def scalar_sites(function: Function) -> dict[str, tuple[Loops, Type]]:
    """The stacks of scalars that only this function uses: the loops around the Save, and the type."""
    made = {s.target for s in function.body if isinstance(s, Assign) and is_stack(s.value)}
    shared = {
        argument.id
        for s in statements(function.body)
        if isinstance(s, Invoke)
        for argument in s.arguments
        if isinstance(argument, Name)
    }
    return {
        s.site: (loops, s.value.type)
        for s, loops in _with_loops(function.body, ())
        if isinstance(s, Save) and s.site in made - shared and kinds.is_scalar(s.value.type)
    }


def is_stack(value: Expression) -> bool:
    return isinstance(value, Call) and value.function == "difpy.stack"


def _with_loops(block: Block, loops: Loops) -> list[tuple[Statement, Loops]]:
    found: list[tuple[Statement, Loops]] = []
    for statement in block:
        found.append((statement, loops))
        match statement:
            case If(then=then, otherwise=otherwise):
                found += _with_loops(then, loops) + _with_loops(otherwise, loops)
            case For(body=body) | While(body=body):
                found += _with_loops(body, (*loops, statement))
    return found


def _is_rectangular(loops: Loops) -> bool:
    """Every bound is known in front of the outermost loop."""
    if not loops:
        return False
    changed = assigned((loops[0],))
    return all(
        isinstance(loop, For)
        and has_fixed_range(loop)
        and not (names_in(loop.start) | names_in(loop.stop)) & changed
        for loop in loops
    )


def _is_mirrored(shape: _Shape, loops: Loops) -> bool:
    """Whether the reverse sweep runs through the same loops, and leaves their variables alone."""
    return len(loops) == len(shape.loops) and all(
        isinstance(there, For) and here.target == there.target and there.target not in assigned(there.body)
        for here, there in zip(shape.loops, loops, strict=True)
    )


def put(target: Name | Subscript, value: Expression, at: Position) -> Statement:
    """`target = value` for a variable or an element."""
    if isinstance(target, Name):
        return Assign(target.id, value, at=at)
    assert isinstance(target.base, Name)
    return Store(target.base.id, target.indices, value, at=at)


class _Indexing:
    def __init__(self, shapes: dict[str, _Shape]) -> None:
        self._shapes = shapes

    def block(self, block: Block) -> Block:
        done: list[Statement] = []
        for statement in block:
            if (
                isinstance(statement, Assign)
                and statement.target in self._shapes
                and is_stack(statement.value)
            ):
                continue
            done += [
                Assign(site, _array(shape), at=statement.at)
                for site, shape in self._shapes.items()
                if shape.loops[0] is statement
            ]
            done.append(self._statement(statement))
        return tuple(done)

    def _statement(self, statement: Statement) -> Statement:
        match statement:
            case Save(site=site, value=value) if site in self._shapes:
                return Store(site, _indices(self._shapes[site]), value, at=statement.at)
            case Restore(site=site, target=target) if site in self._shapes:
                shape = self._shapes[site]
                value = Subscript(Name(site), _indices(shape), type=shape.type)
                return put(target, value, statement.at)
        return map_blocks(statement, self.block)


def _array(shape: _Shape) -> Expression:
    sizes = tuple(trip_count(loop) for loop in shape.loops)
    return array_of(shape.type, sizes[0] if len(sizes) == 1 else Tuple(sizes))


def _indices(shape: _Shape) -> tuple[Expression, ...]:
    return tuple(position_in(loop) for loop in shape.loops)
