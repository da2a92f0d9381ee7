"""`python -m benchmarks.gradbench`: the suite's evals by difpy, and by others, each checked, then timed."""

from __future__ import annotations

import os

for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[_variable] = "1"  # read when the libraries below are imported

import argparse  # noqa: E402
import time  # noqa: E402
from collections.abc import Callable, Sequence  # noqa: E402
from typing import Any  # noqa: E402

from benchmarks.gradbench.check import check  # noqa: E402
from benchmarks.gradbench.eval import Eval  # noqa: E402
from benchmarks.gradbench.evals import NAMES, load  # noqa: E402
from benchmarks.gradbench.peers import NAMES as PEERS  # noqa: E402
from benchmarks.gradbench.peers import call_by  # noqa: E402
from benchmarks.timing import medians  # noqa: E402

PATIENCE = 4.0
"""Seconds: who takes longer is timed once, and gets no larger input of the eval."""

COMPILING = ("difpy", "jax")
"""Whose first call may compile."""

Times = dict[tuple[str, str, str], dict[str, float]]
"""Seconds a call, by eval, function and input, and by who computed."""


def run(names: Sequence[str], size: str, peers: Sequence[str], rounds: int) -> Times:
    """Raises ArithmeticError where a result is wrong."""
    times: Times = {}
    for name in names:
        eval_ = load(name)
        slow: set[tuple[str, str]] = set()
        for description, given in eval_.inputs(size):
            arguments = eval_.read(given)
            for function in eval_.functions:
                tired = [who for who in peers if (function, who) in slow]
                calls = _calls(eval_, name, function, arguments, [who for who in peers if who not in tired])
                row, once = _timed(
                    f"{name} {function} {description}", eval_, function, arguments, calls, rounds
                )
                slow |= {(function, who) for who in once}
                times[name, function, description] = row
                print(_line(name, function, description, row, peers), flush=True)  # noqa: T201  what was asked for
    return times


def _calls(
    eval_: Eval, name: str, function: str, arguments: tuple[Any, ...], peers: Sequence[str]
) -> dict[str, Callable[[], Any]]:
    own = eval_.functions[function].run
    calls: dict[str, Callable[[], Any]] = {"difpy": lambda: own(*arguments)}
    for peer in peers:
        call = call_by(peer, name, function, arguments)
        if call is not None:
            calls[peer] = call
    return calls


def _timed(
    what: str,
    eval_: Eval,
    function: str,
    arguments: tuple[Any, ...],
    calls: dict[str, Callable[[], Any]],
    rounds: int,
) -> tuple[dict[str, float], dict[str, float]]:
    """The times of all, and of those that are timed once."""
    wanted = eval_.functions[function].witness(*arguments)
    once: dict[str, float] = {}
    for who, call in calls.items():
        if who in COMPILING:
            call()
        begin = time.process_time()
        result = call()
        seconds = time.process_time() - begin
        check(f"{what} by {who}", result, wanted)
        if seconds > PATIENCE:
            once[who] = seconds
    return medians({who: call for who, call in calls.items() if who not in once}, rounds) | once, once


def _line(name: str, function: str, description: str, row: dict[str, float], peers: Sequence[str]) -> str:
    cells = "".join(f"{1e3 * row[who]:14.4f}" if who in row else f"{'':14}" for who in ("difpy", *peers))
    return f"{name:9}{function:10}{description:26}{cells}"


def _head(peers: Sequence[str]) -> str:
    head = f"{'eval':9}{'function':10}{'input':26}" + "".join(
        f"{who + ' [ms]':>14}" for who in ("difpy", *peers)
    )
    return f"{head}\n{'-' * len(head)}"


def main(arguments: Sequence[str] | None = None) -> Times:
    """Print the table, a line when it is known; seconds a call."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gradbench", description=__doc__)
    parser.add_argument("evals", nargs="*", metavar="eval", help=f"of {', '.join(NAMES)}; all without any")
    parser.add_argument("--peers", nargs="*", default=[], choices=PEERS, help="where they are installed")
    parser.add_argument("--small", action="store_true", help="small inputs, only to see it run")
    parser.add_argument("--rounds", type=int, default=5, help="of which the medians are taken")
    options = parser.parse_args(arguments)
    unknown = set(options.evals) - set(NAMES)
    if unknown:
        parser.error(f"there is no eval {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    print(_head(options.peers))  # noqa: T201  what was asked for
    return run(options.evals or NAMES, "small" if options.small else "full", options.peers, options.rounds)


if __name__ == "__main__":
    if hasattr(os, "sched_setaffinity"):  # JAX starts as many threads as there are processors
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    main()
