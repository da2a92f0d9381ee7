"""The programs of the suite agree with their hand-written adjoints, and the suite runs."""

from __future__ import annotations

import csv

import pytest

import difpy
from benchmarks.__main__ import main
from benchmarks.agreement import check
from benchmarks.growth import measured
from benchmarks.programs import load
from benchmarks.report import geometric_mean

PROGRAMS = load()


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_adjoint_by_hand_is_right(name):
    program = PROGRAMS[name]
    arguments = program.arguments("small")
    gradient = difpy.value_and_grad(program.primal, program.argnums, jit=False)
    check({"difpy": lambda: gradient(*arguments), "hand": lambda: program.by_hand(*arguments)}, "hand")


def test_a_run(tmp_path, capsys):
    table, picture = tmp_path / "times.csv", tmp_path / "times.png"
    arguments = ["garch", "recurrence", "--size", "small", "--rounds", "1", "--variants", "unchecked"]
    times = main([*arguments, "--csv", str(table), "--picture", str(picture)])
    assert list(times) == ["GARCH", "recurrence"]
    printed = capsys.readouterr().out
    assert "difpy/hand" in printed
    assert "unchecked" in printed
    assert "geometric mean" in printed
    with table.open(newline="") as file:
        rows = list(csv.reader(file))
    assert [row[0] for row in rows] == ["program", "GARCH", "recurrence"]
    assert picture.stat().st_size > 5_000


def test_growth():
    """It runs, and a step records what is said; the ratios are not for a test."""
    growth = measured("garch", 20, rounds=1)
    assert (growth.n, growth.explained) == (20, (8,))
    assert growth.ratio > 0.0
    assert growth.ratio_of_more > 0.0


def test_a_program_of_no_such_name():
    with pytest.raises(SystemExit, match="no program is called fourier; there are american_option, "):
        main(["fourier"])


def test_a_wrong_gradient_is_not_timed():
    with pytest.raises(ArithmeticError, match=r"gradient 0 of other differs .* by 1\.0e-06"):
        check({"hand": lambda: (1.0, 1.0), "other": lambda: (1.0, (1.0 + 1e-6,))}, "hand")


def test_geometric_mean():
    assert geometric_mean([1.0, 4.0]) == pytest.approx(2.0)
