"""Names for what the generator adds: the user's names with a standard suffix."""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Iterable

RESERVED = frozenset({"np", "math", "cmath", "difpy", *dir(builtins), *keyword.kwlist})


def without_number(name: str) -> str:
    """The wish that a name was claimed by.

    >>> without_number("x_bar_2")
    'x_bar'
    """
    return re.sub(r"_\d+$", "", name)


class Names:
    """The names taken in one function; a second claim on a name gets `_2`."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken) | RESERVED

    def claim(self, wish: str) -> str:
        name, count = wish, 1
        while name in self._taken:
            count += 1
            name = f"{wish}_{count}"
        self._taken.add(name)
        return name
