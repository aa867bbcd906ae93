"""One need against 20,000 organisations, features kept: against BM25 over the same texts in the same run.

BM25 (a sparse table of word weights, rows of the asked words added up) answers a smaller question, who speaks of it, and is what
a site without an engine would ask.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from pathlib import Path
from random import Random
from statistics import median

import numpy as np
from scipy.sparse import coo_array, csr_array

import bangfu.packs
from bangfu.apps.programmes.api import load_pack, planner_setting
from bangfu.engines import matching
from bangfu.engines.text import words

ORGANISATIONS, NEEDS, ASKED, TOP, SEED = 20_000, 300, 30, 10, 20231006
GOAL_SECONDS = 1.0


def lists(organisations: int, needs: int) -> tuple[list[matching.Organisation], list[matching.Need]]:
    """Generated lists from the pack's words and the example's texts; a third of the organisations lists nothing but its text."""
    random = Random(SEED)  # noqa: S311
    pack = load_pack("guangzhou_2023")
    texts = json.loads((Path(bangfu.packs.__path__[0]) / "example" / "texts.json").read_text("utf-8"))
    themes = [entry.zh for entry in pack.vocabulary.section("themes")]
    skills = [entry.zh for entry in pack.vocabulary.section("capabilities")]
    goods = [entry.zh for entry in pack.vocabulary.section("resources")]
    names = [village["name"] for village in texts["village_names"]]

    def say() -> str:
        return "，".join(random.sample(themes, 2) + random.sample(skills, 2)) + random.choice(names)

    ours = [
        matching.Organisation(
            id=f"O{n:06d}",
            name=f"{random.choice(names)}{random.choice(themes)}协会",
            themes=() if n % 3 == 0 else tuple(random.sample(themes, 2)),
            capabilities={} if n % 3 == 0 else {skill: random.randint(1, 3) for skill in random.sample(skills, 2)},
            resources={goods[n % len(goods)]: random.randint(1, 500)},
            region="440100000000",
            service_regions=("441800000000",) if n % 5 == 0 else (),
            capacity=random.randint(1, 4),
            lon=113 + random.random(),
            lat=23 + random.random(),
            summary=say(),
        )
        for n in range(organisations)
    ]
    theirs = [
        matching.Need(
            id=f"N{n:06d}",
            name=f"{random.choice(names)}{random.choice(themes)}",
            region="441826000000" if n % 2 else "441424000000",
            themes=(random.choice(themes),),
            capabilities={random.choice(skills): 2},
            resources={random.choice(goods): 20},
            lon=112 + random.random(),
            lat=24 + random.random(),
            description=say(),
        )
        for n in range(needs)
    ]
    return ours, theirs


class Bm25:
    """The yardstick: k1 1.5, b 0.75, words of our own."""

    def __init__(self, texts: list[str]) -> None:
        counted = [Counter(words(text)) for text in texts]
        self.row = {word: n for n, word in enumerate(sorted({word for counts in counted for word in counts}))}
        cells = [(self.row[word], n, count) for n, counts in enumerate(counted) for word, count in counts.items()]
        rows, columns, counts = (np.array(each) for each in zip(*cells, strict=True))
        lengths = np.array([sum(counts.values()) for counts in counted])
        holders = np.bincount(rows, minlength=len(self.row))
        rarity = np.log(1 + (len(texts) - holders + 0.5) / (holders + 0.5))
        longer = 1.5 * (0.25 + 0.75 * lengths / lengths.mean())
        weights = rarity[rows] * counts * 2.5 / (counts + longer[columns])
        self.table = csr_array(coo_array((weights, (rows, columns)), shape=(len(self.row), len(texts))))

    def best(self, text: str) -> np.ndarray:
        """Places of the best ten."""
        asked = [self.row[word] for word in words(text) if word in self.row]
        scores = np.asarray(self.table[asked].sum(axis=0)).ravel()
        return np.argpartition(-scores, TOP)[:TOP]


def measure() -> list[dict[str, object]]:
    """Building once, then thirty needs in turn, ours and BM25 interleaved; medians."""
    ours, theirs = lists(ORGANISATIONS, NEEDS)
    setting = planner_setting(load_pack("guangzhou_2023"))
    weights = setting.weights.scaled()
    started = time.perf_counter()
    features = matching.prepared(ours, theirs, setting)
    built = time.perf_counter() - started
    started = time.perf_counter()
    matching.first_choices(features, weights, first=3, most_cells=6_000_000)
    crowded = time.perf_counter() - started
    texts = [f"{one.name} {' '.join(one.themes)} {' '.join(one.capabilities)} {one.summary}" for one in ours]
    bm25 = Bm25(texts)
    mine, its = [], []
    for need in theirs[:ASKED]:
        started = time.perf_counter()
        matching.organisations_for(features, weights, need.id, top=TOP + 40, lowered={}, out=frozenset())
        mine.append(time.perf_counter() - started)
        started = time.perf_counter()
        bm25.best(f"{need.name} {' '.join(need.themes)} {need.description}")
        its.append(time.perf_counter() - started)
    return [
        {
            "what": "一条需求对 20,000 家组织（秒，中位数）",
            "ours": round(median(mine), 4),
            "bm25": round(median(its), 4),
            "ratio": round(median(m / i for m, i in zip(mine, its, strict=True)), 1),
            "goal": f"≤ {GOAL_SECONDS:g} s",
        },
        {
            "what": "最慢的一条（秒）",
            "ours": round(max(mine), 4),
            "bm25": round(max(its), 4),
            "ratio": "",
            "goal": f"≤ {GOAL_SECONDS:g} s",
        },
        {
            "what": f"特征建一次（秒，{ORGANISATIONS} × {NEEDS}）",
            "ours": round(built, 1),
            "bm25": "",
            "ratio": "",
            "goal": "",
        },
        {"what": "谁被争取得多，算一次（秒）", "ours": round(crowded, 1), "bm25": "", "ratio": "", "goal": ""},
    ]


if __name__ == "__main__":
    for row in measure():
        print(row)
