"""The text of a function that computes a Jacobian or Hessian: loops over unit directions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from numba.core import types

from difpy import kinds
from difpy.elaborate.shapes import DerivativeOf
from difpy.elaborate.specialised import words
from difpy.elaborate.written_functions import Text, dimensions, empty
from difpy.program import Type

Blocks = list[list[str]]
"""The names of the blocks of derivatives: for each result, for each argument of interest."""


@dataclass(frozen=True)
class Varied:
    """A float or an array whose elements are varied one by one; `name` is what the text calls it."""

    name: str
    type: Type

    @property
    def rank(self) -> int:
        return kinds.rank(self.type)

    @property
    def dims(self) -> list[str]:
        return dimensions(self.name, self.rank)


class Derivatives:
    """Writes the function. `by_name` are the parameters that are passed on by keyword."""

    def __init__(
        self,
        shape: DerivativeOf,
        parameters: list[str],
        by_name: list[str],
        wrt: list[Varied],
        results: list[Type],
        *,
        is_single: bool,
    ) -> None:
        self.kind, self.is_tuple, self.of = shape.kind, shape.is_tuple, words(shape.function)
        self.parameters, self.wrt, self.results, self.is_single = parameters, wrt, results, is_single
        self.text = Text(parameters)
        self.given = [f"{p}={p}" if p in by_name else p for p in parameters]
        self.own = self.text.name("function")
        self.called = self.own
        self.value = self.pullback = ""
        self.primals = self.text.tuple([v.name for v in wrt])

    def function(self) -> Any:
        """The function of Python."""
        self._only_what_is_varied()
        if self.kind == "jacobian":
            self._cheaper_mode()
        else:
            {"jacfwd": self._forwards, "jacrev": self._backwards, "hessian": self._hessian}[self.kind](0)
        name = f"{self.of}_{self.kind}"
        return self.text.function(name, [self.own, *self.parameters], f"{self.kind} of {self.of}")

    def _only_what_is_varied(self) -> None:
        """A function of the arguments of interest alone, in their order, if that is not what there is."""
        names = [v.name for v in self.wrt]
        if self.given != names:
            self.called = self.text.name(self.of)
            head = f"def {self.called}({', '.join(names)}):"
            self.text.add(0, head, f"    return {self.own}({', '.join(self.given)})")

    def _cheaper_mode(self) -> None:
        """Forwards unless there are fewer results than arguments."""
        arrays_out, arrays_in = (
            any(map(kinds.is_array, t)) for t in (self.results, [v.type for v in self.wrt])
        )
        if not arrays_in and (arrays_out or len(self.results) >= len(self.wrt)):
            self._forwards(0)
        elif not arrays_out and (len(self.results) == 1 or not arrays_in):
            self._backwards(0)
        else:
            self._value(0)
            self.text.add(0, f"if {_size(self._values())} < {_size(self.wrt)}:")
            self._backwards(1)
            self._forwards(0)

    # --- parts of the text -----------------------------------------------------------------------

    def _value(self, depth: int) -> None:
        """The value and the pullback at the arguments, once."""
        if not self.value:
            self.value, self.pullback = self.text.name("value"), self.text.name("pullback")
            names = ", ".join((self.called, *(v.name for v in self.wrt)))
            self.text.add(depth, f"{self.value}, {self.pullback} = difpy.vjp({names})")

    def _values(self) -> list[Varied]:
        """The results, as parts of the variable that holds the value."""
        if self.is_single:
            return [Varied(self.value, self.results[0])]
        return [Varied(f"{self.value}[{i}]", type_) for i, type_ in enumerate(self.results)]

    def _block(self, depth: int, name: str, dims: list[str], dtype: Type) -> str:
        """The name of a block of derivatives; an array is made for it if it has dimensions."""
        name = self.text.name(name)
        if dims:
            self.text.add(depth, f"{name} = {empty(dims, dtype)}")
        return name

    def _name(self, result: int, varied: Varied) -> str:
        return f"by_{varied.name}" if self.is_single else f"result_{result}_by_{varied.name}"

    def _unit(self, depth: int, name: str, varied: Varied) -> str:
        """What is one at one element of `varied` at a time: an array of zeros until a loop begins."""
        if not varied.rank:
            return "1.0"
        name = self.text.name(name)
        self.text.add(depth, f"{name} = {empty(varied.dims, varied.type.dtype, 'np.zeros')}")
        return name

    def _run(self, depth: int, varied: Varied, unit: str, target: str, call: str) -> tuple[int, str]:
        """`target = call` for each element of `varied`; how deep it stands, and the index of the element."""
        indices = [self.text.name(name) for name in _indices(varied.rank)]
        for i, index in enumerate(indices):
            self.text.add(depth + i, f"for {index} in range({varied.dims[i]}):")
        depth, place = depth + len(indices), ", ".join(indices)
        self.text.add(depth, *[f"{unit}[{place}] = 1.0"] * bool(place))
        self.text.add(depth, f"{target} = {call}")
        self.text.add(depth, *[f"{unit}[{place}] = 0.0"] * bool(place))
        return depth, place

    def _rows(self, depth: int, varied: Varied, unit: str, call: str, blocks: list[str]) -> None:
        """What a call returns for each element of `varied`, into rows of blocks."""
        bars = [self.text.name("bar") for _ in blocks] if varied.rank else blocks
        target, call = (bars[0], f"{call}[0]") if len(bars) == 1 else (", ".join(bars), call)
        depth, place = self._run(depth, varied, unit, target, call)
        if place:
            self.text.add(depth, *(f"{b}[{place}] = {bar}" for b, bar in zip(blocks, bars, strict=True)))

    def _return(self, depth: int, blocks: Blocks) -> None:
        rows = [self.text.tuple(row) if self.is_tuple else row[0] for row in blocks]
        self.text.add(depth, f"return {rows[0] if self.is_single else self.text.tuple(rows)}")

    def _dtype(self, result: Type, varied: Type, chosen: Type) -> Type:
        """Of a block of derivatives: that of `chosen`; where the mode is not known, one for both."""
        if self.kind != "jacobian":
            return chosen.dtype if kinds.is_array(chosen) else types.float64
        dtypes = {type_.dtype for type_ in (result, varied) if kinds.is_array(type_)}
        return dtypes.pop() if len(dtypes) == 1 else types.float64

    # --- the modes -------------------------------------------------------------------------------

    def _forwards(self, depth: int) -> None:
        """A column for each element of the arguments."""
        has_arrays = any(map(kinds.is_array, self.results))
        if has_arrays and any(v.rank for v in self.wrt):
            self._value(depth)
        blocks: Blocks = [[] for _ in self.results]
        for varied in self.wrt:
            for r, (result, own) in enumerate(zip(self.results, self._values(), strict=True)):
                dims = [*own.dims, *varied.dims] if varied.rank else []
                name = self._name(r, varied)
                blocks[r].append(self._block(depth, name, dims, self._dtype(result, varied.type, result)))
            unit = self._unit(depth, f"{varied.name}_unit", varied)
            units = self.text.tuple([unit if v == varied else "None" for v in self.wrt])
            call = f"difpy.jvp({self.called}, {self.primals}, {units})[1]"
            dot = self.text.name("dot")
            inside, place = self._run(depth, varied, unit, dot, call)
            for r, result in enumerate(self.results):
                column = ", ".join([*[":"] * kinds.rank(result), place])
                part = dot if self.is_single else f"{dot}[{r}]"
                target = f"{blocks[r][-1]}[{column}]" if place else blocks[r][-1]
                self.text.add(inside, f"{target} = {part}")
        self._return(depth, blocks)

    def _backwards(self, depth: int) -> None:
        """A row for each element of the results."""
        self._value(depth)
        values = self._values()
        units = [self._unit(depth, "seed", value) for value in values]
        blocks: Blocks = []
        for r, value in enumerate(values):
            names = [
                self._block(
                    depth,
                    self._name(r, varied),
                    [*value.dims, *varied.dims] if value.rank else [],
                    self._dtype(value.type, varied.type, varied.type),
                )
                for varied in self.wrt
            ]
            seeds = [u if s is value or s.rank else "0.0" for u, s in zip(units, values, strict=True)]
            seed = seeds[0] if self.is_single else self.text.tuple(seeds)
            self._rows(depth, value, units[r], f"{self.pullback}({seed})", names)
            blocks.append(names)
        self._return(depth, blocks)

    def _hessian(self, depth: int) -> None:
        """A product with the Hessian for each element of the arguments."""
        blocks: Blocks = []
        for varied in self.wrt:
            names = []
            for other in self.wrt:
                dims = [*varied.dims, *other.dims] if varied.rank else []
                dtype = other.type.dtype if other.rank else types.float64
                name = f"by_{varied.name}_{other.name}" if self.is_tuple else f"by_{varied.name}"
                names.append(self._block(depth, name, dims, dtype))
            unit = self._unit(depth, f"{varied.name}_unit", varied)
            units = self.text.tuple([unit if v == varied else "None" for v in self.wrt])
            self._rows(depth, varied, unit, f"difpy.hvp({self.called}, {self.primals}, {units})", names)
            blocks.append(names)
        self.is_single = not self.is_tuple
        self._return(depth, blocks)


def _size(values: list[Varied]) -> str:
    """How many numbers there are."""
    floats = sum(not value.rank for value in values)
    terms = [f"{value.name}.size" for value in values if value.rank]
    return " + ".join([*terms, *[str(floats)] * bool(floats)])


def _indices(rank: int) -> list[str]:
    return ["i", "j", "k", "l"][:rank] if rank <= 4 else [f"i_{axis}" for axis in range(rank)]
