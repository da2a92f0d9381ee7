"""Entries that are damaged or cannot be trusted are made again; without a folder there are none."""

import json
from pathlib import Path
from types import MappingProxyType

import pytest

from difpy.backend import folder, index


def entries(cache):
    return list((cache.place / "cache").glob("*.json"))


DAMAGES = MappingProxyType(
    {
        "empty": lambda text: "",
        "cut": lambda text: text[: len(text) // 2],
        "changed": lambda text: text.replace("value", "other"),
        "no checksum": lambda text: text.partition("\n")[2],
        "not json": lambda text: f"{index._checksum('[')}\n[",
        "a list": lambda text: f"{index._checksum('[]')}\n[]",
        "no text": lambda text: signed({"name": "f"}),
        "other kinds": lambda text: signed({**json.loads(text.partition("\n")[2]), "lines": 3}),
    }
)


def signed(data):
    text = json.dumps(data)
    return f"{index._checksum(text)}\n{text}"


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_entry_is_made_again(cache, damage):
    assert cache.makes(cache.load().plain, 0.7)
    (entry,) = entries(cache)
    intact = entry.read_text()
    entry.write_text(DAMAGES[damage](intact))
    assert cache.makes(cache.load().plain, 0.7)
    assert entry.read_text() == intact
    assert not cache.makes(cache.load().plain, 0.7)


def test_an_entry_of_somebody_else_is_not_read(cache, monkeypatch):
    assert cache.makes(cache.load().plain, 0.7)
    monkeypatch.setattr(index, "_is_own", lambda path: False)
    assert cache.makes(cache.load().plain, 0.7)


def test_a_folder_that_others_can_write_is_not_used(cache):
    assert cache.makes(cache.load().plain, 0.7)
    (cache.place / "cache").chmod(0o777)
    folder._usable.cache_clear()
    with pytest.warns(UserWarning, match="can be written by others"):
        assert cache.makes(cache.load().plain, 0.7)
    folder._usable.cache_clear()


def test_without_a_folder(cache, monkeypatch):
    Path(cache.place / "file").write_text("")
    monkeypatch.setenv("DIFPY_CACHE_DIR", str(cache.place / "file" / "cache"))
    with pytest.warns(UserWarning, match="every process compiles anew"):
        assert cache.makes(cache.load().plain, 0.7)
    assert cache.makes(cache.load().plain, 0.7)


def test_a_full_disk(cache, monkeypatch):
    def full(*args, **kwargs):
        raise OSError("No space left on device")

    module = cache.load()
    assert cache.makes(module.of_two, 0.7, 2.0)
    monkeypatch.setattr(index.tempfile, "mkstemp", full)
    assert cache.makes(module.plain, 0.7)
    assert not cache.makes(module.of_two, 0.7, 2.0)


def test_sources_that_are_younger_than_the_process_are_not_those_that_run(monkeypatch):
    monkeypatch.setattr(index, "STARTED", 0)
    assert index.environment.__wrapped__() is None
    monkeypatch.undo()
    stamps = index.environment.__wrapped__()
    assert any("pipeline.py" in stamp for stamp in stamps)
    monkeypatch.setattr(index.sys, "flags", type("Flags", (), {"optimize": 1}))
    assert index.environment.__wrapped__() is None
