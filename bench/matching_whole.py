"""The whole of `bangfu plan` on 8,000 x 10,000, from two spreadsheets to the finished workbook, against its own scoring,
shortlist and flow; and recommendations."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bangfu.engines.matching import Locks, Setting, Weights, recommend
from bangfu.engines.matching.features import build
from bangfu.engines.matching.planning import case_with_own_scores
from bangfu.engines.matching.solve import settle
from bench.matching_lists import city, setting
from bench.matching_sheets import write

ROOT = Path(__file__).resolve().parent.parent
WHOLE_MAX, ONE_NEED_MAX = 3.0, 1.0
MANY = 20_000
PROGRAM = "import sys; from bangfu.cli import main; sys.exit(main(sys.argv[1:]))"


def _seconds(call: Callable[[], object]) -> float:
    """Seconds of processor: other work on the machine does not count. The command and the engine use one process each."""
    start = time.process_time()
    call()
    return time.process_time() - start


def command(words: list[str]) -> float:
    """Seconds of processor of one `bangfu` command in a process of its own, its start included."""
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", PROGRAM, *words], cwd=ROOT, env=environment, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _engine(organisations: list, needs: list, chosen: Setting, weights: Weights) -> dict[str, float]:  # type: ignore[type-arg]
    """Seconds of features, and of scoring, shortlist and flow."""
    features = _seconds(lambda: build(organisations, needs, chosen, frozenset()))
    whole = _seconds(
        lambda: settle(
            case_with_own_scores(organisations, needs, weights, frozenset(), Locks(), chosen, 1).board, "score", "ties"
        )
    )
    return {"features": features, "scoring_shortlist_flow": whole - features}


def measure() -> list[dict[str, object]]:
    """Rows: the plan, `recommend --all`, and one need among 20,000 organisations."""
    organisations, needs = city()
    chosen, weights = setting()
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = write(Path(folder), organisations, needs)
        inputs = ["--organisations", str(ours), "--needs", str(theirs)]
        whole = command(["plan", *inputs, "--out", f"{folder}/plan.xlsx"])
        everyone = command(["recommend", *inputs, "--all", "--json", f"{folder}/recommended.json"])
    steps = _engine(organisations, needs, chosen, weights)
    core = steps["scoring_shortlist_flow"]
    return [
        {
            "what": "bangfu plan 8,000 × 10,000：两张表到写好的方案",
            "cpu_seconds": round(whole, 1),
            "yardstick": f"自己的评分、候选和求解 {core + steps['features']:.1f} 秒（其中读懂文字和清单 {steps['features']:.1f} 秒）",
            "ratio": round(whole / (core + steps["features"]), 2),
            "goal": WHOLE_MAX,
            "ratio_without_features": round(whole / core, 2),
        },
        {
            "what": "bangfu recommend --all，同样两张表",
            "cpu_seconds": round(everyone, 1),
            "ratio": round(everyone / whole, 2),
        },
        *_one_need(chosen, weights),
    ]


def _one_need(chosen: Setting, weights: Weights) -> list[dict[str, object]]:
    organisations, needs = city(MANY, 200)
    cold = _seconds(lambda: recommend(organisations, needs, need_ids=[needs[0].id], setting=chosen, weights=weights))
    rows: list[dict[str, object]] = [{"what": f"一个需求对 {MANY:,} 家组织，从头读起", "cpu_seconds": round(cold, 2)}]
    try:
        from bangfu.engines.matching import organisations_for, prepared
    except ImportError:
        return rows
    features = prepared(organisations, needs, chosen)
    scaled = weights.scaled()

    def ask(need: str) -> object:
        return organisations_for(features, scaled, need, top=10, lowered={}, out=frozenset())

    times = sorted(_seconds(lambda: ask(need.id)) for need in needs[:20])  # noqa: B023
    rows.append(
        {
            "what": f"一个需求对 {MANY:,} 家组织，名册已读好",
            "cpu_seconds": round(times[len(times) // 2], 3),
            "goal": ONE_NEED_MAX,
        }
    )
    return rows


if __name__ == "__main__":
    for row in measure():
        print(row)
