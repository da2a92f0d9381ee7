"""Puts the checks of runtime/checks.py into the forward sweep of every function."""

from __future__ import annotations

from dataclasses import replace

from difpy.lower.bindings import Bindings
from difpy.lower.index_checks import IndexChecks
from difpy.lower.integer_checks import check_integers, check_store
from difpy.lower.walk import forward_sweep, map_own_expressions, rewrite_block
from difpy.program import Block, Expression, Function, Program, Statement


def lower_checks(program: Program) -> Program:
    """The program that raises what Python raises. The reverse sweep visits the same places again."""
    bindings = Bindings.of(program)
    functions = {name: _checked(function, bindings) for name, function in program.functions.items()}
    return replace(program, functions=functions, bindings=(*program.bindings, *bindings.made()))


def _checked(function: Function, bindings: Bindings) -> Function:
    indices = IndexChecks(function, bindings)

    def rewrite(statement: Statement) -> Block:
        def check(expression: Expression) -> Expression:
            return indices.expression(check_integers(expression, statement.at, bindings), statement.at)

        checked = map_own_expressions(statement, check)
        return (indices.store(check_store(checked, function, bindings)),)

    forward = forward_sweep(function)
    return replace(function, body=rewrite_block(forward, rewrite) + function.body[len(forward) :])
