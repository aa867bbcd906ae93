"""The worked example of docs/explanation/matching.md says what the engine says."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bangfu.engines.matching import Locks, Need, Organisation, Pair, Plan, plan

PAGE = (Path(__file__).parents[2] / "docs" / "explanation" / "matching.md").read_text("utf-8")
EXAMPLE = PAGE[PAGE.index("## A worked example") : PAGE.index("## What the plan does not promise")]


def cells(title: str) -> list[list[str]]:
    """The rows of the table whose first heading is `title`."""
    table = EXAMPLE[EXAMPLE.index(f"| {title} |") :].split("\n\n")[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]


@pytest.fixture(scope="module")
def given() -> tuple[list[Organisation], list[Need], dict[Pair, int]]:
    ours = [Organisation(name, capacity=int(slots)) for name, slots, *_ in cells("组织")]
    villages = ["东村", "南村", "西村"]
    most = dict(re.findall(r"(.村) at most (\d)", EXAMPLE))
    theirs = [Need(name, max_partners=int(most[name])) for name in villages]
    scores = {
        Pair(village, name): int(points)
        for name, _, *line in cells("组织")
        for village, points in zip(villages, line, strict=True)
        if points.isdigit()
    }
    return ours, theirs, scores


def told(made: Plan) -> str:
    return "、".join(f"{row.need}–{row.organisation}" for row in made.rows)


@pytest.mark.parametrize("objective", ["score", "fair"])
def test_the_table_of_plans_is_what_the_engine_gives(given, objective: str) -> None:
    ours, theirs, scores = given
    made = plan(ours, theirs, ready=scores, objective=objective)
    line = next(row for row in cells("objective") if row[0] == f"`{objective}`")
    price = "" if made.summary.price_of_fairness is None else f"{made.summary.price_of_fairness:.1%}"
    one = made.summary
    assert line[1:] == [told(made), str(one.score_total), str(one.min_partners), price, str(one.blocking_pairs)]


def test_the_sentences_below_the_table_hold(given) -> None:
    ours, theirs, scores = given
    asked = [replace(one, min_partners=least) for one, least in zip(theirs, (2, 1, 1), strict=True)]
    short = plan(ours, asked, ready=scores)
    assert f"ask for {short.conflicts[0].asked} partners and {short.conflicts[0].possible} slots" in EXAMPLE
    locked = plan(ours, theirs, ready=scores, locks=Locks(frozenset({Pair("西村", "甲")})))
    assert f"total falls to {locked.summary.score_total}" in EXAMPLE
    fair = plan(ours, theirs, ready=scores, objective="fair")
    best = fair.next_best["西村"]
    assert f"{best.organisation} with {best.score} points" in EXAMPLE and best.full
    score = plan(ours, theirs, ready=scores)
    assert f"{score.prices['甲']} points a slot" in EXAMPLE
    wider = [replace(one, capacity=one.capacity + (one.id == "甲")) for one in ours]
    gain = plan(wider, theirs, ready=scores).summary.score_total - score.summary.score_total
    assert f"exactly {gain}" in EXAMPLE


def test_holding_back_capacity_can_pay_as_the_page_admits(given) -> None:
    ours, theirs, scores = given
    honest = plan(ours, theirs, ready=scores, objective="fair")
    shy = plan(
        [replace(one, capacity=1) if one.id == "甲" else one for one in ours], theirs, ready=scores, objective="fair"
    )
    assert [row.score for row in honest.rows if row.organisation == "乙"] == [250]
    assert [row.score for row in shy.rows if row.organisation == "乙"] == [800]
    assert "250 to 800" in PAGE
