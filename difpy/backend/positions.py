"""Which user's line each line of a generated file came from."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from difpy.program import Block, Comment, For, If, Position, Program, Statement, While


def positions(program: Program, text: str) -> dict[int, Position]:
    """The user's position for each line of the program's text that has one."""
    lines: dict[int, Position] = {}
    trees = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    for tree, function in zip(trees, program.functions.values(), strict=False):
        body = tree.body[1:] if function.document else tree.body
        for node, statement in _pairs(body, function.body):
            if statement.at.line:
                for line in range(node.lineno, _last_line(node) + 1):
                    lines.setdefault(line, statement.at)
    return lines


def _pairs(nodes: list[Any], block: Block) -> Iterator[tuple[Any, Statement]]:
    written = [statement for statement in block if not isinstance(statement, Comment)]
    for node, statement in zip(nodes, written, strict=False):
        yield node, statement
        match statement:
            case If(then=then, otherwise=otherwise):
                yield from _pairs(node.body, then)
                yield from _pairs(node.orelse, otherwise)
            case While(body=body) | For(body=body):
                yield from _pairs(node.body, body)


def _last_line(node: Any) -> int:
    """Of the statement without its blocks."""
    header = getattr(node, "test", None) or getattr(node, "iter", None) or node
    return int(header.end_lineno)
