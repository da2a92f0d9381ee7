"""`python -m benchmarks.gradbench.tool`: the tool of the suite's protocol, a message and an answer a line.

    {"id": 0, "kind": "start"}
    {"id": 0, "tool": "difpy"}
    {"id": 1, "kind": "define", "module": "hello"}
    {"id": 1, "success": true, "timings": [{"name": "compile", "nanoseconds": 61000000}]}
    {"id": 2, "kind": "evaluate", "module": "hello", "function": "double", "input": 3.0}
    {"id": 2, "success": true, "output": 6.0, "timings": [{"name": "evaluate", "nanoseconds": 900}]}

What is compiled is compiled when a module is defined, by inputs of our own; `timings` say how long that took.
"""

from __future__ import annotations

import os

for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")  # read when the libraries below are imported

import json  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
import traceback  # noqa: E402
from collections.abc import Iterable, Iterator  # noqa: E402
from typing import Any  # noqa: E402

from benchmarks.gradbench.evals import NAMES, load  # noqa: E402

Json = dict[str, Any]


def answers(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        message = json.loads(line)
        yield json.dumps({"id": message["id"], **_answer(message)})


def _answer(message: Json) -> Json:
    kind = message["kind"]
    try:
        if kind == "start":
            return {"tool": "difpy"}
        if kind == "define":
            return _define(message["module"])
        if kind == "evaluate":
            return _evaluate(message["module"], message["function"], message["input"])
    except Exception:
        return {"success": False, "error": traceback.format_exc()}
    return {}


def _define(module: str) -> Json:
    """Runs every function once, so that it is compiled."""
    if module not in NAMES:
        return {"success": False, "error": f"there is no eval {module!r}; there are {', '.join(NAMES)}"}
    begin = time.perf_counter_ns()
    eval_ = load(module)
    for _, given in eval_.inputs("small"):
        for function in eval_.functions.values():
            function.run(*eval_.read(given))
    return {"success": True, "timings": [_timing("compile", begin)]}


def _evaluate(module: str, name: str, given: Any) -> Json:
    """As often and as long as the input asks for; reading it and writing the output take no time."""
    eval_ = load(module)
    function = eval_.functions[name]
    arguments = eval_.read(given)
    runs, seconds = (given["min_runs"], given["min_seconds"]) if isinstance(given, dict) else (1, 0.0)
    timings: list[Json] = []
    while not timings or len(timings) < runs or sum(t["nanoseconds"] for t in timings) < 1e9 * seconds:
        begin = time.perf_counter_ns()
        result = function.run(*arguments)
        timings.append(_timing("evaluate", begin))
    return {"success": True, "output": function.write(result), "timings": timings}


def _timing(name: str, begin: int) -> Json:
    return {"name": name, "nanoseconds": time.perf_counter_ns() - begin}


def main() -> None:
    for line in answers(sys.stdin):
        print(line, flush=True)  # noqa: T201  the answer


if __name__ == "__main__":
    main()
