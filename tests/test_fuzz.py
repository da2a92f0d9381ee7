"""A small fixed part of the random programs; `python -m tests.fuzz` runs any number of them."""

import pytest

from tests.fuzz.generate import Program, generate
from tests.fuzz.run import check_oracle, loaded, run
from tests.fuzz.shrink import shrink

FEW = 60
PER_TEST = 10


@pytest.mark.parametrize("first", range(0, FEW, PER_TEST))
def test_random_programs(first):
    for seed in range(first, first + PER_TEST):
        outcome = run(generate(seed), compiled=seed == first)
        assert outcome.kind in ("right", "refused", "invalid"), (
            f"seed {seed}: {outcome.why}\n{outcome.details}"
        )


def test_a_seed_always_gives_the_same_program():
    assert generate(7).source == generate(7).source
    assert generate(7).source != generate(8).source


def test_dual_numbers_agree_with_differences():
    outcomes = [check_oracle(generate(seed)) for seed in range(40)]
    assert {outcome.kind for outcome in outcomes} <= {"right", "refused", "invalid"}
    assert sum(outcome.kind == "right" for outcome in outcomes) >= 36


def test_shrinking_keeps_what_makes_it_fail():
    source = """
def program(x):
    y = x * 2.0
    for i in range(3):
        if x > 0.0:
            y = y + x ** 3
    return y
"""

    def fails(program):
        with loaded(program.source) as function:
            return "**" in program.source and function(1.0) > 0.0

    small = shrink(Program(source, (1.0,), 0), fails)
    assert "**" in small.source and "for" not in small.source and "y * 2.0" not in small.source
