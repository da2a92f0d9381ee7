"""A folder of generated files and of programs, for one test."""

import sys

import pytest

from difpy.transforms import build as building
from tests.transforms.caches import Cache


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("DIFPY_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.delenv("DIFPY_VERIFY")
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.delitem(sys.modules, "helpers", raising=False)
    cache = Cache(tmp_path)
    make = building.make

    def noted(*args):
        cache.made.append(args)
        return make(*args)

    monkeypatch.setattr(building, "make", noted)
    return cache
