"""Plans that may be put to both sides, for the room that invites."""

from dataclasses import dataclass

from bangfu.apps.exchange.models import Claim, Scenario
from bangfu.apps.exchange.queries.scenarios import document_of, running, scenario_for, scenarios_of
from bangfu.plumbing.access import Actor
from bangfu.plumbing.actions import Refused
from bangfu.values import Refusal


@dataclass(frozen=True, slots=True)
class PlannedPair:
    """One pair of a plan: numbers of need and organisation, points out of a thousand."""

    need: str
    organisation: str
    score: int


@dataclass(frozen=True, slots=True)
class WholePlan:
    """A kept plan: ``solution`` is its id, ``region`` the 12-digit code of its demand ("" everywhere)."""

    solution: str
    title: str
    region: str
    pairs: tuple[PlannedPair, ...]


def publishable_scenarios(actor: Actor) -> list[Scenario]:
    """Scenarios over needs of the registry that have a plan and that the actor reaches, the latest change first."""
    rows = scenarios_of(actor, "needs").filter(solution__isnull=False, source="registry")
    return list(rows[:50])


def plan_to_publish(actor: Actor, scenario_id: str) -> WholePlan:
    """The plan of a scenario as it may be put to both sides. Errors: ``Hidden``; ``Refused`` when it is stale, unfinished or archived."""
    scenario = scenario_for(actor, scenario_id)
    if scenario.archived_at is not None:
        raise Refused(Refusal("archived", "这个方案已经归档，不能发布。"))
    if scenario.kind != "needs" or scenario.source != "registry":
        raise Refused(Refusal("not_needs", "只有按名录和已发布需求做的对接方案可以发布邀请。"))
    if running(scenario) is not None:
        raise Refused(Refusal("run_going", "方案正在求解，请等它结束再发布。"))
    solution = scenario.solution
    if solution is None:
        raise Refused(Refusal("no_plan", "还没有求出方案，请先求解。"))
    if solution.scenario_version != scenario.version:
        raise Refused(Refusal("plan_stale", "求解以后设置又改过，请重新求解再发布。"))
    rows = document_of(solution)["rows"]
    pairs = tuple(PlannedPair(row["need"], row["organisation"], int(row["score"])) for row in rows)
    return WholePlan(solution.pk, scenario.title, scenario.region, pairs)


def states_of_claims(ids: list[str]) -> dict[str, str]:
    """Where claims stand, by id. One query."""
    return dict(Claim.objects.filter(pk__in=ids).values_list("pk", "state"))


def live_claim_pairs(needs: list[str]) -> set[tuple[str, str]]:
    """(need, organisation) numbers of who is in these needs now, or was chosen. One query."""
    rows = Claim.objects.filter(need__number__in=needs, state__in=("started", "offered", "chosen"))
    return set(rows.values_list("need__number", "organisation__number"))
