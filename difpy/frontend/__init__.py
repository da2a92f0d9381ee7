"""From a function object to a gast tree with known names; refuses what is outside the language.

read(function) -> FunctionSource      the tree, checked, with the user's lines and texts
unwrap(callable) -> Unwrapped         dispatchers, bound methods, partials -> the plain function
Scope(source).resolve(node)           what a name or dotted expression means now
"""

from difpy.frontend.callables import Bound, Unwrapped, is_dispatcher, unwrap
from difpy.frontend.scope import (
    Dynamic,
    Local,
    Meaning,
    Parameter,
    Scope,
    Static,
    Unbound,
    bound_names,
    parameter_names,
)
from difpy.frontend.source import FunctionSource, read

__all__ = [
    "Bound",
    "Dynamic",
    "FunctionSource",
    "Local",
    "Meaning",
    "Parameter",
    "Scope",
    "Static",
    "Unbound",
    "Unwrapped",
    "bound_names",
    "is_dispatcher",
    "parameter_names",
    "read",
    "unwrap",
]
