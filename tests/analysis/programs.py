"""Programs of small functions, and the text of a program without its comments."""

from __future__ import annotations

from dataclasses import replace

from difpy.backend.source import write
from difpy.backend.tree import function_tree
from difpy.prepare.prepare import prepare
from difpy.program import (
    NOWHERE,
    Block,
    Comment,
    For,
    Function,
    If,
    Invoke,
    Program,
    Statement,
    While,
    statements,
)
from tests.elaborate.running import program_of as program_of


def entry_of(function, *arguments) -> Function:
    program = program_of(function, *arguments)
    return program.functions[program.entry]


def body_of(function, *arguments) -> Block:
    return entry_of(function, *arguments).body


def prepared(function, *arguments) -> Program:
    """The program in the form that the sweeps are made from."""
    program = program_of(function, *arguments)
    functions = {name: prepare(f) for name, f in program.functions.items()}
    return replace(program, functions=functions)


def text_of(program: Program, name: str = "") -> str:
    """One function of the program, the entry if no name is given."""
    return text_of_function(program.functions[name or program.entry])


def text_of_function(function: Function) -> str:
    return write(function_tree(replace(function, body=_plain(function.body), document="")))


def statement_of(block: Block, text: str) -> Statement:
    """The statement, at any depth, that the user wrote so."""
    return next(s for s in statements(block) if s.at.text.startswith(text) and not isinstance(s, Comment))


def calls_in(function: Function) -> list[str]:
    return [s.function for s in statements(function.body) if isinstance(s, Invoke)]


def _plain(block: Block) -> Block:
    """Without positions, from which comments would be made."""
    return tuple(_plain_statement(s) for s in block if not isinstance(s, Comment))


def _plain_statement(statement: Statement) -> Statement:
    statement = replace(statement, at=NOWHERE)
    match statement:
        case If(then=then, otherwise=otherwise):
            return replace(statement, then=_plain(then), otherwise=_plain(otherwise))
        case For(body=body) | While(body=body):
            return replace(statement, body=_plain(body))
    return statement
