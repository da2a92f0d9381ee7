"""Calls of small helpers with dear parts give way to what the helpers compute, where it is recorded.

Before:                                          After:
    def sigmoid(x):
        return 1.0 / (1.0 + math.exp(-x))
    ...
    for i in range(n):                               for i in range(n):
        gate = sigmoid(w * x[i])                         x_2 = w * x[i]
                                                         gate = 1.0 / (1.0 + math.exp(-x_2))

The adjoint of the helper would compute the exponential once more; now it is a part of a statement in a loop,
which is recorded. Helpers are inlined that take and give numbers, go straight to their end and raise nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from difpy import kinds
from difpy.prepare.build import is_plain
from difpy.prepare.names import Names
from difpy.program import (
    Assign,
    Block,
    Call,
    Expression,
    For,
    Function,
    Invoke,
    Name,
    Program,
    Return,
    Statement,
    While,
    callees,
    expressions,
    map_blocks,
    substitute,
    walk,
)
from difpy.reverse.pure import is_pure
from difpy.rules.dear import is_dear

LARGEST = 30
"""Operations of a helper that is inlined."""
Places = dict[tuple[str, int], dict[str, None]]
"""For a function and a line of it, the helpers that were inlined there."""


def inline_helpers(program: Program) -> tuple[Program, Places]:
    """The program with such calls inlined in loops, and in functions that are called; and where that was."""
    places: Places = {}
    functions: dict[str, Function] = {}
    called = {name for function in program.functions.values() for name in callees(function.body)}
    for name, function in program.functions.items():  # callees first
        helpers = {n: _Helper.of(f) for n, f in functions.items()}
        known = {n: helper for n, helper in helpers.items() if helper is not None}
        inlining = _Inlining(function, program, known, places)
        functions[name] = inlining.run(everywhere=name in called and not _is_helper(function))
    return replace(program, functions=functions), places


def _is_helper(function: Function) -> bool:
    return _Helper.of(function) is not None


@dataclass(frozen=True)
class _Helper:
    function: Function
    body: tuple[Assign, ...]
    results: tuple[Expression, ...]

    @staticmethod
    def of(function: Function) -> _Helper | None:
        """The function as a helper, if it is one."""
        body = [s for s in function.body[:-1] if isinstance(s, Assign)]
        last = function.body[-1] if function.body else None
        if not isinstance(last, Return) or len(body) < len(function.body) - 1:
            return None
        parts = [part for s in (*body, last) for e in expressions(s) for part in walk(e)]
        are_numbers = all(map(kinds.is_scalar, function.variables.values()))
        if not are_numbers or len(parts) > LARGEST or not all(map(is_pure, parts)):
            return None
        if not any(is_dear(e) for s in (*body, last) for e in expressions(s)):
            return None
        return _Helper(function, tuple(body), last.values)


class _Inlining:
    def __init__(
        self, function: Function, program: Program, helpers: Mapping[str, _Helper], places: Places
    ) -> None:
        self._function = function
        self._helpers = helpers
        self._places = places
        self._variables = dict(function.variables)
        self._names = Names([*function.variables, *program.functions])

    def run(self, *, everywhere: bool) -> Function:
        body = self._inside(self._function.body) if everywhere else self._outside(self._function.body)
        return replace(self._function, body=body, variables=self._variables)

    def _outside(self, block: Block) -> Block:
        return tuple(
            map_blocks(s, self._inside if isinstance(s, For | While) else self._outside) for s in block
        )

    def _inside(self, block: Block) -> Block:
        return tuple(new for s in block for new in self._statement(map_blocks(s, self._inside)))

    def _statement(self, statement: Statement) -> list[Statement]:
        if not (isinstance(statement, Invoke) and statement.function in self._helpers):
            return [statement]
        if not statement.targets:
            return []
        self._places.setdefault((self._function.name, statement.at.line), {})[statement.function] = None
        return self._inlined(statement, self._helpers[statement.function])

    def _inlined(self, call: Invoke, helper: _Helper) -> list[Statement]:
        done: list[Statement] = []
        values = self._arguments(call, helper, done)
        for statement in helper.body:
            value = substitute(statement.value, values)
            name = self._own(statement.target, value)
            done.append(Assign(name.id, value, at=call.at))
            values[statement.target] = name
        results = [substitute(value, values) for value in helper.results]
        if len(results) > 1:
            held = [self._own("result", value) for value in results]
            done += [Assign(n.id, v, at=call.at) for n, v in zip(held, results, strict=True)]
            results = [*held]
        done += [Assign(t, v, at=call.at) for t, v in zip(call.targets, results, strict=True)]
        return _without_last_copy(done)

    def _arguments(self, call: Invoke, helper: _Helper, done: list[Statement]) -> dict[str, Expression]:
        """What stands for each parameter: the argument itself, or a variable where it is read often."""
        reads = Counter(
            part.id
            for s in (*helper.body, Return(helper.results))
            for e in expressions(s)
            for part in walk(e)
            if isinstance(part, Name)
        )
        values: dict[str, Expression] = {}
        for parameter, argument in zip(helper.function.parameters, call.arguments, strict=True):
            is_direct = is_plain(argument) or reads[parameter.name] < 2
            if is_direct and argument.type == parameter.type:
                values[parameter.name] = argument
                continue
            values[parameter.name] = name = self._own(parameter.name, argument, parameter.type)
            if argument.type != parameter.type:
                argument = Call("float", (argument,), type=parameter.type, at=argument.at)
            done.append(Assign(name.id, argument, at=call.at))
        return values

    def _own(self, wish: str, value: Expression, type_: object = None) -> Name:
        name = self._names.claim(wish)
        self._variables[name] = type_ or value.type
        return Name(name, type=self._variables[name], at=value.at)


def _without_last_copy(done: list[Statement]) -> list[Statement]:
    """`result = e; y = result` is `y = e`."""
    if len(done) < 2:
        return done
    *rest, first, last = done
    assert isinstance(first, Assign) and isinstance(last, Assign)
    if last.value != Name(first.target):
        return done
    return [*rest, replace(last, value=first.value)]
