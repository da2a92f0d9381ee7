"""`python -m tests.fuzz --count 10000 --seed 0`: what became of that many random programs."""

from __future__ import annotations

import argparse
import gc
import json
import subprocess
import sys
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.fuzz.generate import Program, generate
from tests.fuzz.run import OUTCOMES, Outcome, check_oracle, run
from tests.fuzz.shrink import shrink

CHUNK = 100  # programs a process, which keeps what difpy and Numba remember small


def main() -> int:
    """Run, print the summary, and say by the exit status whether anything was wrong or crashed."""
    options = _options()
    if options.worker:
        _work(options)
        return 0
    if options.show:
        program = generate(options.seed)
        print(program.source, program.args, sep="\n")
        return 0
    begin = time.perf_counter()
    chunks = [(start, min(CHUNK, options.seed + options.count - start))
              for start in range(options.seed, options.seed + options.count, CHUNK)]  # fmt: skip
    with ThreadPoolExecutor(options.jobs) as pool:
        results = [
            result for chunk in pool.map(lambda c: _run_chunk(*c, options), chunks) for result in chunk
        ]
    _summary(results, time.perf_counter() - begin)
    _write_failures(results, options)
    return int(any(result["kind"] in ("wrong", "crashed") for result in results))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=1000, help="how many programs")
    parser.add_argument("--seed", type=int, default=0, help="the first program's seed; the others follow")
    parser.add_argument("--compiled-fraction", type=float, default=0.05, help="how many are compiled as well")
    parser.add_argument("--jobs", type=int, default=2, help="processes at a time")
    parser.add_argument(
        "--failures", type=Path, default=Path("fuzz-failures"), help="folder for failing programs"
    )
    parser.add_argument("--shrink", type=int, default=5, help="how many failures of each cause to make small")
    parser.add_argument(
        "--check-oracle", action="store_true", help="dual numbers against differences, no difpy"
    )
    parser.add_argument("--show", action="store_true", help="print the seed's program only")
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


# --- one process -----------------------------------------------------------------------------------


def _work(options: argparse.Namespace) -> None:
    gc.set_threshold(100_000, 50, 50)  # compilers make many objects and few cycles
    for seed in range(options.seed, options.seed + options.count):
        print(json.dumps({"begin": seed}), flush=True)
        outcome = outcome_of(seed, options)
        print(json.dumps({"seed": seed, **vars(outcome)}), flush=True)


def outcome_of(seed: int, options: argparse.Namespace) -> Outcome:
    program = generate(seed)
    return check_oracle(program) if options.check_oracle else run(program, _is_compiled(seed, options))


def _is_compiled(seed: int, options: argparse.Namespace) -> bool:
    fraction = options.compiled_fraction
    return fraction > 0 and seed % max(1, round(1 / fraction)) == 0


# --- all of them -----------------------------------------------------------------------------------


def _run_chunk(start: int, count: int, options: argparse.Namespace) -> list[dict[str, Any]]:
    """The results of some seeds; a process that dies costs one program, the next one goes on behind it."""
    results: list[dict[str, Any]] = []
    stop = start + count
    while start < stop:
        command = [sys.executable, "-m", "tests.fuzz", "--worker"]
        command += [f"--seed={start}", f"--count={stop - start}"]
        command.append(f"--compiled-fraction={options.compiled_fraction}")
        if options.check_oracle:
            command.append("--check-oracle")
        process = subprocess.run(command, capture_output=True, text=True, check=False)
        begun = start
        for line in process.stdout.splitlines():
            message = json.loads(line)
            begun = message.get("begin", begun)
            if "seed" in message:
                results.append(message)
        if process.returncode == 0:
            break
        last_words = process.stderr.strip().splitlines()[-1:]
        why = f"the process died ({process.returncode}) {last_words}"
        died = {"seed": begun, "kind": "crashed", "why": why, "details": process.stderr[-3000:]}
        results.append(died)
        start = begun + 1
    return results


def _summary(results: list[dict[str, Any]], seconds: float) -> None:
    count = Counter(result["kind"] for result in results)
    print(
        f"{len(results)} programs in {seconds:.0f} s: "
        + ", ".join(f"{count[kind]} {kind}" for kind in OUTCOMES)
    )
    for kind in OUTCOMES[1:]:
        seeds = defaultdict(list)
        for result in results:
            if result["kind"] == kind:
                seeds[result["why"]].append(result["seed"])
        for why, found in sorted(seeds.items(), key=lambda item: -len(item[1])):
            print(f"  {kind:8} {len(found):5}  {why}  (seeds {', '.join(map(str, found[:5]))})")


def _write_failures(results: list[dict[str, Any]], options: argparse.Namespace) -> None:
    left: dict[tuple[str, str], int] = defaultdict(lambda: options.shrink)
    for result in results:
        if result["kind"] in ("right", "invalid"):
            continue
        cause = result["kind"], result["why"]
        left[cause] -= 1
        if left[cause] < 0:
            continue
        options.failures.mkdir(parents=True, exist_ok=True)
        path = options.failures / f"{result['kind']}_{result['seed']}.py"
        _write(path, generate(result["seed"]), result)
        _write(path, _small(result, options), result)
    if left:
        print(f"failing programs, made small, are in {options.failures}/")


def _write(path: Path, program: Program, result: dict[str, Any]) -> None:
    comment = [f"seed {program.seed}: {result['kind']}", *result["details"].splitlines()]
    path.write_text(
        "".join(f"# {line}\n" for line in comment) + f"{program.source}\nARGS = {program.args!r}\n"
    )


def _small(result: dict[str, Any], options: argparse.Namespace) -> Program:
    program = generate(result["seed"])
    if "process died" in result["why"]:
        return program

    def fails(candidate: Program) -> bool:
        outcome = (check_oracle if options.check_oracle else run)(candidate)
        return (outcome.kind, outcome.why) == (result["kind"], result["why"])

    return shrink(program, fails)


if __name__ == "__main__":
    sys.exit(main())
