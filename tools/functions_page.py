"""Writes docs/functions.md, the verdict on every function, from the registry.

python -m tools.functions_page              check
python -m tools.functions_page --update     rewrite the page
"""

import argparse
import sys
import textwrap
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

from difpy.elaborate import complex_functions
from difpy.registry import Entry, Verdict, entries
from difpy.registry.no_rule import ANY
from difpy.rules import complex_numbers, complex_rows
from difpy.rules.elementwise import FUNCTIONS

PAGE = Path(__file__).parents[1] / "docs" / "functions.md"
WIDTH = 110
HEAD = """\
# Functions

What difpy does with every function, method, attribute and operator that Numba compiles, and with what it
lowers to those: there is a derivative rule, the derivative is zero, or it is refused. What is called under
another name (`np.absolute`, `from math import exp as e`) is found all the same. This page is made from the
compiler's tables by `python -m tools.functions_page --update`, and a test checks that they agree.

Where no derivative goes through a function, as in what integers and constants alone give, it needs no rule.
Your own functions need none either: see [the language](language.md).

## With a derivative rule

Functions with a rule in `difpy/rules/`, and those that are written with others before they are
differentiated. Some rules are for some arguments only; other arguments are refused by name.
"""
ZERO_HEAD = """\
## With a derivative of zero

Their results are constants for the derivative, for the reason given. Of complex numbers `np.angle` and
`np.imag` vary, and have rules; `np.sign` is refused.
"""
COMPLEX_HEAD = """\
## Of complex numbers

These, methods and attributes of the same names, and views have derivatives where operands or results are
complex; all others are refused there by name.
"""
REFUSED_HEAD = """\
## Refused

Refused with these words, before anything runs. What is not marked as refused for good, difpy may learn.
"""
TAIL = f"""\
What is on no list is refused where a derivative goes through it: *{ANY.why.format(name="name")}*.
{ANY.instead}
"""


def is_method(name: str) -> bool:
    return name[:1] == "." or name.partition(".")[0] in ("list", "number", "tuple")


def is_function(name: str) -> bool:
    return name[:1].isalpha() and " " not in name and not is_method(name)


GROUPS: list[tuple[str, Callable[[str], bool]]] = [
    ("Operators", lambda name: not is_function(name) and not is_method(name)),
    ("Python", lambda name: "." not in name or name.startswith("operator.")),
    ("Methods and attributes of arrays", lambda name: name.startswith(".")),
    ("Methods and attributes of numbers and lists", is_method),
    ("Of numbers, in `math`", lambda name: name.startswith("math.")),
    ("Of complex numbers, in `cmath`", lambda name: name.startswith("cmath.")),
    ("Linear algebra", lambda name: name.startswith("np.linalg.")),
    ("Of numbers and of arrays, element by element", lambda name: name in FUNCTIONS),
    ("Of whole arrays", lambda name: True),
]
"""The first group that takes a name has it."""


def page() -> str:
    """The text of docs/functions.md."""
    by_verdict: dict[Verdict, list[Entry]] = defaultdict(list)
    for entry in entries():
        by_verdict[entry.verdict].append(entry)
    parts = [HEAD, *with_rule(by_verdict[Verdict.RULE]), ZERO_HEAD, *zero(by_verdict[Verdict.ZERO])]
    parts += [COMPLEX_HEAD, f"{listed(of_complex())}\n"]
    return "\n".join([*parts, REFUSED_HEAD, refused(by_verdict[Verdict.REFUSED]), TAIL])


def with_rule(found: Iterable[Entry]) -> Iterable[str]:
    """A paragraph a group."""
    groups: dict[str, list[str]] = {title: [] for title, _ in GROUPS}
    for entry in found:
        groups[next(title for title, takes in GROUPS if takes(entry.name))].append(entry.name)
    return (f"{title}:\n\n{listed(names)}\n" for title, names in groups.items())


def of_complex() -> list[str]:
    """The functions and operators that have rules for complex operands."""
    own = {name.split(" ")[0] for name in complex_numbers.OWN}
    names = {*own, *complex_numbers.SAME, *complex_rows.SAME, *complex_rows.OWN, "+", "-", "*", "/", "@"}
    names |= {f"cmath.{name}" for name in complex_functions.FUNCTIONS}
    return sorted(name for name in names if not name.startswith(("difpy.", "list ")))


def zero(found: Iterable[Entry]) -> Iterable[str]:
    """A paragraph a reason."""
    reasons: dict[str, list[str]] = defaultdict(list)
    for entry in found:
        reasons[entry.why].append(entry.name)
    return (f"{why[0].upper()}{why[1:]}:\n\n{listed(names)}\n" for why, names in reasons.items())


def refused(found: Iterable[Entry]) -> str:
    """A row a refusal."""
    rows: dict[tuple[str, str], list[str]] = defaultdict(list)
    for entry in found:
        assert entry.refusal is not None
        why = entry.refusal.why + (" (for good)" if entry.refusal.never else "")
        rows[why, entry.refusal.instead].append(entry.name)
    lines = [f"| {spelled(names)} | {why} | {instead} |" for (why, instead), names in rows.items()]
    return "\n".join(["| function | why | instead |", "|---|---|---|", *lines, ""])


def listed(names: list[str]) -> str:
    return textwrap.fill(spelled(names), WIDTH, break_on_hyphens=False, break_long_words=False)


def spelled(names: list[str]) -> str:
    """In backquotes; a prefix stands for all that begins with it."""
    return ", ".join(
        f"`{name}*`" if name.endswith(".") else f"`{name}`".replace("|", "\\|") for name in names
    )


def main() -> int:
    """Check the page, or rewrite it; 1 if it is not what the registry says."""
    parser = argparse.ArgumentParser(description="Check or rewrite docs/functions.md.")
    parser.add_argument("--update", action="store_true", help="rewrite the page")
    options = parser.parse_args()
    if options.update:
        PAGE.write_text(page(), encoding="utf-8")
    is_right = PAGE.read_text(encoding="utf-8") == page()
    if not is_right:
        print(f"{PAGE.name} is not what the registry says: run with --update")
    return int(not is_right)


if __name__ == "__main__":
    sys.exit(main())
