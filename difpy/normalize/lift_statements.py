"""What lifting parts of expressions means for each kind of statement."""

from __future__ import annotations

import gast

from difpy.frontend.scope import FUNCTIONS
from difpy.normalize.build import (
    Node,
    as_load,
    assign,
    both,
    branch,
    constant,
    names_in,
    negate,
    place,
    store,
)
from difpy.normalize.effects import effects
from difpy.normalize.lift import Lifter, effects_of, get, hint, operands, put

# The methods below are named after the node that they visit.
# ruff: noqa: N802


class StatementLifter(Lifter):
    """Lifts out of every statement; a subclass says what is lifted, and what may stay on top."""

    def top(self, node: Node) -> Node:
        """The value of a statement that has nothing around it; where a lifted call may stay."""
        return self.expression(node)

    def value_into(self, target: str, node: Node) -> None:
        """Emit the statements that assign a value to a name of the user's."""
        self.define(target, self.top(node))

    def is_safe_target(self, target: str, node: Node) -> bool:
        """Whether a name may be assigned before the expression is evaluated to its end."""
        return target not in names_in(node) and target not in names_read_inside(self.scope.definition)

    def visit_Assign(self, statement: Node) -> list[Node]:
        """The value first, then what is in the target."""
        (target,) = statement.targets
        if not self.has_lifted(statement.value) and not self.has_lifted(target):
            return [statement]
        if isinstance(target, gast.Name):
            self.assign_name(target.id, statement.value)
            return []
        if isinstance(target, gast.Tuple):
            statement.value = self.top(statement.value)
            return [statement]
        value = self.expression(statement.value)
        if self.has_lifted(target):
            value = self.stable(value, effects_of([target], self.scope))
            self.children(target)
        statement.value = value
        return [statement]

    def assign_name(self, target: str, node: Node) -> None:
        """Emit the statements that assign a value to a name, in branches where the value is a ternary."""
        if not self.is_conditional(node):
            self.value_into(target, node)
        elif isinstance(node, gast.IfExp):
            test = self.test(node.test)
            with self.collecting() as then:
                self.assign_name(target, node.body)
            with self.collecting() as otherwise:
                self.assign_name(target, node.orelse)
            self.emit(branch(test, then, otherwise, self.origin))
        elif self.is_safe_target(target, node):
            self.into(target, node)
        else:
            self.define(target, self.expression(node))

    def visit_AugAssign(self, statement: Node) -> list[Node]:
        """`a[i] += e` reads `a[i]` before it evaluates `e`, and writes it afterwards."""
        target, value = statement.target, statement.value
        if not self.has_lifted(value) and not self.has_lifted(target):
            return [statement]
        places = [] if isinstance(target, gast.Name) else list(operands(target))
        for index, (holder, key) in enumerate(places):
            later = [*(get(*other) for other in places[index + 1 :]), value]
            operand = self.expression(get(holder, key))
            put(holder, key, self.stable(operand, effects_of(later, self.scope)))
        change = effects(value, self.scope)
        is_rebound = isinstance(target, gast.Name) and target.id in change.rebinds
        if not is_rebound and (isinstance(target, gast.Name) or not change.writes):
            statement.value = self.expression(value)
            return [statement]
        before = self.names.fresh(hint(target))
        self.define(before, as_load(target))
        statement.value = self.expression(value)
        statement.target = place(store(before), statement)
        return [statement, assign(target, place(as_load(store(before)), statement), statement)]

    def visit_Expr(self, statement: Node) -> list[Node]:
        """A call stays; a value that nobody uses goes with what was lifted out of it."""
        lifted = self.has_lifted(statement.value)
        statement.value = self.top(statement.value)
        return [] if lifted and isinstance(statement.value, gast.Name) else [statement]

    def visit_Return(self, statement: Node) -> list[Node]:
        """A ternary with lifted parts becomes two returns."""
        value = statement.value
        if value is None or not self.has_lifted(value):
            return [statement]
        if not (isinstance(value, gast.IfExp) and self.is_conditional(value)):
            statement.value = self.top(value)
            return [statement]
        then, otherwise = (place(gast.Return(value=v), statement) for v in (value.body, value.orelse))
        return self.visit_If(branch(value.test, [then], [otherwise], statement))

    def visit_Raise(self, statement: Node) -> list[Node]:
        """The exception's arguments."""
        statement.exc = self.expression(statement.exc)
        return [statement]

    def visit_If(self, statement: Node) -> list[Node]:
        """`if a and f(x):` without `else` becomes two nested `if`."""
        test = statement.test
        is_and = isinstance(test, gast.BoolOp) and isinstance(test.op, gast.And)
        if is_and and not statement.orelse and self.is_conditional(test):
            statement.test, inner = self.split(test)
            statement.body = [branch(inner, statement.body, [], statement)]
        statement.test = self.test(statement.test)
        self.descend(statement)
        return [statement]

    def visit_While(self, statement: Node) -> list[Node]:
        """The parts of the test from the first lifted one on become `if not ...: break`."""
        test = statement.test
        if self.has_lifted(test):
            is_and = isinstance(test, gast.BoolOp) and isinstance(test.op, gast.And)
            parts = test.values if is_and else [test]
            first = next(i for i, part in enumerate(parts) if self.has_lifted(part))
            statement.test = place(both(*parts[:first]) if first else constant(True), test)
            exits = []
            for group in self.groups(parts[first:]):
                test = place(negate(both(*group)), test)
                exits.append(branch(test, [place(gast.Break(), statement)], [], statement))
            statement.body = [*exits, *statement.body]
        self.descend(statement)
        return [statement]

    def groups(self, parts: list[Node]) -> list[list[Node]]:
        """The operands of an `and`, each lifted one with those behind it that are not."""
        groups: list[list[Node]] = []
        for part in parts:
            if self.has_lifted(part):
                groups.append([])
            groups[-1].append(part)
        return groups

    def visit_For(self, statement: Node) -> list[Node]:
        """What is iterated over is evaluated once, before the loop."""
        statement.iter = self.expression(statement.iter)
        self.descend(statement)
        return [statement]

    def visit_FunctionDef(self, statement: Node) -> list[Node]:
        """Defaults are evaluated where the function is defined."""
        for defaults in (statement.args.defaults, statement.args.kw_defaults):
            for index, default in enumerate(defaults):
                if default is not None:
                    defaults[index] = self.expression(default)
        self.nested(statement)
        return [statement]


def names_read_inside(definition: Node) -> set[str]:
    """The names that functions inside a function mention: they may see its variables at any time."""
    found: set[str] = set()
    body = definition.body if isinstance(definition.body, list) else [definition.body]
    for part in body:
        for node in gast.walk(part):
            if isinstance(node, FUNCTIONS):
                found |= names_in(node)
    return found
