"""What a statement reads from memory and writes into it, in memory classes, calls included."""

from __future__ import annotations

from dataclasses import dataclass

from difpy import kinds
from difpy.analysis.memory import VIEWS, MemoryClasses, Variable, is_gather
from difpy.program import (
    Assign,
    Attribute,
    Block,
    Call,
    Conditional,
    Effect,
    Expression,
    Function,
    Invoke,
    Name,
    Program,
    Restore,
    Save,
    Statement,
    Store,
    Subscript,
    callees,
    children,
    expressions,
    names_in,
    statements,
)

Classes = frozenset[Variable]
NOTHING: Classes = frozenset()
SHAPES = frozenset({"shape", "size", "ndim", "dtype"})


@dataclass(frozen=True)
class Summary:
    """What a function does, its callees included."""

    reads: Classes
    writes: Classes
    prints: bool


class Effects:
    """Reads and writes of statements and functions; summaries by iteration to a fixpoint."""

    def __init__(self, program: Program, memory: MemoryClasses) -> None:
        self._program = program
        self._memory = memory
        self._references = {
            function.name: {name for name, type_ in function.variables.items() if kinds.is_reference(type_)}
            for function in program.functions.values()
        }
        self.summaries = {name: Summary(NOTHING, NOTHING, False) for name in program.functions}
        own = {function.name: self._summary(function) for function in program.functions.values()}
        called = {function.name: callees(function.body) for function in program.functions.values()}
        before = None
        while before != self.summaries:
            before = dict(self.summaries)
            for name, summary in own.items():
                self.summaries[name] = self._with_callees(summary, called[name])

    def _summary(self, function: Function) -> Summary:
        """What the function itself does; nothing is known of its callees yet."""
        reads, writes, prints = set(NOTHING), set(NOTHING), False
        for statement in statements(function.body):
            reads |= self.read_by(function.name, statement)
            writes |= self.written_here(function.name, statement)
            prints |= isinstance(statement, Effect) and (statement.object, statement.method) == ("", "print")
        return Summary(frozenset(reads), frozenset(writes), prints)

    def _with_callees(self, own: Summary, called: list[str]) -> Summary:
        inside = [self.summaries[name] for name in called]
        return Summary(
            own.reads.union(*(summary.reads for summary in inside)),
            own.writes.union(*(summary.writes for summary in inside)),
            own.prints or any(summary.prints for summary in inside),
        )

    def written(self, function: str, block: Block) -> Classes:
        """Everything that a block may write, at any depth."""
        written = NOTHING
        for statement in statements(block):
            written |= self.written_here(function, statement)
        return written

    def written_here(self, function: str, statement: Statement) -> Classes:
        """What a statement itself may write, its nested blocks apart."""
        match statement:
            case Store(array=array):
                return frozenset({self._memory.of(function, array)})
            case Effect(object=holder) if holder:
                return frozenset({self._memory.of(function, holder)})
            case Restore(target=Subscript(base=base)):
                return self.roots(function, base)
            case Invoke(function=called):
                return self.summaries[called].writes
        return NOTHING

    def read_by(self, function: str, statement: Statement) -> Classes:
        """What a statement itself reads, its nested blocks apart."""
        match statement:
            case Assign(value=value) | Save(value=value):
                return self.read(function, value, as_reference=kinds.is_reference(value.type))
            case Store(array=array, op=op, indices=indices, value=value):
                old = frozenset({self._memory.of(function, array)}) if op else NOTHING
                return old.union(*(self.read(function, e) for e in (*indices, value)))
            case Effect(object=holder, arguments=arguments) if holder:
                own = frozenset({self._memory.of(function, holder)})
                return own.union(*(self.read(function, e) for e in arguments))
            case Invoke(function=called, arguments=arguments):
                inside = self.summaries[called].reads
                return inside.union(*(self.read(function, e, as_reference=True) for e in arguments))
        return NOTHING.union(*(self.read(function, e) for e in expressions(statement)))

    def read(self, function: str, value: Expression, *, as_reference: bool = False) -> Classes:
        """The classes whose content `value` reads; `as_reference`: a view of it is taken, no content."""
        if self._references[function].isdisjoint(names_in(value)):
            return NOTHING
        match value:
            case Name(id=name):
                return NOTHING if as_reference else self._class(function, name)
            case Attribute(base=base, name=name) if name in SHAPES or as_reference:
                return self.read(function, base, as_reference=True)
            case Call(function="len", arguments=(argument,)) if kinds.is_array(argument.type):
                return self.read(function, argument, as_reference=True)
            case Call(function=called, arguments=(first, *rest)) if as_reference and called in VIEWS:
                return self.read(function, first, as_reference=True).union(
                    *(self.read(function, e) for e in rest)
                )
            case Conditional(test=test, then=a, otherwise=b) if as_reference:
                read = self.read(function, test)
                return (
                    read
                    | self.read(function, a, as_reference=True)
                    | self.read(function, b, as_reference=True)
                )
            case Subscript(base=Attribute(name="shape") as shape, indices=indices):
                return self.read(function, shape).union(*(self.read(function, i) for i in indices))
            case Subscript(base=base, indices=indices):
                return self._read_subscript(function, value, base, indices, as_reference)
        return NOTHING.union(*(self.read(function, child) for child in children(value)))

    def _read_subscript(
        self,
        function: str,
        value: Subscript,
        base: Expression,
        indices: tuple[Expression, ...],
        as_reference: bool,
    ) -> Classes:
        is_view = as_reference and kinds.is_reference(value.type) and not is_gather(value)
        read = self.read(function, base, as_reference=True)
        if not is_view or kinds.is_list(base.type):
            read |= self.roots(function, base)
        return read.union(*(self.read(function, index) for index in indices))

    def _class(self, function: str, name: str) -> Classes:
        """Generated names may stand in expressions that carry no type, so the variable's counts."""
        return frozenset({self._memory.of(function, name)}) if name in self._references[function] else NOTHING

    def roots(self, function: str, base: Expression) -> Classes:
        """The classes that a subscripted expression's memory may belong to."""
        match base:
            case Name(id=name):
                return self._class(function, name)
            case Subscript(base=inner) | Attribute(base=inner) | Call(arguments=(inner, *_)):
                return self.roots(function, inner)
            case Conditional(then=a, otherwise=b):
                return self.roots(function, a) | self.roots(function, b)
        return NOTHING
