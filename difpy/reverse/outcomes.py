"""Tests that the reverse sweep decides by again get a name: their outcomes can be recorded then.

Before:
    for i in range(len(x)):
        if x[i] > greatest:
            greatest = x[i]
        y[i] = max(u, v)

After:
    for i in range(len(x)):
        took_then = x[i] > greatest
        if took_then:
            greatest = x[i]
        took_last = v > u
        y[i] = max(u, v)                 # the adjoint asks `took_last`

An outcome is a byte, what it was computed from may be more; `simplify/outcomes.py` chooses.
Outside of loops both sweeps are in one body, where an outcome is at most a variable.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from difpy import kinds
from difpy.analysis.activity import Activity, flowing
from difpy.prepare.build import BOOLEAN
from difpy.prepare.names import Names
from difpy.prepare.prepare import BRANCHING, extreme_test
from difpy.program import (
    Assign,
    Block,
    Call,
    Compare,
    Conditional,
    Effect,
    Expression,
    For,
    Function,
    If,
    Invoke,
    Logical,
    Name,
    Program,
    Statement,
    Store,
    Unary,
    While,
    assigned,
    callees,
    children,
    expressions,
    map_blocks,
    names_in,
    statements,
)

Outcomes = dict[int, dict[Expression, Expression]]
"""By a statement's identity: the names of the tests in it."""


def name_outcomes(program: Program, active: Activity) -> tuple[Program, Outcomes, frozenset[tuple[str, str]]]:
    """The program with the outcomes that its adjoint may read as variables, the tests that statements
    share with them, and the functions and names of those variables."""
    outcomes: Outcomes = {}
    named: set[tuple[str, str]] = set()
    functions: dict[str, Function] = {}
    called = {name for function in program.functions.values() for name in callees(function.body)}
    for name, function in program.functions.items():
        naming = _Naming(function, active, program, outcomes, is_called=name in called)
        functions[name] = naming.run()
        named |= {(name, each) for each in naming.named}
    return replace(program, functions=functions), outcomes, frozenset(named)


class _Naming:
    def __init__(
        self, function: Function, active: Activity, program: Program, outcomes: Outcomes, *, is_called: bool
    ) -> None:
        self._function = function
        self._active = active
        self._variables = dict(function.variables)
        self._names = Names([*function.variables, *program.functions])
        self._outcomes = outcomes
        self._is_called = is_called
        """Then its reverse sweep may be a function of its own."""
        self._known: frozenset[str] = frozenset()
        """Scalars that the reverse sweep has as the forward sweep has them: what both are given, or the
        loop leaves alone, and the loop variables."""
        self.named: list[str] = []

    def run(self) -> Function:
        if self._is_called:
            body = self._within(self._function.body, {p.name for p in self._function.parameters})
        else:
            body = self._outside(self._function.body)
        return replace(self._function, body=body, variables=self._variables)

    def _outside(self, block: Block) -> Block:
        return tuple(self._outer(statement) for statement in block)

    def _outer(self, statement: Statement) -> Statement:
        if not isinstance(statement, For | While):
            return map_blocks(statement, self._outside)
        return map_blocks(statement, lambda body: self._within(body, {*self._variables}))

    def _within(self, block: Block, names: set[str]) -> Block:
        """A block that runs again in the reverse sweep, where only these names may be known."""
        loops = {
            s.target for s in statements(block) if isinstance(s, For) and s.target not in assigned(s.body)
        }
        scalars = {name for name in names if kinds.is_scalar(self._variables[name])}
        self._known = frozenset((scalars - assigned(block)) | loops)
        return self._inside(block)

    def _inside(self, block: Block) -> Block:
        return tuple(new for s in block for new in self._statement(map_blocks(s, self._inside)))

    def _statement(self, statement: Statement) -> list[Statement]:
        match statement:
            case If(test=Compare() | Logical() | Unary(op="not") as test) if self._matters(statement):
                if not _is_boolean(test) or names_in(test) <= self._known:
                    return [statement]
                name = self._fresh("took_then")
                return [_named(name, test, statement), replace(statement, test=name)]
            case Assign() | Store() | Effect():
                tests = [test for value in expressions(statement) for test in self._decisions(value)]
                known = {test: self._fresh(wish) for test, wish in dict(tests).items()}
                if known:
                    self._outcomes[id(statement)] = dict(known)
                return [*(_named(name, test, statement) for test, name in known.items()), statement]
        return [statement]

    def _fresh(self, wish: str) -> Name:
        name = self._names.claim(wish)
        self._variables[name] = BOOLEAN
        self.named.append(name)
        return Name(name, type=BOOLEAN)

    def _matters(self, statement: If) -> bool:
        """Whether a branch does anything that has an adjoint."""
        for inner in statements((*statement.then, *statement.otherwise)):
            match inner:
                case Invoke():
                    return True
                case Assign(target=name) | Store(array=name) | Effect(object=name) if (
                    name in self._function.variables and self._active.is_active(self._function, name)
                ):
                    return True
        return False

    def _decisions(self, value: Expression) -> Iterator[tuple[Expression, str]]:
        """The tests in an active scalar expression that are made whatever its values are."""
        if not kinds.is_scalar(value.type) or not self._is_active(value):
            return
        match value:
            case Conditional(test=test):
                if _is_boolean(test) and not names_in(test) <= self._known:
                    yield test, "took_then"
                return
            case Logical():
                return
            case Call(function=called, arguments=arguments) if called in BRANCHING and len(arguments) > 1:
                test, head = extreme_test(called, arguments)
                if not names_in(test) <= self._known:
                    yield test, "took_last"
                yield from self._decisions(head)
                yield from self._decisions(arguments[-1])
                return
        for child in children(value):
            yield from self._decisions(child)

    def _is_active(self, value: Expression) -> bool:
        return any(self._active.is_active(self._function, name) for name in flowing(value))


def _named(name: Name, test: Expression, statement: Statement) -> Statement:
    return Assign(name.id, replace(test, type=BOOLEAN), at=statement.at)


def _is_boolean(test: Expression) -> bool:
    return isinstance(test, Compare) or (
        isinstance(test, Logical | Unary) and all(map(_is_boolean, children(test)))
    )
