"""Elementwise array code of the reverse sweep becomes loops, which need no arrays for what is in between.

Before:
    u_bar += difpy.unless_zero(v_bar, v_bar / w)

After:
    for k in range(u_bar.shape[0]):
        u_bar[k] += (
            difpy.spread_element(v_bar, k) / difpy.spread_element(w, k)
            if difpy.spread_element(v_bar, k) != 0.0 else 0.0
        )

Non-goals: the sweep that runs the user's statements, in which arrays of different lengths are an error; and
complex arrays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from numba.core import types

from difpy import kinds
from difpy.analysis.ranges import Ranges
from difpy.lower.apart import Apart
from difpy.lower.element_loops import Loops
from difpy.lower.elements import Elements, NotElementwiseError
from difpy.lower.fillings import Fillings, Uniform
from difpy.prepare.names import Names
from difpy.program import (
    Assign,
    Attribute,
    Binary,
    Block,
    Call,
    EllipsisIndex,
    Expression,
    Function,
    Name,
    Program,
    Slice,
    Statement,
    Store,
    Subscript,
    Unary,
    expressions,
    map_blocks,
    map_children,
    names_in,
    statements,
    sweeps,
)

OPERATIONS = ("", "+", "-", "*", "/")
Term = tuple[str, Expression, Expression | None]
"""A sign, a cotangent, and the operand that it is summed down to, if to any."""


def lower_elementwise(program: Program, *, use_ranges: bool = True) -> Program:
    """The program without elementwise arrays in its reverse sweeps, where that is certain to be right."""
    apart = Apart(program)
    reserved = {*program.functions, *(name for name, _ in program.bindings)}
    functions = {
        name: _Rewrite(function, apart, reserved, Ranges(function) if use_ranges else None).run()
        for name, function in program.functions.items()
    }
    return replace(program, functions=functions)


class _Rewrite:
    """The rewriting of one function."""

    def __init__(self, function: Function, apart: Apart, reserved: set[str], ranges: Ranges | None) -> None:
        self._function = function
        self._apart = apart
        self._reserved = reserved
        self._variables = dict(function.variables)
        self._ranges = ranges
        self._loop_names: dict[str, str] = {}
        self._uniform: Uniform = {}
        self._fillings = Fillings(function)

    def run(self) -> Function:
        forward, reverse = sweeps(self._function)
        if any(kinds.is_complex(kinds.innermost(type_)) for type_ in self._variables.values()):
            return self._function
        reverse = self._block(reverse)
        return replace(self._function, body=forward + reverse, variables=self._variables)

    def _block(self, block: Block) -> Block:
        """A block, without the arrays of equal elements that only loops read."""
        found = self._fillings.of(block)
        variables, shared, outer = dict(self._variables), dict(self._loop_names), self._uniform
        while True:
            self._uniform = outer | found
            done = self._statements(block, found)
            read = found.keys() & {
                name for s in statements(done) for e in expressions(s) for name in names_in(e)
            }
            self._uniform = outer
            if not read:
                return done
            # it is needed after all
            self._variables, self._loop_names = dict(variables), dict(shared)
            found = {name: value for name, value in found.items() if name not in read}

    def _statements(self, block: Block, left_out: Uniform) -> Block:
        kept = (s for s in block if not (isinstance(s, Assign) and s.target in left_out))
        return tuple(new for s in kept for new in self._statement(map_blocks(s, self._block)))

    def _statement(self, statement: Statement) -> Block:
        if not isinstance(statement, Assign | Store):
            return (statement,)
        names = Names(self._variables.keys() | self._reserved | set(self._loop_names.values()))
        elements = Elements(self._variables, names, statement.at, self._uniform)
        shared = dict(self._loop_names)
        try:
            loops = self._rewritten(statement, elements, shared)
        except NotElementwiseError:
            return (statement,)
        self._variables, self._loop_names = self._variables | elements.variables, shared
        return (*(new for each in elements.before for new in self._statement(each)), *loops)

    def _rewritten(self, statement: Assign | Store, elements: Elements, shared: dict[str, str]) -> Block:
        """The loops, to be run after what `elements` puts before them."""
        loops = Loops(elements, self._function, self._ranges, shared)
        if isinstance(statement, Store) and elements.rank(_part(statement)):
            return self._store(statement, elements, loops)
        if isinstance(statement, Assign) and elements.rank(Name(statement.target)):
            return self._new_array(statement, elements, loops)
        return _Sums(elements, loops).statement(statement)

    def _store(self, store: Store, elements: Elements, loops: Loops) -> Block:
        if not elements.rank(store.value):
            return _Sums(elements, loops).statement(store)
        target = elements.array(_part(store))
        if store.op not in OPERATIONS or _is_bare(store.value):
            raise NotElementwiseError
        terms = list(_terms(store.value, elements))
        if all(like is None for _, _, like in terms):
            return self._update(target, store.op, store.value, elements, loops, is_self_read=True)
        if store.op not in ("+", "-"):
            raise NotElementwiseError
        each = [self._term(target, store.op, term, elements, loops) for term in terms]
        return tuple(statement for block in each for statement in block)

    def _term(self, target: str, op: str, term: Term, elements: Elements, loops: Loops) -> Block:
        """A term of a store of a sum of which some terms are summed down."""
        sign, value, like = term
        op = op if sign == "+" else {"+": "-", "-": "+"}[op]
        if like is None:
            return self._update(target, op, value, elements, loops, is_self_read=False)
        arrays: dict[str, int] = {}
        element = elements.element(value, arrays)
        self._check_apart(target, arrays, elements)
        return loops.summed_down(target, op, element, arrays, elements.array(like))

    def _update(
        self, target: str, op: str, value: Expression, elements: Elements, loops: Loops, *, is_self_read: bool
    ) -> Block:
        """`is_self_read`: the target may be read where it is written next."""
        arrays: dict[str, int] = {}
        element = elements.element(value, arrays)
        is_self_read = is_self_read and target not in elements.roots
        self._check_apart(
            target, [name for name in arrays if not (is_self_read and name == target)], elements
        )
        return loops.update(target, op, element, arrays)

    def _check_apart(self, target: str, arrays: Iterable[str], elements: Elements) -> None:
        """An element must not be read after what overlaps it was written."""
        function, roots = self._function.name, elements.roots
        if not kinds.is_float(self._variables[roots.get(target, target)].dtype):
            raise NotElementwiseError
        for name in arrays:
            if not self._apart.are_apart(function, roots.get(target, target), roots.get(name, name)):
                raise NotElementwiseError

    def _new_array(self, statement: Assign, elements: Elements, loops: Loops) -> Block:
        target, value = statement.target, statement.value
        if statement.augmented or _is_bare(value) or not elements.rank(value):
            raise NotElementwiseError
        arrays: dict[str, int] = {}
        like = None
        match value:
            case Call(function="difpy.unbroadcast", arguments=(cotangent, operand)):
                # which may be handed back itself
                if _is_bare(cotangent):
                    raise NotElementwiseError
                value, like = cotangent, elements.array(operand)
        element = elements.element(value, arrays)
        is_read = target in {elements.roots.get(name, name) for name in arrays}
        is_known = elements.is_double(element) and self._variables[target].dtype == types.float64
        if like is not None and is_known and not is_read:
            return loops.new_sum(target, element, arrays, like)
        if is_read or not is_known or max(arrays.values()) != elements.rank(Name(target)):
            raise NotElementwiseError
        return loops.new_array(target, element, arrays)


class _Sums:
    """Takes sums of elementwise arrays out of the scalar expressions of one statement."""

    def __init__(self, elements: Elements, loops: Loops) -> None:
        self._elements = elements
        self._loops = loops
        self._done: list[Statement] = []

    def statement(self, statement: Assign | Store) -> Block:
        match statement:
            case Assign(target=target, value=Call(function="np.sum") as value):
                is_free = target not in names_in(value)
                is_known = self._elements.variables.get(target) == types.float64
                if is_free and is_known and self._sum(value, target) is not None:
                    return tuple(self._done)
        changed = replace(statement, value=self._expression(statement.value))
        return (*self._done, changed)

    def _expression(self, expression: Expression) -> Expression:
        """What may not be evaluated at all stays as it is."""
        match expression:
            case Call(function="np.sum", arguments=(_,), keywords=()):
                name = self._sum(expression, None)
                return expression if name is None else Name(name, type=types.float64)
            case Unary() | Binary() | Call():
                return map_children(expression, self._expression)
        return expression

    def _sum(self, value: Call, name: str | None) -> str | None:
        """The name that then holds the sum; None where it isn't one of elementwise arrays."""
        arrays: dict[str, int] = {}
        try:
            operand = value.arguments[0]
            if value.keywords or len(value.arguments) > 1 or _is_bare(operand):
                return None
            with self._elements.undone_on_error():
                element = self._elements.element(operand, arrays)
                if not arrays or not self._elements.is_double(element):
                    raise NotElementwiseError
        except NotElementwiseError:
            return None
        if name is None:
            name = self._elements.new("total", types.float64)
        self._done += self._loops.total(name, element, arrays)
        return name


def _part(store: Store) -> Expression:
    """What a store writes, as an expression."""
    is_whole = all(index == Slice() for index in store.indices) or store.indices == (EllipsisIndex(),)
    return Name(store.array) if is_whole else Subscript(Name(store.array), store.indices)


def _is_bare(value: Expression) -> bool:
    """Whether there is nothing to compute."""
    return isinstance(value, Name | Subscript | Attribute)


def _terms(value: Expression, elements: Elements, sign: str = "+") -> Iterator[Term]:
    """The terms of a sum, taken apart where some are summed down."""
    opposite = {"+": "-", "-": "+"}[sign]
    match value:
        case Call(function="difpy.unbroadcast", arguments=(cotangent, like)):
            yield sign, cotangent, like if elements.rank(cotangent) else None
        case Unary(op="-", operand=operand):
            yield from _terms(operand, elements, opposite)
        case Binary(op="+" | "-" as op, left=left, right=right):
            yield from _terms(left, elements, sign)
            yield from _terms(right, elements, sign if op == "+" else opposite)
        case _:
            yield sign, value, None
