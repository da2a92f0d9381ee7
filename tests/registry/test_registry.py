"""Every function that Numba compiles has a verdict, and difpy does what the verdict says."""

from __future__ import annotations

import cmath
import functools
import heapq
import linecache
import math
import operator
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import difpy
from difpy.registry import Entry, Verdict, entries, entry
from difpy.registry.no_rule import NO_RULE
from difpy.registry.zero import REASONS
from difpy.rules.constant import ZERO_DERIVATIVE
from difpy.rules.elementwise import FUNCTIONS
from difpy.rules.structural import ROWS
from tests.registry.supported import supported
from tests.rules.cases import CASES
from tools import functions_page

MODULES = {"cmath": cmath, "functools": functools, "heapq": heapq, "math": math, "np": np,
           "operator": operator, "random": random}  # fmt: skip
X = np.array([0.5, 1.2, 2.0, 0.3])
RULES = {name.split(" ")[0] for name in FUNCTIONS} | {name for name, _ in ROWS}
RULES = {name for name in RULES if not name.startswith("difpy.")}  # what generated programs call


def test_every_function_of_numba_has_a_verdict() -> None:
    assert sorted(name for name in supported() if entry(name) is None) == []


def test_what_numba_supports_is_found() -> None:
    """The enumeration sees templates, overloads, ufuncs, methods and attributes."""
    expected = {"abs", "math.sin", "cmath.sqrt", "np.sin", "np.cumsum", "np.linalg.solve", "np.random.normal",
                "random.gauss", "operator.add", "heapq.heappush", ".T", ".sum", "list.append"}  # fmt: skip
    assert expected - supported() == set()


def test_nothing_has_two_verdicts() -> None:
    assert set(NO_RULE) & (RULES | set(REASONS)) == set()
    assert set(REASONS) & RULES == set()
    assert set(REASONS) >= ZERO_DERIVATIVE


def test_functions_page_is_what_the_registry_says() -> None:
    """If it isn't: `python -m tools.functions_page --update`."""
    assert Path(functions_page.PAGE).read_text(encoding="utf-8") == functions_page.page()


def test_every_rule_has_a_case() -> None:
    """A line of tests/rules/cases.py names it."""
    texts = " ".join(case.text for case in CASES)
    assert sorted(name for name in RULES if "." in name and f"{name}(" not in texts) == []


def function_of(text: str) -> Callable[..., Any]:
    """A function of `x`, `c` and `n` whose source can be found."""
    source = f"def function(x, c, n):\n    return {text}\n"
    filename = f"<registry {text}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    namespace: dict[str, Any] = dict(MODULES)
    exec(compile(source, filename, "exec"), namespace)
    return namespace["function"]  # type: ignore[no-any-return]


FORMS = ("{}(x)", "{}(c)", "{}(n)", "{}(x, x)", "{}(n, n)", "{}(x, n)", "{}((n, n))", "{}(x, np.sort(x))",
         "{}(np.outer(x, x))", "{}(c, float)", "{}((n, n), (n, n))", "{}(n > 0, n > 0)")  # fmt: skip
DRAWS = ("{}()", "{}(0.5)", "{}(3, 0.5)", "{}(1.0, 2.0, 3.0)", "{}(3, 4, 5)", "{}(1.5)", "{}(n)")
WINDOWS = ("np.bartlett", "np.blackman", "np.hamming", "np.hanning")
POSITIONS, OF_INTEGERS = "{}(x, n)", "{}(n)"
ZEROS = [e.name for e in entries() if e.verdict is Verdict.ZERO and e.name[0].isalpha()]
ZEROS = [
    name
    for name in ZEROS
    if not name.startswith(("list.", "not ")) and name not in ("in", "print", "np.random.seed")
]


@pytest.mark.parametrize("name", ZEROS)
def test_zero_derivatives(name: str) -> None:
    """What depends on a function with derivative zero has derivative zero, and is not refused."""
    forms = [POSITIONS] if name == "np.argpartition" else [OF_INTEGERS] if name in WINDOWS else FORMS
    forms = DRAWS if name.startswith("np.random.") else forms
    text = next(text for form in forms if _runs(text := form.format(name)))
    function = function_of(f"np.sum(np.asarray({text}) * 1.0) * 0.25 + c * np.sum(x)")
    if name in ("range", "np.nonzero", "np.shape", "np.broadcast_shapes"):
        function = function_of(f"len({text}) * 0.25 + c * np.sum(x)")
    if "tr" in name and "indices" in name:
        function = function_of(f"np.sum({text}[0]) * 0.25 + c * np.sum(x)")
    given = difpy.grad(function, (0, 1), jit=False)(X, 0.7, 3)
    np.testing.assert_allclose(given[0], np.full(4, 0.7))
    np.testing.assert_allclose(given[1], np.sum(X))


def _runs(text: str) -> bool:
    try:
        with np.errstate(all="ignore"):
            function_of(text)(X, 0.7, 3)
    except Exception:
        return False
    return True


EXAMPLES = {
    "heapq.": "heapq.nlargest(1, [c])", "random.": "random.random()",
    "np.random.": "np.random.multivariate_normal(x, np.outer(x, x))",
    "np.polynomial.": "np.polynomial.polynomial.polyval(c, x)",
    "np.lib.stride_tricks.": "np.lib.stride_tricks.sliding_window_view(x, 2)",
    "np.histogram": "np.sum(np.histogram(x, 3)[1])",
    "np.partition": "np.sum(np.partition(x, 1))",
    "np.kaiser": "np.sum(np.kaiser(4, c))", "np.linalg.eig": "np.linalg.eig(np.outer(x, x))[0][0]",
    "np.linalg.eigvals": "np.linalg.eigvals(np.outer(x, x))[0]",
    **{f"np.{n}": f"np.sum(np.{n}(x, x))" for n in ("intersect1d", "setdiff1d", "setxor1d", "union1d")},
    **{f".{name}": f"x.{name}" for name in ("ctypes", "flags", "flat", "itemsize", "nbytes", "strides")},
    "list.remove": "[c].remove(c)", "list.sort": "[c].sort()", "tuple.index": "(c, 1).index(c)",
    "number.view": "c.view(float)",
}  # fmt: skip
REFUSED = [e for e in entries() if e.verdict is Verdict.REFUSED]


@pytest.mark.parametrize("found", REFUSED, ids=lambda found: found.name)
def test_refusals_say_what_the_registry_says(found: Entry) -> None:
    name = found.name
    text = EXAMPLES.get(name) or (f"x{name}(x)" if name.startswith(".") else f"{name}(x)")
    with pytest.raises(difpy.DifferentiationError) as refusal:
        difpy.grad(function_of(text), (0, 1), jit=False)(X, 0.7, 3)
    assert found.refusal is not None
    assert str(refusal.value).splitlines()[0].endswith(f": {found.refusal.why}.")
    assert str(refusal.value).endswith(found.refusal.instead)
