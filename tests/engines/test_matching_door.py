"""`plan` and `recommend` from lists: hard rules, limits, locks, reasons, refusals, and the same answer for the same lists."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bangfu.engines import matching
from bangfu.engines.matching import (
    InputRefused,
    Locks,
    Need,
    Organisation,
    Pair,
    Setting,
    Weights,
    plan,
    recommend,
    shortlist,
)

ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
THEMES = ("果树", "养老", "直播", "教育", "医疗")
CAPABILITIES = ("修剪", "测土", "电商", "支教", "义诊", "护理")
PLACES = ("441800000000", "441881000000", "441882000000", "440883000000")


def lists(organisations: int, needs: int, seed: int = 0) -> tuple[list[Organisation], list[Need]]:
    rng = random.Random(seed)
    return (
        [_organisation(rng, f"O{number:04d}") for number in range(organisations)],
        [_need(rng, f"N{number:04d}") for number in range(needs)],
    )


def _organisation(rng: random.Random, name: str) -> Organisation:
    return Organisation(
        id=name,
        themes=tuple(rng.sample(THEMES, 2)),
        capabilities={one: rng.randint(1, 3) for one in rng.sample(CAPABILITIES, 2)},
        resources={"树苗": rng.randint(1, 90)},
        region="440106000000",
        service_regions=tuple(rng.sample(PLACES, rng.randint(0, 2))),
        service_radius_km=rng.choice([None, None, 120]),
        capacity=rng.randint(0, 3),
        hub=rng.choice(["", "市社联"]),
        track_record=rng.choice([None, 0.5, 0.9]),
        credit_status=rng.choice(["", "正常", "正常", "严重失信"]),
        lon=113 + rng.random(),
        lat=23 + rng.random(),
    )


def _need(rng: random.Random, name: str) -> Need:
    least = rng.randint(0, 1)
    return Need(
        id=name,
        region=rng.choice(PLACES),
        themes=tuple(rng.sample(THEMES, rng.randint(1, 2))),
        capabilities={one: rng.randint(1, 3) for one in rng.sample(CAPABILITIES, rng.randint(0, 3))},
        resources={"树苗": 60},
        min_partners=least,
        max_partners=least + rng.randint(0, 2),
        priority=rng.randint(1, 5),
        lon=112 + 2 * rng.random(),
        lat=23 + 2 * rng.random(),
    )


def codes(problems) -> set[str]:
    return {problem.code for problem in problems}


@pytest.mark.parametrize("objective", ["score", "fair"])
def test_no_pair_of_a_plan_breaks_a_hard_rule_or_a_limit(objective: str) -> None:
    organisations, needs = lists(60, 80, 3)
    banned = frozenset({Pair("N0001", "O0020"), Pair("N0004", "O0007")})
    made = plan(organisations, needs, objective=objective, locks=Locks(banned=banned))
    ours, theirs = {one.id: one for one in organisations}, {one.id: one for one in needs}
    load: dict[str, int] = {}
    for row in made.rows:
        organisation, need = ours[row.organisation], theirs[row.need]
        load[row.organisation] = load.get(row.organisation, 0) + 1
        assert organisation.credit_status in ("", "正常")
        assert Pair(row.need, row.organisation) not in banned
        assert not organisation.service_regions or any(
            need.region.startswith(place.rstrip("0")) for place in organisation.service_regions
        )
    assert made.rows
    assert all(count <= ours[name].capacity for name, count in load.items())
    assert all(one.partners <= one.max_partners for one in made.coverage)


def test_points_of_reasons_add_up_to_the_score_and_to_the_total() -> None:
    organisations, needs = lists(40, 40, 4)
    made = plan(organisations, needs, existing=frozenset({Pair("N0003", "O0004"), Pair("N0005", "O0006")}))
    assert all(row.score == sum(reason.points for reason in row.reasons) for row in made.rows)
    assert all(0 <= row.score <= 1000 for row in made.rows)
    assert made.summary.score_total == sum(row.score for row in made.rows)


@pytest.mark.parametrize("objective", ["score", "fair"])
def test_order_of_input_and_workers_do_not_change_the_plan(objective: str) -> None:
    organisations, needs = lists(50, 60, 5)
    first = plan(organisations, needs, objective=objective)
    random.Random(1).shuffle(organisations)
    random.Random(2).shuffle(needs)
    assert plan(organisations, needs, objective=objective, workers=3) == first


@pytest.mark.parametrize("objective", ["score", "fair"])
def test_a_short_list_gives_the_same_plan_as_all_pairs(objective: str, monkeypatch: pytest.MonkeyPatch) -> None:
    organisations, needs = lists(60, 90, 6)
    whole = plan(organisations, needs, objective=objective)
    monkeypatch.setattr(shortlist, "FEW_PAIRS", 0)
    monkeypatch.setattr(shortlist, "BEST_OF_EACH", 2)
    monkeypatch.setattr(shortlist, "BLOCK_CELLS", 700)
    short = plan(organisations, needs, objective=objective)
    assert short.rows == whole.rows
    assert short.summary.considered_pairs < whole.summary.considered_pairs


def test_a_lock_is_kept_and_counts_to_capacity_and_minimum() -> None:
    organisations = [Organisation("A", themes=("养老",), capacity=1), Organisation("B", capacity=1, themes=("养老",))]
    needs = [Need("1", themes=("养老",), min_partners=1), Need("2", themes=("养老",))]
    made = plan(organisations, needs, locks=Locks(locked=frozenset({Pair("2", "A")})))
    assert [(row.need, row.organisation, row.locked) for row in made.rows] == [("1", "B", False), ("2", "A", True)]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"locked": frozenset({Pair("1", "A")}), "banned": frozenset({Pair("1", "A")})}, "lock_is_banned"),
        ({"locked": frozenset({Pair("1", "A"), Pair("2", "A")})}, "locks_over_capacity"),
        ({"locked": frozenset({Pair("1", "A"), Pair("1", "B")})}, "locks_over_maximum"),
        ({"locked": frozenset({Pair("1", "C")})}, "lock_forbidden"),
        ({"locked": frozenset({Pair("1", "Z")})}, "unknown_organisation"),
        ({"banned": frozenset({Pair("9", "A")})}, "unknown_need"),
    ],
)
def test_locks_that_cannot_hold_are_refused_with_a_sentence(change: dict, code: str) -> None:
    organisations = [
        Organisation("A", themes=("养老",)),
        Organisation("B", themes=("养老",)),
        Organisation("C", themes=("养老",), credit_status="严重失信"),
    ]
    with pytest.raises(InputRefused) as refused:
        plan(organisations, [Need("1", themes=("养老",)), Need("2", themes=("养老",))], locks=Locks(**change))
    assert codes(refused.value.problems) == {code}


@pytest.mark.parametrize(
    ("organisation", "need", "code"),
    [
        ({"capacity": -1}, {}, "negative_capacity"),
        ({"track_record": 1.2}, {}, "track_record_out_of_range"),
        ({"service_radius_km": -3.0}, {}, "negative_radius"),
        ({}, {"min_partners": 2, "max_partners": 1}, "max_below_min"),
        ({}, {"min_partners": -1}, "negative_limit"),
        ({}, {"priority": 0}, "priority_out_of_range"),
    ],
)
def test_impossible_limits_are_refused_with_a_sentence(organisation: dict, need: dict, code: str) -> None:
    with pytest.raises(InputRefused) as refused:
        plan([replace(Organisation("A"), **organisation)], [replace(Need("1"), **need)])
    assert codes(refused.value.problems) == {code}


def test_ids_that_stand_twice_are_refused_together() -> None:
    with pytest.raises(InputRefused) as refused:
        plan([Organisation("A"), Organisation("A")], [Need("1"), Need("1")])
    assert codes(refused.value.problems) == {"organisation_twice", "need_twice"}


def test_weights_scale_to_exactly_one_thousand_and_all_zero_is_refused() -> None:
    odd = Weights(themes=1, capabilities=1, resources=1, distance=0, track=0, hub=0, text=0, existing=0).scaled()
    assert (odd.themes, odd.capabilities, odd.resources) == (334, 333, 333)
    with pytest.raises(InputRefused):
        Weights(*[0] * 8).scaled()
    with pytest.raises(InputRefused):
        Weights(themes=1001).scaled()


def test_ready_scores_replace_rules_and_limit_the_pairs() -> None:
    organisations = [Organisation("A", credit_status="严重失信"), Organisation("B")]
    needs = [Need("1"), Need("2"), Need("3", max_partners=0)]
    ready = {Pair("1", "A"): 700, Pair("2", "A"): 900, Pair("1", "B"): 0}
    made = plan(organisations, needs, ready=ready)
    assert [(row.need, row.organisation, row.score) for row in made.rows] == [("1", "B", 0), ("2", "A", 900)]
    assert [[reason.points for reason in row.reasons] for row in made.rows] == [[0], [900]]
    assert made.unmatched[0].need == "3"


def test_empty_lists_make_an_empty_plan() -> None:
    assert plan([], []).summary.gap == 0
    assert plan([Organisation("A")], []).rows == ()
    assert plan([], [Need("1", min_partners=1)]).summary.shortfall == 1
    assert plan([Organisation("A")], [Need("1")], ready={}).unmatched[0].why[0].code == "nobody_eligible"


def test_fair_plan_states_what_it_cost() -> None:
    organisations = [Organisation("A"), Organisation("B")]
    needs = [Need("1", max_partners=2), Need("2", max_partners=2)]
    ready = {Pair("1", "A"): 1000, Pair("1", "B"): 900, Pair("2", "B"): 10}
    best, fair = (plan(organisations, needs, ready=ready, objective=name) for name in ("score", "fair"))
    assert (best.summary.score_total, best.summary.price_of_fairness) == (1900, None)
    assert (fair.summary.score_total, fair.summary.min_partners) == (1010, 1)
    assert fair.summary.price_of_fairness == pytest.approx(1 - 1010 / 1900)


def test_strict_priorities_lead_and_state_their_price() -> None:
    organisations = [Organisation("A")]
    needs = [Need("1", priority=1), Need("2", priority=5)]
    ready = {Pair("1", "A"): 1000, Pair("2", "A"): 600}
    strict = plan(organisations, needs, ready=ready, priorities="strict")
    assert [row.need for row in strict.rows] == ["2"]
    assert strict.summary.price_of_priorities == pytest.approx(0.4)
    assert plan(organisations, needs, ready=ready).summary.price_of_priorities is None


def test_an_unmatched_need_says_why_and_what_would_help() -> None:
    organisations = [
        Organisation("A", themes=("养老",), capacity=1),
        Organisation("B", themes=("养老",), credit_status="严重失信"),
    ]
    needs = [
        Need("1", themes=("养老",)),
        Need("2", themes=("养老",), capabilities={"护理": 1}),
        Need("3", themes=("养老",), deadline=date(2026, 1, 1)),
    ]
    made = plan(organisations, needs, setting=Setting(day=date(2026, 11, 23)))
    why = {one.need: [reason.code for reason in one.why] for one in made.unmatched}
    assert why["2"] == ["capacity_used", "credit_status"]
    assert why["3"][:2] == ["nobody_eligible", "deadline_passed"]
    assert all(one.help for one in made.unmatched)


def test_recommendations_rank_by_score_and_name_the_excluded() -> None:
    organisations, needs = lists(40, 30, 8)
    found = recommend(organisations, needs, top=5)
    for row in found.organisations_for_needs:
        assert row.score == sum(reason.points for reason in row.reasons)
    for name in {row.need for row in found.organisations_for_needs}:
        rows = [row for row in found.organisations_for_needs if row.need == name]
        assert [row.rank for row in rows] == list(range(1, len(rows) + 1))
        assert [(-row.score, row.organisation) for row in rows] == sorted((-r.score, r.organisation) for r in rows)
    assert found.excluded
    assert all(one.rules for one in found.excluded)
    ours = {one.id: one for one in organisations}
    assert all(ours[row.organisation].capacity for row in found.needs_for_organisations)


def test_recommendation_for_one_id_equals_its_part_of_all() -> None:
    organisations, needs = lists(40, 30, 9)
    everything = recommend(organisations, needs, top=4)
    one = recommend(organisations, needs, need_ids=["N0003"], top=4)
    assert one.organisations_for_needs == tuple(r for r in everything.organisations_for_needs if r.need == "N0003")
    assert one.needs_for_organisations == ()
    back = recommend(organisations, needs, organisation_ids=["O0003"], top=4)
    expected = tuple(r for r in everything.needs_for_organisations if r.organisation == "O0003")
    assert back.needs_for_organisations == expected
    with pytest.raises(InputRefused):
        recommend(organisations, needs, need_ids=["nobody"])


def test_importing_the_values_loads_no_heavy_library() -> None:
    code = "import sys, bangfu.engines.matching as m; m.Weights().scaled(); print({'numpy', 'scipy', 'ortools'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=ENVIRONMENT)
    assert done.stdout.strip() == "set()", done.stderr


def test_no_module_of_the_engine_bears_the_name_of_a_question() -> None:
    """A module `recommend` would replace the function of that name in the package as soon as it is loaded."""
    assert callable(matching.plan) and callable(matching.recommend)
    assert not set(matching._LATER) & {path.stem for path in Path(matching.__file__).parent.glob("*.py")}
