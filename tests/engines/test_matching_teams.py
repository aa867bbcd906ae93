"""Teams: the least missing, then the least value, over every team there is; bounds that are true; the same team every time."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from decimal import Decimal

import pytest

from bangfu.engines.matching import InputRefused, Organisation, Project, Team, TeamWeights, team
from bangfu.engines.matching.setting import Facet


def organisations(count: int, wishes: int, seed: int, leads: float = 0.3) -> list[Organisation]:
    rng = random.Random(seed)
    return [
        Organisation(
            id=f"O{number:04d}",
            kind=rng.choice(["社会团体", "行业协会商会"]) if rng.random() < leads else "社会团体",
            is_hub=number == 0 or rng.random() < leads / 2,
            capabilities={f"c{one}": rng.randint(1, 3) for one in range(wishes) if rng.random() < 0.3},
            resources={"r": rng.randint(1, 40)} if rng.random() < 0.4 else {},
            hub=rng.choice(["", "h1", "h2"]),
            field=rng.choice(["", "f1", "f2"]),
            cost=rng.randint(0, 9),
            fit=rng.randint(-5, 60),
        )
        for number in range(count)
    ]


def project(wishes: int, seed: int) -> Project:
    rng = random.Random(seed + 1)
    return Project(
        required_capabilities={f"c{one}": rng.randint(1, 5) for one in range(wishes)},
        required_resources={"r": rng.randint(1, 60)} if rng.random() < 0.5 else {},
        max_members=rng.randint(1, 5),
        budget=rng.choice([None, rng.randint(3, 30)]),
    )


def value_of(lead: Organisation, members: list[Organisation], weights: TeamWeights) -> int | Decimal:
    """The sum of the promise, word for word."""
    return sum(
        one.cost * weights.cost
        - one.fit
        + weights.member
        + weights.other_field * (one.field != lead.field)
        - weights.same_hub * (one.hub != "" and one.hub == lead.hub)
        for one in members
    )


def reachable(everybody: list[Organisation], asked: Project) -> dict[str, int]:
    """Of each wish what some team of allowed size with a lead brings at most."""
    best = dict.fromkeys([*asked.required_capabilities, *asked.required_resources], 0)
    able = [one for one in everybody if asked.budget is None or one.cost <= asked.budget]
    for size in range(1, asked.max_members + 1):
        for members in itertools.combinations(able, size):
            if any(one.is_hub or one.kind == "行业协会商会" for one in members):
                for name in best:
                    brought = sum(one.capabilities.get(name, one.resources.get(name, 0)) for one in members)
                    best[name] = max(best[name], brought)
    return best


def brute(everybody: list[Organisation], asked: Project) -> tuple[int, int, int | Decimal] | None:
    """Least (missing levels, missing thousandths, value) over all teams; wishes are asked as far as anybody can reach."""
    reach = reachable(everybody, asked)
    levels = {name: min(amount, reach[name]) for name, amount in asked.required_capabilities.items()}
    amounts = {name: min(amount, reach[name]) for name, amount in asked.required_resources.items()}
    best = None
    for size in range(1, asked.max_members + 1):
        for members in itertools.combinations(everybody, size):
            if asked.budget is not None and sum(one.cost for one in members) > asked.budget:
                continue
            gap = sum(
                max(0, want - sum(one.capabilities.get(name, 0) for one in members)) for name, want in levels.items()
            )
            short = sum(
                -(-1000 * max(0, want - sum(one.resources.get(name, 0) for one in members)) // want)
                for name, want in amounts.items()
                if want
            )
            for lead in members:
                if lead.is_hub or lead.kind == "行业协会商会":
                    key = (gap, short, value_of(lead, list(members), asked.weights))
                    best = key if best is None or key < best else best
    return best


def measured(everybody: list[Organisation], asked: Project, found: Team) -> tuple[int, int, int | Decimal]:
    ours = {one.id: one for one in everybody}
    members = [ours[one.organisation] for one in found.members]
    reach = reachable(everybody, asked)
    gap = sum(
        max(0, min(want, reach[name]) - sum(one.capabilities.get(name, 0) for one in members))
        for name, want in asked.required_capabilities.items()
    )
    short = 0
    for name, amount in asked.required_resources.items():
        want = min(amount, reach[name])
        missing = max(0, want - sum(one.resources.get(name, 0) for one in members))
        short += -(-1000 * missing // want) if want else 0
    return gap, short, value_of(ours[found.lead], members, asked.weights)


@pytest.mark.parametrize("block", range(4))
def test_team_is_the_best_of_all_teams(block: int) -> None:
    for seed in range(block * 20, block * 20 + 20):
        everybody, asked = organisations(9, 3, seed), project(3, seed)
        best = brute(everybody, asked)
        if best is None:
            with pytest.raises(InputRefused):
                team(everybody, asked)
            continue
        found = team(everybody, asked)
        assert measured(everybody, asked, found) == best, f"seed {seed}"
        assert (found.value, found.lower_bound, found.gap, found.complete, found.stopped_by) == (
            best[2],
            best[2],
            0,
            True,
            "proof",
        )
        assert sum(one.adds for one in found.members) == found.value


def test_team_keeps_every_limit_and_names_what_is_missing() -> None:
    for seed in range(40):
        everybody, asked = organisations(60, 5, seed), project(5, seed)
        found = team(everybody, asked, nodes=2000)
        ours = {one.id: one for one in everybody}
        members = [ours[one.organisation] for one in found.members]
        assert found.lead in {one.id for one in members} and len(members) <= asked.max_members
        assert asked.budget is None or sum(one.cost for one in members) <= asked.budget
        wanted = {**asked.required_capabilities, **asked.required_resources}
        have = {name: sum(one.capabilities.get(name, one.resources.get(name, 0)) for one in members) for name in wanted}
        assert found.covers == have
        assert found.missing == {name: want - have[name] for name, want in wanted.items() if have[name] < want}
        assert found.lower_bound <= found.value


def test_a_capability_that_nobody_has_is_missing_by_name_and_the_rest_is_covered() -> None:
    everybody = [Organisation("A", is_hub=True, capabilities={"义诊": 2}), Organisation("B", capabilities={"支教": 1})]
    found = team(everybody, Project({"义诊": 2, "支教": 3, "潜水": 1}, max_members=3))
    assert [one.organisation for one in found.members] == ["A", "B"]
    assert found.missing == {"支教": 2, "潜水": 1} and found.covers == {"义诊": 2, "支教": 1, "潜水": 0}


def test_bound_holds_and_the_team_is_never_worse_when_nodes_run_out() -> None:
    everybody, asked = organisations(120, 8, 5), replace(project(8, 5), max_members=9, budget=None)
    proven = team(everybody, asked)
    assert proven.stopped_by == "proof" and proven.gap == 0
    for nodes in (1, 3, 30):
        short = team(everybody, asked, nodes=nodes)
        assert short.lower_bound <= proven.value <= short.value
        assert short.complete and short.stopped_by in ("nodes", "proof")
        assert team(everybody[::-1], asked, nodes=nodes) == short


def test_seconds_are_a_safety_stop_that_says_the_search_is_not_complete() -> None:
    everybody, asked = organisations(200, 8, 6), replace(project(8, 6), max_members=9, budget=None)
    found = team(everybody, asked, seconds=1e-9)
    assert not found.complete and found.stopped_by == "seconds"
    assert found.lower_bound <= team(everybody, asked).value <= found.value


def test_costs_with_a_fraction_are_added_exactly() -> None:
    everybody = [replace(one, cost=Decimal(one.cost) / 8, fit=Decimal(one.fit) / 10) for one in organisations(9, 3, 1)]
    asked = Project(
        {"c0": 2, "c1": 2}, max_members=4, budget=Decimal("1.125"), weights=TeamWeights(cost=Decimal("0.5"))
    )
    assert team(everybody, asked).value == brute(everybody, asked)[2]


def test_suspended_or_full_organisations_are_in_no_team() -> None:
    everybody = [
        Organisation("A", is_hub=True),
        Organisation("B", capabilities={"c": 3}, credit_status="严重失信"),
        Organisation("C", capabilities={"c": 3}, capacity=0),
        Organisation("D", capabilities={"c": 1}),
    ]
    found = team(everybody, Project({"c": 1}, max_members=4))
    assert [one.organisation for one in found.members] == ["A", "D"]


def test_another_name_of_the_same_capability_counts_and_a_vaguer_one_does_not() -> None:
    class Words:
        def concepts(self, phrase: str, facet: Facet) -> tuple[str, ...]:
            return {"看病": ("义诊",), "义诊": ("义诊",), "看病和教书": ("义诊", "支教")}.get(phrase, ())

    everybody = [
        Organisation("A", is_hub=True, capabilities={"看病和教书": 3}),
        Organisation("B", capabilities={"看病": 1}),
    ]
    found = team(everybody, Project({"义诊": 1}, max_members=2), words=Words())  # type: ignore[arg-type]
    assert found.covers == {"义诊": 1} and len(found.members) == 2


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (Project(), "nothing_required"),
        (Project({"c": 0}), "amount_too_small"),
        (Project({"c": 1}, {"c": 1}), "name_twice"),
        (Project({"c": 1}, max_members=0), "no_seats"),
        (Project({"c": 1}, budget=-1), "negative_budget"),
        (Project({"c": 1}, budget=3), "no_lead_affordable"),
    ],
)
def test_a_project_that_contradicts_itself_is_refused_in_a_sentence(asked: Project, code: str) -> None:
    with pytest.raises(InputRefused) as refusal:
        team([Organisation("A", is_hub=True, cost=5), Organisation("B")], asked)
    assert [one.code for one in refusal.value.problems] == [code]


def test_without_a_hub_or_trade_association_nobody_leads() -> None:
    with pytest.raises(InputRefused) as refusal:
        team([Organisation("B", kind="社会团体")], Project({"c": 1}))
    assert refusal.value.problems[0].code == "nobody_may_lead"
