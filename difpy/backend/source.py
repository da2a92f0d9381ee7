"""Program -> source text, deterministic to the byte."""

from __future__ import annotations

import ast
import warnings
from typing import Any

import gast

from difpy.backend.comments import BANNER, COMMENT
from difpy.backend.tree import DOCSTRING, expression_tree, module_tree
from difpy.backend.wrap import wrap
from difpy.program import Expression, Program

with warnings.catch_warnings():
    # astor names classes of `ast` that are deprecated since Python 3.12, when it is imported
    warnings.simplefilter("ignore", DeprecationWarning)
    from astor.code_gen import SourceGenerator, set_precedence
    from astor.op_util import Precedence

IMPORTS = {
    "cmath": "import cmath",
    "difpy": "import difpy",
    "math": "import math",
    "np": "import numpy as np",
}


def render(program: Program) -> str:
    """The program as a Python file: its imports, what it binds at its head, then its functions."""
    tree = module_tree(program)
    written = [write(statement) for statement in tree.body]
    used = {node.id for node in gast.walk(tree) if isinstance(node, gast.Name)}
    imports = "".join(f"{IMPORTS[name]}\n" for name in IMPORT_ORDER if name in used)
    count = len(program.bindings)
    head = "\n".join(part for part in (imports, "".join(written[:count])) if part)
    return "\n\n".join(part for part in (head, *written[count:]) if part)


IMPORT_ORDER = ("cmath", "math", "np", "difpy")
"""The standard library, then others, each in alphabetical order of what is imported."""


def write(statement: Any) -> str:
    """One gast function, or another statement of a module, as text."""
    module = gast.gast_to_ast(gast.Module([statement], []))
    writer = Writer(INDENT)
    writer.visit(module)
    text = "".join(writer.result).strip("\n")
    return "\n".join(wrap(line) for line in text.split("\n")) + "\n"


def write_expression(expression: Expression) -> str:
    """One expression as text on one line."""
    return _text(gast.gast_to_ast(expression_tree(expression)))


INDENT = " " * 4


class Writer(SourceGenerator):  # type: ignore[misc]  # astor is untyped
    """astor's generator with comments and docstrings, and without what newer Pythons lack.

    astor 0.8.1 looks for `ast.Str` in f-strings, which warns from Python 3.12 on; its own line
    wrapping is left to wrap.py.
    """

    # The methods are named after the classes of nodes, as `ast.NodeVisitor` wants it.

    def visit_Expr(self, node: Any) -> None:  # noqa: N802
        kind = getattr(node.value, "kind", None)
        if kind == BANNER and self.result and not self.result[-1].endswith(":"):
            self.newline(extra=1)
        if kind in (BANNER, COMMENT):
            self.statement(node, f"# {node.value.value}".rstrip())
        elif kind == DOCSTRING:
            lines = node.value.value.replace("\\", "\\\\").replace('"""', '\\"\\"\\"').splitlines()
            closing = [""] if len(lines) > 1 else []
            indent = self.indent_with * self.indentation
            text = "\n".join(f"{indent}{line}".rstrip() for line in [*lines, *closing])
            self.statement(node, '"""', text.lstrip(), f'{indent if closing else ""}"""')
        else:
            super().visit_Expr(node)

    def visit_JoinedStr(self, node: Any) -> None:  # noqa: N802
        self.write(f_string(node))

    def visit_Constant(self, node: Any) -> None:  # noqa: N802
        if isinstance(node.value, str):
            self.write(repr(node.value))
        else:
            super().visit_Constant(node)


def f_string(node: Any) -> str:
    """An f-string that Pythons before 3.12 can read too: its expressions do not contain its quotes."""
    inner = "".join(_text(e.value) for e in ast.walk(node) if isinstance(e, ast.FormattedValue))
    quote = next(q for q in ('"', "'", '"""') if q not in inner)
    return f"f{quote}{_parts(node, quote)}{quote}"


def _parts(node: Any, quote: str) -> str:
    text = ""
    for value in node.values:
        if isinstance(value, ast.Constant):
            literal = repr('"' + str(value.value))[2:-1].replace("\\'", "'")
            text += literal.replace("{", "{{").replace("}", "}}").replace(quote, f"\\{quote}")
            continue
        expression = _text(value.value)
        conversion = f"!{chr(value.conversion)}" if value.conversion != -1 else ""
        spec = f":{_parts(value.format_spec, quote)}" if value.format_spec else ""
        text += f"{{{' ' if expression.startswith('{') else ''}{expression}{conversion}{spec}}}"
    return text


def _text(expression: Any) -> str:
    set_precedence(Precedence.Comma, expression)
    writer = Writer(INDENT)
    writer.visit(expression)
    return "".join(writer.result)
