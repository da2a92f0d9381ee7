"""Rewrites, shown on functions in which some variables stand for generated ones."""

from __future__ import annotations

from dataclasses import replace
from textwrap import dedent

from difpy.program import Assign, Binary, Block, For, If, Name, Program, Statement, While
from tests.analysis.programs import program_of, text_of

GENERATED = ("_bar", "_saved", "_copy", "took_then")


def example(function, *arguments) -> tuple[Program, dict[str, frozenset[str]]]:
    """The program, and for each function the names that count as the user's: those without a suffix that
    the generator gives."""
    program = program_of(function, *arguments)
    functions = {n: replace(f, body=_as_generated(f.body)) for n, f in program.functions.items()}
    program = replace(program, functions=functions)
    own = {
        name: frozenset(v for v in f.variables if not v.endswith(GENERATED))
        for name, f in program.functions.items()
    }
    return program, own


def _as_generated(block: Block) -> Block:
    """With accumulations into cotangents marked, as the sweeps make them."""
    return tuple(map(_marked, block))


def _marked(statement: Statement) -> Statement:
    match statement:
        case Assign(target=target, value=Binary(left=Name(id=left))) if left == target:
            return replace(statement, augmented=target.endswith("_bar"))
        case If(then=then, otherwise=otherwise):
            return replace(statement, then=_as_generated(then), otherwise=_as_generated(otherwise))
        case For(body=body) | While(body=body):
            return replace(statement, body=_as_generated(body))
    return statement


def check(program: Program, expected: str) -> None:
    """The body of the entry, without comments."""
    body = text_of(program).split("\n", 1)[1]
    assert dedent(body).strip() == dedent(expected).strip()
