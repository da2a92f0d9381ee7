"""`python -m benchmarks`: value and gradient by difpy, by hand and by others, over the primal's time."""

from __future__ import annotations

import os

for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[_variable] = "1"  # read when the libraries below are imported

import argparse  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402

from benchmarks import report  # noqa: E402
from benchmarks.agreement import check  # noqa: E402
from benchmarks.calls import VARIANTS, calls_of  # noqa: E402
from benchmarks.peers import NAMES  # noqa: E402
from benchmarks.programs import load  # noqa: E402
from benchmarks.timing import medians  # noqa: E402


def main(arguments: list[str] | None = None) -> dict[str, dict[str, float]]:
    """Run, print the table and write what was asked for; seconds a call, by program and by who computed."""
    options = _options(arguments)
    programs = load()
    unknown = set(options.programs) - programs.keys()
    if unknown:
        sys.exit(f"no program is called {', '.join(sorted(unknown))}; there are {', '.join(programs)}")
    times = {}
    for name in options.programs or programs:
        program = programs[name]
        calls = calls_of(program, options.size, options.peers, options.variants)
        check({who: call for who, call in calls.items() if who != "primal"}, reference="hand")
        times[program.name] = medians(calls, options.rounds)
        print(f"{program.name}: timed", file=sys.stderr)  # noqa: T201  progress
    print(report.table(times))  # noqa: T201  what was asked for
    if options.csv:
        report.write_csv(options.csv, times)
    if options.picture:
        report.draw(options.picture, times)
    return times


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("programs", nargs="*", help="names of files in benchmarks/programs; all without any")
    parser.add_argument("--peers", nargs="*", default=[], choices=NAMES, help="where they are installed")
    parser.add_argument("--variants", nargs="*", default=[], choices=VARIANTS, help="options of difpy's")
    parser.add_argument("--size", choices=("small", "full"), default="full", help="small: only to see it run")
    parser.add_argument("--rounds", type=int, default=7, help="of which the medians are taken")
    parser.add_argument("--csv", type=Path, help="file for the times")
    parser.add_argument("--picture", type=Path, help="file for the picture")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    if hasattr(os, "sched_setaffinity"):  # JAX starts as many threads as there are processors
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    main()
