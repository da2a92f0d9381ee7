"""The adjoint of an expression: what the cotangent of its value gives to the variables in it.

Expressions stay whole, as Tapenade keeps them: one accumulation for each active operand. The cotangent
of a term inside is named (`t_bar`) only where several operands share it.
"""

from __future__ import annotations

from dataclasses import replace

from difpy import kinds
from difpy.analysis.activity import flowing
from difpy.analysis.memory import READ_ONLY_VIEWS, VIEWS_OF_CONTIGUOUS, is_gather, is_view, roots
from difpy.derived import ProgramCall
from difpy.errors import refuse
from difpy.prepare.build import (
    add_into,
    add_to,
    call,
    is_plain,
    unless_zero,
    whole,
)
from difpy.prepare.no_rule import without_rule
from difpy.prepare.prepare import BRANCHING, extreme_test
from difpy.prepare.shadow import shadow_of
from difpy.prepare.strong_zero import is_finite_multiple, is_linear, is_nothing, test_of
from difpy.program import (
    Assign,
    Call,
    Conditional,
    Constant,
    Expression,
    If,
    List,
    Name,
    Position,
    Statement,
    Subscript,
    Type,
)
from difpy.reverse.context import Context
from difpy.reverse.gathers import add_to_each, add_to_slice, scatter
from difpy.rules import complex_numbers, nested
from difpy.rules.complex_numbers import common_type, of_type
from difpy.rules.constant import has_zero_derivative
from difpy.rules.elementwise import contribution, operands_of, rule_for
from difpy.rules.rows import Contribution, Match, called, is_component, uses
from difpy.rules.structural import match


class ExpressionAdjoint:
    """Collects the statements that propagate a cotangent through one expression.

    `broadcasts`: whether the value was broadcast into something larger, or operands may have been
    broadcast to its shape, so that contributions to arrays must be summed down to the operand's shape.
    """

    def __init__(
        self, context: Context, at: Position, *, broadcasts: bool = True, out: Expression | None = None
    ) -> None:
        self._context = context
        self._at = at
        self._broadcasts = broadcasts
        self._out = out
        """The variable that holds the whole expression's value in the reverse sweep, if one does."""

    def propagate(self, value: Expression, seed: Expression) -> list[Statement]:
        """The statements that add to the cotangents of the active variables in `value`."""
        if not self.is_active(value):
            return []
        seed = of_type(seed, value.type)
        match value:
            case Conditional(then=then, otherwise=otherwise):
                given = self.propagate(then, seed), self.propagate(otherwise, seed)
                return self._branch(test_of(value), *given)
            case Call() if has_zero_derivative(value):
                return []
            case Call(function=called, arguments=arguments) if called in BRANCHING and len(arguments) > 1:
                return self._extreme(called, arguments, seed)
            case Call(function=called) if called in VIEWS_OF_CONTIGUOUS and self._may_be_copy(value):
                return self._structural(value, self._unbroadcast(seed, value))
            case _ if is_view(value) or (isinstance(value, Subscript) and not is_component(value)):
                return self._accumulate(value, seed)
        if rule_for(value) is not None:
            return self._elementwise(value, seed)
        return self._structural(value, seed)

    def is_active(self, value: Expression) -> bool:
        return any(self._context.is_active(name) for name in flowing(value))

    def _may_be_copy(self, value: Call) -> bool:
        context = self._context
        return is_view(value) and not context.facts.contiguity.is_certain(context.function.name, value)

    def _branch(self, test: Expression, then: list[Statement], otherwise: list[Statement]) -> list[Statement]:
        if not then and not otherwise:
            return []
        return [If(test, tuple(then), tuple(otherwise), at=self._at)]

    def _extreme(self, called: str, arguments: tuple[Expression, ...], seed: Expression) -> list[Statement]:
        test, head = extreme_test(called, arguments)
        return self._branch(test, self.propagate(arguments[-1], seed), self.propagate(head, seed))

    def _elementwise(self, value: Expression, seed: Expression) -> list[Statement]:
        rule = rule_for(value)
        assert rule is not None
        operands = operands_of(value)
        active = [i for i, operand in enumerate(operands) if self.is_active(operand)]
        is_array = kinds.is_reference(value.type)
        is_guarded = not is_linear(value) if is_array else rule.singular
        before, seed = self._named(seed, self._weight(value) + is_guarded)
        inner = ExpressionAdjoint(self._context, self._at, broadcasts=self._broadcasts)
        done: list[Statement] = []
        for position in active:
            operand = operands[position]
            given = contribution(value, position, seed, self._out)
            type_ = common_type(_spread(value, seed), seed, operand)
            given = seed if given == seed else replace(given, type=type_)
            if is_nothing(given):
                continue
            if is_array and not is_finite_multiple(given, seed):
                given = complex_numbers.unless_zero(seed, given)
            if is_array and not kinds.is_reference(operand.type):
                given = call("np.sum", given, type=kinds.element(given.type))
            done += inner.propagate(operand, given)
        if rule.singular and not is_array:
            done = unless_zero(seed, done, self._at)
        return [*before, *done]

    def _weight(self, value: Expression) -> int:
        """How often the cotangent of `value` will be read."""
        return sum(1 for operand in operands_of(value) for _ in self._leaves(operand))

    def _leaves(self, value: Expression) -> list[str]:
        return [name for name in flowing(value) if self._context.is_active(name)]

    def _named(self, seed: Expression, uses: int) -> tuple[list[Statement], Expression]:
        if uses < 2 or is_plain(seed) or isinstance(seed, Subscript):
            return [], seed
        name = self._context.fresh("t_bar", seed.type)
        return [Assign(name, seed, at=self._at)], Name(name, type=seed.type)

    def propagate_results(self, call: ProgramCall, seeds: dict[int, Expression]) -> list[Statement]:
        """The same for several results of one call at once."""
        varied = enumerate(call.arguments[: call.derived.varied])
        places = [i for i, argument in varied if self.is_active(argument)]
        before: list[Statement] = []
        for k, seed in seeds.items():
            named, seeds[k] = self._named(seed, len(places))
            before += named
        given = nested.cotangents(call, seeds, places)
        done: list[Statement] = []
        inner = ExpressionAdjoint(self._context, self._at, broadcasts=False)
        for i, cotangent in given.items():
            if len(given) > 1:
                name = self._context.fresh("t_bar", cotangent.type)
                before.append(Assign(name, cotangent, at=self._at))
                cotangent = Name(name, type=cotangent.type)
            done += inner.propagate(call.arguments[i], cotangent)
        return [*before, *done]

    def _structural(self, value: Expression, seed: Expression) -> list[Statement]:
        if isinstance(value, List):
            return self._list(value, seed, holds_references=True)
        call = nested.call_of(value)
        if call is not None:
            return self.propagate_results(call, {nested.taken(value): seed})
        matched = match(value)
        if matched is None:
            raise without_rule(value, self._at)
        self._check_base(value)
        given = self._active_contributions(value, matched)
        texts = [each.given for each in given if each.given is not None]
        done, seed = self._named(
            seed, uses(texts, "seed") + any(isinstance(each.operand, List) for each in given)
        )
        values = {"seed": seed, "out": self._out or value}
        done += self._let(value, matched, texts, values)
        inner = ExpressionAdjoint(self._context, self._at, broadcasts=matched.row.broadcasts)
        for each in given:
            if each.given is None:
                continue
            if isinstance(each.operand, List):
                done += inner._list(each.operand, seed, holds_references=False)
            else:
                done += inner.propagate(each.operand, self._given(value, matched, each, values))
        return unless_zero(seed, done, self._at) if matched.row.singular else done

    def _active_contributions(self, value: Expression, matched: Match) -> list[Contribution]:
        """What the row gives to active operands; every active argument must be among its operands."""
        given = [each for each in matched.contributions() if self.is_active(each.operand)]
        reached = {name for each in given for name in flowing(each.operand)}
        if any(self._context.is_active(name) for name in flowing(called(value)) if name not in reached):
            raise without_rule(value, self._at)
        return given

    def _check_base(self, value: Expression) -> None:
        """What can only be read through is a new value, unless its base changes under it."""
        if not (isinstance(value, Call) and value.function in READ_ONLY_VIEWS and kinds.is_array(value.type)):
            return
        if kinds.rank(value.arguments[0].type) == 1 and value.function == "np.diag":
            return
        if not all(self._context.is_value(name) for name in roots(value)):
            what = f"`{value.function}` is a view of an array that is written in place"
            words = f"{what}, which is not supported yet"
            raise refuse(self._at, words, "Take a copy of the array first, as `x.copy()`")

    def _let(
        self, value: Expression, matched: Match, texts: list[Expression], values: dict[str, Expression]
    ) -> list[Statement]:
        """The value that several contributions share, under a name where they do; it is put into `values`."""
        let = matched.let()
        if let is None:
            return []
        name, text = let
        shared = replace(matched.filled(text, values), type=value.type)
        if uses(texts, name) < 2:
            values[name] = shared
            return []
        variable = self._context.fresh(name, value.type)
        values[name] = Name(variable, type=value.type)
        return [Assign(variable, shared, at=self._at)]

    def _given(
        self, value: Expression, matched: Match, each: Contribution, values: dict[str, Expression]
    ) -> Expression:
        assert each.given is not None
        given = matched.filled(each.given, values)
        if matched.row.broadcasts and kinds.is_array(value.type):
            seed = values["seed"]
            given = replace(given, type=common_type(_spread(value, seed), seed, each.operand))
            if kinds.is_reference(each.operand.type):
                return given
            return call("np.sum", given, type=kinds.element(given.type))
        if isinstance(given, Name):
            return given
        if matched.row.spreads:
            return replace(given, type=common_type(given.type, values["seed"], each.operand))
        return replace(given, type=common_type(each.operand.type, values["seed"]))

    def _list(self, value: List, seed: Expression, *, holds_references: bool) -> list[Statement]:
        """The elements of a display; a list that holds arrays shares their cotangents already."""
        done: list[Statement] = []
        inner = ExpressionAdjoint(self._context, self._at, broadcasts=self._broadcasts)
        for position, element in enumerate(value.elements):
            given = Subscript(seed, (Constant(position),), type=element.type)
            if isinstance(element, List) and not holds_references:
                done += inner._list(element, given, holds_references=False)
            elif not (kinds.is_reference(element.type) and holds_references):
                done += inner.propagate(element, given)
        return done

    def _accumulate(self, value: Expression, seed: Expression) -> list[Statement]:
        """Adds to the cotangent of a variable, an element or a view."""
        if isinstance(value, Name) and not kinds.is_reference(value.type):
            return [add_to(self._context.bar(value.id), seed, self._at, value.type)]
        if kinds.is_list(value.type):
            return self._accumulate_list(value, seed)
        if kinds.is_reference(value.type):
            seed = self._unbroadcast(seed, value)
        before, array, indices = self.shadow_place(value)
        if isinstance(value, Subscript) and is_gather(value):
            return [*before, *scatter(self._context, array, indices, seed, self._at)]
        return [*before, add_into(array, indices, seed, self._at)]

    def _unbroadcast(self, seed: Expression, value: Expression) -> Expression:
        return call("difpy.unbroadcast", seed, value, type=value.type) if self._broadcasts else seed

    def _accumulate_list(self, value: Expression, seed: Expression) -> list[Statement]:
        """Adds element by element: the same to each, or from a list of as many."""
        if isinstance(value, Subscript) and is_gather(value):
            return add_to_slice(self._context, value, seed, self._at)
        before, array = self._shadow_reference(value) if not isinstance(value, Name) else ([], "")
        array = array or self._context.bar(value.id)  # type: ignore[attr-defined]
        return [*before, add_to_each(self._context, array, value.type, seed, self._at)]

    def shadow_place(self, value: Expression) -> tuple[list[Statement], str, tuple[Expression, ...]]:
        """Where the cotangent of a view or an element is: statements to reach it, its array, its indices."""
        match value:
            case Name(id=name):
                return [], self._context.bar(name), whole(kinds.rank(value.type))
            case Subscript(base=Name(id=name), indices=indices):
                return [], self._context.bar(name), indices
            case Subscript(base=base, indices=indices):
                before, array = self._shadow_reference(base)
                return before, array, indices
        before, array = self._shadow_reference(value)
        return before, array, whole(kinds.rank(value.type))

    def _shadow_reference(self, value: Expression) -> tuple[list[Statement], str]:
        name = self._context.fresh("view_bar", value.type)
        return [Assign(name, shadow(self._context, value), at=self._at)], name


def _spread(value: Expression, seed: Expression) -> Type:
    """The type of what a value contributes: of the rank of its seed where it was broadcast to that."""
    if not (kinds.is_array(value.type) and kinds.is_array(seed.type)):
        return value.type
    return max(value.type, seed.type, key=kinds.rank)


def shadow(context: Context, value: Expression) -> Expression:
    """The same view of the cotangent that `value` is of the primal."""
    return shadow_of(value, context.bar)
