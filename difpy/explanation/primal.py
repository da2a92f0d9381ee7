"""What a line of the primal binds and calls."""

from __future__ import annotations

from collections import defaultdict

from difpy.analysis.activity import Activity, node_of
from difpy.explanation.records import Place
from difpy.explanation.report import Called, Variable
from difpy.explanation.sweeps import Region
from difpy.program import Effect, Function, Invoke, Program, Statement, Store, statements, targets
from difpy.reverse.context import Facts


def variables_by_line(facts: Facts, program: Program, name: str) -> dict[Place, dict[str, Variable]]:
    """The variables of the user's that each line of a function binds or writes into."""
    function = facts.program.functions[name]
    users = program.functions[name].variables
    done: dict[Place, dict[str, Variable]] = defaultdict(dict)
    for parameter in function.parameters:
        if parameter.name in users:
            done[name, function.at.line][parameter.name] = _variable(facts.activity, function, parameter.name)
    for statement in statements(function.body):
        for bound in _bound(statement):
            if bound in users and bound in function.variables:
                done[name, statement.at.line][bound] = _variable(facts.activity, function, bound)
    return done


def _bound(statement: Statement) -> tuple[str, ...]:
    match statement:
        case Store(array=name):
            return (name,)
        case Effect(object=name) if name:
            return (name, *targets(statement))
    return targets(statement)


def _variable(activity: Activity, function: Function, name: str) -> Variable:
    type_ = str(function.variables[name])
    node = node_of(activity.memory, function, name)
    if node is None:
        return Variable(name, type_, False, "its type has no derivative")
    if node in activity.active:
        return Variable(name, type_, True)
    if node not in activity.varied:
        return Variable(name, type_, False, "it does not depend on what is differentiated")
    return Variable(name, type_, False, "it does not reach the result")


def calls_by_line(facts: Facts, name: str, swept: list[Region]) -> dict[Place, list[Called]]:
    """The calls of a function's lines, and what has become of them in its sweeps."""
    roles: dict[Place, set[tuple[str, str]]] = defaultdict(set)
    sweeps = {sweep: key for key, sweep in facts.sweep_names.items()}
    for region in swept:
        for statement in statements((*region.forward, *region.reverse)):
            if isinstance(statement, Invoke) and region.primal == name:
                called = sweeps.get(statement.function, (statement.function, "primal"))
                roles[name, statement.at.line].add(called)
    done: dict[Place, list[Called]] = defaultdict(list)
    for statement in statements(facts.program.functions[name].body):
        if isinstance(statement, Invoke):
            place = (name, statement.at.line)
            found = {role for function, role in roles[place] if function == statement.function}
            call = Called(statement.function, _how(found))
            if call not in done[place]:
                done[place].append(call)
    for (function, line), helpers in facts.inlined.items():
        if function == name:
            done[name, line] += [Called(helper, "inlined") for helper in helpers]
    return done


def _how(roles: set[str]) -> str:
    if roles & {"forward", "reverse"}:
        return "two sweeps"
    if "adjoint" in roles:
        return "recomputed"
    return "as it is" if roles else "left out"
