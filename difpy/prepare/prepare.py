"""Brings a function into the form that the sweeps take.

    Before:                          After:
        y = x / np.sum(x * x)            sum_operand = x * x
        return y, 2.0 * s                sum_value = np.sum(sum_operand)
                                         y = x / sum_value
                                         result = 2.0 * s
                                         return y, result

A call that isn't elementwise is a statement of its own, its array operands are variables or views of
them; an array chosen by a conditional expression is chosen by an `if`; results are variables, each its
own. Only what has a derivative is touched.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from difpy import kinds
from difpy.analysis.flow import read_here
from difpy.analysis.memory import VIEWS, is_gather, is_view
from difpy.elaborate.values import is_part
from difpy.prepare.build import INTEGER, call, element_type
from difpy.prepare.names import Names
from difpy.program import (
    Assign,
    Binary,
    Block,
    Call,
    Compare,
    Conditional,
    Constant,
    Effect,
    Expression,
    For,
    Function,
    If,
    Invoke,
    List,
    Logical,
    Name,
    Return,
    Statement,
    Store,
    Subscript,
    Tuple,
    Type,
    While,
    map_children,
    statements,
    targets,
    walk,
)
from difpy.rules.constant import has_zero_derivative
from difpy.rules.dear import is_dear
from difpy.rules.elementwise import rule_for
from difpy.rules.rows import is_component

BRANCHING = frozenset({"min", "max"})
"""Scalar builtins whose derivative is that of the argument which Python takes."""
TAKE_DISPLAYS = frozenset({"np.array", "np.asarray"})
"""Calls in which a display of numbers stays, each of them an operand."""


def prepare(function: Function, functions: Iterable[str] = ()) -> Function:
    """The function in prepared form, every statement an object of its own; no new name hides `functions`."""
    return _Preparation(function, functions).run()


def without_own_copies(function: Function) -> Function:
    """The entry without `u = u.copy()` of a parameter that nothing has touched: the adjoint copies what is
    written into anyway, and what isn't needs no copy."""
    untouched = {p.name for p in function.parameters if kinds.is_array(p.type)}
    body: list[Statement] = []
    for statement in function.body:
        match statement:
            case Assign(
                target=target, value=Call(function=".copy" | "np.copy", arguments=(Name(id=copied),))
            ) if target == copied and target in untouched:
                untouched.discard(target)
                continue
        touched = {name for s in statements((statement,)) for name in read_here(s) | set(targets(s))}
        untouched -= touched
        body.append(statement)
    return replace(function, body=tuple(body))


def is_elementwise(expression: Expression) -> bool:
    """Whether the derivative goes through `rules.elementwise`, operand by operand."""
    if isinstance(expression, Binary) and (expression.op == "@" or kinds.is_list(expression.type)):
        return False
    if isinstance(expression, Call) and expression.function in BRANCHING:
        return len(expression.arguments) > 1
    if not isinstance(expression, Call):
        return True
    return has_zero_derivative(expression) or rule_for(expression) is not None


class _Preparation:
    def __init__(self, function: Function, functions: Iterable[str]) -> None:
        self._function = function
        self._variables = dict(function.variables)
        self._names = Names([*function.variables, *functions])

    def run(self) -> Function:
        body = self._block(self._function.body)
        return replace(self._function, body=body, variables=self._variables)

    def _fresh(self, wish: str, type_: Type) -> Name:
        name = self._names.claim(wish)
        self._variables[name] = type_
        return Name(name, type=type_)

    def _block(self, block: Block) -> Block:
        return tuple(new for statement in block for new in self._statement(statement))

    def _statement(self, statement: Statement) -> list[Statement]:
        before: list[Statement] = []
        match statement:
            case Assign(target=target, value=Conditional() as value) if kinds.is_reference(value.type):
                return self._choose(target, value, statement)
            case Assign(value=value):
                done: Statement = replace(statement, value=self._flat(value, before, statement, is_root=True))
            case Store():
                done = self._store(statement, before)
            case Invoke(arguments=arguments):
                done = replace(
                    statement, arguments=tuple(self._argument(a, before, statement) for a in arguments)
                )
            case Effect(method="extend" | "clear"):
                return self._one_by_one(statement)
            case Effect(object=holder) if holder:
                done = self._effect(statement, before)
            case If(then=then, otherwise=otherwise):
                done = replace(statement, then=self._block(then), otherwise=self._block(otherwise))
            case For(body=body) | While(body=body):
                done = replace(statement, body=self._block(body))
            case Return(values=values):
                done = replace(statement, values=self._results(values, before, statement))
            case _:
                done = replace(statement)
        return [*before, done]

    def _choose(self, target: str, value: Conditional, statement: Assign) -> list[Statement]:
        branches = [
            tuple(self._statement(replace(statement, value=branch)))
            for branch in (value.then, value.otherwise)
        ]
        return [If(value.test, branches[0], branches[1], at=statement.at)]

    def _store(self, statement: Store, before: list[Statement]) -> Store:
        """`a[i] *= e` is `a[i] = a[i] * e`, and so is every augmented write through an array of indices."""
        type_ = self._variables[statement.array]
        if kinds.is_array(type_) and kinds.rank(type_) == 0:
            statement = replace(statement, indices=())  # `a[...]` has no copy in Numba
        old_type = element_type(type_, statement.indices)
        old = Subscript(Name(statement.array, type=type_), statement.indices, type=old_type)
        value, op = statement.value, statement.op
        if op and (op not in "+-" or is_gather(old)):
            value, op = Binary(op, old, value, type=old_type), ""
        value = self._flat(value, before, statement, is_root=False)
        if kinds.is_list_of_references(type_):
            value = self._reference(value, before, statement)
        indices = tuple(self._index(index, type_, before, statement) for index in statement.indices)
        return replace(statement, indices=indices, value=value, op=op)

    def _index(
        self, index: Expression, type_: Type, before: list[Statement], statement: Statement
    ) -> Expression:
        """An index that may read the memory that is written has a name: it is needed again afterwards."""
        read = (part for part in walk(index) if isinstance(part, Name) and kinds.is_reference(part.type))
        if any(kinds.innermost(part.type) == kinds.innermost(type_) for part in read):
            return self._name(index, "index", before, statement)
        return index

    def _one_by_one(self, statement: Effect) -> list[Statement]:
        """`xs.extend(ys)` appends, `xs.clear()` pops, as often as the list is long before."""
        at, holder = statement.at, Name(statement.object, type=self._variables[statement.object])
        before: list[Statement] = []
        source: Expression = holder
        if statement.method == "extend":
            source = self._flat(statement.arguments[0], before, statement, is_root=True)
            if not isinstance(source, Name):
                source = self._name(source, "items", before, statement)
        stop = self._name(Call("len", (source,), type=INTEGER), "length", before, statement)
        k = self._fresh("k", INTEGER)
        one = Effect(None, holder.id, "pop", (), at=at)
        if statement.method == "extend":
            element = Subscript(source, (k,), type=kinds.element(source.type))
            one = Effect(None, holder.id, "append", (element,), at=at)
        body = self._block((one,))
        return [*before, For(k.id, Constant(0), stop, Constant(1), body, at=at)]

    def _reference(self, value: Expression, before: list[Statement], statement: Statement) -> Expression:
        """New memory that goes into a list has a name first."""
        if not kinds.is_reference(value.type) or is_view(value):
            return value
        return self._name(value, "item", before, statement)

    def _effect(self, statement: Effect, before: list[Statement]) -> Effect:
        """What is popped has a name, so that it can be put back."""
        flat = (self._flat(value, before, statement, is_root=True) for value in statement.arguments)
        arguments = tuple(self._reference(value, before, statement) for value in flat)
        if statement.method in ("pop", "insert") and arguments:
            type_ = self._variables[statement.object]
            arguments = (self._index(arguments[0], type_, before, statement), *arguments[1:])
        target = statement.target
        if statement.method == "pop" and target is None:
            target = self._fresh("popped", kinds.element(self._variables[statement.object])).id
        return replace(statement, target=target, arguments=arguments)

    def _argument(self, value: Expression, before: list[Statement], statement: Statement) -> Expression:
        """Arguments of calls are views of arrays, or expressions of scalar variables: the reverse sweep
        evaluates them again, when the callee's writes into memory are not undone yet."""
        value = self._flat(value, before, statement, is_root=False)
        if kinds.is_reference(value.type) and is_view(value) and not _is_placed_by_memory(value):
            return value
        reads_memory = any(isinstance(e, Name) and kinds.is_reference(e.type) for e in walk(value))
        if not kinds.is_reference(value.type) and not reads_memory and not is_dear(value):
            return value
        return self._name(value, "argument", before, statement)

    def _results(
        self, values: tuple[Expression, ...], before: list[Statement], statement: Return
    ) -> tuple[Expression, ...]:
        parameters = {parameter.name for parameter in self._function.parameters}
        results: list[Expression] = []
        for value in values:
            flat = self._flat(value, before, statement, is_root=True)
            is_own = isinstance(flat, Name) and flat.id not in parameters and flat not in results
            results.append(flat if is_own else self._name(flat, "result", before, statement))
        return tuple(results)

    def _name(self, value: Expression, wish: str, before: list[Statement], statement: Statement) -> Name:
        name = self._fresh(wish, value.type)
        before.append(Assign(name.id, value, at=statement.at))
        return name

    def _flat(
        self, value: Expression, before: list[Statement], statement: Statement, *, is_root: bool
    ) -> Expression:
        if isinstance(value, Tuple):
            return map_children(value, lambda child: self._flat(child, before, statement, is_root=False))
        if not kinds.is_differentiable(value.type) or is_view(value):
            return value
        if is_component(value):
            return self._component(value, before, statement, is_root=is_root)
        if isinstance(value, Logical):
            value = _chosen(value)
        if isinstance(value, Conditional):
            return self._conditional(value, before, statement)
        is_display = isinstance(value, List) or (isinstance(value, Call) and value.function in TAKE_DISPLAYS)
        value = map_children(value, lambda child: self._flat(child, before, statement, is_root=is_display))
        if is_elementwise(value) and not isinstance(value, Subscript | List):
            return value
        value = map_children(value, lambda child: self._operand(child, before, statement, value))
        if is_root or isinstance(value, Subscript) or not isinstance(value, Call | Binary | List):
            return value
        return self._name(value, f"{short_name(value)}_value", before, statement)

    def _component(
        self, value: Expression, before: list[Statement], statement: Statement, *, is_root: bool
    ) -> Expression:
        """One of the results of a primitive that has several."""
        assert isinstance(value, Subscript)
        base = map_children(value.base, lambda child: self._flat(child, before, statement, is_root=False))
        base = map_children(base, lambda child: self._operand(child, before, statement, base))
        value = replace(value, base=base)
        return value if is_root else self._name(value, f"{short_name(base)}_value", before, statement)

    def _operand(
        self, child: Expression, before: list[Statement], statement: Statement, parent: Expression
    ) -> Expression:
        if isinstance(child, Tuple):
            return map_children(child, lambda element: self._operand(element, before, statement, parent))
        if isinstance(child, List) and isinstance(parent, Call) and parent.function in TAKE_DISPLAYS:
            return child
        needs_name = (
            kinds.is_reference(child.type) and kinds.is_differentiable(child.type) and not is_view(child)
        )
        if not needs_name:
            return child
        if is_part(child) and not (isinstance(parent, Call) and parent.function in VIEWS):
            child = Call(".copy", (child,), type=child.type, at=child.at)  # nothing else refers to it
        return self._name(child, f"{short_name(parent)}_operand", before, statement)

    def _conditional(self, value: Conditional, before: list[Statement], statement: Statement) -> Expression:
        """Whole where its branches stay whole; an `if` where one needs statements of its own."""
        then_before: list[Statement] = []
        otherwise_before: list[Statement] = []
        then = self._flat(value.then, then_before, statement, is_root=False)
        otherwise = self._flat(value.otherwise, otherwise_before, statement, is_root=False)
        if not then_before and not otherwise_before and not kinds.is_reference(value.type):
            return replace(value, then=then, otherwise=otherwise)
        chosen = self._fresh("chosen", value.type)
        before.append(
            If(
                value.test,
                (*then_before, Assign(chosen.id, then, at=statement.at)),
                (*otherwise_before, Assign(chosen.id, otherwise, at=statement.at)),
                at=statement.at,
            )
        )
        return chosen


def extreme_test(called: str, arguments: tuple[Expression, ...]) -> tuple[Compare, Expression]:
    """When `max` or `min` takes the last of its arguments, as Python has it, and what it takes else:
    `max(a, b)` is b where b > a, else a; `min(a, b)` is b where b < a, else a."""
    *first, last = arguments
    head = first[0] if len(first) == 1 else call(called, *first, type=last.type)
    return Compare((">" if called == "max" else "<",), (last, head)), head


def _is_placed_by_memory(view: Expression) -> bool:
    """Whether the content of lists or arrays of integers says which part of an array the view is."""
    parts = [part for part in walk(view) if isinstance(part, Subscript)]
    names = [part for p in parts for index in p.indices for part in walk(index) if isinstance(part, Name)]
    return any(kinds.is_list(p.base.type) for p in parts) or any(kinds.is_reference(n.type) for n in names)


def _chosen(value: Logical) -> Conditional:
    """The value of `a and b` is b if a else a; that of `a or b` is a if a else b."""
    first, *rest = value.operands
    last = rest[0] if len(rest) == 1 else _chosen(replace(value, operands=tuple(rest)))
    then, otherwise = (last, first) if value.op == "and" else (first, last)
    return Conditional(first, then, otherwise, type=value.type, at=value.at)


def short_name(value: Expression) -> str:
    """What a variable that holds the value is called after."""
    match value:
        case Call(function=name):
            return name.split(".")[-1]
        case Binary(op="@"):
            return "matmul"
        case Binary(op="**"):
            return "power"
        case List():
            return "list"
    return "term"
