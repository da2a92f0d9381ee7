"""Rewriting every statement of a program."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from difpy.program import (
    Block,
    Expression,
    For,
    Function,
    If,
    Program,
    Statement,
    While,
    map_blocks,
    map_expressions,
)

Rewrite = Callable[[Statement], Block]


def rewrite_statements(program: Program, rewrite: Rewrite) -> Program:
    """The program with each statement, innermost first, replaced by what `rewrite` gives."""
    functions = {name: rewrite_body(function, rewrite) for name, function in program.functions.items()}
    return replace(program, functions=functions)


def rewrite_body(function: Function, rewrite: Rewrite) -> Function:
    """One function with each of its statements replaced."""
    return replace(function, body=rewrite_block(function.body, rewrite))


def rewrite_block(block: Block, rewrite: Rewrite) -> Block:
    """One block, what is nested in it first."""
    return tuple(new for statement in block for new in rewrite(_with_blocks(statement, rewrite)))


def rewrite_blocks(block: Block, rewrite: Callable[[Block], Block]) -> Block:
    """A block with `rewrite` applied to the blocks in it, innermost first, and to itself."""
    inner = (map_blocks(statement, lambda nested: rewrite_blocks(nested, rewrite)) for statement in block)
    return rewrite(tuple(inner))


def _with_blocks(statement: Statement, rewrite: Rewrite) -> Statement:
    return map_blocks(statement, lambda nested: rewrite_block(nested, rewrite))


def map_own_expressions(statement: Statement, f: Callable[[Expression], Expression]) -> Statement:
    """The statement with `f` applied to what it evaluates itself, and not inside its blocks."""
    match statement:
        case If(test=test):
            return replace(statement, test=f(test))
        case While(test=test):
            return replace(statement, test=f(test))
        case For(start=start, stop=stop, step=step):
            return replace(statement, start=f(start), stop=f(stop), step=f(step))
    return map_expressions(statement, f)
