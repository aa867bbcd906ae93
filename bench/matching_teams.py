"""Teams: seconds of processor to the proof, gap to the bound, and never worse than greedy, on generated projects."""

from __future__ import annotations

import random
import time

import numpy as np

from bangfu.engines.matching import Organisation, Project, team
from bangfu.engines.matching.teams.covering import covering_of
from bangfu.engines.matching.teams.greedy import greedy
from bangfu.engines.matching.teams.programme import Goal

CASES = ((200, 10, 30.0, 0.0), (1_000, 10, 15.0, 0.05))
SEEDS = (1, 2, 3)


def candidates(count: int, wishes: int, seed: int) -> list[Organisation]:
    """Organisations with a few of the wished capabilities each; one in seven may lead."""
    rng = random.Random(seed)
    return [
        Organisation(
            id=f"O{number:05d}",
            kind="行业协会商会" if rng.random() < 0.1 else "社会团体",
            is_hub=number == 0 or rng.random() < 0.05,
            capabilities={f"c{one}": rng.randint(1, 3) for one in range(wishes) if rng.random() < 0.25},
            resources={"r": rng.randint(1, 40)} if rng.random() < 0.4 else {},
            hub=rng.choice(["", "h1", "h2", "h3"]),
            field=rng.choice(["f1", "f2", "f3", "f4"]),
            cost=rng.randint(0, 9),
            fit=rng.randint(-5, 60),
        )
        for number in range(count)
    ]


def project(wishes: int, seed: int) -> Project:
    """A project that takes six to ten members."""
    rng = random.Random(seed + 1000)
    return Project(
        required_capabilities={f"c{one}": rng.randint(3, 6) for one in range(wishes)},
        required_resources={"r": 60},
        max_members=10,
        budget=60,
    )


def greedy_value(organisations: list[Organisation], asked: Project) -> float | None:
    """The best value that plain greedy finds over all leads; None when it covers under none."""
    covering = covering_of(organisations, asked, None)
    worths = []
    for lead in np.flatnonzero(covering.may_lead).tolist():
        members = greedy(covering, lead)
        if members is not None:
            worths.append(Goal("value").measure(covering, lead, members))
    able = [one for one in worths if one is not None]
    return min(able) / covering.price_scale if able else None


def measure() -> list[dict[str, object]]:
    """One row per size: the slowest of the seeds, the largest gap, and the saving against greedy."""
    rows: list[dict[str, object]] = []
    for count, wishes, most_seconds, most_gap in CASES:
        seconds, gaps, proven, saved = [], [], 0, []
        for seed in SEEDS:
            everybody, asked = candidates(count, wishes, seed), project(wishes, seed)
            start = time.process_time()
            found = team(everybody, asked)
            seconds.append(time.process_time() - start)
            gaps.append(found.gap)
            proven += found.stopped_by == "proof"
            plain = greedy_value(everybody, asked)
            if plain is not None and not found.missing:
                saved.append(plain - float(found.value))
        rows.append(
            {
                "what": f"组团：{count:,} 个候选，{wishes} 项能力（{len(SEEDS)} 个项目）",
                "worst_cpu_seconds": round(max(seconds), 2),
                "goal_seconds": most_seconds,
                "worst_gap": max(gaps),
                "goal_gap": most_gap,
                "proven": f"{proven} / {len(SEEDS)}",
                "least_saved_against_greedy": min(saved, default=""),
            }
        )
    return rows


if __name__ == "__main__":
    for row in measure():
        print(row)
