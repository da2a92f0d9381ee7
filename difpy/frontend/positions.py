"""Places in the user's source: of a node, and the text of the statement it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gast

from difpy.program import Position

Node = Any  # a gast node, which is untyped to mypy


def position(node: Node, file: str) -> Position:
    """Where a node of a tree stands; a node made by a rewrite stands where its origin does."""
    end = node.end_col_offset if getattr(node, "end_lineno", None) == node.lineno else None
    return Position(file, node.lineno, node.col_offset, end, getattr(node, "source_text", ""))


def attach_source_texts(tree: Node, lines: Sequence[str]) -> None:
    """Give every statement the attribute `source_text`: what the user wrote, on one line."""
    for node in gast.walk(tree):
        if isinstance(node, gast.stmt):
            node.source_text = statement_text(node, lines)


def statement_text(node: Node, lines: Sequence[str]) -> str:
    """The text of a statement, of a compound one only its header.

    Several lines are joined with blanks, comments are left out.
    """
    start, start_column = node.lineno, node.col_offset
    stop, stop_column = node.end_lineno, node.end_col_offset
    if isinstance(node, gast.If | gast.For | gast.While | gast.FunctionDef | gast.With | gast.Try):
        stop, stop_column = header_end(node, lines)
    pieces = []
    for number in range(start, stop + 1):
        line = lines[number - 1].rstrip("\n").encode()
        first = start_column if number == start else 0
        last = stop_column if number == stop else len(line)
        piece = line[first:last].decode(errors="replace")
        if number < stop:
            piece = without_comment(piece)
        pieces.append(piece.strip().rstrip("\\").rstrip())
    return join_lines(pieces)


def header_end(node: Node, lines: Sequence[str]) -> tuple[int, int]:
    """Where the colon of a compound statement ends: the last one before its body."""
    first = node.body[0]
    line = first.lineno
    decorators = getattr(first, "decorator_list", [])
    if decorators:
        line = min(line, *(d.lineno for d in decorators))
    column = first.col_offset if line == first.lineno else 0
    while line >= node.lineno:
        head = lines[line - 1].rstrip("\n").encode()[: column if line == first.lineno else None]
        code = without_comment(head.decode(errors="replace")).rstrip()
        if code.endswith(":"):
            return line, len(code.encode())
        line -= 1
    return node.lineno, len(lines[node.lineno - 1].rstrip("\n").encode())


def without_comment(line: str) -> str:
    """The line up to its comment; a `#` inside quotes is none."""
    inside = ""
    for column, character in enumerate(line):
        if inside:
            if character == inside and line[column - 1 : column] != "\\":
                inside = ""
        elif character in "'\"":
            inside = character
        elif character == "#":
            return line[:column]
    return line


def join_lines(pieces: Sequence[str]) -> str:
    """
    >>> join_lines(["f(", "a,", "b", ")"])
    'f(a, b)'
    """
    text = ""
    for piece in filter(None, pieces):
        tight = not text or text[-1] in "([{" or piece[0] in ")]}"
        text += piece if tight else f" {piece}"
    return text
