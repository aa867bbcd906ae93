"""A province, 72,000 organisations and 100,000 needs, planned on this machine with two workers: seconds by step and peak memory, and
the plan against one raw call of the flow solver on the same arcs. Takes many minutes, so it is measured only when asked for."""

from __future__ import annotations

import re
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bangfu.engines.matching import Locks, planning, shortlist
from bangfu.engines.matching.solve import solve
from bench.matching_lists import province, setting
from bench.matching_plan import raw_call

ORGANISATIONS, NEEDS, WORKERS = 72_000, 100_000, 2
RATIO_MAX, MEBIBYTES_MAX = 2.5, 6 * 1024
RUNS = 3


def _seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _timed(owner: Any, name: str, times: dict[str, float]) -> None:
    """Counts the seconds of a function under its name."""
    inner = getattr(owner, name)

    def outer(*given: object, **named: object) -> object:
        start = time.perf_counter()
        try:
            return inner(*given, **named)
        finally:
            times[name] = times.get(name, 0.0) + time.perf_counter() - start
            print(f"  {name} {times[name]:.1f} s", file=sys.stderr, flush=True)

    setattr(owner, name, outer)


def _peak() -> int:
    """The kernel's own high-water mark of this process in MiB."""
    found = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    return int(found[1]) // 1024 if found else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def measure(organisations: int = ORGANISATIONS, needs: int = NEEDS) -> list[dict[str, object]]:
    """Rows: the whole plan with its steps and peak memory (this process and all workers), then the plan of the first list
    against the raw flow on the same arcs."""
    times: dict[str, float] = {}
    for name in ("build", "board_of_table", "settle", "_rows", "_blocking", "unmatched_needs"):
        _timed(planning, name, times)
    for name in ("improving", "tied"):
        _timed(shortlist.ScoreTable, name, times)
    ours, theirs = province(organisations, needs)
    chosen, weights = setting()
    start = time.perf_counter()
    case = planning.case_with_own_scores(ours, theirs, weights, frozenset(), Locks(), chosen, WORKERS)
    made = planning.planned(case, "score", "ties")
    whole = time.perf_counter() - start
    workers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024 * WORKERS
    one = made.summary
    table = case.table
    assert table is not None
    rows: list[dict[str, object]] = [
        {
            "what": f"省级方案 {organisations:,} × {needs:,}，{WORKERS} 个进程",
            "seconds": round(whole),
            "peak_mib": _peak() + workers,
            "goal_mib": MEBIBYTES_MAX,
            "gap": one.gap,
            "eligible_pairs": one.eligible_pairs,
            "arcs": one.considered_pairs,
            "cells": "、".join(f"{count:,}" for count in table.looked_at),
            "steps": "；".join(f"{name} {seconds:.0f}" for name, seconds in times.items()),
        }
    ]
    return [*rows, _against_raw(case)]


def _against_raw(case: planning.Case) -> dict[str, object]:
    network = case.board.network(case.board.codes, case.board.scores)
    raw = raw_call(network)
    times = [(_seconds(raw), _seconds(lambda: solve(network, "score", "ties"))) for _ in range(RUNS)]
    return {
        "what": "其中求解 ÷ 同样的边上一次裸流",
        "arcs": len(network.need),
        "raw_seconds": round(statistics.median(one for one, _ in times), 1),
        "seconds": round(statistics.median(other for _, other in times), 1),
        "ratio": round(statistics.median(other / one for one, other in times), 2),
        "goal_ratio": RATIO_MAX,
    }


if __name__ == "__main__":
    for row in measure(*map(int, sys.argv[1:3])):
        print(row)
