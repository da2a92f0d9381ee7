"""Long lines: one logical line of source text -> lines of at most `WIDTH` characters.

Before:
    value = first_term(x, y) + second_term(x, y)

After (for a smaller width):
    value = (
        first_term(x, y)
        + second_term(x, y)
    )
"""

from __future__ import annotations

import io
import re
import tokenize
from dataclasses import dataclass

WIDTH = 100
LOOSE = {"or": 0, "and": 1, "if": -1, "else": -1, "+": 3, "-": 3, "*": 4, "/": 4, "//": 4, "%": 4, "@": 4}
"""The operators a line may break before, by how tightly they bind."""
OPENING, CLOSING = "([{", ")]}"
INDENT = "    "


@dataclass(frozen=True)
class Break:
    """A column where a line may be cut, and how deep in brackets and operators it lies."""

    column: int
    depth: int
    tightness: int


def wrap(line: str, width: int = WIDTH) -> str:
    """The line itself if it is short or has no place to be cut."""
    if len(line) <= width or "\n" in line:
        return line
    indent = line[: len(line) - len(line.lstrip())]
    code = line[len(indent) :]
    head, body, tail = _split(code)
    if not body:
        return "\n".join(_fill(code, indent, indent + INDENT * 2, width, depth=1))
    inner = indent + INDENT
    return "\n".join([f"{indent}{head}(", *_fill(body, inner, inner, width, depth=0), f"{indent}){tail}"])


def _split(code: str) -> tuple[str, str, str]:
    """(head, body, tail) where parentheses around the body let the line be cut in it.

    The body is empty where the brackets that the line has are enough.
    """
    start = _body_start(code)
    tail = ":" if code.endswith(":") else ""
    body = code[start : len(code) - len(tail)]
    if start == 0 or not any(b.depth == 0 for b in _breaks(body)):
        return code, "", ""
    return code[:start], body, tail


def _body_start(code: str) -> int:
    keyword = re.match(r"(return|if|elif|while) ", code)
    if keyword:
        return keyword.end()
    depth = 0
    for text, _, end in _tokens(code):
        depth += (text in OPENING) - (text in CLOSING)
        if depth == 0 and text.endswith("=") and text not in ("==", "!=", "<=", ">="):
            return end + 1
        if depth == 0 and text in ("def", "for", "raise"):
            return 0
    return 0


def _fill(code: str, indent: str, hanging: str, width: int, depth: int) -> list[str]:
    """Cut at the outermost, loosest place that fits, until the rest fits; only in `depth` brackets."""
    lines: list[str] = []
    lead, start = indent, 0
    breaks = [b for b in _breaks(code) if b.depth >= depth]
    while len(lead) + len(code) - start > width:
        ahead = [b for b in breaks if b.column > start]
        fitting = [b for b in ahead if len(lead) + b.column - start <= width] or ahead[:1]
        if not fitting:
            break
        cut = min(fitting, key=lambda b: (b.depth, b.tightness, -b.column)).column
        lines.append(lead + code[start:cut].rstrip())
        start = cut + len(code[cut:]) - len(code[cut:].lstrip())
        lead = hanging
    return [*lines, lead + code[start:]]


def _breaks(code: str) -> list[Break]:
    breaks: list[Break] = []
    depth = 0
    previous = ""
    for text, start, end in _tokens(code):
        if text in OPENING:
            depth += 1
            breaks.append(Break(end, depth, 9))
        elif text in CLOSING:
            depth -= 1
        elif text == ",":
            breaks.append(Break(end, depth, 0))
        elif text in LOOSE and _ends_operand(previous):
            breaks.append(Break(start, depth, LOOSE[text]))
        previous = text
    return breaks


def _ends_operand(text: str) -> bool:
    return (
        bool(text) and (text[-1].isalnum() or text[-1] in "_)]}'\"") and text not in ("return", "not", "in")
    )


def _tokens(code: str) -> list[tuple[str, int, int]]:
    """(text, start, end) of each token; an f-string is one token, as before Python 3.12."""
    tokens: list[tuple[str, int, int]] = []
    inside = 0
    f_start = getattr(tokenize, "FSTRING_START", None)
    f_end = getattr(tokenize, "FSTRING_END", None)
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if f_start is not None and token.type == f_start:
            inside += 1
        if not inside and token.string.strip():
            tokens.append((token.string, token.start[1], token.end[1]))
        if f_end is not None and token.type == f_end:
            inside -= 1
            if not inside:
                tokens.append(("''", token.end[1] - 1, token.end[1]))
    return tokens
