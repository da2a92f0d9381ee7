"""What a line of the table of the rules' tests is: an expression and its arguments."""

from __future__ import annotations

import functools
import linecache
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

x = np.array([0.5, -1.2, 2.0, 0.3])
y = np.array([1.1, 0.4, -0.7, 0.9])
p = np.array([0.5, 1.2, 2.0, 0.3])
a = np.array([[0.5, 1.5, -0.3], [0.2, 0.9, 0.4]])
b = np.array([[1.1, 0.2, 0.7], [-0.6, 0.8, 1.9]])
t = np.sin(np.arange(24.0)).reshape(2, 3, 4) + 0.1
s = np.array([[4.0, 0.7, -0.3], [0.7, 3.0, 0.5], [-0.3, 0.5, 1.5]])
m = np.array([[2.0, 0.3, -0.4], [0.5, 1.5, 0.2], [-0.7, 0.6, 3.0]])
w = np.array([0.3, 0.9, -0.4])
c, d = 0.7, 0.35
i = np.array([2, 0, 2, 3, -1])
j = np.array([1, 0])
k = np.array([True, False, True, True])
xs = [1.0, -2.0, 3.5]
column = np.array([[0.5], [1.5]])
row_of_one = np.array([[0.4, -0.2, 0.8]])
singular = np.array([[1.0, 2.0], [2.0, 4.0]])
with_zero = np.array([1.5, 0.0, -2.0])
n = 3


@dataclass(frozen=True)
class Case:
    """An expression of the arguments, which are differentiated with respect to where they are floats."""

    text: str
    arguments: tuple[tuple[str, Any], ...]
    compiled: bool
    layouts: bool

    @property
    def id(self) -> str:
        return self.text

    @functools.cached_property
    def function(self) -> Callable[..., Any]:
        return define(self.text, [name for name, _ in self.arguments])


CASES: list[Case] = []


def rule(text: str, *, compiled: bool = True, layouts: bool = True, **given: Any) -> None:
    """A case; names in the text that `given` does not give are those of this file."""
    names = compile(text, "", "eval").co_names
    arguments = {
        name: globals()[name] for name in names if name in globals() and name not in ("np", "math", "cmath")
    }
    arguments = {name: given.get(name, value) for name, value in arguments.items()}
    CASES.append(Case(text, tuple(arguments.items()), compiled, layouts))


def define(text: str, names: list[str]) -> Callable[..., Any]:
    """A function whose source can be found."""
    import cmath
    import math

    source = f"def function({', '.join(names)}):\n    return {text}\n"
    filename = f"<rule {text}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    namespace: dict[str, Any] = {"np": np, "math": math, "cmath": cmath}
    exec(compile(source, filename, "exec"), namespace)
    return namespace["function"]  # type: ignore[no-any-return]
