"""Times of calls that run in turns: medians of processor time, in one process and one thread."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping

SHARE = 0.05
"""Seconds for which a call is repeated in a round."""


def repeats(call: Callable[[], object]) -> int:
    """How often a call is made in a round: it has run before, so nothing is compiled now."""
    call()
    begin = time.process_time()
    call()
    return max(1, round(SHARE / max(time.process_time() - begin, 1e-7)))


def medians(calls: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Seconds a call takes, by its name; in each round every call has its turn."""
    counts = {name: repeats(call) for name, call in calls.items()}
    times: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            begin = time.process_time()
            for _ in range(counts[name]):
                call()
            times[name].append((time.process_time() - begin) / counts[name])
    return {name: statistics.median(found) for name, found in times.items()}
