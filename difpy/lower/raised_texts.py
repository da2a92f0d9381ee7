"""Exceptions with f-strings carry their values out of compiled code, which cannot format floats.

Before:
    raise ValueError(f"step {h:.3g} is too small")

After:
    raise difpy.raised.ValueError("step {:.3g} is too small", "ode.py", 12, h)
"""

from __future__ import annotations

from difpy.lower.walk import rewrite_statements
from difpy.program import Block, Constant, Expression, Format, Program, Raise, Statement
from difpy.runtime.raised import BETWEEN, RAW


def lower_raised_texts(program: Program) -> Program:
    """The program with f-strings in `raise` made by the exception instead."""
    return rewrite_statements(program, _raise)


def _raise(statement: Statement) -> Block:
    if not isinstance(statement, Raise) or not any(_is_dynamic(e) for e in statement.arguments):
        return (statement,)
    layout: list[str] = []
    values: list[Expression] = []
    for argument in statement.arguments:
        if isinstance(argument, Format):
            layout.append(template(argument))
            values.extend(part[0] for part in argument.parts if not isinstance(part, str))
        else:
            layout.append(RAW)
            values.append(argument)
    where = (Constant(statement.at.file), Constant(statement.at.line))
    arguments = (Constant(BETWEEN.join(layout)), *where, *values)
    return (Raise(f"difpy.raised.{statement.exception}", arguments, at=statement.at),)


def _is_dynamic(argument: Expression) -> bool:
    return isinstance(argument, Format) and not all(isinstance(part, str) for part in argument.parts)


def template(text: Format) -> str:
    """An f-string as a format string for its values."""
    parts = []
    for part in text.parts:
        if isinstance(part, str):
            parts.append(part.replace("{", "{{").replace("}", "}}"))
        else:
            _, conversion, spec = part
            parts.append(f"{{{'!' + conversion if conversion else ''}{':' + spec if spec else ''}}}")
    return "".join(parts)
