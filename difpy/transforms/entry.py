"""The function that the user's call reaches: takes structures apart, calls the adjoint, packs gradients.

def loss_value_and_grad(params, data):
    value, params_0_bar, params_1_bar = loss_adjoint(params[0], float(params[1]), list(data), 1.0)
    return value, (params_0_bar, params_1_bar)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from numba.core import types

from difpy import kinds
from difpy.prepare.build import zero_of
from difpy.program import (
    Call,
    Capture,
    Constant,
    Expression,
    Function,
    If,
    Invoke,
    Name,
    Parameter,
    Program,
    Raise,
    Return,
    Statement,
    Subscript,
    Tree,
    Tuple,
    Type,
)
from difpy.transforms.aliases import overlap_of_one
from difpy.transforms.forms import LEAF, NONE, Form
from difpy.transforms.request import Request
from difpy.transforms.written import written_arrays

OVERLAP = (
    "The arguments `{}` and `{}` share memory, and {} writes into it: "
    "their derivatives cannot be told apart.\n"
    "Pass a copy of one of them."
)
TANGENT = " tangent"
"""Behind the name of a flat parameter that of its tangent, which no variable can have."""


@dataclass
class Entry:
    """Builds the entry of one compiled program.

    `names` are those of the parameters (and of the cotangent, last); `forms` and `carried` are theirs,
    then those of the captured values. `flat` gets an expression for each flat parameter of the adjoint,
    and by its number for each result's cotangent.
    """

    primal: Program
    adjoint: Program
    request: Request
    names: Sequence[str]
    forms: Sequence[Form]
    carried: Sequence[Type]
    classes: dict[str, Any] = field(default_factory=dict)
    flat: dict[str, Expression] = field(default_factory=dict)

    def function(self) -> Function:
        """The entry; `classes` then holds the namedtuples that its text names."""
        names = entry_names(self.names, self.adjoint.captures)
        count = len(self.names)
        trees = {**dict(self.primal.signature), **self._tangent_trees()}
        for name, form, type_ in zip(self.names, self.forms, self.carried, strict=False):
            tree = trees.get(name, self.primal.result)  # the cotangent's is that of the result
            self._unpack(Name(name), tree, form, type_)
        for capture, name, form in zip(self.adjoint.captures, names[count:], self.forms[count:], strict=True):
            self.flat[capture.parameter] = (
                self._element(Name(name), form) if form.kind == "list" else Name(name)
            )
        body = (*self._overlaps(), self._call(), Return(self._results()))
        declared = tuple(Parameter(name, types.undefined) for name in names)
        return Function(self.name, declared, body, (), {})

    @property
    def name(self) -> str:
        """Of the entry, after the user's function."""
        name = f"{self.primal.entry}_{self.request.kind}"
        while name in self.adjoint.functions:
            name += "_"
        return name

    # --- arguments -------------------------------------------------------------------------------

    def _tangent_trees(self) -> dict[str, Tree]:
        """Of the parameters that hold tangents: those of the parameters that they are of."""
        trees = dict(self.primal.signature)
        tangents = (
            self.names[len(self.request.arguments(self.names)) :]
            if self.request.kind in ("jvp", "hvp")
            else ()
        )
        return {t: _of_tangent(trees[name]) for t, name in zip(tangents, self.request.wrt, strict=False)}

    def _unpack(self, value: Expression, tree: Tree, form: Form, type_: Type) -> None:
        """Put the expression of every flat parameter in a parameter's tree into `flat`."""
        if form.kind == "leaf":
            self.flat[tree.name] = self._converted(value, type_, self._flat_type(tree.name))
        elif form.kind == "tuple":
            for i, (child, f, t) in enumerate(zip(tree.children, form.children, type_.types, strict=True)):
                self._unpack(Subscript(value, (Constant(i),)), child, f, t)
        elif form.kind == "list":
            self._unpack_list(value, tree, form)

    def _unpack_list(self, value: Expression, tree: Tree, form: Form) -> None:
        names = list(flat_names(tree))
        elements = list(columns(value, form.children[0]))
        for name, (column, element) in zip(names, elements, strict=True):
            self.flat[name] = self._element(column, Form("list", (element,)))

    def _element(self, value: Expression, form: Form) -> Expression:
        """The list of a carried list of leaves."""
        element = form.children[0]
        if element.kind == "list":
            inner = self._element(Subscript(value, (Constant(0),)), element)
            return Call("difpy.split_list", (inner, Subscript(value, (Constant(1),))))
        if element.kind == "array":
            parts = tuple(Subscript(value, (Constant(i),)) for i in range(2))
            return Call("difpy.split_arrays", (*parts, _zeros(element.rank)))
        return Call("list", (value,))

    def _flat_type(self, name: str) -> Type:
        entry = self.primal.functions[self.primal.entry]
        return entry.results[int(name)] if name.isdigit() else entry.variables[name.removesuffix(TANGENT)]

    def _converted(self, value: Expression, have: Type, want: Type) -> Expression:
        if kinds.is_complex(want) and kinds.is_scalar(have) and have != want:
            return Call("np.complex64" if want == types.complex64 else "complex", (value,))
        if kinds.is_float(want) and kinds.is_scalar(have) and have != want:
            return Call("np.float32" if want == types.float32 else "float", (value,))
        is_narrow = kinds.is_integer(have) and have != types.int64
        return Call("int", (value,)) if is_narrow else value

    # --- the call --------------------------------------------------------------------------------

    def _call(self) -> Statement:
        target = self.adjoint.functions[self.adjoint.entry]
        known = {**self.flat}
        seeds = iter(self._seeds())
        arguments = tuple(known[p.name] if p.name in known else next(seeds) for p in target.parameters)
        return Invoke(tuple(self._targets()), self.adjoint.entry, arguments)

    def _seeds(self) -> list[Expression]:
        """One for each result that has a cotangent: 1 for the value, and nothing reads those of `aux`."""
        if self.request.kind == "value":
            return []
        tangents = [self.flat[name] for n in self.gradients() if (name := f"{n}{TANGENT}") in self.flat]
        if self.request.kind == "jvp":
            return tangents
        entry = self.primal.functions[self.primal.entry]
        if self.request.kind == "pullback":
            places = [str(i) for i, type_ in enumerate(entry.results) if kinds.is_differentiable(type_)]
            return [self.flat[place] for place in places]
        is_single = entry.results[0] == types.float32
        one = Constant(1.0, type=types.float32 if is_single else types.float64)
        return [*tangents, one, *(zero_of(kinds.innermost(t)) for t in entry.results)]

    def _targets(self) -> list[str]:
        entry = self.primal.functions[self.primal.entry]
        values = [self._result_name(i) for i in range(len(entry.results))]
        if self.request.kind == "value":
            return values
        if self.request.kind == "jvp":
            pairs = zip(values, entry.results, strict=True)
            return [n for name, t in pairs for n in (name, f"{name}_dot")[: 1 + kinds.is_differentiable(t)]]
        return values + [f"{name}_bar" for name in self.gradients()]

    def _result_name(self, i: int) -> str:
        name = "value" if i == 0 else f"aux_{i}"
        while name in self.flat:
            name += "_"
        return name

    def gradients(self) -> list[str]:
        """The flat parameters that the adjoint is asked for, in its order."""
        entry = self.primal.functions[self.primal.entry]
        trees = dict(self.primal.signature)
        names = [name for parameter in self.request.wrt for name in flat_names(trees[parameter])]
        return [name for name in names if kinds.is_differentiable(entry.variables[name])]

    # --- results ---------------------------------------------------------------------------------

    def _results(self) -> tuple[Expression, ...]:
        if self.request.kind == "value":
            return (self._pack(self.primal.result),)
        if self.request.kind == "jvp":
            return (self._pack(self.primal.result), self._tangent())
        trees = dict(self.primal.signature)
        packed = [self._gradient(trees[parameter]) for parameter in self.request.wrt]
        gradient = Tuple(tuple(packed)) if self.request.is_tuple else packed[0]
        if self.request.kind in ("pullback", "hvp"):
            return (gradient,)
        value: Expression = Name(self._result_name(0))
        if self.request.has_aux:
            aux = self._pack(self.primal.result.children[1])
            value = Tuple((value, aux))
            if self.request.kind == "grad":
                return (gradient, aux)
        return (gradient,) if self.request.kind == "grad" else (value, gradient)

    def _pack(self, tree: Tree) -> Expression:
        """A result of the primal; the adjoint has copied its arrays."""
        results = self.primal.functions[self.primal.entry].results
        return self._packed(tree, lambda name: (Name(self._result_name(int(name))), results[int(name)]))

    def _tangent(self) -> Expression:
        """The tangent of the result; None of integers."""
        results = self.primal.functions[self.primal.entry].results

        def value(name: str) -> tuple[Expression, Type]:
            type_ = results[int(name)]
            if kinds.is_differentiable(type_):
                return Name(f"{self._result_name(int(name))}_dot"), type_
            return Constant(None), types.none

        return self._packed(self.primal.result, value)

    def _gradient(self, tree: Tree) -> Expression:
        entry = self.primal.functions[self.primal.entry]
        wanted = set(self.gradients())

        def value(name: str) -> tuple[Expression, Type]:
            if name in wanted:
                return Name(f"{name}_bar"), entry.variables[name]
            return Constant(None), types.none

        return self._packed(tree, value)

    def _packed(self, tree: Tree, value: Any) -> Expression:
        match tree.kind:
            case "leaf":
                return _carried_out(*value(tree.name))
            case "tuple":
                return Tuple(tuple(self._packed(child, value) for child in tree.children))
            case "namedtuple":
                name = self._class_name(tree.constructor)
                return Call(name, tuple(self._packed(child, value) for child in tree.children))
            case "list":
                return self._packed_list(tree, value)
        return Constant(None)

    def _packed_list(self, tree: Tree, value: Any) -> Expression:
        """A list as it is carried: of tuples, one list for each element."""
        if tree.children:
            return Tuple(tuple(self._packed_list(child, value) for child in tree.children))
        return _carried_out(*value(tree.name))

    def _class_name(self, constructor: Any) -> str:
        name: str = constructor.__name__
        while self.classes.setdefault(name, constructor) is not constructor:
            name += "_"
        return name

    # --- memory ----------------------------------------------------------------------------------

    def _overlaps(self) -> tuple[Statement, ...]:
        """Checks that no array that the primal writes into shares memory with another, or with itself."""
        entry = self.primal.functions[self.primal.entry]
        arrays = [p.name for p in entry.parameters if kinds.is_array(p.type) and p.name in self.flat]
        written = written_arrays(self.primal) & set(arrays)
        pairs = [
            (a, b) for i, a in enumerate(arrays) for b in arrays[i + 1 :] if a in written or b in written
        ]
        strided = [a for a in arrays if a in written and entry.variables[a].layout == "A"]
        alone = (self._check("overlaps_itself", overlap_of_one(a, self.primal.entry), a) for a in strided)
        apart = (self._check("share_memory", OVERLAP.format(a, b, self.primal.entry), a, b) for a, b in pairs)
        return (*alone, *apart)

    def _check(self, condition: str, words: str, *arrays: str) -> Statement:
        failure = Raise("difpy.raised.SharedMemoryError", (Constant(words), Constant(""), Constant(0)))
        return If(Call(f"difpy.{condition}", tuple(self.flat[a] for a in arrays)), (failure,))


def _of_tangent(tree: Tree) -> Tree:
    """The tree of a parameter's tangent."""
    name = f"{tree.name}{TANGENT}" if tree.name else ""
    return replace(tree, name=name, children=tuple(map(_of_tangent, tree.children)))


def entry_names(names: Sequence[str], captures: Sequence[Capture]) -> list[str]:
    """The parameters of the entry: the user's, then the captured values."""
    chosen = list(names)
    for capture in captures:
        name = capture.parameter
        while name in chosen:
            name += "_"
        chosen.append(name)
    return chosen


def flat_names(tree: Tree) -> list[str]:
    """The names of the leaves of a tree, in order."""
    if tree.kind in ("leaf", "list") and not tree.children:
        return [tree.name]
    return [name for child in tree.children for name in flat_names(child)]


def columns(value: Expression, element: Form) -> list[tuple[Expression, Form]]:
    """The carried lists of leaves that a carried list of tuples is made of."""
    if element.kind != "tuple":
        return [(value, element)]
    pairs = enumerate(element.children)
    return [column for i, child in pairs for column in columns(Subscript(value, (Constant(i),)), child)]


def _zeros(count: int) -> Expression:
    return Tuple((Constant(0),) * count)


def _carried_out(value: Expression, type_: Type) -> Expression:
    """A list as arrays."""
    if not kinds.is_list(type_):
        return value
    inner = type_.dtype
    if kinds.is_list(inner):
        joined = _carried_out(Call("difpy.join_list", (value,)), inner)
        return Tuple((joined, Call("difpy.lengths_of", (value,))))
    if kinds.is_array(inner):
        shapes = Call("difpy.shapes_of", (value, _zeros(inner.ndim)))
        return Tuple((Call("difpy.join_arrays", (value,)), shapes))
    return Call("np.array", (value,))


def form_of_tree(tree: Tree, types_of: dict[str, Type]) -> Form:
    """The form of what the entry returns for a tree."""
    match tree.kind:
        case "leaf":
            return LEAF
        case "tuple" | "namedtuple":
            return Form("tuple", tuple(form_of_tree(c, types_of) for c in tree.children), tree.constructor)
        case "list" if tree.children:
            columns = tuple(form_of_tree(child, types_of).children[0] for child in tree.children)
            return Form("list", (Form("tuple", columns, tree.constructor),))
        case "list":
            return _form_of_list(types_of[tree.name])
    return NONE


def _form_of_list(type_: Type) -> Form:
    inner = type_.dtype
    if kinds.is_list(inner):
        return Form("list", (_form_of_list(inner),))
    return Form("list", (Form("array", rank=inner.ndim) if kinds.is_array(inner) else LEAF,))
