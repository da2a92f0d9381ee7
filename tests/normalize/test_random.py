"""Random programs through every pass; `python -m tests.normalize.test_random 0 5000` runs more."""

import sys

import pytest

from difpy.errors import DifferentiationError
from tests.normalize.generator import program
from tests.normalize.harness import assert_same_after_every_pass

CALLS = [(1, 0, 2, [3, 1, 2]), (0, -2, 3, [0, 1, 5]), (2, 2, 0, [-1, 4, 0])]


def check(seed):
    made = program(seed)
    if made is None:
        return False
    try:
        assert_same_after_every_pass(made, *CALLS)
    except DifferentiationError as error:
        assert "code that can never run" in str(error)
    return True


@pytest.mark.parametrize("start", range(0, 120, 20))
def test_random_programs(start):
    assert sum(map(check, range(start, start + 20))) > 10


if __name__ == "__main__":
    seeds = range(int(sys.argv[1]), int(sys.argv[2]))
    failures = []
    for seed in seeds:
        try:
            check(seed)
        except Exception as error:  # every failure is listed, the shortest one is shown
            failures.append((len(str(error)), seed, f"{type(error).__name__}: {error}"))
    for _, seed, text in sorted(failures)[:3]:
        sys.stdout.write(f"--- seed {seed}\n{text}\n")
    sys.stdout.write(f"{len(failures)} of {len(seeds)} failed\n")
