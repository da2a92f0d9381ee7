"""Comments that quote the user's line over the statements that came from it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any

import gast

from difpy.program import NOWHERE, Comment, For, Position, Statement

COMMENT, BANNER = "comment", "banner"
"""Kinds of string constant that Python has not, each alone in an expression statement."""


def comment(words: str, kind: str = COMMENT) -> Any:
    """A line of comment, as a statement of the tree."""
    return gast.Expr(gast.Constant(words, kind))


def is_comment(tree: Any) -> bool:
    """Whether a statement of the tree is one that `comment` made."""
    return isinstance(tree, gast.Expr) and getattr(tree.value, "kind", None) in (COMMENT, BANNER)


def with_comments(pairs: Sequence[tuple[Statement, Any]], quoted: Position = NOWHERE) -> list[Any]:
    """The trees of a block, with one comment above each group that came from one user statement.

    `quoted` is the position of the enclosing statement: the block's first group needs no comment if
    it came from the same. A group that shows the user's own text needs none either.
    """
    body: list[Any] = []
    previous = _origin(quoted)
    for origin, group in groupby(pairs, key=lambda pair: _origin(pair[0].at, pair[0])):
        members = list(group)
        text = members[0][0].at.text
        if text and origin != previous and not _shows(members, text):
            body.extend(comment(line) for line in text.splitlines())
        body.extend(tree for _, tree in members)
        previous = origin
    return body


def is_same(tree: Any, text: str) -> bool:
    """Whether a statement, its block left out, is what the user's text says."""
    said = _statement_of(text) if text else None
    if said is None or type(said) is not type(tree):
        return False
    heads = [field for field in tree._fields if field not in ("body", "orelse", "type_comment")]
    return all(_equal(getattr(tree, field), getattr(said, field)) for field in heads)


def _origin(at: Position, statement: Statement | None = None) -> tuple[object, ...]:
    # A banner stands between two groups, even of the same statement.
    return ("banner", id(statement)) if isinstance(statement, Comment) else (at.file, at.line, at.text)


def _shows(members: list[tuple[Statement, Any]], text: str) -> bool:
    """Whether a group shows the user's statement itself, among what is recorded or made beside it."""
    return any(is_same(_forwards(*pair), text) for pair in members)


def _forwards(statement: Statement, tree: Any) -> Any:
    """The tree of a loop without `reversed`: its reverse sweep needs no quotation."""
    if isinstance(statement, For) and statement.backwards:
        return gast.For(tree.target, tree.iter.args[0], tree.body, [], None)
    return tree


@lru_cache(maxsize=4096)
def _statement_of(text: str) -> Any:
    """The tree of the user's statement; None where it does not stand alone."""
    if text.startswith("elif "):
        text = text[2:]
    if text.endswith(":"):
        text += " pass"
    try:
        body = gast.parse(text).body
    except SyntaxError:
        return None
    return body[0] if len(body) == 1 else None


def _equal(a: Any, b: Any) -> bool:
    """Whether two trees say the same."""
    if isinstance(a, list):
        return isinstance(b, list) and len(a) == len(b) and all(map(_equal, a, b))
    if not isinstance(a, gast.AST):
        return type(a) is type(b) and bool(a == b)
    return type(a) is type(b) and all(_equal(getattr(a, f, None), getattr(b, f, None)) for f in a._fields)
