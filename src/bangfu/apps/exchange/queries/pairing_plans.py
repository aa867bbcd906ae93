"""Solved plans of pairings, for the room that turns them into invitations."""

from dataclasses import dataclass

from bangfu.apps.exchange.models import Scenario
from bangfu.apps.exchange.queries.scenarios import document_of, scenario_for, scenarios_of
from bangfu.plumbing.access import Actor, Hidden

PLANS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class PlannedPair:
    """One pair of a solved plan: numbers, score in thousandths, and why in words."""

    organisation: str
    place: str
    score: int
    why: str


@dataclass(frozen=True, slots=True)
class PairingPlan:
    """A solved plan for villages out of the registry: its scenario's id and title, its pairs by place."""

    scenario: str
    title: str
    pairs: tuple[PlannedPair, ...] = ()


def pairing_plans(actor: Actor) -> list[PairingPlan]:
    """The solved plans that this actor could publish as invitations, latest change first, without their pairs."""
    rows = scenarios_of(actor, "villages").filter(source="registry", solution__isnull=False)[:PLANS_SHOWN]
    return [PairingPlan(row.pk, row.title) for row in rows]


def pairing_plan(actor: Actor, scenario_id: str) -> PairingPlan:
    """One solved plan with its pairs. Errors: ``Hidden`` where the actor does not plan, or nothing is solved."""
    found: Scenario = scenario_for(actor, scenario_id)
    if found.kind != "villages" or found.source != "registry" or found.solution is None:
        raise Hidden
    out = set(found.solution.out)
    rows = [row for row in document_of(found.solution)["rows"] if row["organisation"] not in out]
    pairs = (
        PlannedPair(
            row["organisation"], row["need"], row["score"], "；".join(one["text"] for one in row["reasons"][:3])
        )
        for row in rows
    )
    return PairingPlan(found.pk, found.title, tuple(pairs))
