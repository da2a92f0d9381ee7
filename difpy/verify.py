"""The checker of the grammar: what `program.py` promises of every program, between any two passes.

Each rule is a function of one thing; the first that is broken is a bug of the pass before, and is
reported with the pass, the function and the user's line.

Non-goals: whether the program is well typed as a whole. A type that an expression carries must agree with
its variable's; expressions made after elaboration may carry none. Nor definite assignment, which
`simplify/unbound.py` establishes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from difpy import kinds
from difpy.analysis.flow import read_here
from difpy.program import (
    Assign,
    Attribute,
    Binary,
    Block,
    Break,
    Call,
    Comment,
    Compare,
    Conditional,
    Constant,
    Effect,
    EllipsisIndex,
    Expression,
    For,
    Format,
    Function,
    If,
    Invoke,
    List,
    Logical,
    Name,
    Position,
    Program,
    Raise,
    Restore,
    Return,
    Save,
    Slice,
    Statement,
    Store,
    Subscript,
    Tuple,
    Type,
    Unary,
    While,
    assigned,
    blocks,
    children,
    expressions,
    names_in,
    statements,
    targets,
)

EXPRESSIONS = (Name, Constant, Unary, Binary, Compare, Logical, Conditional, Call, Slice, Subscript,
               EllipsisIndex, Attribute, Tuple, List, Format)  # fmt: skip
STATEMENTS = (Assign, Store, Invoke, Effect, If, While, For, Break, Return, Raise, Save, Restore,
              Comment)  # fmt: skip
UNARY = frozenset({"-", "+", "not", "~"})
BINARY = frozenset({"+", "-", "*", "/", "//", "%", "**", "@", "&", "|", "^", "<<", ">>"})
COMPARISONS = frozenset({"<", "<=", ">", ">=", "==", "!=", "in", "not in", "is", "is not"})
CONSTANTS = (int, float, complex, bool, str, type(None))


class VerificationError(AssertionError):
    """A pass has made a program that breaks the grammar."""


def verify(program: Program, stage: str = "") -> None:
    """VerificationError where the program breaks a rule; `stage` names the pass that made it."""
    _Checker(program, stage).run()


class _Checker:
    def __init__(self, program: Program, stage: str) -> None:
        self._program = program
        self._stage = stage
        self._function: Function
        self._stacks: frozenset[str]

    def run(self) -> None:
        owners: dict[int, str] = {}
        for name, function in self._program.functions.items():
            self._function = function
            self._stacks = _stacks(function)
            self._require(name == function.name, function.at, f"is kept under the name {name}")
            self._check_names()
            self._check_end()
            self._check_jumps(function.body, in_loop=False)
            self._check_sharing(owners)
            for statement in statements(function.body):
                self._check_statement(statement)
        self._check_entry()
        self._check_sites()

    def _require(self, holds: bool, at: Position, what: str) -> None:
        if not holds:
            stage = f"after {self._stage}: " if self._stage else ""
            raise VerificationError(f"{stage}{self._function.name}, line {at.line}: {what}")

    # --- names ---

    def _check_names(self) -> None:
        """Every name that is read is bound somewhere, and every bound name has a type."""
        function = self._function
        parameters = [p.name for p in function.parameters]
        twice = [name for name, count in Counter(parameters).items() if count > 1]
        self._require(not twice, function.at, f"has two parameters called {twice}")
        for parameter in function.parameters:
            if parameter.name not in self._stacks:
                known = function.variables.get(parameter.name)
                self._require(known == parameter.type, function.at, f"{parameter.name} is {known} inside")
        bound = assigned(function.body) | set(parameters) | self._stacks
        for statement in statements(function.body):
            for name in sorted(read_here(statement) | set(targets(statement))):
                is_typed = function.variables.get(name) is not None or name in self._stacks
                self._require(name in bound, statement.at, f"{name} is bound nowhere")
                self._require(is_typed, statement.at, f"{name} has no type")

    def _check_end(self) -> None:
        """One `return`, at the end; none where there are no results."""
        function = self._function
        returns = [s for s in statements(function.body) if isinstance(s, Return)]
        count = len(returns[-1].values) if returns else 0
        is_last = not returns or (len(returns) == 1 and function.body[-1] is returns[0])
        self._require(is_last, function.at, "has a return that isn't its last statement")
        self._require(
            count == len(function.results), function.at, f"returns {count} of {len(function.results)}"
        )

    def _check_jumps(self, block: Block, *, in_loop: bool) -> None:
        """What follows a `break` in a loop's body would not be run, so nothing does."""
        for i, statement in enumerate(block):
            is_last = i == len(block) - 1
            if _breaks(statement):
                self._require(in_loop, statement.at, "a break outside of loops")
                self._require(is_last, statement.at, "something follows a break")
            is_loop = isinstance(statement, For | While)
            for inner in blocks(statement):
                self._check_jumps(inner, in_loop=in_loop or is_loop)

    def _check_sharing(self, owners: dict[int, str]) -> None:
        """Facts about a primal are kept by the identity of its statements; loops are told apart by theirs."""
        here: set[int] = set()
        for statement in statements(self._function.body):
            key, where = id(statement), self._function.name
            if self._function.role == "primal":
                owner = owners.setdefault(key, where)
                self._require(
                    owner == where and key not in here, statement.at, f"a statement is shared with {owner}"
                )
            elif blocks(statement):
                self._require(key not in here, statement.at, "a loop or branch stands in two places")
            here.add(key)

    # --- statements ---

    def _check_statement(self, statement: Statement) -> None:
        at = statement.at
        self._require(isinstance(statement, STATEMENTS), at, f"no statement: {statement!r}")
        for expression in expressions(statement):
            is_index = any(expression is index for index in _indices(statement))
            self._check_expression(expression, at, is_index=is_index)
        match statement:
            case Assign(target=target, value=value):
                self._check_fits(value.type, target, at)
            case Store(array=array, op=op):
                self._require(op in BINARY | {""}, at, f"no operator: {op}")
                self._check_is_memory(array, at)
            case Invoke():
                self._check_call(statement)
            case Effect(object=holder) if holder:
                is_list = kinds.is_list(self._function.variables.get(holder))
                self._require(is_list, at, f"{holder} is no list")
            case For():
                self._check_range(statement)
            case If(test=test) | While(test=test) if test.type is not None:
                self._require(kinds.is_scalar(test.type), at, f"a test is {test.type}")
            case Restore(target=Subscript(base=base)):
                self._require(isinstance(base, Name), at, "a value is put back into no variable's memory")

    def _check_fits(self, type_: Type, name: str, at: Position) -> None:
        wanted = self._function.variables.get(name)
        if type_ is not None and wanted is not None:
            self._require(self._is_same(type_, wanted), at, f"{name} is {wanted} and gets {type_}")

    def _check_is_memory(self, name: str, at: Position) -> None:
        is_memory = kinds.is_reference(self._function.variables.get(name)) or name in self._stacks
        self._require(is_memory, at, f"{name} is no array or list")

    def _check_call(self, statement: Invoke) -> None:
        at, name = statement.at, statement.function
        callee = self._program.functions.get(name)
        self._require(callee is not None, at, f"no function is called {name}")
        assert callee is not None
        self._require(name not in self._function.variables, at, f"a variable hides the function {name}")
        given, taken = len(statement.arguments), len(callee.parameters)
        self._require(given == taken, at, f"{name} takes {taken} arguments and gets {given}")
        for parameter, argument in zip(callee.parameters, statement.arguments, strict=True):
            if parameter.type is not None and argument.type is not None:
                fits = self._is_same(argument.type, parameter.type)
                self._require(
                    fits, at, f"{parameter.name} of {name} is {parameter.type} and gets {argument.type}"
                )
        if statement.targets:
            results, bound = len(callee.results), len(statement.targets)
            self._require(results == bound, at, f"{name} has {results} results and binds {bound}")
            for result, target in zip(callee.results, statement.targets, strict=True):
                self._check_fits(result, target, at)

    def _check_range(self, statement: For) -> None:
        """The reverse sweep runs through the same values."""
        changed = assigned(statement.body) | {statement.target}
        for bound in (statement.start, statement.stop, statement.step):
            read = sorted(names_in(bound) & changed)
            self._require(not read, statement.at, f"the loop changes {read}, which its range reads")
        self._require(
            statement.target not in assigned(statement.body), statement.at, f"{statement.target} is changed"
        )

    def _is_same(self, given: Type, wanted: Type) -> bool:
        """Equal up to the layout of arrays; a cotangent may be of more bits than what it is added to."""
        if kinds.is_array(given) and kinds.is_array(wanted):
            return given.ndim == wanted.ndim and self._is_same(given.dtype, wanted.dtype)
        if kinds.is_list(given) and kinds.is_list(wanted):
            return self._is_same(given.dtype, wanted.dtype)
        are_floats = kinds.is_float(given) and kinds.is_float(wanted)
        return bool(given == wanted) or (are_floats and self._function.role != "primal")

    # --- expressions ---

    def _check_expression(self, expression: Expression, at: Position, *, is_index: bool) -> None:
        self._require(isinstance(expression, EXPRESSIONS), at, f"no expression: {expression!r}")
        match expression:
            case Name(id=name, type=type_):
                wanted = self._function.variables.get(name)
                agrees = type_ is None or wanted is None or self._is_same(type_, wanted)
                self._require(agrees, at, f"{name} is {wanted} and is read as {type_}")
            case Slice() | EllipsisIndex():
                self._require(is_index, at, "a slice that is no index")
            case Constant(value=value):
                self._require(isinstance(value, CONSTANTS), at, f"no constant: {value!r}")
            case Unary(op=op):
                self._require(op in UNARY, at, f"no operator: {op}")
            case Binary(op=op):
                self._require(op in BINARY, at, f"no operator: {op}")
            case Logical(op=op, operands=operands):
                self._require(op in ("and", "or") and len(operands) > 1, at, f"no `{op}` of {len(operands)}")
            case Compare(ops=ops, operands=operands):
                self._require(len(operands) == len(ops) + 1, at, f"{len(ops)} comparisons of {len(operands)}")
                self._require(set(ops) <= COMPARISONS, at, f"no operators: {ops}")
        indices = expression.indices if isinstance(expression, Subscript) else ()
        for child in children(expression):
            self._check_expression(child, at, is_index=any(child is index for index in indices))

    # --- the program ---

    def _check_entry(self) -> None:
        self._require(self._program.entry in self._program.functions, self._function.at, "there is no entry")

    def _check_sites(self) -> None:
        """What is put on a stack is taken from it as often: in as many loops, and once on each path."""
        saves = self._depths(Save)
        restores = self._depths(Restore)
        for site in sorted(saves.keys() | restores.keys()):
            one, other = sorted(saves[site]), sorted(restores[site])
            what = f"{site} is saved inside {one} loops and restored inside {other}"
            self._require(len(one) == 1 and one == other, self._function.at, what)

    def _depths(self, kind: type[Save | Restore]) -> dict[str, set[int]]:
        """For each site how many loops there are around its statements of this kind."""
        found: dict[str, set[int]] = defaultdict(set)
        places: dict[str, str] = {}
        for function in self._program.functions.values():
            self._function = function
            for statement, depth in _with_depths(function.body, 0):
                if isinstance(statement, kind):
                    place = places.setdefault(statement.site, function.name)
                    is_here = place == function.name
                    self._require(
                        is_here, statement.at, f"{place} has a {kind.__name__} of {statement.site} too"
                    )
                    found[statement.site].add(depth)
            for site, count in _most_on_a_path(function.body, kind).items():
                self._require(count == 1, function.at, f"{site} has {count} of {kind.__name__} on one path")
        return found


def _indices(statement: Statement) -> tuple[Expression, ...]:
    match statement:
        case Store(indices=indices) | Restore(target=Subscript(indices=indices)):
            return indices
    return ()


def _stacks(function: Function) -> frozenset[str]:
    """The sites that the function is given, makes, or uses: their names have no types."""
    found = {p.name for p in function.parameters if p.type is None}
    for statement in statements(function.body):
        match statement:
            case Save(site=site) | Restore(site=site):
                found.add(site)
            case Assign(target=target, value=Call(function="difpy.stack" | "np.empty")):
                found.add(target)
    return frozenset(found - {name for name, type_ in function.variables.items() if type_ is not None})


def _breaks(statement: Statement) -> bool:
    """Whether the statement may leave the loop that it stands in."""
    if isinstance(statement, If):
        return any(map(_breaks, (*statement.then, *statement.otherwise)))
    return isinstance(statement, Break)


def _with_depths(block: Block, depth: int) -> Iterator[tuple[Statement, int]]:
    """Every statement with the number of loops around it."""
    for statement in block:
        yield statement, depth
        for inner in blocks(statement):
            yield from _with_depths(inner, depth + isinstance(statement, For | While))


def _most_on_a_path(block: Block, kind: type[Save | Restore]) -> Counter[str]:
    """For each site the most statements of this kind on a way through the block, loops gone through once."""
    most: Counter[str] = Counter()
    for statement in block:
        if isinstance(statement, kind):
            most[statement.site] += 1
        branches = [_most_on_a_path(inner, kind) for inner in blocks(statement)]
        for site in set().union(*branches):
            most[site] += max(branch[site] for branch in branches)
    return most
