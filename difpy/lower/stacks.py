"""Stacks of numbers that grow to a length nobody knows are arrays in reserved memory: see runtime/regions.py.

Before:                                   After:
    x_stack = difpy.stack(0.0)                x_stack = difpy.reserve(np.float64)
                                              x_top = 0
    while x > 1.0:                            while x > 1.0:
        x_stack.append(x)                         x_stack[check_room(x_top, x_stack.shape[0], 7)] = x
                                                  x_top += 1
        x = 0.5 * x                               x = 0.5 * x
    # Reverse sweep                           x_top = difpy.note_used(x_stack, x_top)
                                              # Reverse sweep
    ...                                       ...
        x = x_stack.pop()                         x_top -= 1
                                                  x = x_stack[x_top]

A stack never moves, so nothing is bound anew in a loop. Functions that are handed the stack get its top with
it, in an array of one element. Lists remain for stacks of arrays, and where no memory can be reserved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from numba.core import types

from difpy import kinds
from difpy.lower.bindings import Bindings
from difpy.lower.checks import checked
from difpy.lower.walk import rewrite_block
from difpy.program import (
    REVERSE_SWEEP,
    Assign,
    Attribute,
    Binary,
    Block,
    Call,
    Constant,
    Expression,
    Function,
    Invoke,
    Name,
    Parameter,
    Program,
    Restore,
    Save,
    Statement,
    Store,
    Subscript,
    Type,
    statements,
)
from difpy.reverse.names import Names
from difpy.runtime.regions import IS_POSSIBLE

TOP = kinds.array_of(types.int64, 1)
ONE = Constant(1, type=types.int64)


@dataclass(frozen=True)
class _Stack:
    type: Type
    """Of its values."""
    top: str
    is_shared: bool
    """Whether functions hand it to each other."""

    @property
    def array(self) -> Type:
        return kinds.array_of(self.type, 1)

    @property
    def height(self) -> Name | Subscript:
        """How many values are on it."""
        if not self.is_shared:
            return Name(self.top, type=types.int64)
        return Subscript(Name(self.top, type=TOP), (Constant(0, type=types.int64),), type=types.int64)

    def moved(self, op: str, statement: Statement) -> Statement:
        if self.is_shared:
            return Store(self.top, self.height.indices, ONE, op=op, at=statement.at)  # type: ignore[union-attr]
        total = Binary(op, self.height, ONE, type=types.int64)
        return Assign(self.top, total, augmented=True, at=statement.at)


def lower_stacks(program: Program) -> Program:
    """The program with its stacks of numbers in reserved memory."""
    stacks = _stacks(program) if IS_POSSIBLE else {}
    if not stacks:
        return program
    bindings = Bindings.of(program)
    functions = {name: _Function(f, stacks, bindings).run() for name, f in program.functions.items()}
    return replace(program, functions=functions, bindings=(*program.bindings, *bindings.made()))


def _stacks(program: Program) -> dict[str, _Stack]:
    """The stacks of numbers, by their names, which are the same in all functions."""
    every = [s for f in program.functions.values() for s in statements(f.body)]
    handed = {a.id for s in every if isinstance(s, Invoke) for a in s.arguments if isinstance(a, Name)}
    names = Names({name for f in program.functions.values() for name in f.variables} | {*program.functions})
    found: dict[str, _Stack] = {}
    for statement in every:
        match statement:
            case Assign(target=site, value=Call(function="difpy.stack", arguments=(example,))) if (
                kinds.is_scalar(example.type)
            ):
                top = names.claim(site.replace("_stack", "") + "_top")
                found[site] = _Stack(example.type, top, site in handed)
    used = {s.site for s in every if isinstance(s, Save | Restore)}
    return {site: stack for site, stack in found.items() if site in used}


class _Function:
    def __init__(self, function: Function, stacks: Mapping[str, _Stack], bindings: Bindings) -> None:
        self._function = function
        self._stacks = stacks
        self._bindings = bindings
        self._own = [s.target for s in function.body if isinstance(s, Assign) and s.target in stacks]
        """Those that this function makes."""
        self._seen = {p.name for p in function.parameters if p.name in stacks} | {*self._own}

    def run(self) -> Function:
        function = self._function
        variables = dict(function.variables)
        for site in sorted(self._seen):
            stack = self._stacks[site]
            variables |= {site: stack.array, stack.top: TOP if stack.is_shared else types.int64}
        parameters = tuple(new for p in function.parameters for new in self._parameters(p))
        body = rewrite_block(function.body, self._statement)
        return replace(
            function,
            parameters=parameters,
            body=body,
            variables=variables,
            stacks=function.stacks | frozenset(self._seen),
        )

    def _parameters(self, parameter: Parameter) -> tuple[Parameter, ...]:
        stack = self._stacks.get(parameter.name)
        if stack is None:
            return (parameter,)
        return Parameter(parameter.name, stack.array), Parameter(stack.top, TOP)

    def _statement(self, statement: Statement) -> Block:
        match statement:
            case Assign(target=site) if site in self._own:
                return self._made(site, statement)
            case Save(site=site, value=value) if site in self._stacks:
                stack = self._stacks[site]
                size = Subscript(
                    Attribute(Name(site, type=stack.array), "shape"),
                    (Constant(0, type=types.int64),),
                    type=types.int64,
                )
                at = statement.at if statement.at.line else self._function.at
                place = checked("room", self._bindings, at, stack.height, size)
                return Store(site, (place,), value, at=statement.at), stack.moved("+", statement)
            case Restore(site=site, target=target) if site in self._stacks:
                stack = self._stacks[site]
                value = Subscript(Name(site, type=stack.array), (stack.height,), type=stack.type)
                return stack.moved("-", statement), _put(target, value, statement)
            case Invoke(arguments=arguments):
                return (
                    replace(statement, arguments=tuple(new for a in arguments for new in self._handed(a))),
                )
        if statement is REVERSE_SWEEP or statement == REVERSE_SWEEP:
            return (*map(self._noted, self._own), statement)
        return (statement,)

    def _made(self, site: str, statement: Statement) -> Block:
        stack = self._stacks[site]
        name = "bool_" if kinds.is_boolean(stack.type) else str(stack.type)
        memory = Call("difpy.reserve", (Constant(0, spelling=f"np.{name}"),), type=stack.array)
        start: Expression = Constant(0, type=types.int64)
        if stack.is_shared:
            start = Call("np.zeros", (ONE, Constant(0, spelling="np.int64")), type=TOP)
        return Assign(site, memory, at=statement.at), Assign(stack.top, start, at=statement.at)

    def _handed(self, argument: Expression) -> tuple[Expression, ...]:
        if not (isinstance(argument, Name) and argument.id in self._stacks):
            return (argument,)
        return argument, Name(self._stacks[argument.id].top, type=TOP)

    def _noted(self, site: str) -> Statement:
        """Tells the memory how much of it was used, so that it knows what to give back."""
        stack = self._stacks[site]
        noted = Call("difpy.note_used", (Name(site, type=stack.array), stack.height), type=types.int64)
        if stack.is_shared:
            return Store(stack.top, stack.height.indices, noted)  # type: ignore[union-attr]
        return Assign(stack.top, noted)


def _put(target: Name | Subscript, value: Expression, statement: Statement) -> Statement:
    """`target = value` for a variable or an element."""
    if isinstance(target, Name):
        return Assign(target.id, value, at=statement.at)
    assert isinstance(target.base, Name)
    return Store(target.base.id, target.indices, value, at=statement.at)
