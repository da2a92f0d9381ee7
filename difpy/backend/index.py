"""What was made of a function in an earlier process, on disk: an entry is a file of plain data.

Its name, the key, is a digest of everything that it depends on, so that it is asked for before anything is
read, typed or differentiated. It is JSON under a checksum, in the folder that only its owner can write: what
is damaged, or somebody else's, is as good as not there.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import astor
import gast
import numba
import numpy as np

from difpy.backend.folder import cache_folder

SOURCES = Path(__file__).parents[1]
STARTED = time.time_ns()
"""Sources that are younger are not those that this process runs."""


def find(key: str) -> dict[str, Any] | None:
    """The entry of this key."""
    path = _path(key)
    try:
        if path is None or not _is_own(path):
            return None
        checksum, _, text = path.read_text(encoding="utf-8").partition("\n")
        found = json.loads(text) if checksum == _checksum(text) else None
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def keep(key: str, entry: dict[str, Any]) -> None:
    """Write the entry of this key, at once for whoever reads; nowhere if there is no folder."""
    path = _path(key)
    if path is None:
        return
    text = json.dumps(entry, separators=(",", ":"))
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f"{_checksum(text)}\n{text}")
        Path(temporary).replace(path)
    except OSError:
        pass  # the disk is full: the next process compiles again


@functools.cache
def environment() -> tuple[str, ...] | None:
    """Everything but the user's program that an entry depends on; None where that cannot be told.

    Of difpy's own sources these are the sizes and times of change: to read them all would take as long as
    what the index saves.
    """
    if sys.flags.optimize:
        return None  # the names in an `assert` are then in no code
    stamps = []
    for path, status in sorted(_files(str(SOURCES))):
        if status.st_mtime_ns > STARTED:
            return None
        stamps.append(f"{path} {status.st_size} {status.st_mtime_ns}")
    versions = (np.__version__, numba.__version__, version("numba"), gast.__version__, astor.__version__)
    return (sys.version, sys.platform, str(sys.maxsize), *versions, *stamps)


def _files(folder: str) -> Iterator[tuple[str, os.stat_result]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                yield entry.path, entry.stat()
            elif entry.is_dir() and entry.name != "__pycache__":
                yield from _files(entry.path)


def _path(key: str) -> Path | None:
    folder = cache_folder()
    return None if folder is None else folder / f"{key}.json"


def _is_own(path: Path) -> bool:
    return not hasattr(os, "getuid") or path.stat().st_uid == os.getuid()


def _checksum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
