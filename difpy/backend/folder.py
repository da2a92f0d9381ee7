"""The folder of generated files, which only its owner can write: Numba unpickles what lies there."""

from __future__ import annotations

import os
import stat
import tempfile
import warnings
from functools import lru_cache
from pathlib import Path


def cache_folder() -> Path | None:
    """`DIFPY_CACHE_DIR`, or `difpy` in the user's cache folder; None where that can't be used."""
    return _usable(_place())


def write_once(path: Path, text: str) -> None:
    """Write the file unless it is there already: Numba's cache goes by its time of change."""
    try:
        if path.read_text(encoding="utf-8") == text:
            return
    except OSError:
        pass
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    Path(temporary).replace(path)


def _place() -> Path:
    chosen = os.environ.get("DIFPY_CACHE_DIR")
    if chosen:
        return Path(chosen).expanduser()
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(base) if base else Path("~/.cache").expanduser()) / "difpy"


@lru_cache
def _usable(folder: Path) -> Path | None:
    """The folder, made if need be. A warning, once, says why there is none."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.stat()
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        _warn(f"{folder} cannot be written ({error.strerror})")
        return None
    if hasattr(os, "getuid"):
        if status.st_uid != os.getuid():
            _warn(f"{folder} belongs to somebody else")
            return None
        if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            _warn(f"{folder} can be written by others (chmod go-w {folder})")
            return None
    return folder


def _warn(reason: str) -> None:
    warnings.warn(
        f"difpy keeps no files: {reason}, so every process compiles anew. "
        "Set DIFPY_CACHE_DIR to a folder that only you can write.",
        stacklevel=4,
    )
