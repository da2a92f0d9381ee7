"""Function object -> its source as a gast tree, and never the tree of another function."""

from __future__ import annotations

import ast
import copy
from dataclasses import dataclass, replace
from types import CodeType, FunctionType
from typing import Any

import gast

from difpy.errors import DifferentiationError, refuse
from difpy.frontend import module
from difpy.frontend.callables import unwrap
from difpy.frontend.fence import check
from difpy.frontend.positions import Node, attach_source_texts, position
from difpy.program import Position


@dataclass(frozen=True)
class FunctionSource:
    """A function and the source it was made from.

    `tree` is a gast.FunctionDef without decorators, also for a lambda, whose name is then
    `lambda_<line>` and whose body is one Return. Its line numbers are those of the file, and every
    statement has an attribute `source_text`: the user's statement on one line, of a compound one the
    header. `lines` are the lines of the whole file. Rewrites make a new FunctionSource with a new tree.
    """

    function: FunctionType
    tree: Node
    file: str
    lines: tuple[str, ...]
    name: str
    """The qualified name, as in tracebacks."""

    def at(self, node: Node) -> Position:
        """Where a node of the tree stands in the user's file."""
        return position(node, self.file)

    def with_tree(self, tree: Node) -> FunctionSource:
        """The same function with a rewritten tree."""
        return replace(self, tree=tree)

    def text(self) -> str:
        """The tree as Python source, to be printed."""
        return str(gast.unparse(gast.fix_missing_locations(copy.deepcopy(self.tree)))).strip("\n") + "\n"


def read(function: Any) -> FunctionSource:
    """The source of a function, as a new tree; DifferentiationError where it cannot be had or is refused.

    Takes a plain function, or anything that `unwrap` takes (bound arguments are then ignored).
    """
    plain = unwrap(function).function
    code = plain.__code__
    lines = module.source_lines(code.co_filename, plain.__globals__)
    node, class_name = find_definition(plain, code, lines)
    tree = as_function_definition(gast.gast.ast_to_gast(node), lines)
    if class_name:
        mangle(tree, class_name)
    source = FunctionSource(plain, tree, code.co_filename, lines, plain.__qualname__)
    check(source)
    return source


def find_definition(
    function: FunctionType, code: CodeType, lines: tuple[str, ...]
) -> tuple[module.Definition, str]:
    """The definition of a function in its file, and the class around it."""
    try:
        parsed = module.read_module(code.co_filename, lines, code.co_flags)
    except (SyntaxError, ValueError):
        raise no_source(function) from None
    named = [(node, other) for node, other in parsed.definitions if other.co_name == code.co_name]
    same = [(node, other) for node, other in named if module.is_same_code(other, code)]
    if not same and was_rewritten_by_pytest(function):
        here = [(node, other) for node, other in named if module.first_line(node) == code.co_firstlineno]
        same = [(node, other) for node, other in here if is_similar_code(other, code)]
    if not same:
        raise changed_source(function) if named else no_source(function)
    node = min(same, key=lambda pair: distance(pair[0], pair[1], code))[0]
    return node, parsed.classes[node]


def distance(node: module.Definition, other: CodeType, code: CodeType) -> tuple[int, int]:
    """How far a definition is from the place that the code claims; ties are for the columns to decide."""
    lines = abs(module.first_line(node) - code.co_firstlineno)
    return lines, int(columns_of(other) != columns_of(code))


def columns_of(code: CodeType) -> tuple[Any, ...]:
    """The columns of a code's instructions, where Python records them (from 3.11)."""
    positions = getattr(code, "co_positions", None)
    return tuple(positions()) if positions else ()


def was_rewritten_by_pytest(function: FunctionType) -> bool:
    """Whether pytest compiled the function's module with its own `assert`."""
    return "@pytest_ar" in function.__globals__


def is_similar_code(other: CodeType, code: CodeType) -> bool:
    """Whether a function could be the other after pytest's rewriting of its asserts."""
    arguments = (code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount)
    return (
        (other.co_argcount, other.co_posonlyargcount, other.co_kwonlyargcount) == arguments
        and set(other.co_varnames) <= {*code.co_varnames, *code.co_cellvars}
        and set(other.co_freevars) == set(code.co_freevars)
        and set(other.co_names) - {"AssertionError"} <= set(code.co_names)
    )


def no_source(function: FunctionType) -> DifferentiationError:
    """The refusal of a function that no file holds."""
    at = Position(function.__code__.co_filename, function.__code__.co_firstlineno)
    return refuse(
        at,
        "difpy reads the source of what it differentiates, and this function's cannot be found",
        "Define it in a file or in a notebook cell, not by `exec` or on the command line.",
        what=f"`{function.__qualname__}`",
    )


def changed_source(function: FunctionType) -> DifferentiationError:
    """The refusal of a function whose file says something else than what runs."""
    at = Position(function.__code__.co_filename, function.__code__.co_firstlineno)
    return refuse(
        at,
        "the source file differs from the code that is loaded",
        "Import the edited file again (start a new session, or `importlib.reload`).",
        what=f"`{function.__qualname__}`",
    )


def as_function_definition(node: Node, lines: tuple[str, ...]) -> Node:
    """The definition without its decorators; a lambda becomes a function of one `return`."""
    if isinstance(node, gast.Lambda):
        text = " ".join((ast.get_source_segment("".join(lines), node) or "").split())
        body = gast.copy_location(gast.Return(value=node.body), node.body)
        definition = gast.FunctionDef(
            name=f"lambda_{node.lineno}",
            args=node.args,
            body=[body],
            decorator_list=[],
            returns=None,
            type_comment=None,
            type_params=[],
        )
        gast.copy_location(definition, node)
        definition.source_text = body.source_text = text
        definition.is_lambda = True
        return definition
    attach_source_texts(node, lines)
    node.decorator_list = []
    return node


def mangle(tree: Node, class_name: str) -> None:
    """Spell the private names of a method (`self.__rate`) as Python does when it runs."""
    prefix = "_" + class_name.lstrip("_")
    for node in gast.walk(tree):
        for attribute in ("id", "attr", "name", "arg"):
            name = getattr(node, attribute, None)
            is_own_name = attribute == "name" and node is tree
            if (
                isinstance(name, str)
                and name.startswith("__")
                and not name.endswith("__")
                and not is_own_name
            ):
                setattr(node, attribute, prefix + name)
