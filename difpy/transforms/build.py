"""From a function and the types of its arguments to a module that computes what a transform asks for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from numba import typeof
from numba.core import types

from difpy import kinds, pipeline
from difpy.backend.module import load
from difpy.backend.positions import positions
from difpy.backend.source import render, write
from difpy.elaborate import Argument, Elaboration, elaboration
from difpy.errors import ArgumentTypeError
from difpy.frontend import FunctionSource
from difpy.frontend import read as read_source
from difpy.normalize import normalize
from difpy.prepare.results import (
    with_constant_results,
    with_copied_results,
    with_results_of_its_own,
)
from difpy.prepare.shared_results import check_shared_results
from difpy.program import Capture, Program, Tree, Type
from difpy.stages import print_after
from difpy.transforms.captures import Path, read
from difpy.transforms.describe import describe
from difpy.transforms.entry import Entry, flat_names, form_of_tree
from difpy.transforms.forms import Form, carry, form_of
from difpy.transforms.indexed import Made, arguments_of, indexed
from difpy.transforms.request import Request
from difpy.transforms.tracebacks import remember
from difpy.transforms.written import prints, written_arrays

numba_type: Any = typeof  # untyped to mypy


@dataclass(frozen=True)
class Built:
    """A compiled program: `call(*carried arguments, *carried captures)` gives a result of form `result`."""

    call: Callable[..., Any]
    text: str
    captures: tuple[Capture, ...]
    capture_forms: tuple[Form, ...]
    assumptions: tuple[tuple[Path, Any], ...]
    result: Form
    value: Form
    """The form of the primal's result."""
    written: frozenset[str]
    """The parameters and captured values whose memory the primal may write into."""
    prints: bool


def build(
    primal: Callable[..., Any],
    request: Request,
    names: Sequence[str],
    forms: Sequence[Form],
    carried: Sequence[Type],
) -> Built:
    """Compile, for parameters of these names, forms and types."""
    known = arguments_of(names, forms)
    made = indexed(primal, request, names, forms, carried, make)
    module = load(made.text, made.name, made.classes, jit=request.jit, fastmath=request.options.fastmath)
    remember(module, made.lines)
    return Built(
        getattr(module, made.name),
        made.text,
        made.captures,
        tuple(form_of(read(primal, capture.path, known)) for capture in made.captures),
        tuple((path, read(primal, path, known)) for path in made.assumptions),
        made.result,
        made.value,
        made.written,
        made.prints,
    )


def make(
    primal: Callable[..., Any],
    request: Request,
    names: Sequence[str],
    forms: Sequence[Form],
    carried: Sequence[Type],
) -> Made:
    """The text of the program for parameters of these names, forms and types."""
    elaborated = elaborate(primal, describe_all(request, request.arguments(names), forms, carried))
    program = elaborated.program
    if request.wants_float:
        check_result(program, request)
    if request.has_aux:
        program = with_constant_results(program, range(1, len(program.functions[program.entry].results)))
    adjoint = adjoint_of(program, request)
    final = adjoint
    if request.jit:
        chosen = request.options
        final = pipeline.lowered(adjoint, index_checks=chosen.checks, vector_math=chosen.vector_math)
    captured = [read(primal, capture.path, arguments_of(names, forms)) for capture in final.captures]
    capture_forms = tuple(map(form_of, captured))
    capture_types = carried_types(
        [carry(value, form) for value, form in zip(captured, capture_forms, strict=True)]
    )
    entry = Entry(program, final, request, names, [*forms, *capture_forms], [*carried, *capture_types])
    function = entry.function()
    complete = replace(final, functions={**final.functions, function.name: function})
    text = render(complete)
    result, value = forms_of_result(program, request)
    return Made(
        function.name,
        text,
        final.captures,
        tuple(elaborated.assumptions),
        result,
        value,
        frozenset(written_arrays(program)),
        prints(final),
        lambda: positions(complete, text),
        entry.classes | {n: e.compiled if request.jit else e.plain for n, e in final.objects},
    )


def describe_all(
    request: Request, names: Sequence[str], forms: Sequence[Form], carried: Sequence[Type]
) -> dict[str, Argument]:
    """The arguments as the compiler takes them."""
    return {
        name: describe(name, form, type_, wrt=name in request.wrt, promote=request.promotes)
        for name, form, type_ in zip(names, forms, carried, strict=False)
    }


def elaborate(primal: Callable[..., Any], arguments: dict[str, Argument]) -> Elaboration:
    """The typed program of a function, and what it takes for granted."""
    elaborated = elaboration(primal, arguments, _normalized)
    check_shared_results(elaborated.program)
    return elaborated


def _normalized(function: Callable[..., Any]) -> FunctionSource:
    source = read_source(function)
    print_after("read", lambda: write(source.tree))
    normalized = normalize(source)
    print_after("normalize", lambda: write(normalized.tree))
    return normalized


def adjoint_of(program: Program, request: Request) -> Program:
    """The adjoint or tangent program that a transform needs, or for "value" the primal itself."""
    if request.kind == "value":
        return pipeline.linked(with_results_of_its_own(program))
    if request.kind == "hvp":
        return pipeline.second_adjoint(program, differentiated(program, request))
    if request.kind == "jvp":
        program = with_copied_results(program)
        return pipeline.tangent_stages(program, differentiated(program, request))["simplify"]
    return pipeline.adjoint_program(program, differentiated(program, request))


def differentiated(program: Program, request: Request) -> tuple[str, ...]:
    """The flat parameters to differentiate with respect to."""
    types_of = program.functions[program.entry].variables
    trees = dict(program.signature)
    names = [name for parameter in request.wrt for name in flat_names(trees[parameter])]
    return tuple(name for name in names if kinds.is_differentiable(types_of[name]))


def forms_of_result(program: Program, request: Request) -> tuple[Form, Form]:
    """The forms of what the entry returns, and of the primal's result."""
    entry = program.functions[program.entry]
    of_results = {str(i): type_ for i, type_ in enumerate(entry.results)}
    value = form_of_tree(program.result, of_results)
    if request.kind == "value":
        return value, value
    if request.kind == "jvp":
        return Form("tuple", (value, value)), value
    trees = dict(program.signature)
    gradients = tuple(form_of_tree(trees[name], entry.variables) for name in request.wrt)
    gradient = Form("tuple", gradients) if request.is_tuple else gradients[0]
    if request.kind in ("pullback", "hvp"):
        return gradient, value
    if request.kind == "grad":
        return (Form("tuple", (gradient, value.children[1])) if request.has_aux else gradient), value
    return Form("tuple", (value, gradient)), value


def check_result(program: Program, request: Request) -> None:
    """`grad` wants one real float out."""
    name, tree = program.entry, program.result
    if request.has_aux:
        if tree.kind != "tuple" or len(tree.children) != 2:
            raise ArgumentTypeError(
                f"With has_aux=True, `{name}` must return a pair (value, aux); "
                f"it returns {_words(program, tree)}."
            )
        tree = tree.children[0]
    entry = program.functions[program.entry]
    if tree.kind == "leaf" and kinds.is_float(entry.results[int(tree.name)]):
        return
    instead = "difpy.vjp" if tree.kind != "none" and not _is_integer(program, tree) else ""
    advice = f"Use {instead}, which takes a cotangent for it." if instead else "Return a float on every path."
    raise ArgumentTypeError(
        f"difpy.{request.kind} needs a function that returns one real float; "
        f"`{name}` returns {_words(program, tree)}.\n{advice}"
    )


def _is_integer(program: Program, tree: Tree) -> bool:
    if tree.kind != "leaf":
        return False
    type_ = program.functions[program.entry].results[int(tree.name)]
    return kinds.is_scalar(type_) and not kinds.is_differentiable(type_)


def _words(program: Program, tree: Tree) -> str:
    from difpy.elaborate.shapes import describe_type

    match tree.kind:
        case "leaf":
            return str(describe_type(program.functions[program.entry].results[int(tree.name)]))
        case "tuple":
            return f"a tuple of {len(tree.children)}"
        case "namedtuple":
            return f"a {tree.constructor.__name__}"
        case "list":
            return "a list"
    return "None" if tree.kind == "none" else "something that is no number"


def carried_types(values: Sequence[Any]) -> tuple[Type, ...]:
    """Numba's types of carried values."""
    return tuple(types.none if value is None else numba_type(value) for value in values)
