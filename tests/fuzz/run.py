"""One program through difpy and the oracle, and what came of it."""

from __future__ import annotations

import importlib.util
import linecache
import random
import re
import signal
import sys
import tempfile
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tests.corpus.expected import directions
from tests.fuzz.generate import Program
from tests.oracles import differences, dual, structure
from tests.oracles.compare import difference
from tests.oracles.memory import bitwise, captured_data, copy_arguments

SECONDS = 120
RTOL, ATOL = 1e-9, 1e-12
OUTCOMES = ("right", "refused", "wrong", "crashed", "invalid")


@dataclass(frozen=True)
class Outcome:
    """`kind` is one of OUTCOMES; `why` groups failures of one cause, `details` say all."""

    kind: str
    why: str = ""
    details: str = ""


@contextmanager
def loaded(source: str) -> Iterator[Callable[..., Any]]:
    """The function `program` of a source text, in a file so that its source can be read."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"fuzzed_{abs(hash(source)):x}.py"
        path.write_text(source)
        spec = importlib.util.spec_from_file_location(path.stem, path)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[path.stem] = module
        try:
            exec(compile(source, str(path), "exec"), module.__dict__)
            yield module.program
        finally:
            del sys.modules[path.stem]
            linecache.cache.pop(str(path), None)


def argnums_of(program: Program) -> tuple[int, ...]:
    return tuple(i for i, arg in enumerate(program.args) if structure.is_differentiable(arg))


def expected(function: Callable[..., Any], program: Program) -> tuple[Any, Any] | None:
    """Value and gradient by dual numbers; None if the program isn't one of ours: it raises or overflows."""
    try:
        with np.errstate(all="ignore"), time_limit(SECONDS):
            value, gradient = dual.value_and_grad(function, program.args, argnums_of(program))
            value = float(value)
    except (
        ArithmeticError,
        LookupError,
        NameError,
        TypeError,
        ValueError,
        AttributeError,
        RecursionError,
        MemoryError,
    ):
        return None
    except NotImplementedError:
        raise
    finite = [value, *structure.leaves(gradient)]
    return (value, gradient) if all(np.all(np.isfinite(x)) for x in finite) else None


def run(program: Program, compiled: bool = False) -> Outcome:
    """Generate, differentiate both ways, compare; every fourth program also with analyses switched off."""
    with loaded(program.source) as function:
        witness = expected(function, program)
        if witness is None:
            return Outcome("invalid", _why_invalid(function, program))
        variants: list[tuple[tuple[str, ...], dict[str, Any]]] = [((), {"jit": False})]
        if program.seed % 4 == 0:
            variants.append((_variant(program.seed), {"jit": False}))
        if compiled:
            variants.append(((), {"jit": True}))
        for off, options in variants:
            for compare in (_compare_gradient, _compare_tangent):
                outcome = compare(function, program, witness, off, options)
                if outcome.kind != "right":
                    return outcome
    return outcome


def _variant(seed: int) -> tuple[str, ...]:
    choices = [("activity",), ("recorded",), ("simplify",), ("activity", "recorded", "simplify")]
    return random.Random(seed).choice(choices)


def _why_invalid(function: Callable[..., Any], program: Program) -> str:
    try:
        dual.value_and_grad(function, program.args, argnums_of(program))
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "not finite"


def _compare_gradient(
    function: Callable[..., Any],
    program: Program,
    witness: Any,
    off: tuple[str, ...],
    options: dict[str, Any],
) -> Outcome:
    import difpy

    how = f"{options}, without {off}"
    args = copy_arguments(program.args)
    watched = [args, captured_data(function)]
    gradient = difpy.value_and_grad(function, argnums_of(program), **options)
    result = _computed(lambda: gradient(*args), watched, off, how)
    if isinstance(result, Outcome):
        return result
    message = difference(float(result[0]), witness[0], 1e-10, 1e-12, "value")
    if message:
        return Outcome("wrong", "value", f"{how}\n{message}")
    message = difference(result[1], witness[1], RTOL, ATOL)
    return Outcome("wrong", "gradient", f"{how}\n{message}") if message else Outcome("right")


def _compare_tangent(
    function: Callable[..., Any],
    program: Program,
    witness: Any,
    off: tuple[str, ...],
    options: dict[str, Any],
) -> Outcome:
    """The tangent is the product of the gradient with the direction."""
    import difpy

    how = f"jvp, {options}, without {off}"
    args = copy_arguments(program.args)
    tangents = directions(args)
    watched = [args, tangents, captured_data(function)]
    result = _computed(lambda: difpy.jvp(function, args, tangents, **options), watched, off, how)
    if isinstance(result, Outcome):
        return result
    message = difference(float(result[0]), witness[0], 1e-10, 1e-12, "value")
    if message:
        return Outcome("wrong", "value of jvp", f"{how}\n{message}")
    varied = tuple(tangents[i] for i in argnums_of(program))
    size = structure.inner(_absolute(witness[1]), _absolute(varied))
    message = difference(float(result[1]), structure.inner(witness[1], varied), RTOL, ATOL + RTOL * size)
    return Outcome("wrong", "tangent", f"{how}\n{message}") if message else Outcome("right")


def _absolute(values: Any) -> Any:
    return structure.map_leaves(lambda leaf: None if leaf is None else np.abs(leaf), values)


def _computed(call: Callable[[], Any], watched: list[Any], off: tuple[str, ...], how: str) -> Any:
    """What difpy computes, or the outcome if it does not, or changes what it must not."""
    import difpy
    from difpy.pipeline import switched_off

    before = bitwise(watched)
    try:
        with switched_off(*off), time_limit(SECONDS):
            result = call()
    except difpy.DifferentiationError as error:
        return Outcome("refused", _anonymous(error), f"{how}\n{error}")
    except (Exception, RecursionError) as error:
        return Outcome("crashed", f"{type(error).__name__}: {_anonymous(error)}", f"{how}\n{_traceback()}")
    if bitwise(watched) != before:
        return Outcome("wrong", "arguments or captured arrays changed", how)
    return result


def _traceback() -> str:
    import traceback

    return traceback.format_exc()


def _anonymous(error: BaseException) -> str:
    """The message without what differs between programs of one cause: places, names, numbers."""
    lines = [line for line in str(error).splitlines() if line.strip()] or [""]
    first = re.sub(r"^\S*\.py:\d+(:\d+)?:?\s*", "", lines[0])
    missing = re.search(r"`[^`]*` (has no derivative rule|is not supported)", lines[0])
    if missing:
        return missing[0]
    first = re.sub(r"'[^']*'|`[^`]*`|\"[^\"]*\"", "...", first)
    return re.sub(r"\d+", "N", first)[:160]


@contextmanager
def time_limit(seconds: int) -> Iterator[None]:
    """Raise TimeoutError in what takes longer."""

    def stop(_signal: int, _frame: types.FrameType | None) -> None:
        raise TimeoutError(f"took more than {seconds} s")

    previous = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, previous)


def check_oracle(program: Program) -> Outcome:
    """Dual numbers against central differences, without difpy."""
    with loaded(program.source) as function:
        witness = expected(function, program)
        if witness is None:
            return Outcome("invalid", _why_invalid(function, program))
        with np.errstate(all="ignore"):
            gradient, error = differences.gradient(function, program.args, argnums_of(program))
    if error > 1e-5:
        return Outcome("refused", "differences see a kink nearby", f"error {error}")
    message = difference(witness[1], gradient, RTOL, error)
    return Outcome("wrong", "dual numbers and differences", message) if message else Outcome("right")
