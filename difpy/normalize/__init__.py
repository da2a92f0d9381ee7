"""Syntactic rewrites that keep a program's meaning, one a file, until only the core is left.

`normalize(read(function))` gives a FunctionSource whose tree has

- one `return` at most, the last statement of the body; a function that ends without one returns None;
- no `continue`, no `else` of a loop; a `break` only where nothing of the loop's body follows it. An
  `if` that ends in `raise` may have statements behind it;
- assignments to one target: Name, Subscript, Attribute, or a flat Tuple of Names (then the value is
  anything that is unpacked, or a Tuple of the same length: a parallel assignment). `for` targets may be
  nested tuples of names. AugAssign to a Name, Subscript or Attribute;
- calls of anything but primitives without effects (`primitives.is_effect_free`) only as whole
  statements: `t = g(...)`, `a, b = g(...)`, `g(...)`; their arguments hold no such call. The names
  called may be `f`, `module.f`, `object.method`, or a variable that holds a function;
- no comprehensions, generators, walruses, stars, `del`, annotations, `assert`, docstrings. `pass` is
  only in a block that would be empty. Bare expressions are calls, or were evaluated for their errors;
- nested FunctionDefs in the same form, without decorators. A Lambda whose body needed statements has
  become a FunctionDef `lambda_<line>` before its statement; the others stay.

An Assign with a true attribute `is_kept_for_call` holds what a later call of the same statement might
overwrite in memory, or what has to fail before that call raises or prints; where it turns out that the call
does not, its value may be put back.

The Name in the last `return result` is bound on every path that reaches it.

Every statement and expression has `lineno` and `col_offset` of the user's file, and every statement
`source_text`, what the user wrote. New variables are named by `context.Names`, so that they are no
name of the function. Comprehension variables that occur nowhere else become variables of the function.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from difpy.frontend import FunctionSource, Scope
from difpy.normalize.assertions import Assertions
from difpy.normalize.build import place
from difpy.normalize.calls import Calls
from difpy.normalize.comprehension_names import ComprehensionNames
from difpy.normalize.comprehensions import Comprehensions
from difpy.normalize.context import Names, Rewriter
from difpy.normalize.deletions import Deletions
from difpy.normalize.jumps import Jumps
from difpy.normalize.loop_else import LoopElse
from difpy.normalize.targets import Targets
from difpy.normalize.tidy import Tidy
from difpy.normalize.walrus import Walrus

PASSES: dict[str, type[Rewriter]] = {
    "tidy": Tidy,
    "assertions": Assertions,
    "deletions": Deletions,
    "targets": Targets,
    "loop_else": LoopElse,
    "comprehension_names": ComprehensionNames,
    "comprehensions": Comprehensions,
    "walrus": Walrus,
    "calls": Calls,
    "jumps": Jumps,
}
"""The rewrites by name, in their order."""


def normalize(
    source: FunctionSource, *, upto: str | None = None, statics: Mapping[str, Any] | None = None
) -> FunctionSource:
    """The function in normal form, or as it is after the pass called `upto`.

    `statics` gives the values of parameters that are known, such as the `self` of a bound method: it
    then matters which of their methods write. The source given is not changed.
    """
    if upto is not None and upto not in PASSES:
        raise ValueError(f"no pass is called {upto!r}; there are {', '.join(PASSES)}")
    source = source.with_tree(copy.deepcopy(source.tree))
    names = Names(source.tree)
    for name, rewriter in PASSES.items():
        rewriter(source, names, Scope(source, statics)).function(source.tree)
        if name == upto:
            break
    place(source.tree, source.tree)
    return source


__all__ = ["PASSES", "normalize"]
