"""A golden file: the user's function, its example arguments, and below them the generated texts."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import difpy

FOLDER = Path(__file__).parent / "pairs"
MARK = "\n\n# What difpy generates:\n\n"
FORWARDS = "\n\n# And in forward mode:\n\n"


@dataclass(frozen=True)
class Pair:
    """The upper half, run as a module of its own, and the text of the lower half."""

    path: Path
    module: ModuleType
    function: Any
    generated: str

    @property
    def arguments(self) -> tuple[Any, ...]:
        return self.module.arguments

    @property
    def argnums(self) -> Any:
        return getattr(self.module, "argnums", 0)

    def source(self) -> str:
        texts = (
            difpy.source(self.function, *self.arguments, argnums=self.argnums, mode=mode)
            for mode in ("reverse", "forward")
        )
        return FORWARDS.join(texts)

    def rewrite(self) -> None:
        self.path.write_text(_primal(self.path.read_text()) + MARK + self.source())


def paths() -> list[Path]:
    return sorted(FOLDER.glob("*.py"))


def load(path: Path) -> Pair:
    """Only the upper half is run: the lower may define the user's functions again."""
    text = path.read_text()
    primal = _primal(text)
    module = ModuleType(path.stem)
    module.__file__ = str(path)
    exec(compile(primal, str(path), "exec"), vars(module))
    last = [node.name for node in ast.parse(primal).body if isinstance(node, ast.FunctionDef)][-1]
    return Pair(path, module, getattr(module, last), text.partition(MARK)[2])


def _primal(text: str) -> str:
    return text.partition(MARK)[0].rstrip("\n") + "\n"
