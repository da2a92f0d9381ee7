"""The statements of a tangent program: each of the primal's, and beside it the one that computes its tangent.

A tangent is computed from what the statement reads, so before a statement that overwrites any of that, and
else behind it, where the statement's value can be used. Memory has a shadow: what is done to an array or a
list is done to its tangent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from numba.core import types

from difpy import kinds
from difpy.analysis.memory import is_view, returned
from difpy.forward.context import Context, has_tangent
from difpy.forward.expressions import ExpressionTangent, has_shape_of, zeros_of
from difpy.prepare.build import call, zero_of
from difpy.prepare.shadow import shadow_of
from difpy.program import (
    Assign,
    Binary,
    Block,
    Break,
    Comment,
    Effect,
    Expression,
    For,
    If,
    Invoke,
    Name,
    Raise,
    Return,
    Statement,
    Store,
    While,
    map_blocks,
    names_in,
    walk,
)


class Tangents:
    """Emits the tangent of blocks of one function."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def block(self, block: Block) -> Block:
        return tuple(new for statement in block for new in self._statement(statement))

    def _statement(self, statement: Statement) -> list[Statement]:  # noqa: C901  a case a statement
        match statement:
            case Assign(target=target) if not self._context.is_active(target):
                return [statement]
            case Assign() if self._context.is_reference(statement.target):
                return self._assign_reference(statement)
            case Assign():
                return self._assign_number(statement)
            case Store():
                return self._store(statement)
            case Effect(object=holder) if holder and self._context.is_active(holder):
                return self._effect(statement)
            case Effect(target=str(target)) if self._context.is_active(target):
                return [statement, self._zero(target, statement)]
            case Invoke():
                return self._invoke(statement)
            case If() | For() | While():
                return [map_blocks(statement, self.block)]
            case Return():
                return [self._return(statement)]
            case Effect() | Break() | Raise() | Comment():
                return [statement]
        raise AssertionError(f"no statement of a primal: {statement!r}")

    # --- assignments ---

    def _assign_number(self, statement: Assign) -> list[Statement]:
        target, value, at = statement.target, statement.value, statement.at
        own, dot = Name(target, type=value.type), self._context.dot(target)
        if statement.augmented and isinstance(value, Binary) and value.op in "+-":
            tangent = ExpressionTangent(self._context, at)
            given = tangent.of(value.right)
            if given is None:
                return [statement]
            sum_ = replace(value, left=self._context.tangent(target), right=given)
            return [*tangent.before, Assign(dot, sum_, augmented=True, at=at), statement]
        return self._placed(statement, own, lambda given: zero_of(own.type) if given is None else given)

    def _assign_reference(self, statement: Assign) -> list[Statement]:
        target, value, at = statement.target, statement.value, statement.at
        if is_view(value):
            return [Assign(self._context.dot(target), shadow_of(value, self._context.dot), at=at), statement]
        own = Name(target, type=value.type)
        return self._placed(statement, own, lambda given: self._new_array(given, value, own))

    def _placed(
        self, statement: Assign, own: Name, finished: Callable[[Expression | None], Expression]
    ) -> list[Statement]:
        """The tangent behind the assignment, or in front of it if that overwrites what the tangent reads."""
        value, at = statement.value, statement.at
        overwrites = own.id in names_in(value)
        tangent = ExpressionTangent(self._context, at, None if overwrites else own)
        given = tangent.of(value)
        done = Assign(self._context.dot(own.id), finished(given), at=at)
        if not overwrites:
            return [statement, *tangent.before, done]
        if not any(part is own for part in walk(done.value)):
            return [*tangent.before, done, statement]
        if given is None:
            return [statement, done]
        held = Name(self._context.fresh("t_dot", given.type), type=given.type)
        done = Assign(done.target, finished(held), at=at)
        return [*tangent.before, Assign(held.id, given, at=at), statement, done]

    def _new_array(self, given: Expression | None, value: Expression, own: Name) -> Expression:
        """New memory, of the shape and the type of the value, that holds its tangent."""
        if given is None:
            return zeros_of(own)
        if kinds.is_list(value.type):
            return call("difpy.copy_list", given, type=own.type) if is_view(given) else given
        is_whole = has_shape_of(given, value, self._context) and value.type.dtype != types.float32
        if is_whole and not is_view(given):
            return given
        return call("difpy.filled_like", own, given, type=own.type)

    # --- writes ---

    def _store(self, statement: Store) -> list[Statement]:
        array, value, at = statement.array, statement.value, statement.at
        if not self._context.is_active(array):
            return [statement]
        dot = self._context.dot(array)
        if kinds.is_reference(value.type) and kinds.is_list_of_references(self._context.variables[array]):
            return [replace(statement, array=dot, value=shadow_of(value, self._context.dot)), statement]
        tangent = ExpressionTangent(self._context, at)
        given = tangent.of(value)
        if given is None and statement.op:
            return [statement]
        zero = zero_of(kinds.innermost(self._context.variables[array]))
        done = replace(statement, array=dot, value=zero if given is None else given)
        return [*tangent.before, done, statement]

    def _effect(self, statement: Effect) -> list[Statement]:
        """A list's tangent grows and shrinks with it."""
        target = statement.target
        if target is not None:
            target = self._context.dot(target) if self._context.is_active(target) else None
        tangent = ExpressionTangent(self._context, statement.at)
        arguments = tuple(self._argument(argument, tangent) for argument in statement.arguments)
        holder = self._context.dot(statement.object)
        done = replace(statement, target=target, object=holder, arguments=arguments)
        return [*tangent.before, done, statement]

    def _argument(self, argument: Expression, tangent: ExpressionTangent) -> Expression:
        """The tangent of what goes into a list; a place in it stays what it is."""
        if not kinds.is_differentiable(argument.type):
            return argument
        if kinds.is_reference(argument.type):
            return shadow_of(argument, self._context.dot)
        given = tangent.of(argument)
        return zero_of(argument.type) if given is None else given

    # --- calls ---

    def _invoke(self, statement: Invoke) -> list[Statement]:
        """The call of the tangent program: after each active argument its tangent, after each active target
        its own."""
        facts = self._context.facts
        if statement.function not in facts.tangent_names:
            active = filter(self._context.is_active, statement.targets)
            return [statement, *(self._zero(target, statement) for target in active)]
        callee = facts.program.functions[statement.function]
        tangent = ExpressionTangent(self._context, statement.at)
        arguments: list[Expression] = []
        for parameter, argument in zip(callee.parameters, statement.arguments, strict=True):
            arguments.append(argument)
            if facts.activity.is_active(callee, parameter.name):
                arguments.append(self._argument(argument, tangent))
        targets: list[str] = []
        zeros: list[Statement] = []
        if statement.targets:
            for target, value in zip(statement.targets, returned(callee), strict=True):
                targets.append(target)
                if has_tangent(facts, callee, value):
                    targets.append(self._context.dot(target))
                elif self._context.is_active(target):
                    zeros.append(self._zero(target, statement))
        done = Invoke(tuple(targets), facts.tangent_names[callee.name], tuple(arguments), at=statement.at)
        return [*tangent.before, done, *zeros]

    def _zero(self, target: str, statement: Statement) -> Statement:
        """The tangent of what a function computes from constants, or takes from a list of them."""
        own = Name(target, type=self._context.variables[target])
        value = zeros_of(own)
        return Assign(self._context.dot(target), value, at=statement.at)

    def _return(self, statement: Return) -> Return:
        """Each result, and behind it its tangent if it has one."""
        values: list[Expression] = []
        for value in statement.values:
            values.append(value)
            if has_tangent(self._context.facts, self._context.function, value):
                assert isinstance(value, Name)
                values.append(self._context.tangent(value.id))
        return replace(statement, values=tuple(values))
