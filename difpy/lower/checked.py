"""Puts the checks of runtime/checks.py into the forward sweep of every function."""

from __future__ import annotations

from dataclasses import replace

from difpy.analysis.ranges import Ranges, Scope
from difpy.lower.bindings import Bindings
from difpy.lower.index_checks import IndexChecks
from difpy.lower.integer_checks import check_integers, check_store
from difpy.lower.walk import map_own_expressions
from difpy.program import Block, Expression, For, Function, Program, Statement, map_blocks, sweeps


def lower_checks(program: Program, *, use_ranges: bool, index_checks: bool = True) -> Program:
    """The program that raises what Python raises. The reverse sweep visits the same places again.

    `use_ranges`: whether indices that are in range by the loops around them need no check; `index_checks`:
    whether any has one.
    """
    bindings = Bindings.of(program)
    functions = {
        name: _Checks(function, bindings, use_ranges, index_checks).run()
        for name, function in program.functions.items()
    }
    return replace(program, functions=functions, bindings=(*program.bindings, *bindings.made()))


class _Checks:
    def __init__(self, function: Function, bindings: Bindings, use_ranges: bool, index_checks: bool) -> None:
        self._function = function
        self._bindings = bindings
        self._ranges = Ranges(function)
        self._checks_indices = index_checks
        self._indices = IndexChecks(function, bindings, self._ranges if use_ranges else None)

    def run(self) -> Function:
        forward, reverse = sweeps(self._function)
        return replace(self._function, body=self._block(forward, Scope()) + reverse)

    def _block(self, block: Block, scope: Scope) -> Block:
        return tuple(self._statement(statement, scope) for statement in block)

    def _statement(self, statement: Statement, scope: Scope) -> Statement:
        inside = self._ranges.inside(scope, statement) if isinstance(statement, For) else scope
        statement = map_blocks(statement, lambda block: self._block(block, inside))

        def check(expression: Expression) -> Expression:
            expression = check_integers(expression, statement.at, self._bindings)
            if not self._checks_indices:
                return expression
            return self._indices.expression(expression, statement.at, scope)

        checked = map_own_expressions(statement, check)
        checked = check_store(checked, self._function, self._bindings)
        return self._indices.store(checked, scope) if self._checks_indices else checked
