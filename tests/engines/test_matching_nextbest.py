"""For a planned pair: the next best, exactly what the pair is worth, and rankings that step aside from the crowded."""

from __future__ import annotations

import random

import pytest

from bangfu.engines.matching import InputRefused, Locks, Need, Organisation, Pair, alternatives, plan, recommend
from tests.engines.test_matching_door import lists


def test_margin_is_exact_a_pair_stays_until_its_score_falls_by_more() -> None:
    margins = 0
    for seed in range(12):
        rng = random.Random(seed)
        ours = [Organisation(f"O{one}", capacity=rng.randint(1, 2)) for one in range(5)]
        theirs = [Need(f"N{one}", max_partners=rng.randint(1, 2)) for one in range(5)]
        ready = {Pair(n.id, o.id): rng.randint(20, 90) for n in theirs for o in ours}
        made = plan(ours, theirs, ready=ready)
        for row in made.rows[:3]:
            pair = Pair(row.need, row.organisation)
            found = alternatives(ours, theirs, made, pair, ready=ready)
            assert found.change.code in ("margin", "as_good")
            if not 0 < found.loss <= row.score - 1:
                continue
            margins += 1
            kept = plan(ours, theirs, ready={**ready, pair: row.score - found.loss + 1})
            gone = plan(ours, theirs, ready={**ready, pair: row.score - found.loss - 1})
            assert pair in {Pair(one.need, one.organisation) for one in kept.rows}
            assert pair not in {Pair(one.need, one.organisation) for one in gone.rows}
    assert margins


def test_others_are_the_best_ranked_outside_the_pair_with_parts_that_add_up() -> None:
    organisations, needs = lists(30, 15, 4)
    made = plan(organisations, needs)
    pair = Pair(made.rows[0].need, made.rows[0].organisation)
    banned = next(
        row.organisation
        for row in recommend(organisations, needs, need_ids=[pair.need]).organisations_for_needs
        if row.organisation not in {one.organisation for one in made.rows if one.need == pair.need}
    )
    locks = Locks(banned=frozenset({Pair(pair.need, banned)}))
    made = plan(organisations, needs, locks=locks)
    found = alternatives(organisations, needs, made, pair, locks=locks, top=4)
    assert banned not in {one.organisation for one in found.others} and len(found.others) == 4
    for one in found.others:
        assert found.score + sum(one.parts.values()) == one.score == found.score - one.behind
        assert one.serves == tuple(row.need for row in made.rows if row.organisation == one.organisation)
    assert [one.score for one in found.others] == sorted((one.score for one in found.others), reverse=True)


def test_without_a_locked_or_needed_pair_it_says_so() -> None:
    ours, theirs = (
        [Organisation("A"), Organisation("B", service_regions=("441900000000",))],
        [Need("N", min_partners=1)],
    )
    made = plan(ours, theirs)
    found = alternatives(ours, theirs, made, Pair("N", "A"))
    assert (found.shortfall, found.change.code, found.leave, found.enter) == (
        1,
        "needed_for_minimum",
        (Pair("N", "A"),),
        (),
    )
    locks = Locks(frozenset({Pair("N", "A")}))
    assert (
        alternatives(ours, theirs, plan(ours, theirs, locks=locks), Pair("N", "A"), locks=locks).change.code == "locked"
    )
    with pytest.raises(InputRefused):
        alternatives(ours, theirs, made, Pair("N", "B"))


def test_a_crowded_organisation_steps_back_by_its_price_and_keeps_its_score() -> None:
    organisations, needs = lists(40, 10, 5)
    plain = recommend(organisations, needs, need_ids=["N0002"], top=40).organisations_for_needs
    prices = {plain[0].organisation: plain[0].score - plain[2].score + 1}
    priced = recommend(organisations, needs, need_ids=["N0002"], top=40, prices=prices).organisations_for_needs
    worth = lambda row: (-(row.score - prices.get(row.organisation, 0)), row.organisation)  # noqa: E731
    assert [row.organisation for row in priced] == [row.organisation for row in sorted(plain, key=worth)]
    assert priced[0].organisation != plain[0].organisation
    moved = next(row for row in priced if row.organisation == plain[0].organisation)
    assert moved.score == plain[0].score and moved.against[-1].code == "crowded"
