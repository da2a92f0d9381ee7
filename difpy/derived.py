"""Programs that a program calls as if they were primitives: derivatives of functions, taken while it runs.

A call of `difpy.grad(g)` is an expression: its arguments in, new numbers and arrays out, and nothing else
happens. What it calls is described here, and becomes functions of the program when all derivatives of the
program itself have been taken (`linking.py`). Until then its own derivative is again such a call.

    described ::= Source(program)            a function as elaborated, with all that it calls
                | Tangent(described, wrt)    its tangent program: behind the parameters the tangents of those
                                             at `wrt`; behind each differentiable result its tangent
                | Selected(described, ...)   the same with some of its results only
                | Custom(...)                a function with a derivative rule of the user's
                | External(...)              a function that Numba compiles and difpy does not read
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from difpy import kinds
from difpy.program import (
    NOWHERE,
    Block,
    Call,
    Constant,
    Expression,
    Position,
    Program,
    Subscript,
    Type,
    expressions,
    statements,
    walk,
)

Types: TypeAlias = tuple[Type, ...]


@dataclass(eq=False)
class Source:
    """Its program is there when all have been written: a derivative rule may call what it is the rule of."""

    program: Program = field(init=False)

    @property
    def name(self) -> str:
        return self.program.entry

    @property
    def parameters(self) -> Types:
        return tuple(p.type for p in self.program.functions[self.program.entry].parameters)

    @property
    def results(self) -> Types:
        return self.program.functions[self.program.entry].results


@dataclass(frozen=True)
class Tangent:
    """`wrt` are positions of parameters."""

    of: Described
    wrt: tuple[int, ...]

    @property
    def name(self) -> str:
        return f"{self.of.name}_tangent"

    @property
    def parameters(self) -> Types:
        own = self.of.parameters
        return (*own, *(own[i] for i in self.wrt))

    @property
    def results(self) -> Types:
        return tuple(t for own in self.of.results for t in (own,) * (1 + kinds.is_differentiable(own)))


@dataclass(frozen=True)
class Selected:
    """`chosen` are positions of results."""

    of: Described
    chosen: tuple[int, ...]

    @property
    def name(self) -> str:
        return self.of.name

    @property
    def parameters(self) -> Types:
        return self.of.parameters

    @property
    def results(self) -> Types:
        own = self.of.results
        return tuple(own[i] for i in self.chosen)


@dataclass(frozen=True, eq=False)
class Pending:
    """Stands for a source until the functions of the program have been written.

    `is_pure`: it may not write into its arguments, as a call of the function would be seen to.
    """

    key: object
    at: Position
    name: str
    parameters: Types
    results: Types
    is_pure: bool = False


@dataclass(frozen=True)
class Rule:
    """A program that is a derivative: what it takes, in the order of its parameters, and what it gives.

    `takes` are positions among the arguments of the call that the rule is for; -1 - k stands for the k-th of
    the tangents or cotangents that it is given, of what is at `given[k]`. `gives` says where each of its
    results belongs, -1 for one that belongs nowhere. Of a tangent program `given` are arguments and `gives`
    results; of a pullback it is the other way round.
    """

    of: Described
    takes: tuple[int, ...]
    given: tuple[int, ...]
    gives: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Custom:
    """A function with a derivative rule of the user's: a tangent program, or a pullback.

    A call takes the function's arguments, of which there are `count`, and behind them what its programs take
    beside these. `primal` computes the results from the arguments at `takes`; where there is none they have
    been computed, and are the arguments at `takes`. The arguments at `likes` have the shapes of the results.
    """

    name: str
    parameters: Types
    results: Types
    count: int
    takes: tuple[int, ...]
    likes: tuple[int, ...] = ()
    primal: Described | None = None
    tangent: Rule | None = None
    pullback: Rule | None = None


@dataclass(frozen=True, eq=False)
class External:
    """A function of leaves that difpy does not read, for CPython and as Numba has compiled it."""

    name: str
    parameters: Types
    results: Types
    plain: Any
    compiled: Any


Described: TypeAlias = Source | Tangent | Selected | Pending | Custom | External


def differentiable(types: Iterable[Type]) -> tuple[int, ...]:
    """The positions of those that have tangents."""
    return tuple(i for i, type_ in enumerate(types) if kinds.is_differentiable(type_))


def selected(of: Described, chosen: Sequence[int]) -> Described:
    return of if tuple(chosen) == tuple(range(len(of.results))) else Selected(of, tuple(chosen))


def tangents_alone(of: Described, wrt: tuple[int, ...]) -> Described:
    """The tangent program that returns the tangents of the results and not the results."""
    made = Tangent(of, wrt)
    places, place = [], 0
    for type_ in of.results:
        place += 1
        if kinds.is_differentiable(type_):
            places.append(place)
            place += 1
    return selected(made, places)


@dataclass(frozen=True)
class Derived:
    """What is called: the program as it is described, or, with `wrt`, its pullback.

    The pullback takes the program's parameters and the seeds of the results at `seeded` (None: of all that
    are differentiable), and gives the cotangents of the parameters at `wrt`, behind all results if it is
    `with_results`.

    `role`: "call" for a function that is run in place of a call that the user wrote, "forward" for the
    forward function of a derivative rule, "" for others.
    """

    of: Described
    wrt: tuple[int, ...] | None = None
    seeded: tuple[int, ...] | None = None
    with_results: bool = False
    role: str = ""

    @property
    def seeds(self) -> tuple[int, ...]:
        """The positions of the results that have seeds."""
        return differentiable(self.of.results) if self.seeded is None else self.seeded

    @property
    def results(self) -> Types:
        if self.wrt is None:
            return self.of.results
        own = self.of.parameters
        return (*(self.of.results if self.with_results else ()), *(own[i] for i in self.wrt))

    @property
    def varied(self) -> int:
        """How many arguments, from the first on, the results depend on as far as derivatives go."""
        if isinstance(self.of, Custom):
            return self.of.count
        return len(self.of.parameters) + (0 if self.wrt is None else len(self.seeds))

    @property
    def name(self) -> str:
        return self.of.name if self.wrt is None else f"{self.of.name}_adjoint"


@dataclass(frozen=True)
class ProgramCall(Call):
    """A call of such a program, a tuple of its results if there are several."""

    derived: Derived = field(kw_only=True)


def program_call(derived: Derived, arguments: Iterable[Expression], at: Position = NOWHERE) -> ProgramCall:
    results = tuple(kinds.fresh(type_) for type_ in derived.results)
    type_ = results[0] if len(results) == 1 else kinds.tuple_of(results)
    return ProgramCall(derived.name, tuple(arguments), derived=derived, type=type_, at=at)


def component(call: ProgramCall, position: int) -> Expression:
    """One of the results."""
    results = call.derived.results
    if len(results) == 1:
        return call
    return Subscript(call, (Constant(position),), type=call.type.types[position], at=call.at)


def calls_in(block: Block) -> Iterator[ProgramCall]:
    """The calls of such programs in a block, at any depth."""
    for statement in statements(block):
        for expression in expressions(statement):
            yield from (part for part in walk(expression) if isinstance(part, ProgramCall))


def pending_of(of: Described | None) -> Iterator[Pending]:
    """The sources that a description starts from, before they are there."""
    match of:
        case Pending():
            yield of
        case Tangent() | Selected():
            yield from pending_of(of.of)
        case Custom(primal=primal, tangent=tangent, pullback=pullback):
            yield from pending_of(primal)
            for rule in (tangent, pullback):
                if rule is not None:
                    yield from pending_of(rule.of)


def source_of(of: Described) -> Source:
    """The source that a description starts from."""
    while isinstance(of, Tangent | Selected):
        of = of.of
    assert isinstance(of, Source)
    return of


def with_sources(derived: Derived, source: Callable[[Pending], Source]) -> Derived:
    """The same of the sources that pending ones stood for."""

    def resolved(of: Described) -> Described:
        match of:
            case Pending():
                return source(of)
            case Tangent() | Selected():
                return replace(of, of=resolved(of.of))
            case Custom(primal=primal, tangent=tangent, pullback=pullback):
                return replace(
                    of, primal=primal and resolved(primal), tangent=rule(tangent), pullback=rule(pullback)
                )
        return of

    def rule(given: Rule | None) -> Rule | None:
        return given and replace(given, of=resolved(given.of))

    return replace(derived, of=resolved(derived.of))
