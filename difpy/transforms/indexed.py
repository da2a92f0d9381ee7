"""What the backend needs of a program, made by the compiler or found in the index on disk."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass, field, replace
from typing import Any

from difpy.backend import index
from difpy.pipeline import switches_off
from difpy.program import Capture, Position, Type
from difpy.stages import printed_stages
from difpy.transforms.captures import Path, read
from difpy.transforms.described import described
from difpy.transforms.forms import Form
from difpy.transforms.request import Request


@dataclass(frozen=True)
class Made:
    """A generated file, and what cannot be read off it.

    `assumptions` are the paths to values that the program was made for. `lines` tells the user's position for
    each line of the text; `classes` are the namedtuples that the text names.
    """

    name: str
    text: str
    captures: tuple[Capture, ...]
    assumptions: tuple[Path, ...]
    result: Form
    value: Form
    written: frozenset[str]
    prints: bool
    lines: Callable[[], dict[int, Position]]
    classes: dict[str, Any] = field(default_factory=dict)
    captured: str | None = None
    """The types of the captured values, for an entry of the index."""


def indexed(
    primal: Callable[..., Any],
    request: Request,
    names: Sequence[str],
    forms: Sequence[Form],
    carried: Sequence[Type],
    make: Callable[..., Made],
) -> Made:
    """What the index has for these; else what `make` makes of them, which the next process will find."""
    known = arguments_of(names, forms)
    key = key_of(primal, request, names, forms, carried)
    entry = None if key is None else index.find(key)
    found = None if entry is None else from_entry(entry)
    if found is not None and found.captured == captured_types(primal, found.captures, known):
        return found
    made = make(primal, request, names, forms, carried)
    # A file may have been edited, and a global set, while the program was made.
    if key is not None and is_plain(made) and key == key_of(primal, request, names, forms, carried):
        captured = captured_types(primal, made.captures, known)
        index.keep(key, to_entry(replace(made, captured=captured)))
    return made


def arguments_of(names: Sequence[str], forms: Sequence[Form]) -> dict[str, Any]:
    """The arguments that are known when the program is made, by their names."""
    return {name: form.value.value for name, form in zip(names, forms, strict=True) if form.value}


def captured_types(
    primal: Callable[..., Any], captures: Sequence[Capture], known: Mapping[str, Any]
) -> str | None:
    """Those of the captured values now. The key tells them too, if it looks wherever the compiler does."""
    try:
        return described([read(primal, capture.path, known) for capture in captures], (), ())
    except (AttributeError, KeyError, IndexError, ValueError):
        return None


def key_of(
    primal: Callable[..., Any],
    request: Request,
    names: Sequence[str],
    forms: Sequence[Form],
    carried: Sequence[Type],
) -> str | None:
    """The name of the entry, a digest of everything that it depends on; None where there is to be none."""
    if not request.jit or printed_stages() or os.environ.get("DIFPY_VERIFY"):
        return None  # whoever looks at the compiler wants it to run
    environment = index.environment()
    program = described([primal], forms, carried)
    if environment is None or program is None:
        return None
    options = request.options
    asked = (request.kind, request.wrt, request.is_tuple, request.has_aux)
    chosen = (options.checks, sorted(options.fastmath), options.vector_math)
    choices = (asked, tuple(names), chosen, sorted(switches_off()))
    parts = (*environment, repr(choices), program)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def is_plain(made: Made) -> bool:
    """Whether data can tell all of it: no class, for which Numba keeps no code either."""
    return not made.classes and not _has_classes(made.result) and not _has_classes(made.value)


def _has_classes(form: Form) -> bool:
    return form.constructor is not None or form.value is not None or any(map(_has_classes, form.children))


def to_entry(made: Made) -> dict[str, Any]:
    """The same as data."""
    places = {position: i for i, position in enumerate(dict.fromkeys(made.lines().values()))}
    return {
        "name": made.name,
        "text": made.text,
        "captures": [[capture.parameter, capture.path] for capture in made.captures],
        "assumptions": made.assumptions,
        "result": _data_of(made.result),
        "value": _data_of(made.value),
        "written": sorted(made.written),
        "prints": made.prints,
        "places": list(map(astuple, places)),
        "captured": made.captured,
        "lines": [[line, places[position]] for line, position in made.lines().items()],
    }


def from_entry(entry: dict[str, Any]) -> Made | None:
    """The inverse; None for an entry that is no such data."""
    try:
        places = [Position(*place) for place in entry["places"]]
        lines = {line: places[i] for line, i in entry["lines"]}
        return Made(
            str(entry["name"]),
            str(entry["text"]),
            tuple(Capture(parameter, _path(path)) for parameter, path in entry["captures"]),
            tuple(map(_path, entry["assumptions"])),
            _form(entry["result"]),
            _form(entry["value"]),
            frozenset(entry["written"]),
            bool(entry["prints"]),
            lambda: lines,
            captured=str(entry["captured"]),
        )
    except (KeyError, IndexError, TypeError, ValueError):
        return None


def _path(steps: list[Any]) -> Path:
    return tuple((str(kind), str(name)) for kind, name in steps)


def _data_of(form: Form) -> list[Any]:
    return [form.kind, form.rank, *map(_data_of, form.children)]


def _form(data: list[Any]) -> Form:
    kind, rank, *children = data
    return Form(kind, tuple(map(_form, children)), rank=rank)
