"""The verdict on a name, from the tables of rules, of elaboration and of refusals."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cache

from difpy.analysis.memory import VIEWS
from difpy.elaborate import (
    array_methods,
    complex_functions,
    expressions,
    lists,
    math_of_sequences,
    python_functions,
    sequences,
)
from difpy.elaborate.calls import PROGRAM_FUNCTIONS, PYTHON_NAMES
from difpy.elaborate.effectful import (
    BUILTINS,
    FILES,
    PATHWISE_DRAWS,
    SETTINGS,
    SHARING,
    WRITES,
    Refusal,
    refusal_of_name,
)
from difpy.elaborate.numpy_functions import REFERENCES, SAME
from difpy.elaborate.operator_functions import SYMBOLS
from difpy.elaborate.refused import REFUSED, refused
from difpy.elaborate.selects import SELECT
from difpy.elaborate.splits import SPLITS
from difpy.registry.no_rule import ANY, NO_RULE, OTHER_ARGUMENTS
from difpy.registry.zero import REASONS
from difpy.rules.elementwise import FUNCTIONS, OPERATORS
from difpy.rules.structural import ROWS


class Verdict(Enum):
    """What happens where a derivative goes through a function."""

    RULE = "rule"
    ZERO = "zero derivative"
    REFUSED = "refused"


@dataclass(frozen=True)
class Entry:
    """A name with its verdict; `why` of a zero derivative, `refusal` of a refusal."""

    name: str
    verdict: Verdict
    why: str = ""
    refusal: Refusal | None = None


@cache
def with_rule() -> frozenset[str]:
    """What has a rule, or is written with what has one."""
    return frozenset([
        *(name.split(" ")[0] for name in FUNCTIONS),
        *(f"cmath.{name}" for name in complex_functions.FUNCTIONS),
        *(name for name, _ in ROWS if not name.startswith("difpy.")),
        *OPERATORS, "@",
        *VIEWS, *SPLITS, SELECT, *PATHWISE_DRAWS, *SAME, *REFERENCES, *PYTHON_NAMES,
        *math_of_sequences.HANDLERS, *python_functions.HANDLERS, *sequences.MAKERS,
        *(f"list.{name}" for name in lists.EFFECTS | lists.QUERIES),
        *(f"number.{name}" for name in expressions.NUMBER_ATTRIBUTES | expressions.NUMBER_METHODS),
        *(f".{name}" for name in array_methods.OWN_METHODS | array_methods.EFFECTS),
        *(f".{name}" for name in array_methods.VALUE_ATTRIBUTES),
        *(f".{name}" for name in array_methods.RESHAPES),
    ])  # fmt: skip


def _same_as(name: str) -> str:
    """The name whose verdict this has: `np.sum` for the method `.sum`, `+` for `operator.add`."""
    last = name.removeprefix(".")
    if name != last:
        last = array_methods.SECOND_NAMES.get(last, last)
        return f"np.{last}" if last in array_methods.FUNCTION_METHODS else name
    return SYMBOLS.get(name, name)


@cache
def entry(name: str) -> Entry | None:
    """The entry of a function, a method (`.sum`), an attribute (`.T`) or an operator, if it is known.

    >>> entry("np.sin").verdict, entry("np.floor").why
    (<Verdict.RULE: 'rule'>, 'its result is constant between jumps')
    """
    meant = _same_as(name)
    refusal = BUILTINS.get(meant) or refused(meant) or refusal_of_name(meant) or NO_RULE.get(meant)
    if refusal is not None:
        return Entry(name, Verdict.REFUSED, refusal=refusal)
    if meant in REASONS:
        return Entry(name, Verdict.ZERO, why=REASONS[meant])
    return Entry(name, Verdict.RULE) if meant in with_rule() else None


def entries() -> list[Entry]:
    """Every entry that a table has by its own name; `cmath.` is one for all that is inside of `cmath`."""
    methods = (f".{name}" for name in array_methods.FUNCTION_METHODS | set(array_methods.SECOND_NAMES))
    effectful = (f"np.{name}" for name in FILES | SETTINGS | SHARING | WRITES)
    refusals = {*REFUSED, *NO_RULE, *BUILTINS, *effectful}
    names = {*with_rule(), *REASONS, *refusals, *methods, *SYMBOLS} - PROGRAM_FUNCTIONS
    return [found for name in sorted(names) if (found := entry(name))]


def without_rule(name: str) -> Refusal:
    """The refusal of a derivative through a function, with these arguments or with any."""
    words = OTHER_ARGUMENTS if name in with_rule() else NO_RULE.get(name, ANY)
    return Refusal(words.why.format(name=name), words.instead, words.never)
