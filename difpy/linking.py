"""Calls of programs of their own become calls of functions, when no derivative is to be taken any more.

Before:
    force = energy_adjoint(position, 1.0)        an expression, of a program that is described with it

After:
    def energy_adjoint(position, energy_bar):    and what it calls
        ...
    force = energy_adjoint(position, 1.0)        a statement

Each call becomes a statement of its own in front of the one that holds it; one after the other that take
several results of one call become one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from difpy import kinds
from difpy.analysis.liveness import sites_in
from difpy.derived import Custom, Derived, External, ProgramCall, calls_in, program_call, source_of
from difpy.errors import refuse
from difpy.prepare.names import Names
from difpy.prepare.results import copy_of
from difpy.program import (
    Assign,
    Block,
    Break,
    Call,
    Constant,
    Expression,
    Function,
    If,
    Invoke,
    Name,
    Program,
    Statement,
    Subscript,
    Type,
    Unary,
    While,
    map_block,
    map_blocks,
    map_children,
    map_own_expressions,
    walk,
)
from difpy.simplify.rename import with_sites

Make = Callable[[Derived], Program]


def link(program: Program, make: Make) -> Program:
    """The program with the functions of all programs that it calls; `make` gives these, not linked yet."""
    if not any(any(calls_in(function.body)) for function in program.functions.values()):
        return program
    linker = _Linker(program, make)
    functions = [linker.function(function) for function in program.functions.values()]
    linked = {f.name: f for f in (*linker.functions.values(), *functions)}
    return replace(program, functions=linked, objects=tuple(linker.objects.items()))


class _Linker:
    def __init__(self, program: Program, make: Make) -> None:
        self._make = make
        self._entries: dict[Derived, str] = {}
        self._open: list[Derived] = []
        self.functions: dict[str, Function] = {}
        self.objects: dict[str, External] = {}
        own = program.functions.values()
        self._taken = Names(name for f in own for name in (f.name, *f.variables, *f.stacks))
        for site in sites_in(own):
            self._taken.claim(site)

    def function(self, function: Function) -> Function:
        """The function with its calls as statements."""
        body = map_block(function.body, self._plain)
        return _Caller(self.entry, replace(function, body=body)).run()

    def _plain(self, e: Expression) -> Expression:
        """The expression with the results of functions that have derivative rules, which are needed no more,
        and with the functions that difpy does not read under their names."""
        e = map_children(e, self._plain)
        match e:
            case ProgramCall(derived=Derived(of=External() as external)):
                return Call(self._name_of(external), e.arguments, type=e.type, at=e.at)
            case ProgramCall(derived=Derived(of=Custom(primal=None, takes=(place,))), arguments=arguments):
                return copy_of(arguments[place])
            case ProgramCall(derived=Derived(of=Custom(primal=primal, takes=takes))) if primal is not None:
                call = program_call(Derived(primal), tuple(e.arguments[i] for i in takes), e.at)
                return self._plain(call) if isinstance(primal, External) else call
            case Subscript(
                base=ProgramCall(derived=Derived(of=Custom(primal=None, takes=takes)), arguments=arguments),
                indices=(Constant(value=int(k)),),
            ) if len(takes) > 1:
                return copy_of(arguments[takes[k]])
        return e

    def _name_of(self, external: External) -> str:
        for name, known in self.objects.items():
            if known is external:
                return name
        name = self._taken.claim(external.name)
        self.objects[name] = external
        return name

    def entry(self, derived: Derived) -> str:
        """The name of the function to call; it and its callees are put beside the others."""
        if derived not in self._entries:
            self._check(derived)
            self._open.append(derived)
            made = self._make(derived)
            sites = sites_in(made.functions.values())
            made = with_sites(made, {site: self._taken.claim(site) for site in sites})
            names = {name: self._taken.claim(name) for name in made.functions}
            for function in made.functions.values():
                for name in function.variables:
                    self._taken.claim(name)
                renamed = self.function(_with_callees(function, names))
                self.functions[renamed.name] = renamed
            self._entries[derived] = names[made.entry]
            self._open.pop()
        return self._entries[derived]

    def _check(self, derived: Derived) -> None:
        """Refuses what needs itself to be made: a function that takes its own derivative."""
        if derived in self._open:
            program = source_of(derived.of).program
            at = program.functions[program.entry].at
            words = "it takes a derivative of itself"
            raise refuse(at, words, "Take that of another function.", never=True, what=f"`{program.entry}`")


def _with_callees(function: Function, names: dict[str, str]) -> Function:
    """The function, itself and what it calls under other names."""

    def renamed(block: Block) -> Block:
        return tuple(map(one, block))

    def one(statement: Statement) -> Statement:
        if isinstance(statement, Invoke):
            return replace(statement, function=names[statement.function])
        return replace(map_blocks(statement, renamed))  # two programs may have functions in common

    return replace(function, name=names[function.name], body=renamed(function.body))


class _Caller:
    """One function's calls; `entry` gives the name of what is called."""

    def __init__(self, entry: Callable[[Derived], str], function: Function) -> None:
        self._entry = entry
        self._function = function
        self._variables = dict(function.variables)
        self._names = Names([*function.variables, *(p.name for p in function.parameters), *function.stacks])
        self._unused: set[str] = set()

    def run(self) -> Function:
        return replace(self._function, body=self._block(self._function.body), variables=self._variables)

    def _block(self, block: Block) -> Block:
        done: list[Statement] = []
        for statement in block:
            self._statement(statement, done)
        return tuple(done)

    def _statement(self, statement: Statement, done: list[Statement]) -> None:
        match statement:
            case Assign(target=target, value=ProgramCall() as call):
                done.append(self._invoke(call, {0: target}, statement, done))
            case Assign(
                target=target, value=Subscript(base=ProgramCall() as call, indices=(Constant(value=int(k)),))
            ) if kinds.is_tuple(call.type):
                made = self._invoke(call, {k: target}, statement, done)
                if not self._joined(made, k, done):
                    done.append(made)
            case While(test=test, body=body) if any(isinstance(e, ProgramCall) for e in walk(test)):
                leave = If(Unary("not", test), (Break(at=statement.at),), at=statement.at)
                whole = While(Constant(True), (leave, *body), at=statement.at)
                done.append(map_blocks(whole, self._block))
            case _:
                held = map_own_expressions(statement, lambda e: self._without_calls(e, statement, done))
                done.append(map_blocks(held, self._block))

    def _invoke(
        self, call: ProgramCall, targets: dict[int, str], statement: Statement, done: list[Statement]
    ) -> Invoke:
        arguments = tuple(self._without_calls(e, statement, done) for e in call.arguments)
        results = call.derived.results
        names = tuple(
            targets[k] if k in targets else self._fresh("unused", results[k]) for k in range(len(results))
        )
        self._unused |= {name for k, name in enumerate(names) if k not in targets}
        return Invoke(names, self._entry(call.derived), arguments, at=statement.at)

    def _joined(self, made: Invoke, k: int, done: list[Statement]) -> bool:
        """Whether the statement before has made the call already, whose result `k` nothing takes yet."""
        last = done[-1] if done else None
        if not isinstance(last, Invoke) or (last.function, last.arguments) != (made.function, made.arguments):
            return False
        read = {part.id for e in made.arguments for part in walk(e) if isinstance(part, Name)}
        if last.targets[k] not in self._unused or read & set(last.targets):
            return False
        done[-1] = replace(last, targets=(*last.targets[:k], made.targets[k], *last.targets[k + 1 :]))
        return True

    def _without_calls(self, e: Expression, statement: Statement, done: list[Statement]) -> Expression:
        """The expression with names for the results of calls, which are made in front of the statement."""
        match e:
            case ProgramCall() as call:
                name = self._fresh(f"{call.function}_value", call.type)
                done.append(self._invoke(call, {0: name}, statement, done))
                return Name(name, type=call.type)
            case Subscript(base=ProgramCall() as call, indices=(Constant(value=int(k)),)) if kinds.is_tuple(
                call.type
            ):
                name = self._fresh(f"{call.function}_value", e.type)
                done.append(self._invoke(call, {k: name}, statement, done))
                return Name(name, type=e.type)
        return map_children(e, lambda child: self._without_calls(child, statement, done))

    def _fresh(self, wish: str, type_: Type) -> str:
        name = self._names.claim(wish)
        self._variables[name] = type_
        return name
