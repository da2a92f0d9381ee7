"""Small rewrites of statement sequences, repeated until none applies.

    if took_then:                 if took_then:            two `if`s of one outcome
        a                             a
    if took_then:          ->         b
        b

    x_saved = x            ->     x_saved = x              a variable that holds the value already
    x = x_saved

    if a == b:             ->     if a != b:               an empty branch
        pass                          c
    else:
        c

    x_bar = -(a * b)       ->     x_bar = -a * b           a sign in front

    x_bar += a             ->     x_bar += a - b           accumulations of one statement's
    x_bar -= b                                             adjoint into the same place

Non-goals: the user's own statements, which stay as they are.
"""

from __future__ import annotations

from dataclasses import replace

from difpy import kinds
from difpy.program import (
    Assign,
    Binary,
    Block,
    Compare,
    Constant,
    Expression,
    For,
    Function,
    If,
    Name,
    Program,
    Statement,
    Store,
    Unary,
    While,
    assigned,
    map_children,
    map_expressions,
    names_in,
    targets,
)


def tidy(program: Program, own: dict[str, frozenset[str]]) -> Program:
    functions = {name: _Tidy(f, own[name]).run() for name, f in program.functions.items()}
    return replace(program, functions=functions)


class _Tidy:
    def __init__(self, function: Function, own: frozenset[str]) -> None:
        self._function = function
        self._own = own
        types = function.variables
        self._cotangents = frozenset(n for n in types if n not in own and kinds.is_reference(types[n]))
        """Arrays that may share memory with each other, and not with those of the primal."""

    def run(self) -> Function:
        return replace(self._function, body=self._block(self._function.body))

    def _block(self, block: Block) -> Block:
        done: list[Statement] = []
        for statement in block:
            self._append(done, self._nested(statement))
        return _without_known_copies(tuple(done))

    def _nested(self, statement: Statement) -> Statement:
        match statement:
            case If(test=test, then=then, otherwise=otherwise):
                then, otherwise = self._block(then), self._block(otherwise)
                if otherwise and not then:
                    test, then, otherwise = _negated(test), otherwise, ()
                elif isinstance(test, Unary) and isinstance(test.operand, Compare):
                    test = _negated(test.operand)
                return replace(statement, test=test, then=then, otherwise=otherwise)
            case For(body=body) | While(body=body):
                return replace(statement, body=self._block(body))
            case Assign(target=name) | Store(array=name) if name not in self._own:
                return map_expressions(statement, _sign_in_front)
        return statement

    def _is_outcome(self, test: Expression) -> bool:
        """Whether a test is a generated name, or its opposite."""
        name = test.operand if isinstance(test, Unary) and test.op == "not" else test
        return isinstance(name, Name) and name.id not in self._own

    def _append(self, done: list[Statement], statement: Statement) -> None:
        """Adds the statement, as part of one before it where they are one."""
        for place in range(len(done) - 1, -1, -1):
            merged = self._merged(done[place], statement)
            if merged is not None:
                done[place] = merged
                return
            if not self._may_pass(statement, done[place]):
                break
        done.append(statement)

    def _may_pass(self, statement: Statement, earlier: Statement) -> bool:
        """Whether an accumulation may as well stand before an earlier statement of the same adjoint."""
        if not (isinstance(statement, Assign) and statement.augmented and statement.at == earlier.at):
            return False
        read = names_in(statement.value)  # its target among them
        match earlier:
            case Assign(target=target, value=value):
                return target not in read and statement.target not in names_in(value)
            case Store(array=array, value=value):
                is_apart = array in self._cotangents and not read & self._cotangents
                return is_apart and statement.target not in names_in(value)
        return False

    def _merged(self, first: Statement, second: Statement) -> Statement | None:
        match first, second:
            case If(test=test), If(test=again) if test == again and self._is_outcome(test):
                if names_in(test) & assigned((first,)):
                    return None
                then = self._block(first.then + second.then)
                otherwise = self._block(first.otherwise + second.otherwise)
                return replace(first, then=then, otherwise=otherwise)
            case Store(op="+" | "-", array=array, indices=indices), Store(op="+" | "-") if (
                array not in self._own
            ):
                if (second.array, second.indices) != (array, indices) or array in names_in(second.value):
                    return None
                if first.at != second.at:
                    return None
                op, value = _together(first.op, first.value, second.op, second.value)
                return replace(first, op=op, value=value)
            case Assign(
                target=target, value=Binary(op="+" | "-", left=Name(id=left), right=right) as total
            ), Assign(augmented=True, value=Binary(op="+" | "-", right=again) as other) if (
                first.augmented and target == second.target == left and target not in self._own
            ):
                if target in names_in(again) or first.at != second.at:
                    return None
                op, value = _together(total.op, right, other.op, again)
                return replace(first, value=replace(total, op=op, right=value))
            case Assign(target=target, augmented=False, value=value), Assign(
                augmented=True, value=Binary(op="+" | "-" as op, right=again)
            ) if target == second.target and target not in self._own and target not in names_in(again):
                if first.at != second.at:
                    return None
                both = _sum(value, again) if op == "+" else _difference(value, again)
                return replace(first, value=both)
        return None


def _negated(test: Expression) -> Expression:
    """The opposite; `not a < b` is no `a >= b` where one of them is NaN."""
    match test:
        case Unary(op="not", operand=operand):
            return operand
        case Compare(ops=("==" | "!=" as op,), operands=operands):
            return Compare(("!=" if op == "==" else "==",), operands, type=test.type, at=test.at)
    return Unary("not", test, type=test.type, at=test.at)


def _sign_in_front(value: Expression) -> Expression:
    """`-(a * b)` is `-a * b`, to the last bit."""
    match value:
        case Unary(op="-", operand=Binary(op="*" | "/", left=left) as product):
            return replace(product, left=_sign_in_front(Unary("-", left, type=left.type)))
    return map_children(value, _sign_in_front)


def _together(first: str, a: Expression, second: str, b: Expression) -> tuple[str, Expression]:
    """One operation for `x first= a; x second= b`."""
    if first == second:
        return first, _sum(a, b)
    plus, minus = (a, b) if first == "+" else (b, a)
    return "+", Binary("-", plus, minus, type=a.type)


def _sum(a: Expression, b: Expression) -> Expression:
    return _doubled(a) if a == b else Binary("+", a, b, type=a.type)


def _difference(a: Expression, b: Expression) -> Expression:
    """`-x - x` is `-(2.0 * x)`."""
    if a in (Unary("-", b), _sign_in_front(Unary("-", b))):
        return _sign_in_front(Unary("-", _doubled(b), type=b.type))
    return Binary("-", a, b, type=a.type)


def _doubled(value: Expression) -> Expression:
    """Twice the value: a number in front takes the factor in."""
    match value:
        case Binary(op="*", left=Constant(value=float(number)), right=right):
            return right if number == 0.5 else replace(value, left=Constant(2.0 * number))
        case Binary(op="*", left=Binary(op="*") as left):
            return replace(value, left=_doubled(left))
    return Binary("*", Constant(2.0), value, type=value.type)


def _without_known_copies(block: Block) -> Block:
    """Drops `x = y` where x holds y's value already, from an earlier `x = y` or `y = x` of the block."""
    equal: set[frozenset[str]] = set()
    kept: list[Statement] = []
    for statement in block:
        is_copy = isinstance(statement, Assign) and isinstance(statement.value, Name)
        pair = frozenset({statement.target, statement.value.id}) if is_copy else frozenset()  # type: ignore[attr-defined]
        if is_copy and (len(pair) == 1 or pair in equal):
            continue
        changed = assigned((statement,)) | set(targets(statement))
        equal = {known for known in equal if not known & changed}
        if is_copy:
            equal.add(pair)
        kept.append(statement)
    return tuple(kept)
