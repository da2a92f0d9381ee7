"""Names of the program's variables: the user's own, where they are free."""

from __future__ import annotations

import keyword
from collections.abc import Container

BUILTINS = frozenset([
    "abs", "all", "any", "bool", "complex", "divmod", "enumerate", "float", "int", "len", "list", "max",
    "min", "pow", "print", "range", "reversed", "round", "sorted", "str", "sum", "tuple", "zip",
])  # fmt: skip
RESERVED = frozenset({"np", "math", "cmath", "difpy"}) | BUILTINS | frozenset(keyword.kwlist)
"""What generated code means by these names is fixed."""


def fresh(name: str, taken: Container[str]) -> str:
    """The name, or the first of `name_2`, `name_3`, ... that nothing else has.

    >>> fresh("x", {"x", "x_2"})
    'x_3'
    """
    if name not in taken and name not in RESERVED:
        return name
    number = 2
    while f"{name}_{number}" in taken:
        number += 1
    return f"{name}_{number}"
