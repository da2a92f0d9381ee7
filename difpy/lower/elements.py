"""One element of an elementwise array expression, as an expression of scalars.

The element of `difpy.unless_zero(seed, cosine * seed)` is `cosine * seed if seed != 0.0 else 0.0`, where
each array among the names is to be subscripted. Views get a name first, and so do scalars that cost more
than a few operations.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from numba.core import types

from difpy import kinds
from difpy.lower.apart import rank_of_part
from difpy.lower.fillings import Uniform
from difpy.prepare.names import Names
from difpy.program import (
    Assign,
    Attribute,
    Binary,
    Call,
    Compare,
    Conditional,
    Constant,
    EllipsisIndex,
    Expression,
    Name,
    Position,
    Slice,
    Statement,
    Subscript,
    Type,
    Unary,
    children,
    names_in,
    walk,
)

FUNCTIONS = frozenset({
    "np.abs", "np.absolute", "np.arccos", "np.arccosh", "np.arcsin", "np.arcsinh", "np.arctan", "np.arctan2",
    "np.arctanh", "np.cbrt", "np.ceil", "np.copysign", "np.cos", "np.cosh", "np.deg2rad", "np.exp", "np.exp2",
    "np.expm1", "np.fabs", "np.floor", "np.fmax", "np.fmin", "np.hypot", "np.log", "np.log10", "np.log1p",
    "np.log2", "np.logaddexp", "np.logaddexp2", "np.maximum", "np.minimum", "np.rad2deg", "np.rint",
    "np.sign", "np.sin", "np.sinh", "np.sqrt", "np.square", "np.tan", "np.tanh", "np.trunc", "difpy.digamma",
    "difpy.one_if_finite", "difpy.power_base", "difpy.power_exponent", "difpy.ratio", "difpy.share_between",
    "difpy.share_of_greater", "difpy.share_of_greater_number", "difpy.share_of_high", "difpy.share_of_low",
    "difpy.sinc_slope",
})  # fmt: skip
"""Functions that Numba compiles for numbers as it does for the elements of arrays."""
SELECTIONS = frozenset({"difpy.unless_zero", "np.where"})
OPERATORS = frozenset({"+", "-", "*", "/", "**"})
COMPARISONS = frozenset({"<", "<=", ">", ">=", "==", "!="})
MOST_AXES = 3


class NotElementwiseError(Exception):
    """The statement stays as it is."""


class Elements:
    """Takes the array expressions of one statement apart."""

    def __init__(self, variables: Mapping[str, Type], names: Names, at: Position, uniform: Uniform) -> None:
        self.variables = dict(variables)
        self.names = names
        self.at = at
        self.uniform = uniform
        self.before: list[Statement] = []
        """What binds the names of views and scalars."""
        self.roots: dict[str, str] = {}
        """Of the named views, the variables that they are parts of."""
        self._named: dict[Expression, str] = {}

    # --- names ---

    def new(self, wish: str, type_: Type) -> str:
        name = self.names.claim(wish)
        self.variables[name] = type_
        return name

    def bind(self, wish: str, value: Expression, type_: Type) -> str:
        """The name of a value, the same for the same value."""
        if value not in self._named:
            self._named[value] = self.new(wish, type_)
            self.before.append(Assign(self._named[value], value, at=self.at))
        return self._named[value]

    def array(self, expression: Expression) -> str:
        """The name of an array that is a variable or a view of one."""
        rank = self.rank(expression)
        if not 0 < rank <= MOST_AXES:
            raise NotElementwiseError
        root = expression
        while isinstance(root, Subscript | Attribute):
            root = root.base
        if not isinstance(root, Name):
            raise NotElementwiseError
        if root == expression:
            return root.id
        element = kinds.element(self.variables[root.id])
        name = self.bind(f"{root.id}_part", expression, kinds.array_of(element, rank, "A"))
        self.roots[name] = root.id
        return name

    @contextmanager
    def undone_on_error(self) -> Iterator[None]:
        """What was named is forgotten if it turns out that the expression isn't elementwise."""
        before, named = list(self.before), dict(self._named)
        try:
            yield
        except NotElementwiseError:
            self.before, self._named = before, named
            raise

    # --- types ---

    def rank(self, expression: Expression) -> int:
        """The rank of a value, 0 for a number."""
        rank = self._rank_of(expression)
        if expression.type is not None and rank != kinds.rank(expression.type):
            raise NotElementwiseError
        return rank

    def _rank_of(self, expression: Expression) -> int:
        match expression:
            case Name(id=name):
                return self._rank_of_variable(name)
            case Constant(value=int() | float()):
                return 0
            case Unary(op="-" | "+") | Compare():
                return max(map(self.rank, children(expression)))
            case Binary(op=op) if op != "@":
                return max(map(self.rank, children(expression)))
            case Subscript(base=base, indices=indices):
                return self._rank_of_subscript(expression, base, indices)
            case Attribute(base=base, name="T"):
                return self.rank(base)
            case Call(keywords=()):
                return self._rank_of_call(expression)
        return self._rank_by_type(expression)

    def _rank_of_call(self, call: Call) -> int:
        match call:
            case Call(function="np.sum", arguments=(_,)):
                return 0
            case Call(function="difpy.unbroadcast", arguments=(cotangent, like)):
                return self.rank(like) if self.rank(cotangent) else 0
            case Call(function="np.where", arguments=(_,)):
                raise NotElementwiseError
            case Call(function=called) if called in FUNCTIONS | SELECTIONS:
                return max(map(self.rank, call.arguments))
            case Call(function=called) if called.startswith("math.") or called in ("len", "float"):
                return 0
        return self._rank_by_type(call)

    def _rank_by_type(self, expression: Expression) -> int:
        if expression.type is not None and kinds.is_scalar(expression.type):
            return 0
        raise NotElementwiseError

    def _rank_of_variable(self, name: str) -> int:
        type_ = self.variables.get(name)
        if kinds.is_array(type_) and kinds.rank(type_):
            return kinds.rank(type_)
        if kinds.is_scalar(type_):
            return 0
        raise NotElementwiseError

    def _rank_of_subscript(self, value: Expression, base: Expression, indices: tuple[Expression, ...]) -> int:
        """Of a part that basic indexing selects."""
        if isinstance(base, Attribute) and base.name == "shape":
            return 0
        if isinstance(base, Name) and not kinds.is_array(self.variables.get(base.id)):
            if kinds.is_scalar(value.type):
                return 0
            raise NotElementwiseError
        rank = self.rank(base)
        if not rank or not all(map(self.is_basic, indices)):
            raise NotElementwiseError
        return rank_of_part(rank, indices)

    def is_basic(self, index: Expression) -> bool:
        """Whether an index is a slice or an integer."""
        if isinstance(index, Slice | EllipsisIndex):
            return True
        if isinstance(index, Constant):
            return index.value is None or type(index.value) is int
        type_ = self.variables.get(index.id) if isinstance(index, Name) else index.type
        if type_ is None and isinstance(index, Unary | Binary):
            return all(map(self.is_basic, children(index)))
        return kinds.is_integer(type_)

    def is_double(self, element: Expression) -> bool:
        """Whether an element is a float64 for certain. What is only tested says nothing."""
        found = [kinds.innermost(self.variables.get(name)) for name in _names_of_values(element)]
        has_narrow = any(kinds.is_float(type_) and type_ != types.float64 for type_ in found)
        return not has_narrow and types.float64 in found

    # --- elements ---

    def element(self, expression: Expression, arrays: dict[str, int], *, truth: bool = False) -> Expression:
        """One element. `arrays` collects the names to be subscripted, with their ranks; `truth`: only its
        truth is asked for."""
        if not self.rank(expression):
            return self.scalar(expression, truth=truth)
        match expression:
            case Name() | Subscript() | Attribute():
                return self._operand(expression, arrays, truth=truth)
            case Unary(op="-" | "+" as op, operand=operand):
                return Unary(op, self.element(operand, arrays))
            case Binary(op=op, left=left, right=right) if op in OPERATORS:
                if op == "**" and self._is_integer(left):
                    raise NotElementwiseError  # an array of integers has no negative powers
                return Binary(op, self.element(left, arrays), self.element(right, arrays))
            case Compare(ops=(op,), operands=operands) if truth and op in COMPARISONS:
                return Compare((op,), tuple(self.element(e, arrays) for e in operands))
            case Call(function="difpy.unless_zero", arguments=(seed, value)):
                is_there = Compare(("!=",), (self.element(seed, arrays), Constant(0.0)))
                return Conditional(is_there, self.element(value, arrays), Constant(0.0))
            case Call(function="np.where", arguments=(mask, then, otherwise)):
                test = self.element(mask, arrays, truth=True)
                return Conditional(test, self.element(then, arrays), self.element(otherwise, arrays))
            case Call(function=called, arguments=arguments, keywords=()) if called in FUNCTIONS:
                return Call(called, tuple(self.element(e, arrays) for e in arguments))
        raise NotElementwiseError

    def _operand(self, expression: Expression, arrays: dict[str, int], *, truth: bool) -> Expression:
        if isinstance(expression, Name) and expression.id in self.uniform:
            like, value = self.uniform[expression.id]
            arrays[like] = self._rank_of_variable(like)
            return value
        name = self.array(expression)
        element = self.variables[name].dtype
        # smaller integers would wrap around in an array, and not in the element
        if not (kinds.is_float(element) or element == types.int64 or (truth and kinds.is_boolean(element))):
            raise NotElementwiseError
        arrays[name] = kinds.rank(self.variables[name])
        return Name(name, type=self.variables[name])

    def _is_integer(self, expression: Expression) -> bool:
        """Whether a number, or an element, may be an integer."""
        if expression.type is not None:
            return not kinds.is_float(kinds.innermost(expression.type))
        match expression:
            case Constant(value=value):
                return isinstance(value, int)
            case Name(id=name):
                return not kinds.is_float(kinds.innermost(self.variables.get(name)))
            case Unary() | Binary(op="+" | "-" | "*" | "//" | "%" | "**"):
                return all(map(self._is_integer, children(expression)))
            case Call(function="len") | Subscript(base=Attribute(name="shape")):
                return True
        return False

    def scalar(self, expression: Expression, *, truth: bool = False) -> Expression:
        """A number, under a name if the loop had better not compute it again."""
        if all(isinstance(e, Name | Constant) or _is_cheap(e) for e in walk(expression)):
            for name in names_in(expression):
                type_ = self.variables.get(name)
                if not (kinds.is_float(type_) or type_ == types.int64 or (truth and kinds.is_boolean(type_))):
                    raise NotElementwiseError
            return expression
        type_ = expression.type
        if type_ is None:
            type_ = types.int64 if self._is_integer(expression) else types.float64
        return Name(self.bind("factor", expression, type_))


def _names_of_values(element: Expression) -> Iterator[str]:
    """The names whose values an element may have or is computed from."""
    match element:
        case Name(id=name):
            yield name
        case Conditional(then=then, otherwise=otherwise):
            yield from _names_of_values(then)
            yield from _names_of_values(otherwise)
        case _:
            for child in children(element):
                yield from _names_of_values(child)


def _is_cheap(expression: Expression) -> bool:
    match expression:
        case Unary(op="-"):
            return True
        case Binary(op="+" | "-" | "*"):
            return True
    return False
