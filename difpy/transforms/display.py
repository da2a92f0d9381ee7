"""`source`, `show` and `explain`: the program after any stage of the compiler, and why it is so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from difpy import pipeline
from difpy.backend.source import render, write
from difpy.errors import ArgumentValueError
from difpy.explanation import Explanation, explanation
from difpy.frontend import read as read_source
from difpy.frontend import unwrap
from difpy.normalize import normalize
from difpy.program import Program
from difpy.stages import STAGES
from difpy.transforms.build import carried_types, describe_all, differentiated, elaborate
from difpy.transforms.family import family_of
from difpy.transforms.forms import form_of
from difpy.transforms.request import (
    Argnums,
    Request,
    bind,
    bound_keywords,
    name_of,
    resolve_argnums,
    signature_of,
)

MODES = {"reverse": ("tangent",), "forward": ("adjoint", "recorded")}
"""The stages that are not those of a mode."""


def source(fun: Callable[..., Any], *example_args: Any, argnums: Argnums = 0, mode: str = "reverse") -> str:
    """The generated adjoint for arguments like these: valid Python, as text.

    It returns the value and the gradients; its last parameter is the cotangent of the result. With
    `mode="forward"` it is the tangent program instead, which takes the tangents of the parameters that
    `argnums` names and returns the value and its tangent.

    >>> print(source(lambda x: x * x, 3.0))
    def lambda_..._adjoint(x, ...):
    ...
    """
    return show(fun, *example_args, argnums=argnums, mode=mode)


def show(
    fun: Callable[..., Any],
    *example_args: Any,
    argnums: Argnums = 0,
    mode: str = "reverse",
    after: str = "simplify",
) -> str:
    """The program after a stage of the compiler, as text.

    The stages are "read", "normalize", "elaborate", "adjoint", "recorded", "simplify" and "lower". With
    `mode="forward"` there is "tangent" in place of "adjoint" and "recorded".
    """
    if mode not in MODES:
        raise ArgumentValueError(f"No mode is called {mode!r}; there are {', '.join(MODES)}.")
    stages = [stage for stage in STAGES if stage not in MODES[mode]]
    if after not in stages:
        raise ArgumentValueError(f"No stage is called {after!r}; there are {', '.join(stages)}.")
    if after in ("read", "normalize"):
        tree = read_source(unwrap(fun).function)
        return write((tree if after == "read" else normalize(tree)).tree)
    program, wrt = _elaborated(fun, example_args, argnums)
    if after == "elaborate":
        return render(program)
    done = pipeline.stages(program, wrt) if mode == "reverse" else pipeline.tangent_stages(program, wrt)
    return render(pipeline.lowered(done["simplify"]) if after == "lower" else done[after])


def explain(fun: Callable[..., Any], *example_args: Any, argnums: Argnums = 0) -> Explanation:
    """Why the adjoint for arguments like these is as it is, by line of the function.

    It says what is active, what is recorded, in what and how many bytes, what the reverse sweep reads and
    where it has that from, and how calls are differentiated. Printed, it is a table; its fields let
    a program look things up.

    >>> explain(lambda x: x * x, 3.0).records
    ()
    """
    program, wrt = _elaborated(fun, example_args, argnums)
    stages, facts = pipeline.stages(program, wrt), pipeline.facts(program, wrt)
    return explanation(program, wrt, facts, stages["adjoint"], stages["simplify"])


def _elaborated(
    fun: Callable[..., Any], args: tuple[Any, ...], argnums: Argnums
) -> tuple[Program, tuple[str, ...]]:
    """The typed program, and the flat parameters to differentiate with respect to."""
    signature, bound = signature_of(fun), bound_keywords(fun)
    name = name_of(fun)
    names = tuple(n for n in signature.parameters if n not in bound)
    wrt = resolve_argnums(signature, argnums, name, bound)
    values = bind(signature, name, args, {}, names)
    forms = tuple(map(form_of, values))
    request = Request("grad", wrt)
    carried = carried_types(family_of(fun, request, names).carried(values, forms))
    program = elaborate(fun, describe_all(request, names, forms, carried)).program
    return program, differentiated(program, request)
