"""Which variables may share memory.

A partition of all array and list variables of a program into classes: two variables whose memory may
overlap are in one class. It grows with each assignment of a reference, each view, each element taken
from or put into a list of arrays, and each call (arguments with parameters, results with targets), in
any order of execution and for all calls of a function together: Steensgaard's analysis ("Points-to
analysis in almost linear time", POPL 1996), with a list and the arrays in it as one piece of memory.

Non-goals: telling apart elements of an array, or two calls of the same function.
"""

from __future__ import annotations

from collections.abc import Iterator

from difpy import kinds
from difpy.elaborate.values import is_part
from difpy.program import (
    Assign,
    Attribute,
    Call,
    Conditional,
    Effect,
    Expression,
    Function,
    Invoke,
    List,
    Name,
    Program,
    Restore,
    Return,
    Save,
    Store,
    Subscript,
    Type,
    statements,
)

ALWAYS_VIEWS = frozenset({
    "np.transpose", "np.swapaxes", "np.expand_dims", "np.flip", "np.flipud", "np.fliplr", "np.asarray",
    "np.atleast_1d", "np.atleast_2d", "np.rot90", "np.moveaxis",
})  # fmt: skip
VIEWS_OF_CONTIGUOUS = frozenset({"np.reshape", "np.ravel", "np.ascontiguousarray", "np.squeeze"})
"""These copy what isn't in C order."""
READ_ONLY_VIEWS = frozenset({"np.broadcast_to", "np.diag", "np.diagonal"})
"""Nothing can be written through these, so they are new values as long as nobody writes into their base."""

VIEWS = ALWAYS_VIEWS | VIEWS_OF_CONTIGUOUS | READ_ONLY_VIEWS
"""Calls whose result may share memory with their first argument."""

Variable = tuple[str, str]  # function, name


class MemoryClasses:
    """The partition; a class is named by one of its variables."""

    def __init__(self, program: Program) -> None:
        self._parents: dict[Variable, Variable] = {}
        self._program = program
        for function in program.functions.values():
            for statement in statements(function.body):
                self._visit(function, statement)

    def of(self, function: str, name: str) -> Variable:
        """The class of an array or list variable."""
        variable = (function, name)
        while (parent := self._parents.get(variable, variable)) != variable:
            self._parents[variable] = variable = self._parents.get(parent, parent)
        return variable

    def _unify(self, a: Variable, b: Variable) -> None:
        a, b = self.of(*a), self.of(*b)
        if a != b:
            self._parents[max(a, b)] = min(a, b)

    def _visit(self, function: Function, statement: object) -> None:  # noqa: C901  a case a statement
        match statement:
            case Assign(target=target, value=value) if kinds.is_reference(value.type):
                self._join(function, target, value)
            case Store(array=target, value=value) if kinds.is_list_of_references(function.variables[target]):
                self._join(function, target, value)
            case Effect(target=target, object=holder, arguments=arguments) if holder:
                for value in arguments:
                    if kinds.is_reference(value.type):
                        self._join(function, holder, value)
                if target is not None and kinds.is_reference(function.variables[target]):
                    self._unify((function.name, target), (function.name, holder))
            case Invoke():
                self._call(function, statement)
            case Save(site=site, value=value) if kinds.is_reference(value.type):
                for root in roots(value):
                    self._unify(("", site), (function.name, root))
            case Restore(site=site, target=Name(id=target)) if kinds.is_reference(function.variables[target]):
                self._unify(("", site), (function.name, target))

    def _join(self, function: Function, target: str, value: Expression) -> None:
        for root in roots(value):
            self._unify((function.name, target), (function.name, root))

    def _call(self, function: Function, statement: Invoke) -> None:
        callee = self._program.functions[statement.function]
        for parameter, argument in zip(callee.parameters, statement.arguments, strict=True):
            if kinds.is_reference(parameter.type):
                for root in roots(argument):
                    self._unify((callee.name, parameter.name), (function.name, root))
        for target, value in zip(statement.targets, returned(callee), strict=False):
            if kinds.is_reference(value.type):
                for root in roots(value):
                    self._unify((function.name, target), (callee.name, root))


def returned(function: Function) -> tuple[Expression, ...]:
    last = function.body[-1] if function.body else None
    return last.values if isinstance(last, Return) else ()


def roots(value: Expression) -> Iterator[str]:  # noqa: C901  a case a node
    """The variables whose memory the value of a reference may share."""
    match value:
        case Name(id=name):
            yield name
        case Conditional(then=a, otherwise=b):
            yield from roots(a)
            yield from roots(b)
        case Subscript(base=base, type=type_) if kinds.is_reference(type_) and not is_gather(value):
            yield from roots(base)
        case Attribute(base=base, type=type_) if kinds.is_reference(type_):
            yield from roots(base)
        case Call(arguments=(first,)) if is_part(value):
            yield from roots(first)
        case Call(function=called, arguments=(first, *_)) if called in VIEWS and kinds.is_reference(
            first.type
        ):
            yield from roots(first)
        case List(elements=elements):
            for element in elements:
                if kinds.is_reference(element.type):
                    yield from roots(element)
        case Call(function="list" | ".copy", arguments=(first,)) if kinds.is_list_of_references(first.type):
            yield from roots(first)


def is_view(expression: Expression) -> bool:
    """A reference to existing memory: a variable, or a view of one."""
    match expression:
        case Name():
            return True
        case Subscript(base=base):
            return is_view(base) and not is_gather(expression)
        case Attribute(base=base, name="T"):
            return is_view(base)
        case Call(function=called, arguments=(first, *_)) if called in ALWAYS_VIEWS:
            is_same = kinds.is_array(first.type) and kinds.element(expression.type) == first.type.dtype
            return is_view(first) and is_same
        case Call(function=called, arguments=(first, *_)) if called in VIEWS_OF_CONTIGUOUS:
            return is_view(first) and kinds.is_array(first.type) and first.type.layout == "C"
    return False


def is_gather(subscript: Subscript) -> bool:
    """Whether an integer array, a list or a mask is among the indices: NumPy then copies. A slice of a
    list of numbers is a copy too."""
    if any(kinds.is_reference(index.type) for index in subscript.indices):
        return True
    base: Type = subscript.base.type
    return kinds.is_list(base) and kinds.is_list(subscript.type) and not kinds.is_list_of_references(base)
