"""Runs the code of Markdown pages, and checks or rewrites the output that they show.

    python tools/run_pages.py README.md docs/language.md            check
    python tools/run_pages.py --update README.md docs/language.md   rewrite the shown output

In a page, a fenced block `python` is run; all blocks of a page share one namespace. A block whose info
string ends in `output` shows what the block before it printed, or the exception that ended it; every
other block is left alone. A block is run from a file in which it stands on the same lines as in the page.
"""

import argparse
import contextlib
import difflib
import io
import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

BLOCK = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Difference:
    """A shown output that is not what the code printed; `start` and `end` count characters of the page."""

    line: int
    start: int
    end: int
    shown: str
    printed: str

    def __str__(self) -> str:
        """The difference, as `diff -u` shows it."""
        lines = difflib.unified_diff(
            self.shown.splitlines(), self.printed.splitlines(), "shown", "printed", lineterm=""
        )
        return f"the output shown at line {self.line}:\n" + "\n".join(lines)


def run_page(path: Path) -> list[Difference]:
    """Run a page's code; an exception that no output block shows is raised."""
    page = path.read_text(encoding="utf-8")
    differences = []
    namespace: dict[str, object] = {"__name__": path.stem.lower()}
    with tempfile.TemporaryDirectory() as folder:
        blocks = list(BLOCK.finditer(page))
        for block, following in zip(blocks, [*blocks, None][1:], strict=True):
            if block["info"] != "python":
                continue
            output = following if following and following["info"].endswith("output") else None
            line = page.count("\n", 0, block.start("body"))
            # A folder of its own, as a notebook's cell has a file of its own.
            program = Path(folder) / str(line) / f"{path.stem.lower()}.py"
            program.parent.mkdir()
            program.write_text("\n" * line + block["body"], encoding="utf-8")
            printed = run_block(program, namespace, catch=output is not None)
            printed = re.sub(re.escape(folder) + r"/\d+/", "", printed)
            if output is None and printed:
                sys.stdout.write(printed)
            if output is not None and output["body"] != printed:
                line = page.count("\n", 0, output.start("body")) + 1
                differences.append(Difference(line, *output.span("body"), output["body"], printed))
    return differences


def run_block(program: Path, namespace: dict[str, object], *, catch: bool) -> str:
    """What a block prints, and the exception that ends it if that is to be caught."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        try:
            exec(compile(program.read_text(encoding="utf-8"), str(program), "exec"), namespace)
        except Exception as error:
            if not catch:
                raise
            print(f"{type(error).__name__}: {error}")
    text = printed.getvalue().rstrip("\n")
    return text + "\n" if text else ""


def update_page(path: Path, differences: list[Difference]) -> None:
    """Rewrite the shown outputs of a page."""
    page = path.read_text(encoding="utf-8")
    for difference in reversed(differences):
        page = page[: difference.start] + difference.printed + page[difference.end :]
    path.write_text(page, encoding="utf-8")


def main() -> int:
    """Check or update the pages named on the command line; 1 if a page shows something else."""
    parser = argparse.ArgumentParser(description="Check or update what Markdown pages show.")
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("--update", action="store_true", help="rewrite the shown output")
    options = parser.parse_args()
    different = 0
    for path in options.pages:
        differences = run_page(path)
        different += len(differences)
        for difference in differences:
            print(f"{path}: {difference}")
        # A longer output moves the code behind it, whose errors then show other lines.
        while options.update and differences:
            update_page(path, differences)
            differences = run_page(path)
    return int(different > 0 and not options.update)


if __name__ == "__main__":
    sys.exit(main())
