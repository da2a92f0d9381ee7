"""Each pass does what the Before and After of its docstring say, and only that."""

import importlib
import textwrap

import gast
import pytest

from difpy.frontend import Scope, read
from difpy.normalize import PASSES
from difpy.normalize.context import Names
from tests.frontend.sources import define


@pytest.mark.parametrize("name", PASSES)
def test_before_and_after(name):
    module = importlib.import_module(f"difpy.normalize.{name}")
    _, _, example = module.__doc__.partition("Before:\n")
    before, _, rest = example.partition("After:\n")
    after = rest.partition("\n\n")[0]
    source = read(define(before))
    PASSES[name](source, Names(source.tree), Scope(source)).function(source.tree)
    assert source.text() == gast.unparse(gast.parse(textwrap.dedent(after))).strip("\n") + "\n"
