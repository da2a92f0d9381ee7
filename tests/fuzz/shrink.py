"""Makes a failing program small: whatever can be left out while it still fails is left out."""

from __future__ import annotations

import ast
import copy
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from tests.fuzz.generate import Program


def shrink(program: Program, fails: Callable[[Program], bool], seconds: float = 60.0) -> Program:
    """The smallest program that is found in this time and still fails."""
    stop = time.monotonic() + seconds
    smaller = True
    while smaller:
        smaller = False
        for candidate in candidates(program):
            if time.monotonic() > stop:
                break
            if len(candidate.source) < len(program.source) and _fails(candidate, fails):
                program, smaller = candidate, True
                break
    return program


def _fails(candidate: Program, fails: Callable[[Program], bool]) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", SyntaxWarning)
            compile(candidate.source, "<candidate>", "exec")
        return fails(candidate)
    except Exception:
        return False


def candidates(program: Program) -> Iterator[Program]:
    """Programs that differ in one place, the ones that leave out most first."""
    tree = ast.parse(program.source)
    for edit in [*_without_statements(tree), *_with_simpler_expressions(tree)]:
        changed = copy.deepcopy(tree)
        edit(changed)
        ast.fix_missing_locations(changed)
        try:
            yield replace(program, source=ast.unparse(changed) + "\n")
        except (ValueError, AttributeError):  # an edit that isn't a program
            continue


Edit = Callable[[ast.AST], None]


def _nodes(tree: ast.AST) -> list[ast.AST]:
    return list(ast.walk(tree))


def _without_statements(tree: ast.Module) -> list[Edit]:
    edits: list[tuple[int, Edit]] = []
    for number, node in enumerate(_nodes(tree)):
        for field in ("body", "orelse"):
            block = getattr(node, field, None)
            if not isinstance(block, list):
                continue
            for k, statement in enumerate(block):
                size = len(ast.dump(statement))
                edits.append((size, _deleted(number, field, k)))
                if getattr(statement, "body", None) and not isinstance(statement, ast.FunctionDef):
                    edits.append((size // 2, _replaced_by_block(number, field, k, "body")))
                    if getattr(statement, "orelse", None):
                        edits.append((size // 2, _replaced_by_block(number, field, k, "orelse")))
    return [edit for _, edit in sorted(edits, key=lambda pair: -pair[0])]


def _deleted(number: int, field: str, k: int) -> Edit:
    def edit(tree: ast.AST) -> None:
        block = getattr(_nodes(tree)[number], field)
        del block[k]
        if not block and field == "body":
            block.append(ast.Pass())

    return edit


def _replaced_by_block(number: int, field: str, k: int, inner: str) -> Edit:
    def edit(tree: ast.AST) -> None:
        block = getattr(_nodes(tree)[number], field)
        block[k : k + 1] = getattr(block[k], inner)

    return edit


def _with_simpler_expressions(tree: ast.Module) -> list[Edit]:
    edits: list[tuple[int, Edit]] = []
    for number, node in enumerate(_nodes(tree)):
        for field, value in ast.iter_fields(node):
            if isinstance(value, ast.expr) and not isinstance(getattr(value, "ctx", None), ast.Store):
                edits += _simplifications(number, field, None, value)
            elif isinstance(value, list):
                for k, item in enumerate(value):
                    if isinstance(item, ast.expr) and not isinstance(getattr(item, "ctx", None), ast.Store):
                        edits += _simplifications(number, field, k, item)
    return [edit for _, edit in sorted(edits, key=lambda pair: -pair[0])]


def _simplifications(number: int, field: str, k: int | None, value: ast.expr) -> list[tuple[int, Edit]]:
    size = len(ast.dump(value))
    replacements: list[ast.expr] = [
        child for child in ast.iter_child_nodes(value) if isinstance(child, ast.expr)
    ]
    if not isinstance(value, (ast.Constant, ast.Name)):
        replacements.append(ast.Constant(0.5))
    return [(size - len(ast.dump(new)), _put(number, field, k, new)) for new in replacements]


def _put(number: int, field: str, k: int | None, new: ast.expr) -> Edit:
    def edit(tree: ast.AST) -> None:
        parent: Any = _nodes(tree)[number]
        if k is None:
            setattr(parent, field, copy.deepcopy(new))
        else:
            getattr(parent, field)[k] = copy.deepcopy(new)

    return edit
