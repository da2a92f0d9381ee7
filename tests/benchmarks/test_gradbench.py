"""difpy's entry for gradbench: every function passes our check, which fails where it must; the protocol."""

from __future__ import annotations

import io
import json
import math
from dataclasses import replace

import numpy as np
import pytest
from numba.core.registry import CPUDispatcher

from benchmarks.gradbench import tool
from benchmarks.gradbench.__main__ import main
from benchmarks.gradbench.check import check
from benchmarks.gradbench.evals import NAMES, load
from benchmarks.gradbench.peers import NAMES as PEERS
from benchmarks.gradbench.peers import call_by


@pytest.mark.parametrize("name", NAMES)
def test_derivatives_agree_with_the_witnesses(name):
    """As generated Python; values are Numba's own matter."""
    eval_ = load(name, jit=False)
    for description, given in eval_.inputs("small"):
        arguments = eval_.read(given)
        for function, each in eval_.functions.items():
            if not isinstance(each.run, CPUDispatcher):
                check(f"{name} {function} {description}", each.run(*arguments), each.witness(*arguments))


def test_a_run(capsys):
    times = main(["hello", "det", "llsq", "--small", "--rounds", "1"])
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].split() == ["eval", "function", "input", "difpy", "[ms]"]
    assert len(printed) == 2 + len(times)
    assert list(times)[:2] == [("hello", "square", "x=1.0"), ("hello", "double", "x=1.0")]
    assert all(row["difpy"] > 0.0 for row in times.values())


def test_an_eval_of_no_such_name(capsys):
    with pytest.raises(SystemExit):
        main(["fft"])
    assert "there is no eval fft; there are ba, det, " in capsys.readouterr().err


class TestCheck:
    def test_a_small_difference_relative_to_the_largest_entry_passes(self):
        check("f", np.array([1.0, 1000.0005]), np.array([1.0005, 1000.0]))

    @pytest.mark.parametrize(
        ("found", "wanted", "message"),
        [
            (1.000002, 1.0, r"^f is wrong by 2\.0e-06$"),
            (np.array([1.0, math.nan]), np.array([1.0, 2.0]), "^f is wrong by nan$"),
            (math.nan, math.nan, "^f is wrong by nan$"),
            (math.inf, math.inf, "^f is wrong by nan$"),
            ((1.0, 1e-3), (1.0, 0.0), "^f is wrong by inf$"),
            ((1e6, 1.0), (1e6, 1.1), r"^f is wrong by 9\.1e-02$"),  # each part by itself
            (np.ones(2), np.ones(3), r"shape \(2,\) should have shape \(3,\)"),
            ((1.0, 2.0), (1.0,), "^f gives other parts than expected$"),
        ],
    )
    def test_what_is_wrong_fails(self, found, wanted, message):
        with pytest.raises(ArithmeticError, match=message):
            check("f", found, wanted)

    def test_a_wrong_derivative_is_not_timed(self, monkeypatch):
        eval_ = load("hello")
        double = replace(eval_.functions["double"], run=lambda x: x * x)
        wrong = replace(eval_, functions={"double": double})
        monkeypatch.setattr("benchmarks.gradbench.__main__.load", lambda _name: wrong)
        with pytest.raises(ArithmeticError, match=r"^hello double x=1\.0 by difpy is wrong by 5\.0e-01$"):
            main(["hello", "--rounds", "1"])


class TestProtocol:
    def test_a_session(self, monkeypatch, capsys):
        messages = [
            {"id": 0, "kind": "start", "eval": "llsq"},
            {"id": 1, "kind": "define", "module": "llsq"},
            {
                "id": 2,
                "kind": "evaluate",
                "module": "llsq",
                "function": "gradient",
                "input": {"x": [0.5, 1.0], "n": 3, "min_runs": 4, "min_seconds": 0},
                "description": "n=3, m=2",
            },
            {"id": 3, "kind": "analysis", "of": 2, "valid": True},
        ]
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(json.dumps(m) + "\n" for m in messages)))
        tool.main()
        started, defined, evaluated, noted = map(json.loads, capsys.readouterr().out.splitlines())
        assert started == {"id": 0, "tool": "difpy"}
        assert (defined["id"], defined["success"]) == (1, True)
        assert [timing["name"] for timing in defined["timings"]] == ["compile"]
        assert (evaluated["id"], evaluated["success"], evaluated["output"]) == (2, True, [1.5, 0.0])
        assert [timing["name"] for timing in evaluated["timings"]] == ["evaluate"] * 4
        assert all(isinstance(timing["nanoseconds"], int) for timing in evaluated["timings"])
        assert noted == {"id": 3}

    def test_a_function_runs_as_long_as_is_asked(self):
        given = {"x": [0.5, 1.0], "n": 3, "min_runs": 1, "min_seconds": 0.01}
        message = {"id": 7, "kind": "evaluate", "module": "llsq", "function": "primal", "input": given}
        (line,) = tool.answers([json.dumps(message)])
        assert sum(timing["nanoseconds"] for timing in json.loads(line)["timings"]) >= 1e7

    @pytest.mark.parametrize(
        ("message", "error"),
        [
            ({"kind": "define", "module": "fft"}, "there is no eval 'fft'; there are ba, det, "),
            (
                {"kind": "evaluate", "module": "hello", "function": "triple", "input": 1.0},
                "KeyError: 'triple'",
            ),
        ],
    )
    def test_what_cannot_be_done_is_said(self, message, error):
        (line,) = tool.answers([json.dumps({"id": 1, **message})])
        answer = json.loads(line)
        assert (answer["id"], answer["success"]) == (1, False)
        assert error in answer["error"]

    @pytest.mark.parametrize("name", sorted(set(NAMES) - {"gmm", "ht", "particle", "saddle"}))
    def test_witnesses_are_written_as_json(self, name):
        """What functions give is written: here by what the witnesses give, which takes no compiling."""
        eval_ = load(name, jit=False)
        _, given = next(iter(eval_.inputs("small")))
        for function in eval_.functions.values():
            json.dumps(function.write(function.witness(*eval_.read(given))))


@pytest.mark.parametrize("peer", PEERS)
def test_a_peer_agrees(peer):
    pytest.importorskip(peer)
    for name in NAMES:
        eval_ = load(name)
        for description, given in eval_.inputs("small"):
            arguments = eval_.read(given)
            for function, each in eval_.functions.items():
                call = call_by(peer, name, function, arguments)
                if call:
                    check(f"{name} {function} {description}", call(), each.witness(*arguments))


def test_a_peer_that_is_not_installed_has_no_entries(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    assert call_by("jax", "hello", "double", (1.0,)) is None
