"""What is printed goes to Python's `print`: compiled code cannot format floats.

Before:
    print("loss", loss, f"{step:.3g}")

After:
    difpy.printed("{} {} {:.3g}", ("loss", loss, step))
"""

from __future__ import annotations

from difpy.lower.raised_texts import template
from difpy.lower.walk import rewrite_statements
from difpy.program import Block, Constant, Effect, Expression, Format, Program, Statement, Tuple


def lower_prints(program: Program) -> Program:
    """The program with format strings for the arguments of `print`."""
    return rewrite_statements(program, _print)


def _print(statement: Statement) -> Block:
    if not isinstance(statement, Effect) or statement.object or statement.method != "print":
        return (statement,)
    texts: list[str] = []
    values: list[Expression] = []
    for argument in statement.arguments:
        if isinstance(argument, Format):
            texts.append(template(argument))
            values.extend(part[0] for part in argument.parts if not isinstance(part, str))
        elif isinstance(argument, Constant) and isinstance(argument.value, str):
            texts.append(argument.value.replace("{", "{{").replace("}", "}}"))
        else:
            texts.append("{}")
            values.append(argument)
    arguments = (Constant(" ".join(texts)), Tuple(tuple(values)))
    return (Effect(None, "", "difpy.printed", arguments, at=statement.at),)
