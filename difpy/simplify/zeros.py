"""Accumulation into a cotangent that is known to be zero is an assignment.

    Before:                 After:
        x_bar = 0.0             x_bar = 0.0
        x_bar += 2.0 * x        x_bar = 2.0 * x

What then is assigned and never read, the live-part pass removes.
Cotangent arrays take over new arrays of their shape.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TypeGuard

from numba.core import types

from difpy import kinds
from difpy.analysis.flow import exposed
from difpy.analysis.memory import VIEWS, is_view
from difpy.elaborate.values import PARTS
from difpy.prepare.build import whole, zero_of
from difpy.program import (
    Assign,
    Binary,
    Block,
    Break,
    Call,
    Constant,
    Expression,
    For,
    Function,
    If,
    Invoke,
    Name,
    Position,
    Program,
    Raise,
    Statement,
    Store,
    Unary,
    While,
    assigned,
    names_in,
    statements,
    targets,
)

Zero = frozenset[str]


def assign_first(program: Program, own: dict[str, frozenset[str]]) -> Program:
    """`own`: for each function the names of its primal, which stay as the user wrote them, and of
    cotangents that views refer to."""
    functions = {name: _function(function, own[name]) for name, function in program.functions.items()}
    return replace(program, functions=functions)


def _function(function: Function, own: frozenset[str]) -> Function:
    body, _ = _Rewrite(function, own).block(function.body, frozenset())
    return replace(function, body=body)


class _Rewrite:
    def __init__(self, function: Function, own: frozenset[str]) -> None:
        self._variables = function.variables
        self._cotangents = frozenset(function.variables) - own
        binds = Counter(name for s in statements(function.body) for name in targets(s))
        self._models = {
            s.target: s.value.arguments[0]
            for s in statements(function.body)
            if isinstance(s, Assign) and binds[s.target] == 1 and _is_like_one(s.value, binds)
        }
        """By cotangent arrays that are made once: the array that the zeros are like."""

    def _fresh(self, zero: Zero, body: Block, at: Position) -> list[Statement]:
        """Scalars that each iteration finds and leaves zero are set to zero when it begins: then they don't
        go from one iteration to the next."""
        names = zero & exposed(body) & assigned(body)
        scalars = (name for name in sorted(names) if not kinds.is_reference(self._variables[name]))
        return [Assign(name, zero_of(self._variables[name])) for name in scalars]

    def _is_all(self, statement: Store) -> bool:
        """Whether the write replaces a float64 array by new memory of its shape."""
        type_, value = self._variables[statement.array], statement.value
        is_whole = statement.indices == whole(kinds.rank(type_))
        is_same = kinds.is_array(value.type) and kinds.rank(value.type) == kinds.rank(type_)
        return is_whole and is_same and type_.dtype == types.float64 and _is_fresh(value)

    def _fills(self, statement: Store) -> bool:
        """Whether a number is added to all elements, and the zeros were made like an array that stays."""
        type_ = self._variables[statement.array]
        is_whole = statement.indices == whole(kinds.rank(type_)) and kinds.is_array(type_)
        return is_whole and kinds.is_scalar(statement.value.type) and statement.array in self._models

    def block(self, block: Block, zero: Zero) -> tuple[Block, Zero | None]:
        """The rewritten block, and the names that are zero after it (None where it doesn't end)."""
        done: list[Statement] = []
        after: Zero | None = zero
        for statement in block:
            assert after is not None, "nothing follows a break"
            new, after = self._statement(statement, after)
            done.append(new)
            if after is None:
                break
        return tuple(done), after

    def _statement(  # noqa: C901  a case a statement
        self, statement: Statement, zero: Zero
    ) -> tuple[Statement, Zero | None]:
        match statement:
            case Assign(target=target, value=Call(function="np.zeros_like")) if target in self._cotangents:
                return statement, zero | {target}
            case Store(array=array, op="+" | "-" as op, value=value) if array in zero and self._is_all(
                statement
            ):
                value = value if op == "+" else Unary("-", value, type=value.type)
                return Assign(array, value, at=statement.at), zero - {array}
            case Store(array=array, op="+", value=value) if array in zero and self._fills(statement):
                filled = Call("np.full_like", (self._models[array], value), type=self._variables[array])
                return Assign(array, filled, at=statement.at), zero - {array}
            case Store(array=array):
                return statement, zero - {array}
            case Assign(target=target, value=Constant(value=float() | complex() as number)) if (
                number == 0.0 and target in self._cotangents
            ):
                return statement, zero | {target}
            case Assign(
                target=target, augmented=True, value=Binary(op=op, left=Name(id=left), right=right)
            ) if left == target and left in zero and op in "+-":
                value = right if op == "+" else Unary("-", right, type=right.type)
                return replace(statement, value=value, augmented=False), zero - {target}
            case If(then=then, otherwise=otherwise):
                then, zero_then = self.block(then, zero)
                otherwise, zero_otherwise = self.block(otherwise, zero)
                return replace(statement, then=then, otherwise=otherwise), _meet(zero_then, zero_otherwise)
            case For(body=body) | While(body=body):
                entry = zero
                while True:
                    new, end = self.block(body, entry)
                    again = entry if end is None else entry & end
                    if again == entry:
                        return replace(statement, body=(*self._fresh(entry, new, statement.at), *new)), entry
                    entry = again
            case Break() | Raise():
                return statement, None
        return statement, zero - set(targets(statement)) - _reached(statement)


def _reached(statement: Statement) -> set[str] | frozenset[str]:
    """The arrays that what follows may write under another name: through a view, or in a callee."""
    match statement:
        case Assign(value=value) if kinds.is_reference(value.type) and is_view(value):
            return names_in(value)
        case Invoke(arguments=arguments):
            return {name for argument in arguments for name in names_in(argument)}
    return set()


def _is_like_one(value: Expression, binds: Counter[str]) -> TypeGuard[Call]:
    """`np.zeros_like` of a variable that always holds the same array."""
    match value:
        case Call(function="np.zeros_like", arguments=(Name(id=name),)):
            return binds[name] <= 1
    return False


def _is_fresh(value: Expression) -> bool:
    """An array of its own, that no other name refers to."""
    match value:
        case Call(function="difpy.unbroadcast", arguments=(cotangent, *_)):
            return _is_fresh(cotangent)
        case Call(function=called):
            return called not in VIEWS | PARTS
        case Binary():
            return True
        case Unary():
            return True
    return False


def _meet(a: Zero | None, b: Zero | None) -> Zero | None:
    if a is None or b is None:
        return b if a is None else a
    return a & b
