"""The tangent of an expression, which stays an expression: of `y = math.sin(x) * z` it is
`math.cos(x) * x_dot * z + math.sin(x) * z_dot`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from difpy import kinds
from difpy.analysis.activity import flowing
from difpy.analysis.memory import is_view
from difpy.derived import ProgramCall
from difpy.forward.context import Context
from difpy.prepare.build import ZERO, Compare, call, is_plain, zero_of
from difpy.prepare.no_rule import without_rule
from difpy.prepare.prepare import BRANCHING, extreme_test
from difpy.prepare.shadow import shadow_of
from difpy.prepare.strong_zero import is_finite_multiple, is_linear, is_nothing, test_of
from difpy.program import (
    Assign,
    Call,
    Conditional,
    Expression,
    If,
    List,
    Name,
    Position,
    Statement,
    Subscript,
    walk,
)
from difpy.rules import nested
from difpy.rules.complex_numbers import as_computed, of_type, unless_zero
from difpy.rules.constant import has_zero_derivative
from difpy.rules.elementwise import contribution, operands_of, rule_for
from difpy.rules.rows import Match, called, is_component
from difpy.rules.structural import match
from difpy.rules.tangents import added, operand_names, tangent_of


class ExpressionTangent:
    """Makes the tangents of the expressions of one statement; `before` has what must run first.

    `out` is the variable that holds the whole expression's value where the tangent is computed, if one does.
    """

    def __init__(self, context: Context, at: Position, out: Expression | None = None) -> None:
        self._context = context
        self._at = at
        self._out = out
        self.before: list[Statement] = []

    def of(self, value: Expression) -> Expression | None:
        """The tangent of a value; None where it is zero."""
        tangent = self._of(value)
        return None if tangent is None else of_type(tangent, value.type)

    def _of(self, value: Expression) -> Expression | None:
        if not self._context.is_varied(value):
            return None
        match value:
            case Conditional(then=then, otherwise=otherwise):
                return self._chosen(test_of(value), then, otherwise)
            case Call() if has_zero_derivative(value):
                return None
            case Call(function=function, arguments=arguments) if function in BRANCHING and len(arguments) > 1:
                test, head = extreme_test(function, arguments)
                return self._chosen(test, arguments[-1], head)
            case _ if is_view(value) or (isinstance(value, Subscript) and not is_component(value)):
                return shadow_of(value, self._context.dot)
            case List(elements=elements):
                inner = self._inside()
                return replace(value, elements=tuple(inner._element(element) for element in elements))
        if rule_for(value) is not None:
            return self._elementwise(value)
        return self._structural(value)

    def _inside(self) -> ExpressionTangent:
        """For the operands, whose values no variable holds."""
        inner = ExpressionTangent(self._context, self._at)
        inner.before = self.before
        return inner

    def _element(self, element: Expression) -> Expression:
        """What the tangent of a list holds: references to tangents, or the tangents of numbers."""
        if kinds.is_reference(element.type) and is_view(element):
            is_varied = self._context.is_varied(element)
            return shadow_of(element, self._context.dot) if is_varied else zeros_of(element)
        tangent = self.of(element)
        if tangent is None and isinstance(element, List):
            return replace(element, elements=tuple(map(self._element, element.elements)))
        return zero_of(element.type) if tangent is None else tangent

    def _chosen(self, test: Expression, then: Expression, otherwise: Expression) -> Expression | None:
        """The tangent of what is chosen, statements included."""
        branches = [ExpressionTangent(self._context, self._at) for _ in range(2)]
        first, second = branches[0].of(then), branches[1].of(otherwise)
        if first is None and second is None:
            return None
        first, second = first or zero_of(then.type), second or zero_of(then.type)
        if not branches[0].before and not branches[1].before:
            return Conditional(test, first, second, type=then.type)
        name = self._context.fresh("chosen_dot", then.type)
        blocks = (
            (*branch.before, Assign(name, value, at=self._at))
            for branch, value in zip(branches, (first, second), strict=True)
        )
        self.before.append(If(test, *blocks, at=self._at))
        return Name(name, type=then.type)

    def _elementwise(self, value: Expression) -> Expression | None:
        inner = self._inside()
        terms: list[Expression] = []
        for position, operand in enumerate(operands_of(value)):
            dot = inner.of(operand)
            if dot is not None:
                terms += self._term(value, position, dot)
        return added(terms)

    def _term(self, value: Expression, position: int, dot: Expression) -> Iterator[Expression]:
        """What the tangent of one operand gives; a tangent that is exactly zero gives nothing, whatever the
        partial derivative."""
        rule = rule_for(value)
        assert rule is not None
        is_array = kinds.is_reference(value.type)
        is_guarded = not is_linear(value) if is_array else rule.singular
        if is_guarded:
            dot = self._named(dot)
        given = contribution(value, position, dot, self._out)
        if is_nothing(given):
            return
        is_multiple = is_finite_multiple(given, dot)  # of a number a number, until it meets an array
        given = replace(given, type=as_computed(dot.type if is_multiple else value.type, given))
        if is_guarded and not is_multiple:
            if is_array:
                given = unless_zero(dot, given)
            else:
                zero = zero_of(given.type)
                given = Conditional(Compare(("!=",), (dot, ZERO)), given, zero, type=given.type, guards=True)
        yield given

    def _named(self, dot: Expression) -> Expression:
        if is_plain(dot) or isinstance(dot, Subscript):
            return dot
        name = self._context.fresh("t_dot", dot.type)
        self.before.append(Assign(name, dot, at=self._at))
        return Name(name, type=dot.type)

    def _of_program(self, value: Expression, call: ProgramCall) -> Expression | None:
        """Of the result of a derivative that the program takes."""
        inner = self._inside()
        given = ((i, inner.of(e)) for i, e in enumerate(call.arguments[: call.derived.varied]))
        dots = {i: dot for i, dot in given if dot is not None}
        return nested.tangent(value, dots) if dots else None

    def _structural(self, value: Expression) -> Expression | None:
        call = nested.call_of(value)
        if call is not None:
            return self._of_program(value, call)
        matched = match(value)
        if matched is None:
            raise without_rule(value, self._at)
        self._check_operands(value, matched)
        inner = self._inside()
        dots: dict[str, Expression] = {}
        for name in operand_names(matched):
            dot = inner.of(matched.arguments[name])
            if dot is not None:
                dots[name] = dot
        if not dots:
            return None
        tangent = tangent_of(value, matched, dots, self._out or value)
        if tangent is None:
            raise without_rule(value, self._at)
        return tangent

    def _check_operands(self, value: Expression, matched: Match) -> None:
        """Every active argument must be among the operands that the row knows."""
        known = operand_names(matched, with_zeros=True)
        reached = {name for operand in known for name in flowing(matched.arguments[operand])}
        active = {name for name in flowing(called(value)) if self._context.is_active(name)}
        if active - reached:
            raise without_rule(value, self._at)


def zeros_of(value: Expression) -> Expression:
    """The tangent of a constant that a name holds."""
    if not kinds.is_reference(value.type):
        return zero_of(value.type)
    return call("difpy.zeros_like" if kinds.is_list(value.type) else "np.zeros_like", value, type=value.type)


def has_shape_of(tangent: Expression, value: Expression, context: Context) -> bool:
    """Whether the tangent of an elementwise operation is certain to have its shape.

    Operands of different shapes are broadcast to one, so every array among them must occur in the tangent,
    itself or by its own tangent.
    """
    if rule_for(value) is None:
        return True
    parts = set(walk(tangent))
    return all(array in parts or _own_tangent(array, context) in parts for array in _arrays(value))


def _own_tangent(array: Expression, context: Context) -> Expression | None:
    is_part = is_view(array) or isinstance(array, Subscript)
    return shadow_of(array, context.dot) if is_part and context.is_varied(array) else None


def _arrays(value: Expression) -> Iterator[Expression]:
    """The arrays that an elementwise operation computes with."""
    if not kinds.is_reference(value.type):
        return
    if rule_for(value) is None or is_view(value):
        yield value
        return
    for operand in operands_of(value):
        yield from _arrays(operand)
