"""docs/language.md has an example of everything that the fence accepts, and names everything it refuses."""

from pathlib import Path

import gast

from difpy.frontend import fence
from tools.run_pages import BLOCK

PAGE = (Path(__file__).parents[2] / "docs" / "language.md").read_text(encoding="utf-8")


def test_everything_accepted_has_an_example():
    code = [block["body"] for block in BLOCK.finditer(PAGE) if block["info"] == "python"]
    shown = {type(node) for text in code for node in gast.walk(gast.parse(text))}
    assert [kind.__name__ for kind in fence.ACCEPTED if kind not in shown] == []


def test_everything_refused_by_its_syntax_is_named():
    without_newer_syntax = {
        refusal.what
        for kind, refusal in fence.REFUSED.items()
        if kind.__name__ not in ("TryStar", "TypeAlias")
    }
    assert [what for what in sorted(without_newer_syntax) if what not in PAGE] == []
