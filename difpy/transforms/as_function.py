"""A derivative written as a function that takes it, so that it can be differentiated like any other.

def energy_grad(x, y):
    return difpy.grad(primal, ('x',), False)(x, y)
"""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable
from typing import Any

from difpy.frontend.made import defined, identifier
from difpy.transforms.request import bound_keywords, name_of

Parameter = inspect.Parameter


Form = tuple[tuple[str, ...], tuple[str, ...]]
"""The parameters that the primal is given by position, and those by keyword."""


def as_function(transform: str, primal: Callable[..., Any], form: Form | None = None, **options: Any) -> Any:
    """The function that calls `difpy.transform(primal, **options)` with the parameters of the primal, or with
    those of `form` only; without a transform it calls the primal."""
    bound = bound_keywords(primal)
    parameters = [p for p in inspect.signature(primal).parameters.values() if p.name not in bound]
    if form is not None:
        parameters = [*map(_plain, form[0]), *(Parameter(n, Parameter.KEYWORD_ONLY) for n in form[1])]
    name = identifier("_".join(filter(None, (name_of(primal).strip("<>"), transform))))
    words = "".join(f", {key}={value!r}" for key, value in options.items())
    called = f"difpy.{transform}(primal{words})" if transform else "primal"
    made = _maker(name, called, _declared(parameters), _given(parameters))(primal)
    made.__defaults__ = tuple(p.default for p in parameters if _has_default(p) and _is_positional(p)) or None
    made.__kwdefaults__ = {p.name: p.default for p in parameters if _has_default(p) and not _is_positional(p)}
    return made


def _plain(name: str) -> Parameter:
    return Parameter(name, Parameter.POSITIONAL_OR_KEYWORD)


@functools.cache
def _maker(name: str, called: str, declared: str, given: str) -> Callable[..., Any]:
    text = (
        "def make(primal):\n"
        f"    def {name}({declared}):\n"
        f"        return {called}({given})\n"
        f"    return {name}\n"
    )
    what = f"{called} as {name}({declared})"
    make: Callable[..., Any] = defined(text, "make", what, {"difpy": sys.modules["difpy"]})
    return make


def _has_default(parameter: Parameter) -> bool:
    return parameter.default is not Parameter.empty


def _is_positional(parameter: Parameter) -> bool:
    return parameter.kind is not Parameter.KEYWORD_ONLY


def _declared(parameters: list[Parameter]) -> str:
    """The parameters as a `def` declares them; what they default to is set afterwards."""
    words: list[str] = []
    for i, parameter in enumerate(parameters):
        before = parameters[i - 1].kind if i else None
        if parameter.kind is Parameter.KEYWORD_ONLY and before is not Parameter.KEYWORD_ONLY:
            words.append("*")
        if before is Parameter.POSITIONAL_ONLY and parameter.kind is not before:
            words.append("/")
        words.append(parameter.name)
    if parameters and parameters[-1].kind is Parameter.POSITIONAL_ONLY:
        words.append("/")
    return ", ".join(words)


def _given(parameters: list[Parameter]) -> str:
    return ", ".join(p.name if _is_positional(p) else f"{p.name}={p.name}" for p in parameters)
