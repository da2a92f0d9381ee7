"""Parts of expressions that were kept in variables, in case a call changed what they read, go back.

Before:
    def simpson(a, b):
        ratio = (b - a) / 6
        f_value = f(a)
        product = 4 * f((a + b) / 2)
        ...
        return ratio * (f_value + product + f_value_3)

After:
    def simpson(a, b):
        f_value = f(a)
        ...
        return (b - a) / 6 * (f_value + 4 * f_value_2 + f_value_3)

Normalization does not know what is called, and so keeps in a variable what Python evaluates before a call.
Here it is known which functions write memory, raise or print.
Non-goals: which of two errors comes first when the callee raises only by an index or a division.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from difpy import kinds
from difpy.program import (
    Assign,
    Attribute,
    Binary,
    Block,
    Call,
    Effect,
    Expression,
    Function,
    If,
    Invoke,
    List,
    Name,
    Raise,
    Return,
    Statement,
    Store,
    Subscript,
    assigned,
    expressions,
    map_blocks,
    map_expressions,
    names_in,
    statements,
    substitute,
    targets,
    walk,
)

NEW_ARRAYS = frozenset([
    ".copy", "np.arange", "np.array", "np.copy", "np.empty", "np.empty_like", "np.full", "np.full_like",
    "np.linspace", "np.ones", "np.ones_like", "np.zeros", "np.zeros_like",
])  # fmt: skip
TO_INTEGER = frozenset({"int", "math.ceil", "math.floor", "math.trunc", "round"})


@dataclass(frozen=True)
class Effects:
    """What a function does that its caller can notice: writes memory, raises or prints."""

    writes: bool = False
    shows: bool = False


def put_back(functions: dict[str, Function], kept: Mapping[str, frozenset[str]]) -> dict[str, Function]:
    """The functions without those of the kept variables that no call could have changed."""
    if not any(kept.values()):
        return functions
    effects = all_effects(functions)
    return {name: _put_back(f, kept[name], effects) if kept[name] else f for name, f in functions.items()}


# --- effects of functions ----------------------------------------------------------------------


def all_effects(functions: Mapping[str, Function]) -> dict[str, Effects]:
    """Of every function, those of what it calls included: the least fixed point."""
    found = {name: Effects() for name in functions}
    before = None
    while before != found:
        before = dict(found)
        for name, function in functions.items():
            own = own_names(function)
            found[name] = effects_of(function.body, found, own)
    return found


def own_names(function: Function) -> frozenset[str]:
    """The variables that only ever hold arrays and lists that the function has just made."""
    own: set[str] = set()
    other = {parameter.name for parameter in function.parameters}
    for statement in statements(function.body):
        is_new = isinstance(statement, Assign) and _is_new(statement.value)
        (own if is_new else other).update(targets(statement))
    return frozenset(own - other)


def _is_new(value: Expression) -> bool:
    match value:
        case Call(function=name):
            return name in NEW_ARRAYS
        case List(elements=elements):
            return not any(kinds.is_reference(e.type) for e in elements)
        case Binary():
            return not kinds.is_list(value.type)
    return False


def effects_of(block: Block, functions: Mapping[str, Effects], own: frozenset[str] = frozenset()) -> Effects:
    """What the statements of a block do, apart from writing into `own` variables."""
    writes = shows = False
    for statement in statements(block):
        match statement:
            case Store(array=name):
                writes |= name not in own
            case Effect(object=""):
                shows = True
            case Effect(object=name):
                writes |= name not in own
            case Raise():
                shows = True
            case Invoke(function=name):
                writes |= functions[name].writes
                shows |= functions[name].shows
    return Effects(writes, shows)


# --- moving ------------------------------------------------------------------------------------


def _put_back(function: Function, kept: frozenset[str], effects: Mapping[str, Effects]) -> Function:
    body = _Mover(function, kept, effects).block(function.body)
    bound = assigned(body) | {parameter.name for parameter in function.parameters}
    variables = {name: type_ for name, type_ in function.variables.items() if name in bound}
    return replace(function, body=body, variables=variables)


class _Mover:
    def __init__(self, function: Function, kept: frozenset[str], effects: Mapping[str, Effects]) -> None:
        reads: Counter[str] = Counter()
        binds: Counter[str] = Counter()
        for statement in statements(function.body):
            binds.update(targets(statement))
            for expression in expressions(statement):
                reads.update(e.id for e in walk(expression) if isinstance(e, Name))
        written = {s.array for s in statements(function.body) if isinstance(s, Store)}
        written |= {s.object for s in statements(function.body) if isinstance(s, Effect)}
        self._single = frozenset(name for name in kept - written if reads[name] == binds[name])
        self._effects = effects

    def block(self, block: Block) -> Block:
        """The block, and those in it, with what can be put back."""
        waiting = [map_blocks(statement, self.block) for statement in block]
        done: list[Statement] = []
        while waiting:
            statement, *waiting = waiting
            moved = self._moved(statement, waiting)
            if moved is None:
                done.append(statement)
            else:
                waiting = moved
        return tuple(done)

    def _moved(self, kept: Statement, rest: list[Statement]) -> list[Statement] | None:
        """The statements behind one that is put back, with its value in its place; None where it stays."""
        if not isinstance(kept, Assign) or kept.target not in self._single:
            return None
        for i, statement in enumerate(rest):
            if any(kept.target in names_in(e) for e in expressions(statement)):
                used = _with_value(statement, kept)
                return None if used is None else [*rest[:i], used, *rest[i + 1 :]]
            if not self._may_pass(kept.value, statement):
                return None
        return None

    def _may_pass(self, value: Expression, statement: Statement) -> bool:
        """Whether nobody can tell if the value is computed after the statement instead of before."""
        if names_in(value) & assigned((statement,)):
            return False
        effects = effects_of((statement,), self._effects)
        return not (effects.writes and reads_memory(value)) and not (effects.shows and may_fail(value))


def _with_value(statement: Statement, kept: Assign) -> Statement | None:
    values = {kept.target: kept.value}
    match statement:
        case Assign() | Store() | Invoke() | Effect() | Return() | Raise():
            return map_expressions(statement, lambda e: substitute(e, values))
        case If(test=test):
            return replace(statement, test=substitute(test, values))
    return None


def reads_memory(value: Expression) -> bool:
    """Whether a value depends on what is in an array or a list."""
    return any(kinds.is_reference(e.type) for e in walk(value))


def may_fail(value: Expression) -> bool:
    """Whether computing a value may raise: an index, a division of integers, arrays that do not fit."""
    return any(map(_may_fail_itself, walk(value)))


def _may_fail_itself(e: Expression) -> bool:
    match e:
        case Subscript(base=Attribute(name="shape")) | Call(function="len"):
            return False
        case Call(function=name, arguments=arguments):
            return name in TO_INTEGER or not all(kinds.is_scalar(a.type) for a in arguments)
        case Binary(op="//" | "%" | "**", type=type_):
            return kinds.is_integer(type_) or kinds.is_array(type_)
        case Binary(type=type_):
            return kinds.is_array(type_)
    return isinstance(e, Subscript)
