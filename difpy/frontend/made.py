"""Functions that are made of text, which can be read again as those in files can."""

from __future__ import annotations

import hashlib
import keyword
import linecache
from collections.abc import Mapping
from typing import Any


def defined(text: str, name: str, what: str, names: Mapping[str, Any] | None = None) -> Any:
    """The function `name` of a text; `what` tells in tracebacks what it is, `names` are its globals.

    >>> defined("def double(x):\\n    return 2 * x\\n", "double", "doubling")(4)
    8
    """
    file = f"<difpy {what} {hashlib.sha256(text.encode()).hexdigest()[:8]}>"
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    namespace: dict[str, Any] = {"__name__": f"<{name}>", **(names or {})}
    exec(compile(text, file, "exec"), namespace)
    return namespace[name]


def identifier(name: str) -> str:
    """The name as one that a function may have.

    >>> identifier("<lambda>"), identifier("energy")
    ('lambda_', 'energy')
    """
    name = "".join(c for c in name if c.isidentifier() or c.isdigit()) or "function"
    return f"{name}_" if keyword.iskeyword(name) or name[0].isdigit() else name
