"""What decides which way the reverse sweep takes.

It must go back the way that the forward sweep came. Outcomes that were recorded do that in any case; one that
is computed again does if its operands come out the same to the last bit. Whether a cotangent is zero decides
nothing: then there is nothing to add.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from difpy.analysis.memory import MemoryClasses, Variable
from difpy.program import (
    Assign,
    Attribute,
    Block,
    Call,
    Compare,
    Constant,
    Effect,
    Expression,
    For,
    Function,
    If,
    Invoke,
    Name,
    Program,
    Restore,
    Return,
    Statement,
    Store,
    Subscript,
    While,
    children,
    expressions,
    reached,
    statements,
    sweeps,
    walk,
)

IsCall = Callable[[Expression], bool]


def reverse_decides_by(program: Program, is_call: IsCall) -> bool:
    """Whether a value of such a call, computed in a reverse sweep, may decide what it does."""
    return _Decisions(program, is_call).found()


class _Decisions:
    """Follows what such calls give, in the statements that reverse sweeps run, to a fixpoint."""

    def __init__(self, program: Program, is_call: IsCall) -> None:
        self._functions = program.functions
        self._memory = MemoryClasses(program)
        self._is_call = is_call
        self._blocks: dict[str, Block] = {}
        """What runs in reverse sweeps: of a function that one calls, all."""
        for name, function in program.functions.items():
            self._blocks[name] = sweeps(function)[1]
        for name in {n for block in self._blocks.values() for n in reached(self._functions, block)}:
            self._blocks[name] = self._functions[name].body
        self._computed: set[Variable] = set()
        """The variables and memory that hold such values, or what follows from them."""

    def found(self) -> bool:
        before = -1
        while before != len(self._computed):
            before = len(self._computed)
            for name, block in self._blocks.items():
                for statement in statements(block):
                    self._computed.update(self._given(name, statement))
        return any(
            self._depends(name, expression)
            for name, block in self._blocks.items()
            for statement in statements(block)
            for expression in _deciding(statement)
        )

    def _depends(self, function: str, expression: Expression) -> bool:
        if any(map(self._is_call, walk(expression))):
            return True
        return any(self._memory.of(function, name) in self._computed for name in _read(expression))

    def _given(self, function: str, statement: Statement) -> Iterator[Variable]:
        """What gets such a value."""
        match statement:
            case Assign(target=target, value=value) | Store(array=target, value=value):
                if self._depends(function, value):
                    yield self._memory.of(function, target)
            case Effect(target=target, object=holder, arguments=arguments):
                if any(self._depends(function, e) for e in (Name(holder), *arguments)):
                    yield from (self._memory.of(function, name) for name in (holder, target) if name)
            case Invoke(targets=targets, function=callee, arguments=arguments):
                for parameter, e in zip(self._functions[callee].parameters, arguments, strict=True):
                    if self._depends(function, e):
                        yield self._memory.of(callee, parameter.name)
                for target, e in zip(targets, _returned(self._functions[callee]), strict=True):
                    if self._depends(callee, e):
                        yield self._memory.of(function, target)


def _returned(function: Function) -> tuple[Expression, ...]:
    match function.body:
        case (*_, Return(values=values)):
            return values
    return ()


def _read(expression: Expression) -> Iterator[str]:
    """The names whose values an expression reads: lengths and shapes are none."""
    match expression:
        case Name(id=name):
            yield name
        case Attribute(name="shape" | "size" | "ndim") | Call(function="len"):
            return
    for child in children(expression):
        yield from _read(child)


def _deciding(statement: Statement) -> list[Expression]:
    """What a statement decides by: tests, bounds and indices."""
    found = [
        index
        for expression in expressions(statement)
        for part in walk(expression)
        if isinstance(part, Subscript)
        for index in part.indices
    ]
    match statement:
        case If(test=test) if not _asks_for_zero(test):
            found.append(test)
        case While(test=test):
            found.append(test)
        case For(start=start, stop=stop, step=step):
            found += [start, stop, step]
        case Store(indices=indices) | Restore(target=Subscript(indices=indices)):
            found += indices
    return found


def _asks_for_zero(test: Expression) -> bool:
    """Whether a test only keeps zeros from being multiplied."""
    match test:
        case Compare(ops=("!=",), operands=(_, Constant(value=0.0))):
            return True
    return False
