"""The programs in other libraries agree with the adjoints written by hand, where these are installed."""

import importlib
import importlib.util
from functools import partial

import pytest

from benchmarks.__main__ import main
from benchmarks.agreement import check
from benchmarks.peers import NAMES, call_by
from benchmarks.programs import load

PROGRAMS = load()


@pytest.mark.parametrize("peer", NAMES)
def test_a_peer_agrees(peer):
    pytest.importorskip(peer)
    module = importlib.import_module(f"benchmarks.peers.{peer}_programs")
    assert module.PROGRAMS.keys() <= PROGRAMS.keys()
    for name in module.PROGRAMS:
        program = PROGRAMS[name]
        arguments = program.arguments("small")
        call = call_by(peer, name, program.argnums, arguments)
        check({peer: call, "hand": partial(program.by_hand, *arguments)}, "hand")


def test_a_peer_that_is_not_installed_has_no_program(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    assert call_by("jax", "garch", (0, 1, 2), ()) is None
    times = main(["scalar_function", "--peers", "jax", "--size", "small", "--rounds", "1"])
    assert list(times["sin(x) * x**2"]) == ["primal", "difpy", "hand"]


def test_a_peer_of_no_such_name(capsys):
    with pytest.raises(SystemExit):
        main(["--peers", "tapenade"])
    assert "invalid choice: 'tapenade'" in capsys.readouterr().err
