"""Integers as sums of variables and sizes of arrays: 2*i - n + 1.

Two such sums are compared by their difference, in which what both have cancels:

    (j + 1) - (i - 1)  =  j - i + 2
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Symbol = tuple[str, str, int]
"""A variable, as ("variable", name, 0), or the length of an array along an axis, as ("size", name, axis)."""


def variable(name: str) -> Symbol:
    return ("variable", name, 0)


def size(array: str, axis: int) -> Symbol:
    return ("size", array, axis)


@dataclass(frozen=True)
class Affine:
    """constant + sum of factor * symbol; no factor is zero.

    >>> n = Affine.of(variable("n"))
    >>> n + Affine(1) - n
    Affine(constant=1, terms={})
    """

    constant: int = 0
    terms: Mapping[Symbol, int] = field(default_factory=dict)

    @staticmethod
    def of(symbol: Symbol) -> Affine:
        return Affine(0, {symbol: 1})

    def __add__(self, other: Affine) -> Affine:
        terms = dict(self.terms)
        for symbol, factor in other.terms.items():
            terms[symbol] = terms.get(symbol, 0) + factor
        return Affine(self.constant + other.constant, {s: f for s, f in terms.items() if f})

    def __sub__(self, other: Affine) -> Affine:
        return self + other.times(-1)

    def times(self, factor: int) -> Affine:
        return Affine(self.constant * factor, {s: f * factor for s, f in self.terms.items() if factor})

    def with_value(self, symbol: Symbol, value: Affine) -> Affine:
        """The same sum with the symbol replaced."""
        factor = self.terms.get(symbol, 0)
        return self + (value - Affine.of(symbol)).times(factor)
