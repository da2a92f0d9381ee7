"""Functions that check a value in compiled code and return it, so that they fit into expressions."""

from __future__ import annotations

from dataclasses import dataclass, field

from numba.core import types

from difpy.program import (
    Assign,
    Attribute,
    Call,
    Compare,
    Constant,
    Expression,
    Function,
    If,
    Logical,
    Name,
    Parameter,
    Position,
    Program,
    Raise,
    Return,
    Subscript,
    Unary,
)

INDEX = "index {} is out of bounds for axis {} with size {}"
MASK = (
    "boolean index did not match indexed array along axis {}; "
    "size of axis is {} but size of corresponding boolean axis is {}"
)


def less(left: Expression, right: Expression) -> Expression:
    return Compare(("<",), (left, right))


def outside(index: Expression) -> Expression:
    """Whether an index lies outside of -size ... size - 1."""
    size = Name("size")
    return Logical("or", (less(index, Unary("-", size)), Compare((">=",), (index, size))))


def equal(left: Expression, right: Expression) -> Expression:
    return Compare(("==",), (left, right))


def zero_division(operation: str) -> str:
    """The text of the running Python: it changed over its versions.

    >>> zero_division("//")
    'integer division or modulo by zero'
    """
    try:
        eval(f"1 {operation} 0")
    except ZeroDivisionError as error:
        return str(error)
    raise AssertionError(operation)


@dataclass(frozen=True)
class Check:
    """`def name(parameters, line): if test: raise exception(layout, file, line, *values)`."""

    parameters: tuple[str, ...]
    test: Expression
    exception: str
    layout: str
    values: tuple[Expression, ...] = ()
    before: tuple[Assign, ...] = ()

    def function(self, name: str, file: str) -> Function:
        """The check as a function that returns its first parameter."""
        parameters = (*self.parameters, "line")
        where = (Constant(self.layout), Constant(file), Name("line"))
        failure = Raise(f"difpy.raised.{self.exception}", (*where, *self.values))
        body = (*self.before, If(self.test, (failure,)), Return((Name(self.parameters[0]),)))
        declared = tuple(Parameter(p, types.undefined) for p in parameters)
        return Function(name, declared, body, (types.undefined,), {})


FIRST_BAD = Assign("bad", Call("difpy.first_out_of_bounds", (Name("indices"), Name("size"))))
BAD_INDEX = Subscript(Attribute(Name("indices"), "flat"), (Name("bad"),))
NOT_A_NUMBER = Compare(("!=",), (Name("number"), Name("number")))
INFINITE = Logical("or", tuple(equal(Name("number"), Constant(s * float("inf"))) for s in (1, -1)))

CHECKS = {
    "check_index": Check(
        ("index", "size", "axis"),
        outside(Name("index")),
        "IndexError",
        INDEX,
        (Name("index"), Name("axis"), Name("size")),
    ),
    "check_indices": Check(
        ("indices", "size", "axis"),
        Compare((">=",), (Name("bad"), Constant(0))),
        "IndexError",
        INDEX,
        (BAD_INDEX, Name("axis"), Name("size")),
        (FIRST_BAD,),
    ),
    "check_mask": Check(
        ("mask", "mask_size", "size", "axis"),
        Compare(("!=",), (Name("mask_size"), Name("size"))),
        "IndexError",
        MASK,
        (Name("axis"), Name("size"), Name("mask_size")),
    ),
    "check_list_index": Check(
        ("index", "size"), outside(Name("index")), "IndexError", "list index out of range"
    ),
    "check_list_store": Check(
        ("index", "size"), outside(Name("index")), "IndexError", "list assignment index out of range"
    ),
    "check_divisor": Check(
        ("divisor",), equal(Name("divisor"), Constant(0)), "ZeroDivisionError", zero_division("//")
    ),
    "check_modulus": Check(
        ("divisor",), equal(Name("divisor"), Constant(0)), "ZeroDivisionError", zero_division("%")
    ),
    "check_number": Check(("number",), NOT_A_NUMBER, "ValueError", "cannot convert float NaN to integer"),
    "check_finite": Check(("number",), INFINITE, "OverflowError", "cannot convert float infinity to integer"),
}


@dataclass
class Checks:
    """The checks that a program needs, one function for each kind and each file of the user."""

    taken: set[str]
    used: dict[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def of(cls, program: Program) -> Checks:
        """No checks yet; their names will be new in the program."""
        names = {name for f in program.functions.values() for name in f.variables}
        return cls(names | set(program.functions))

    def call(self, kind: str, at: Position, *arguments: Expression) -> Expression:
        """A call that checks its first argument and gives it back."""
        key = (kind, at.file)
        if key not in self.used:
            self.used[key] = self._new_name(kind)
        return Call(self.used[key], (*arguments, Constant(at.line)), type=arguments[0].type)

    def functions(self) -> dict[str, Function]:
        """The functions to put before those of the program."""
        return {name: CHECKS[kind].function(name, file) for (kind, file), name in self.used.items()}

    def _new_name(self, kind: str) -> str:
        name, count = kind, 1
        while name in self.taken:
            count += 1
            name = f"{kind}_{count}"
        self.taken.add(name)
        return name
