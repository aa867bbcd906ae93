"""How well `bangfu recommend` ranks on a labelled set, against four plain methods: ``python -m bench.relevance [--part tuning]``.

The set and how it was judged: `bench/relevance_set/README.md`. Ours is exactly what the command ranks: the sheets are read
as it reads them, with the pack's vocabulary, weights and duties. Every method is given the same texts and passes the same
hard rules, decided here from the sheets alone.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import math
import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import rjieba

from bangfu.cli.planfiles.setting import chosen_setting
from bangfu.engines.matching import Need, Organisation, recommend
from bangfu.plumbing.plansheets.inputs import Inputs, Sources, read_inputs

FOLDER = Path(__file__).with_name("relevance_set")
TOP = 10
HELD_OUT_BELOW = 86
"""A need is held out when the first byte of the SHA-256 of its id is below this: a third of them."""
PARTS = ("tuning", "held out", "all")
COLUMNS = ("recall@10", "recall of 2", "nDCG@10", "first good", "first useful")
NORMAL = ("", "正常")

Ranking = dict[str, list[str]]
Gold = dict[str, dict[str, int]]


@dataclass(frozen=True)
class Labelled:
    """The set as read: `gold` by need and organisation without pairs that a hard rule forbids; `barred` are those pairs."""

    inputs: Inputs
    gold: Gold
    barred: frozenset[tuple[str, str]]

    def needs(self, part: str) -> list[str]:
        """Ids of the needs of a part, in order."""
        return [one.id for one in self.inputs.needs if part == "all" or held_out(one.id) == (part == "held out")]


def held_out(need: str) -> bool:
    """Whether a need belongs to the third that tuning never looks at."""
    return hashlib.sha256(need.encode()).digest()[0] < HELD_OUT_BELOW


@cache
def labelled() -> Labelled:
    """The set, read once."""
    inputs = read_inputs(Sources(FOLDER / "organisations.csv", FOLDER / "needs.csv", None), lambda _: None)
    barred = frozenset(
        (need.id, one.id) for need in inputs.needs for one in inputs.organisations if forbidden(one, need)
    )
    gold: Gold = {need.id: {} for need in inputs.needs}
    with (FOLDER / "judgements.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            pair = (row["需求编号"], row["组织编号"])
            if pair not in barred:
                gold[pair[0]][pair[1]] = int(row["判断"])
    return Labelled(inputs, gold, barred)


def forbidden(organisation: Organisation, need: Need) -> bool:
    """The hard rules from the sheets' words, on purpose not by the engine that is measured."""
    if organisation.credit_status not in NORMAL or organisation.capacity == 0:
        return True
    served = organisation.service_regions
    return bool(served) and not any(need.region.startswith(code.rstrip("0")) for code in served)


# ---- the methods


def need_text(need: Need) -> str:
    """Everything a need says."""
    return "\n".join((need.name, *need.themes, *need.capabilities, *need.resources, need.description))


def organisation_text(one: Organisation) -> str:
    """Everything an organisation says."""
    return "\n".join((one.name, *one.themes, *one.capabilities, *one.resources, one.summary))


def grams(text: str, lengths: Iterable[int]) -> Counter[str]:
    """Runs of characters of the given lengths, not across punctuation."""
    pieces = "".join(c if c.isalnum() else " " for c in text.lower()).split()
    return Counter(p[i : i + n] for p in pieces for n in lengths for i in range(len(p) - n + 1))


def dictionary_words(text: str) -> Counter[str]:
    """Words as the segmenter cuts them."""
    return Counter(word for word in rjieba.cut(text.lower()) if word.isalnum())


def by_score(texts: Labelled, score: Callable[[Need, Organisation], float]) -> Ranking:
    """The best ten allowed organisations of every need by a score, ties by id."""
    ranked = {}
    for need in texts.inputs.needs:
        free = [one for one in texts.inputs.organisations if (need.id, one.id) not in texts.barred]
        ranked[need.id] = [one.id for one in sorted(free, key=lambda one: (-score(need, one), one.id))[:TOP]]
    return ranked


def at_random(texts: Labelled) -> Ranking:
    """A fixed shuffle."""
    dice = random.Random(2026)
    return by_score(texts, lambda _need, _one: dice.random())


def shared_bigrams(texts: Labelled) -> Ranking:
    """How many different pairs of neighbouring characters are in both texts."""
    asked = {need.id: set(grams(need_text(need), (2,))) for need in texts.inputs.needs}
    offered = {one.id: set(grams(organisation_text(one), (2,))) for one in texts.inputs.organisations}
    return by_score(texts, lambda need, one: len(asked[need.id] & offered[one.id]))


def bm25(texts: Labelled) -> Ranking:
    """BM25 (k1 1.2, b 0.75, Lucene's rarity) over dictionary words and pairs of characters."""

    def tokens(text: str) -> Counter[str]:
        return dictionary_words(text) | grams(text, (2,))

    documents = {one.id: tokens(organisation_text(one)) for one in texts.inputs.organisations}
    mean = sum(sum(counts.values()) for counts in documents.values()) / len(documents)
    rarity = _rarity(documents.values())
    asked = {need.id: tokens(need_text(need)) for need in texts.inputs.needs}

    def score(need: Need, one: Organisation) -> float:
        counts = documents[one.id]
        length = 1.2 * (0.25 + 0.75 * sum(counts.values()) / mean)
        shared = [token for token in asked[need.id] if token in counts]
        return math.fsum(rarity[token] * counts[token] * 2.2 / (counts[token] + length) for token in shared)

    return by_score(texts, score)


def _rarity(documents: Iterable[Mapping[str, int]]) -> dict[str, float]:
    kept = list(documents)
    seen = Counter(token for counts in kept for token in counts)
    return {token: math.log(1 + (len(kept) - n + 0.5) / (n + 0.5)) for token, n in seen.items()}


def tf_idf(texts: Labelled) -> Ranking:
    """Cosine of TF-IDF over runs of one to three characters, sublinear counts, smoothed rarity."""
    offered = {one.id: grams(organisation_text(one), (1, 2, 3)) for one in texts.inputs.organisations}
    asked = {need.id: grams(need_text(need), (1, 2, 3)) for need in texts.inputs.needs}
    seen = Counter(run for counts in (*offered.values(), *asked.values()) for run in counts)
    total = len(offered) + len(asked)

    def unit(counts: Mapping[str, int]) -> dict[str, float]:
        weights = {r: (1 + math.log(n)) * (1 + math.log((1 + total) / (1 + seen[r]))) for r, n in counts.items()}
        length = math.sqrt(math.fsum(weight * weight for weight in weights.values())) or 1.0
        return {run: weight / length for run, weight in weights.items()}

    left, right = ({key: unit(counts) for key, counts in side.items()} for side in (asked, offered))
    return by_score(
        texts,
        lambda need, one: math.fsum(w * right[one.id][run] for run, w in left[need.id].items() if run in right[one.id]),
    )


def ours(texts: Labelled) -> Ranking:
    """What `bangfu recommend` ranks."""
    chosen = chosen_setting(None)
    found = recommend(
        texts.inputs.organisations,
        texts.inputs.needs,
        top=TOP,
        weights=chosen.weights,
        existing=texts.inputs.existing,
        setting=chosen.setting,
    )
    ranked: Ranking = {need.id: [] for need in texts.inputs.needs}
    for row in sorted(found.organisations_for_needs, key=lambda row: (row.need, row.rank)):
        if row.score != sum(reason.points for reason in row.reasons):
            raise AssertionError(f"reasons of {row.need} × {row.organisation} do not add up")
        ranked[row.need].append(row.organisation)
    return ranked


METHODS: dict[str, Callable[[Labelled], Ranking]] = {
    "random": at_random,
    "shared bigrams": shared_bigrams,
    "BM25": bm25,
    "TF-IDF 1–3": tf_idf,
    "ours": ours,
}


# ---- the figures


def figures(gold: Gold, ranked: Ranking, needs: Sequence[str]) -> dict[str, float]:
    """Means over the needs that have a gold list.

    `recall@10`: of all judged 1 or 2 (at most ten) the share among the first ten; `recall of 2`: the same of those judged 2;
    `nDCG@10`: gain 2**grade - 1; `first good`: how often the first is judged 2; `first useful`: judged 1 or 2.
    """
    asked = [need for need in needs if gold[need]]
    rows = [_one(gold[need], ranked[need][:TOP]) for need in asked]
    return {name: math.fsum(r[name] for r in rows if name in r) / sum(name in r for r in rows) for name in rows[0]}


def _one(grades: Mapping[str, int], listed: Sequence[str]) -> dict[str, float]:
    best = sorted(grades.values(), reverse=True)[:TOP]
    row = {
        "recall@10": sum(one in grades for one in listed) / min(TOP, len(grades)),
        "nDCG@10": _gain([grades.get(one, 0) for one in listed]) / _gain(best),
        "first useful": float(bool(listed) and listed[0] in grades),
    }
    well = [one for one, grade in grades.items() if grade == 2]
    if well:
        row["recall of 2"] = sum(one in well for one in listed) / min(TOP, len(well))
        row["first good"] = float(bool(listed) and listed[0] in well)
    return row


def _gain(grades: Sequence[int]) -> float:
    return math.fsum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))


def broken_rules(texts: Labelled, ranked: Ranking) -> list[tuple[str, str]]:
    """Listed pairs that a hard rule forbids: there may be none."""
    return [(need, one) for need, listed in ranked.items() for one in listed if (need, one) in texts.barred]


def measure(part: str | None = None) -> list[dict[str, object]]:
    """The table: every method on every part of the set (or on one)."""
    texts = labelled()
    rows: list[dict[str, object]] = []
    for name, method in METHODS.items():
        ranked = method(texts)
        if wrong := broken_rules(texts, ranked):
            raise AssertionError(f"{name} broke a hard rule: {wrong[:5]}")
        for one in [part] if part else PARTS:
            found = figures(texts.gold, ranked, texts.needs(one))
            rows.append({"method": name, "part": one, **{key: f"{found[key]:.3f}" for key in COLUMNS}})
    return rows


def markdown(rows: Iterable[Mapping[str, object]]) -> str:
    """The table as it stands in `docs/explanation/relevance.md`."""
    head = ("method", "part", *COLUMNS)
    lines = [head, ["---"] * len(head), *([str(row[name]) for name in head] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=PARTS)
    print(markdown(measure(parser.parse_args().part)))


if __name__ == "__main__":
    main()
