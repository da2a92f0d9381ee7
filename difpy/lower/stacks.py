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
it, in an array of one element. What a function that calls itself puts on stacks together lies side by side in
one memory (lower/frames.py). Lists remain for stacks of arrays, and where no memory can be reserved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from numba.core import types

from difpy import kinds
from difpy.lower.bindings import Bindings
from difpy.lower.checks import checked
from difpy.lower.frames import frames_of
from difpy.lower.walk import rewrite_block
from difpy.prepare.names import Names
from difpy.program import (
    REVERSE_SWEEP,
    Assign,
    Attribute,
    Binary,
    Block,
    Call,
    Compare,
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
from difpy.runtime.regions import IS_POSSIBLE

TOP = kinds.array_of(types.int64, 1)


@dataclass(frozen=True)
class _Stack:
    """Where the values of a site are; several that come and go together lie side by side."""

    type: Type
    """Of its values."""
    top: str
    is_shared: bool
    """Whether functions hand it to each other."""
    memory: str
    element: Type
    offset: int = 0
    """In the values that come and go together, and how many these are."""
    width: int = 1
    comes_first: bool = True
    """Whether it is taken first of these."""

    @property
    def array(self) -> Type:
        return kinds.array_of(self.element, 1)

    @property
    def height(self) -> Name | Subscript:
        """How many values are in the memory."""
        if not self.is_shared:
            return Name(self.top, type=types.int64)
        return Subscript(Name(self.top, type=TOP), (Constant(0, type=types.int64),), type=types.int64)

    def above(self, offset: int) -> Expression:
        """A place above the top."""
        return Binary("+", self.height, _number(offset), type=types.int64) if offset else self.height

    def moved(self, op: str, statement: Statement) -> Statement:
        width = _number(self.width)
        if self.is_shared:
            return Store(self.top, self.height.indices, width, op=op, at=statement.at)  # type: ignore[union-attr]
        total = Binary(op, self.height, width, type=types.int64)
        return Assign(self.top, total, augmented=True, at=statement.at)


def _number(value: int) -> Constant:
    return Constant(value, type=types.int64)


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
    found: dict[str, Type] = {}
    for statement in every:
        match statement:
            case Assign(target=site, value=Call(function="difpy.stack", arguments=(example,))) if (
                kinds.is_scalar(example.type)
            ):
                found[site] = example.type
    used = {s.site for s in every if isinstance(s, Save | Restore)}
    found = {site: type_ for site, type_ in found.items() if site in used}
    shared = {site: type_ for site, type_ in found.items() if site in handed}
    stacks: dict[str, _Stack] = {}
    for frame in frames_of(program, shared):
        memory = names.claim(f"{frame.function}_stack")
        top = names.claim(f"{frame.function}_top")
        for offset, site in enumerate(frame.saved):
            place = offset, len(frame.saved), site == frame.restored[0]
            stacks[site] = _Stack(found[site], top, True, memory, types.float64, *place)
    for site, type_ in found.items():
        if site not in stacks:
            top = names.claim(site.replace("_stack", "") + "_top")
            stacks[site] = _Stack(type_, top, site in handed, site, type_)
    return stacks


class _Function:
    def __init__(self, function: Function, stacks: Mapping[str, _Stack], bindings: Bindings) -> None:
        self._function = function
        self._stacks = stacks
        self._bindings = bindings
        made = [s.target for s in function.body if isinstance(s, Assign) and s.target in stacks]
        self._own = [site for site in made if stacks[site].offset == 0]
        """Those that this function makes, one of each memory."""
        self._seen = {p.name for p in function.parameters if p.name in stacks} | {*made}

    def run(self) -> Function:
        function = self._function
        variables = {name: t for name, t in function.variables.items() if name not in self._seen}
        for site in sorted(self._seen):
            stack = self._stacks[site]
            variables |= {stack.memory: stack.array, stack.top: TOP if stack.is_shared else types.int64}
        parameters = tuple(new for p in function.parameters for new in self._parameters(p))
        body = rewrite_block(function.body, self._statement)
        memory = frozenset(self._stacks[site].memory for site in self._seen)
        stacks = function.stacks | memory
        return replace(function, parameters=parameters, body=body, variables=variables, stacks=stacks)

    def _parameters(self, parameter: Parameter) -> tuple[Parameter, ...]:
        stack = self._stacks.get(parameter.name)
        if stack is None:
            return (parameter,)
        if stack.offset:
            return ()
        return Parameter(stack.memory, stack.array), Parameter(stack.top, TOP)

    def _statement(self, statement: Statement) -> Block:
        match statement:
            case Assign(target=site) if site in self._stacks and site in self._seen:
                return self._made(site, statement) if site in self._own else ()
            case Save(site=site, value=value) if site in self._stacks:
                return self._saved(self._stacks[site], value, statement)
            case Restore(site=site, target=target) if site in self._stacks:
                return self._restored(self._stacks[site], target, statement)
            case Invoke(arguments=arguments):
                handed = tuple(new for argument in arguments for new in self._handed(argument))
                return (replace(statement, arguments=handed),)
        if statement == REVERSE_SWEEP:
            return (*map(self._noted, self._own), statement)
        return (statement,)

    def _saved(self, stack: _Stack, value: Expression, statement: Statement) -> Block:
        place = stack.above(stack.offset)
        if stack.offset == 0:  # the place of the last of them is the one that must exist
            at = statement.at if statement.at.line else self._function.at
            size = Subscript(
                Attribute(Name(stack.memory, type=stack.array), "shape"), (_number(0),), type=types.int64
            )
            last = checked("room", self._bindings, at, stack.above(stack.width - 1), size)
            place = Binary("-", last, _number(stack.width - 1), type=types.int64) if stack.width > 1 else last
        stored = Store(stack.memory, (place,), value, at=statement.at)
        is_last = stack.offset == stack.width - 1
        return (stored, stack.moved("+", statement)) if is_last else (stored,)

    def _restored(self, stack: _Stack, target: Name | Subscript, statement: Statement) -> Block:
        memory = Name(stack.memory, type=stack.array)
        value: Expression = Subscript(memory, (stack.above(stack.offset),), type=stack.element)
        if stack.type != stack.element:
            value = Compare(("!=",), (value, Constant(0.0)), type=stack.type)
        taken = _put(target, value, statement)
        return (stack.moved("-", statement), taken) if stack.comes_first else (taken,)

    def _made(self, site: str, statement: Statement) -> Block:
        stack = self._stacks[site]
        name = "bool_" if kinds.is_boolean(stack.element) else str(stack.element)
        memory = Call("difpy.reserve", (Constant(0, spelling=f"np.{name}"),), type=stack.array)
        start: Expression = _number(0)
        if stack.is_shared:
            start = Call("np.zeros", (_number(1), Constant(0, spelling="np.int64")), type=TOP)
        return Assign(stack.memory, memory, at=statement.at), Assign(stack.top, start, at=statement.at)

    def _handed(self, argument: Expression) -> tuple[Expression, ...]:
        if not (isinstance(argument, Name) and argument.id in self._stacks):
            return (argument,)
        stack = self._stacks[argument.id]
        if stack.offset:
            return ()
        return Name(stack.memory, type=stack.array), Name(stack.top, type=TOP)

    def _noted(self, site: str) -> Statement:
        """Tells the memory how much of it was used, so that it knows what to give back."""
        stack = self._stacks[site]
        noted = Call(
            "difpy.note_used", (Name(stack.memory, type=stack.array), stack.height), type=types.int64
        )
        if stack.is_shared:
            return Store(stack.top, stack.height.indices, noted)  # type: ignore[union-attr]
        return Assign(stack.top, noted)


def _put(target: Name | Subscript, value: Expression, statement: Statement) -> Statement:
    """`target = value` for a variable or an element."""
    if isinstance(target, Name):
        return Assign(target.id, value, at=statement.at)
    assert isinstance(target.base, Name)
    return Store(target.base.id, target.indices, value, at=statement.at)
