"""Leaving out blocks and pairs never changes a plan: pruned against exhaustive, bounds against brute force, values against another solver."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import coo_array, vstack

from bangfu.engines.matching import (
    ExistingPairs,
    Locks,
    Pair,
    Setting,
    Weights,
    blocks,
    plan,
    shortlist,
    what_would_change,
)
from bangfu.engines.matching.blocks import CandidateBlock, candidate_blocks
from bangfu.engines.matching.features import build, table
from bangfu.engines.matching.model import Need, Organisation
from bangfu.engines.matching.questions import OUT, Best, Improving, best_of_rows
from bangfu.engines.matching.rules import eligible
from bangfu.engines.matching.shortlist import NEVER, Reach, smaller
from bangfu.engines.matching.tops import Tops
from bangfu.engines.matching.view import Block
from tests.engines.test_matching_door import lists

Lists = tuple[list[Organisation], list[Need]]


@pytest.fixture
def pruned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks by county, tiny lists, nothing kept in memory: everything that only large lists meet."""
    for name, value in {"BLOCK_CELLS": 150, "FEW_PAIRS": 0, "BEST_OF_EACH": 2, "KEPT_CELLS": 0}.items():
        monkeypatch.setattr(shortlist, name, value)
    monkeypatch.setattr(blocks, "SMALL", 0)


def _some_pairs(organisations: list[Organisation], needs: list[Need], rng: random.Random, count: int) -> ExistingPairs:
    return frozenset(Pair(rng.choice(needs).id, rng.choice(organisations).id) for _ in range(count))


@pytest.mark.parametrize("objective", ["score", "fair"])
@pytest.mark.parametrize("priorities", ["ties", "strict"])
def test_a_pruned_search_gives_the_exhaustive_plan(
    monkeypatch: pytest.MonkeyPatch, objective: str, priorities: str
) -> None:
    for seed in range(12):
        rng = random.Random(seed)
        organisations, needs = lists(rng.randint(1, 45), rng.randint(1, 35), seed)
        options = {
            "objective": objective,
            "priorities": priorities,
            "existing": _some_pairs(organisations, needs, rng, 6),
            "locks": Locks(frozenset(), _some_pairs(organisations, needs, rng, 10)),
        }
        whole = plan(organisations, needs, **options)
        with monkeypatch.context() as patch:
            for name, value in {
                "BLOCK_CELLS": 150,
                "FEW_PAIRS": 0,
                "BEST_OF_EACH": 2,
                "KEPT_CELLS": seed % 2 * 10**6,
            }.items():
                patch.setattr(shortlist, name, value)
            patch.setattr(blocks, "SMALL", 0)
            found = plan(organisations, needs, **options)
        same = replace(found, summary=replace(found.summary, considered_pairs=whole.summary.considered_pairs))
        assert same == whole, f"seed {seed}"


def test_every_eligible_pair_stands_in_exactly_one_block(pruned: None) -> None:
    for seed in range(30):
        organisations, needs = lists(30, 25, seed)
        if seed % 3 == 0:
            needs = [replace(one, lon=None, lat=None) if one.priority > 4 else one for one in needs]
        features = build(organisations, needs, Setting(), frozenset())
        none = table((), (), (), (25, 30))
        allowed = eligible(Block(features, np.arange(25)), none)
        seen = np.zeros((25, 30), np.int64)
        for block in candidate_blocks(features, 40):
            seen[np.ix_(block.rows, block.columns)] += 1
        assert (seen[allowed] == 1).all() and (seen <= 1).all()
        assert seen.sum() < 25 * 30 or not (~allowed).any()


def test_what_the_bound_leaves_out_holds_no_pair_in_question() -> None:
    left_out = 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        rows, columns = np.sort(rng.choice(20, 8, False)), np.sort(rng.choice(15, 9, False))
        need, again = rng.integers(-5, 6, 20), rng.integers(-5, 6, 20)
        need[rng.random(20) < 0.2] = NEVER
        reach = Reach(need, rng.integers(-5, 6, 15), again, rng.integers(-5, 6, 15))
        kept = np.zeros((20, 15), np.int64)
        for part in smaller(CandidateBlock(0, rows, columns), reach, 12):
            assert (np.diff(part.rows) > 0).all() and (np.diff(part.columns) > 0).all()
            kept[np.ix_(part.rows, part.columns)] += 1
        wanted = (reach.need[:, None] > reach.organisation) & (reach.need_again[:, None] > reach.organisation_again)
        assert (kept <= 1).all() and (kept[np.ix_(rows, columns)][wanted[np.ix_(rows, columns)]] == 1).all()
        left_out += int((kept[np.ix_(rows, columns)] == 0).sum())
    assert left_out > 2000


@pytest.mark.parametrize("seed", range(20))
def test_the_best_of_both_sides_are_those_of_sorting_everything(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    from bangfu.engines.matching import tops as module

    monkeypatch.setattr(module, "PENDING", 30)
    rng = np.random.default_rng(seed)
    needs, width, count = 40, 25, 3
    scores = rng.integers(-1, 6, (needs, width)).astype(np.int16)
    tops = Tops(needs, width, count)
    for rows in np.array_split(rng.permutation(needs), 7):
        rows = np.sort(rows)
        columns = np.arange(width)
        row, column = np.nonzero(Best(count, tops.floor).cut(rows, columns).marked(scores[rows]))
        tops.add(rows[row], columns[column], scores[rows][row, column])
    (codes, found), last_of_need, last_of_organisation = tops.settled()
    expected = set()
    for need in range(needs):
        able = sorted((-int(scores[need, one]), one) for one in range(width) if scores[need, one] != OUT)
        expected |= {(need, one) for _, one in able[:count]}
        assert last_of_need[need] == (-able[count - 1][0] if len(able) >= count else OUT)
    for one in range(width):
        able = sorted((-int(scores[need, one]), need) for need in range(needs) if scores[need, one] != OUT)
        expected |= {(need, one) for _, need in able[:count]}
        assert last_of_organisation[one] == (-able[count - 1][0] if len(able) >= count else OUT)
    assert set(zip((codes // width).tolist(), (codes % width).tolist(), strict=True)) == expected
    assert (found == scores[codes // width, codes % width]).all()


def test_the_largest_of_a_row_are_the_first_among_equals() -> None:
    scores = np.array([[3, 5, 5, 1, 5], [2, 2, 2, 2, 2]], np.int16)
    assert best_of_rows(scores, 2).tolist() == [[False, True, True, False, False], [True, True, False, False, False]]


def test_only_pairs_above_both_prices_improve() -> None:
    scores = np.array([[10, 4, OUT]], np.int16)
    question = Improving(np.array([-3]), np.array([6, 2, -99]), 1, 50)
    assert question.marked(scores).tolist() == [[True, False, False]]
    assert replace(question, level=True).marked(np.array([[9, 5, OUT]], np.int16)).tolist() == [[True, True, False]]


@pytest.mark.parametrize("seed", [4, 5])
def test_own_scores_reach_the_value_of_an_independent_programme(pruned: None, seed: int) -> None:
    organisations, needs = lists(90, 80, seed)
    needs = [replace(one, min_partners=0) for one in needs]
    made = plan(organisations, needs, weights=Weights())
    given = {}
    for need in needs:
        found = plan(
            [replace(one, capacity=min(one.capacity, 1)) for one in organisations], [replace(need, max_partners=999)]
        )
        given |= {(row.need, row.organisation): row.score for row in found.rows}
    pairs = sorted(given)
    need_at = {one.id: place for place, one in enumerate(needs)}
    organisation_at = {one.id: place for place, one in enumerate(organisations)}
    shape, everyone = (len(needs), len(pairs)), np.arange(len(pairs))
    most = coo_array((np.ones(len(pairs)), ([need_at[one] for one, _ in pairs], everyone)), shape=shape)
    load = coo_array(
        (np.ones(len(pairs)), ([organisation_at[one] for _, one in pairs], everyone)),
        shape=(len(organisations), len(pairs)),
    )
    right = [one.max_partners for one in needs] + [one.capacity for one in organisations]
    cost = [-given[pair] for pair in pairs]
    best = linprog(cost, A_ub=vstack((most, load)).tocsr(), b_ub=right, bounds=(0, 1), method="highs")
    assert made.summary.score_total == round(-best.fun)


def test_no_limit_is_broken_and_reasons_add_up(pruned: None) -> None:
    for seed in range(6):
        organisations, needs = lists(120, 100, 100 + seed)
        made = plan(organisations, needs, objective="fair" if seed % 2 else "score")
        ours, theirs = {one.id: one for one in organisations}, {one.id: one for one in needs}
        load: dict[str, int] = {}
        partners: dict[str, int] = {}
        for row in made.rows:
            load[row.organisation] = load.get(row.organisation, 0) + 1
            partners[row.need] = partners.get(row.need, 0) + 1
            one, need = ours[row.organisation], theirs[row.need]
            assert row.score == sum(reason.points for reason in row.reasons)
            assert one.credit_status in ("", "正常")
            regions = [code.rstrip("0") for code in one.service_regions]
            assert not regions or any(need.region.startswith(region) for region in regions)
        assert all(count <= ours[name].capacity for name, count in load.items())
        assert all(count <= theirs[name].max_partners for name, count in partners.items())


def test_the_runner_up_is_the_best_one_outside_the_plan(pruned: None) -> None:
    some = 0
    for seed in range(8):
        organisations, needs = lists(25, 20, seed)
        made = plan(organisations, needs)
        inside = {(row.need, row.organisation) for row in made.rows}
        for need in needs:
            found = plan(
                [replace(one, capacity=min(one.capacity, 1)) for one in organisations],
                [replace(need, max_partners=999)],
            )
            others = sorted(
                (-row.score, row.organisation) for row in found.rows if (need.id, row.organisation) not in inside
            )
            best = made.next_best.get(need.id)
            if not any(one == need.id for one, _ in inside):
                assert best is None
            elif others:
                assert best is not None and (-best.score, best.organisation) == others[0]
                some += 1
            else:
                assert best is None
    assert some > 30


def test_a_runner_up_with_room_takes_over_when_the_pair_falls_below_it() -> None:
    ours = [Organisation(name, name) for name in ("A", "B")]
    scores = {Pair("N", "A"): 50, Pair("N", "B"): 40}
    made = plan(ours, [Need("N")], ready=scores)
    told = what_would_change(made.rows[0], made.next_best["N"], {"B": "乙社"})
    assert (told.code, "乙社（40 分，少 10 分）" in told.text, "低于 40 分" in told.text) == ("free", True, True)
    assert plan(ours, [Need("N")], ready=scores | {Pair("N", "A"): 40}).rows[0].organisation == "A"
    assert plan(ours, [Need("N")], ready=scores | {Pair("N", "A"): 39}).rows[0].organisation == "B"


def test_a_pair_without_a_second_choice_says_so() -> None:
    made = plan([Organisation("A")], [Need("N")], ready={Pair("N", "A"): 5})
    assert what_would_change(made.rows[0], made.next_best.get("N"), {}).code == "nobody_else"
