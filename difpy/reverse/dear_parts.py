"""Dear parts of expressions in loops get a name where the reverse sweep reads them: they are recorded then.
In functions whose reverse sweep is a function of its own they do everywhere.

Before:
    for i in range(len(x)):
        total += w * math.exp(-k * x[i])

After:
    for i in range(len(x)):
        exp_value = math.exp(-k * x[i])
        total += w * exp_value

Elsewhere both sweeps are in one body, where Numba finds equal expressions itself. Parts that are
evaluated only on a condition stay where they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import replace

from difpy import kinds
from difpy.analysis.activity import Activity, flowing
from difpy.analysis.written_once import Firsts
from difpy.prepare.names import Names
from difpy.prepare.prepare import BRANCHING, short_name
from difpy.program import (
    Assign,
    Block,
    Call,
    Conditional,
    Effect,
    Expression,
    For,
    Function,
    Logical,
    Name,
    Program,
    Statement,
    Store,
    While,
    children,
    map_blocks,
    map_children,
    map_expressions,
    names_in,
    walk,
)
from difpy.rules.constant import has_zero_derivative
from difpy.rules.dear import is_dear_itself
from difpy.rules.elementwise import contribution, operands_of, rule_for

SEED = Name("seed")


Parts = dict[tuple[str, str], dict[Expression, Expression]]
"""For a function and a named part of an expression: the parts named together with it, and their names, or
elements of arrays that hold them."""


def name_dear_parts(
    program: Program, active: Activity, firsts: Firsts, split: Set[str] = frozenset()
) -> tuple[Program, Parts]:
    """The program with the dear parts that its adjoint reads as variables; what is written into an element
    that keeps it needs none. `split`: functions whose reverse sweep is a function of its own."""
    parts: Parts = {}
    functions = {
        name: _Naming(f, active, program, parts, firsts).run(everywhere=name in split)
        for name, f in program.functions.items()
    }
    return replace(program, functions=functions), parts


class _Naming:
    def __init__(
        self, function: Function, active: Activity, program: Program, parts: Parts, firsts: Firsts
    ) -> None:
        self._firsts = firsts
        self._function = function
        self._active = active
        self._variables = dict(function.variables)
        self._names = Names([*function.variables, *program.functions])
        self._parts = parts

    def run(self, *, everywhere: bool) -> Function:
        body = self._inside(self._function.body) if everywhere else self._outside(self._function.body)
        return replace(self._function, body=body, variables=self._variables)

    def _outside(self, block: Block) -> Block:
        rewritten = (
            map_blocks(s, self._inside if isinstance(s, For | While) else self._outside) for s in block
        )
        return tuple(rewritten)

    def _inside(self, block: Block) -> Block:
        rewritten = (map_blocks(s, self._inside) for s in block)
        return tuple(new for statement in rewritten for new in self._statement(statement))

    def _statement(self, statement: Statement) -> list[Statement]:
        match statement:
            case Assign(target=target, value=value) if kinds.is_scalar(value.type):
                is_held = target not in names_in(value)
                return self._with_names(statement, (value,), held={value} if is_held else set())
            case Store(value=value) if kinds.is_scalar(value.type):
                is_held = id(statement) in self._firsts and holds_exactly(self._function, statement)
                return self._with_names(statement, (value,), held={value} if is_held else set())
            case Effect(arguments=arguments) if all(kinds.is_scalar(e.type) for e in arguments):
                return self._with_names(statement, arguments)
        return [statement]

    def _with_names(
        self, statement: Statement, values: Iterable[Expression], held: Set[Expression] = frozenset()
    ) -> list[Statement]:
        """The statement behind those that name its parts; the value of `held` has a name already."""
        named: dict[Expression, Expression] = {}
        before: list[Statement] = []
        for value in values:
            wanted = set(self._read_by_adjoint(value)) - held
            for part in _inner_first(value):
                if part in wanted and part not in named:
                    name = self._names.claim(f"{short_name(part)}_value")
                    self._variables[name] = part.type
                    before.append(Assign(name, replaced(part, named), at=statement.at))
                    named[part] = Name(name, type=part.type, at=part.at)
        self._parts.update(
            ((self._function.name, name.id), named) for name in named.values() if isinstance(name, Name)
        )
        return [*before, map_expressions(statement, lambda e: replaced(e, named))] if before else [statement]

    def _read_by_adjoint(self, value: Expression) -> Iterator[Expression]:
        """The dear parts that the adjoint of an expression reads."""
        if not self._is_active(value) or isinstance(value, Conditional | Logical):
            return
        if has_zero_derivative(value):
            return
        if isinstance(value, Call) and value.function in BRANCHING and len(value.arguments) > 1:
            for operand in value.arguments:  # the branch is chosen again
                yield from filter(is_dear_itself, walk(operand))
                yield from self._read_by_adjoint(operand)
            return
        if rule_for(value) is None:
            return
        for position, operand in enumerate(operands_of(value)):
            if self._is_active(operand):
                yield from filter(is_dear_itself, walk(contribution(value, position, SEED)))
                yield from self._read_by_adjoint(operand)

    def _is_active(self, value: Expression) -> bool:
        return any(self._is_active_name(name) for name in flowing(value))

    def _is_active_name(self, name: str) -> bool:
        return self._active.is_active(self._function, name)


def holds_exactly(function: Function, statement: Store) -> bool:
    """Whether the element is then the value that was written, to the last bit."""
    return bool(kinds.element(function.variables[statement.array]) == statement.value.type)


def _inner_first(value: Expression) -> Iterator[Expression]:
    """The parts of an expression that are evaluated whatever its values are."""
    if not isinstance(value, Conditional | Logical):
        for child in children(value):
            yield from _inner_first(child)
        yield value


def replaced(value: Expression, named: Mapping[Expression, Expression]) -> Expression:
    """The expression with the largest parts that have names replaced by them."""
    if value in named:
        return named[value]
    return map_children(value, lambda child: replaced(child, named))
