"""A source file as Python has it: its lines, its tree, and which code object is which node.

The file is compiled again as a whole and the function's code is looked for in the result. That
tells two lambdas on one line apart, and it notices a file that was edited after it was imported.
"""

from __future__ import annotations
import __future__

import ast
import linecache
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from types import CodeType
from typing import Any, TypeAlias

Definition: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
FUTURE_FLAGS = 0
for _feature in __future__.all_feature_names:
    FUTURE_FLAGS |= getattr(__future__, _feature).compiler_flag


@dataclass(frozen=True)
class Module:
    """The text of a file, and its function definitions with the code that Python makes of each."""

    lines: tuple[str, ...]
    definitions: tuple[tuple[Definition, CodeType], ...]
    classes: dict[Definition, str] = field(default_factory=dict)
    """The name of the class around a definition, for names that Python mangles."""


def source_lines(file: str, module_globals: dict[str, Any]) -> tuple[str, ...]:
    """The lines of a file, of a notebook cell, of a doctest; none where they cannot be had."""
    linecache.checkcache(file)
    return tuple(linecache.getlines(file, module_globals))


@lru_cache(maxsize=64)
def read_module(file: str, lines: tuple[str, ...], flags: int) -> Module:
    """Parse and compile a file; SyntaxError where it is no Python (a file of another kind)."""
    text = "".join(lines)
    flags &= FUTURE_FLAGS
    tree = ast.parse(text, file)
    found = list(enumerate(find_definitions(tree, ""), start=1))
    lines_of = {number: first_line(node) for number, (node, _) in found}
    marked = compiled(mark(ast.parse(text, file)), file, flags)
    pairs = paired(marked, compiled(text, file, flags), lines_of)
    by_mark = {(mark.co_firstlineno, mark.co_name): code for mark, code in pairs}
    definitions, classes = [], {}
    for number, (node, class_name) in found:
        code = by_mark.get((number, getattr(node, "name", "<lambda>")))
        if code is not None:  # Python drops the code of what can never run
            definitions.append((node, code))
            classes[node] = class_name
    return Module(lines, tuple(definitions), classes)


def compiled(source: str | ast.Module, file: str, flags: int) -> CodeType:
    """The code object of a whole file."""
    flags |= ast.PyCF_ALLOW_TOP_LEVEL_AWAIT  # a notebook cell may await
    code: CodeType = compile(source, file, "exec", flags, dont_inherit=True)
    return code


def paired(marked: CodeType, code: CodeType, lines_of: dict[int, int]) -> Iterator[tuple[CodeType, CodeType]]:
    """The code objects inside a code, each with its mark. Python 3.10 makes one of two lambdas that are equal
    and on one line; their marks, which `lines_of` takes to lines, stay two."""
    marks, rest = inside(marked), inside(code)
    merges, seen = len(marks) != len(rest), dict[Any, CodeType]()
    for each in marks:
        line = lines_of.get(each.co_firstlineno) if each.co_name == "<lambda>" else each.co_firstlineno
        key = (fingerprint(each), line)
        if not (merges and key in seen):
            seen[key] = rest.pop(0)
        yield each, seen[key]
        yield from paired(each, seen[key], lines_of)


def inside(code: CodeType) -> list[CodeType]:
    """The code objects directly in another, in the order in which Python compiles them."""
    return [constant for constant in code.co_consts if isinstance(constant, CodeType)]


def mark(tree: ast.Module) -> ast.Module:
    """The tree, in which the n-th definition now stands on line n."""
    for number, (node, _) in enumerate(find_definitions(tree, ""), start=1):
        for each in (node, *getattr(node, "decorator_list", [])[:1]):  # Python counts from the decorator
            each.lineno = each.end_lineno = number
            each.col_offset, each.end_col_offset = 0, 1
    return tree


def find_definitions(node: ast.AST, class_name: str) -> Iterator[tuple[Definition, str]]:
    """Every definition below a node, with the name of the class around it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield child, class_name
        inner = child.name if isinstance(child, ast.ClassDef) else class_name
        yield from find_definitions(child, inner)


def first_line(node: Definition) -> int:
    """The line from which Python counts a definition: that of its first decorator."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def is_same_code(first: CodeType, second: CodeType) -> bool:
    """Whether two code objects do the same, wherever they stand in their files."""
    return fingerprint(first) == fingerprint(second)


def fingerprint(code: CodeType) -> tuple[Any, ...]:
    """What a code object does, without where it stands."""
    return (
        code.co_name,
        code.co_code,
        code.co_names,
        code.co_varnames,
        code.co_freevars,
        code.co_cellvars,
        (code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount),
        tuple(map(constant_key, code.co_consts)),
    )


def constant_key(constant: Any) -> Any:
    """Equal only for equal constants of one type: 1 is not 1.0, and 0.0 is not -0.0."""
    if isinstance(constant, CodeType):
        return fingerprint(constant)
    if isinstance(constant, tuple):
        return ("tuple", *map(constant_key, constant))
    if isinstance(constant, frozenset):
        return ("frozenset", *sorted(map(repr, constant)))
    return (type(constant).__name__, repr(constant))
