"""The refusal of draws whose parameters are differentiated and have no pathwise derivative."""

from __future__ import annotations

from collections.abc import Iterable

from difpy import kinds
from difpy.analysis.activity import Activity, activity, flowing, node_of
from difpy.errors import refuse
from difpy.program import Effect, Function, Program, Statement, statements, targets

DRAWS = "np.random."
CONSTANT = "Draw with constant parameters, `difpy.stop_gradient(x)`"


def check_draws(program: Program, wrt: Iterable[str]) -> None:
    """DifferentiationError where a derivative would have to go into the parameters of a draw."""
    found = [(f, s) for f in program.functions.values() for s in statements(f.body) if _is_draw(s)]
    if not found:
        return
    active = activity(program, wrt)
    for function, draw in found:
        assert isinstance(draw, Effect) and draw.target is not None
        if not _varies(active, function, draw):
            continue
        if not kinds.is_differentiable(function.variables[draw.target]):
            raise refuse(
                draw.at,
                f"`{draw.method}` draws integers, which jump, and a parameter is differentiated",
                f"{CONSTANT}; the derivative of an expectation is that of the probabilities, written out.",
            )
        if active.is_active(function, draw.target):
            raise refuse(
                draw.at,
                f"`{draw.method}` has no derivative with respect to a parameter that is differentiated",
                f"{CONSTANT}, or make it of draws that are differentiated through theirs.",
            )


def _is_draw(statement: Statement) -> bool:
    is_draw = isinstance(statement, Effect) and statement.method.startswith(DRAWS)
    return is_draw and bool(targets(statement))


def _varies(active: Activity, function: Function, draw: Effect) -> bool:
    names = (name for e in draw.arguments for name in flowing(e))
    return any(node_of(active.memory, function, name) in active.varied for name in names)
