"""Every stage of the compiler is a program that runs and computes the same."""

from __future__ import annotations

import numpy as np
import pytest

from difpy import pipeline
from difpy.backend.source import render
from difpy.program import Program, Tree
from tests import corpus
from tests.analysis.programs import program_of
from tests.corpus.expected import expected
from tests.corpus.registry import Case
from tests.elaborate.running import leaves_of, look_up
from tests.oracles import structure
from tests.oracles.compare import assert_close
from tests.oracles.memory import copy_arguments


def square(x):
    return x * x


def first_of_each_file() -> list[Case]:
    """The first program of each file of the corpus that gives one float for plain arguments."""
    chosen: dict[str, Case] = {}
    for case in corpus.load()[0]:
        file = case.id.partition("-")[0]
        if case.transform == "grad" and not case.is_single_precision and case.id not in SPECIAL:
            chosen.setdefault(file, case)
    return list(chosen.values())


SPECIAL = frozenset({"aliasing-one_array_as_two_arguments_written"})
"""Arguments that share memory are told apart before the pipeline begins."""

every_program = pytest.mark.parametrize(
    "case", [pytest.param(case, id=case.id) for case in first_of_each_file()]
)


def leaf_names(tree: Tree) -> list[str]:
    if tree.kind == "leaf" or (tree.kind == "list" and not tree.children):
        return [tree.name]
    return [name for child in tree.children for name in leaf_names(child)]


def run(program: Program, flat: list) -> tuple:
    names: dict = {}
    exec(compile(render(program), "<stage>", "exec"), names)
    seeds = len(program.functions[program.entry].parameters) - len(flat)
    with np.errstate(all="ignore"):
        result = names[program.entry](*copy_arguments(tuple(flat)), *[1.0] * seeds)
    return result if isinstance(result, tuple) else (result,)


@every_program
def test_every_stage_runs_and_computes_the_same(case):
    args = copy_arguments(case.args)
    program = program_of(case.function, *args)
    given = dict(zip([name for name, _ in program.signature], args, strict=True))
    flat = [leaf for (_, tree), a in zip(program.signature, args, strict=True) for leaf in leaves_of(tree, a)]
    flat += [look_up(case.function, c.path, given) for c in program.captures]
    nums = case.argnums if isinstance(case.argnums, tuple) else (case.argnums,)
    wrt = tuple(name for i in nums for name in leaf_names(program.signature[i][1]))
    value, gradient = expected(case)
    wanted = [np.asarray(leaf, float) for leaf in structure.leaves(gradient)]
    stages = pipeline.stages(program, wrt)
    assert tuple(stages) == pipeline.STAGES
    for name, stage in stages.items():
        found, *gradients = run(stage, flat)
        assert_close(float(found), float(value), 1e-12, atol=1e-14, what=f"value after {name}")
        if name != "elaborate":
            for mine, theirs in zip(gradients, wanted, strict=True):
                assert_close(
                    np.asarray(mine, float), theirs, 1e-12, atol=1e-13, what=f"gradient after {name}"
                )


@pytest.mark.parametrize("stage", pipeline.STAGES)
def test_a_stage_is_printed_on_demand(stage, monkeypatch, capsys):
    monkeypatch.setenv("DIFPY_PRINT_AFTER", stage)
    program = program_of(square, 3.0)
    pipeline.adjoint_program(program, ("x",))
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == f"# after {stage}\n{render(pipeline.stages(program, ('x',))[stage])}\n"


def test_several_stages_are_printed_and_no_others(monkeypatch, capsys):
    monkeypatch.setenv("DIFPY_PRINT_AFTER", "recorded,simplify")
    pipeline.adjoint_program(program_of(square, 3.0), ("x",))
    headings = [line for line in capsys.readouterr().err.splitlines() if line.startswith("# after ")]
    assert sorted(headings) == ["# after recorded", "# after simplify"]


def test_a_stage_of_no_such_name_is_an_error(monkeypatch):
    monkeypatch.setenv("DIFPY_PRINT_AFTER", "recorded,unknown")
    with pytest.raises(ValueError, match="DIFPY_PRINT_AFTER names unknown; it knows "):
        pipeline.adjoint_program(program_of(square, 3.0), ("x",))


def test_nothing_is_printed_unasked(monkeypatch, capsys):
    monkeypatch.delenv("DIFPY_PRINT_AFTER", raising=False)
    pipeline.adjoint_program(program_of(square, 3.0), ("x",))
    assert capsys.readouterr() == ("", "")


def test_an_unknown_switch_is_refused():
    with (
        pytest.raises(
            ValueError, match="no switch is called folding; there are activity, ranges, recorded, simplify"
        ),
        pipeline.switched_off("activity", "folding"),
    ):
        pass


def test_switches_are_off_inside_only():
    assert pipeline.switches_off() == frozenset()
    with pipeline.switched_off("activity"):
        with pipeline.switched_off("simplify"):
            assert pipeline.switches_off() == {"activity", "simplify"}
        assert pipeline.switches_off() == {"activity"}
    assert pipeline.switches_off() == frozenset()


def test_switches_come_on_again_after_an_error():
    with pytest.raises(KeyError), pipeline.switched_off("recorded"):
        raise KeyError
    assert pipeline.switches_off() == frozenset()


def test_each_switch_changes_what_it_says():
    def f(x, c):
        y = c * 2.0
        z = x * y
        return z

    program = program_of(f, 3.0, 2.0)
    with_all = render(pipeline.adjoint_program(program, ("x",)))
    for name in pipeline.SWITCHES:
        with pipeline.switched_off(name):
            assert len(render(pipeline.adjoint_program(program, ("x",)))) >= len(with_all), name
    with pipeline.switched_off("activity", "recorded", "simplify"):
        assert "c_bar" in render(pipeline.adjoint_program(program, ("x",)))
    assert "c_bar" not in with_all


def test_the_program_that_is_given_stays_as_it_is():
    program = program_of(square, 3.0)
    before = render(program)
    pipeline.stages(program, ("x",))
    assert render(program) == before
