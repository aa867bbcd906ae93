"""What a run computes: a scenario at one version, with its limits, locks and bans laid over its sheets."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from bangfu.apps.exchange.models import Scenario
from bangfu.apps.exchange.queries.declines import declined_pairs, resting_organisations
from bangfu.apps.exchange.queries.kept import kept_sheets
from bangfu.apps.exchange.queries.scenarios import eligible_among, reread
from bangfu.apps.programmes.api import Pack, planner_setting
from bangfu.engines.matching import Locks, Need, Organisation, Pair, Weights
from bangfu.plumbing.clock import today
from bangfu.plumbing.plansheets.inputs import Inputs


@dataclass(frozen=True, slots=True)
class Order:
    """The scenario as it stood at one moment, and its inputs with everything laid over them."""

    scenario: Scenario
    inputs: Inputs


def order_of(scenario_id: str) -> Order:
    """Read a scenario in one transaction. Organisations of the registry that are out by now come with no slots."""
    with transaction.atomic():
        scenario = Scenario.objects.get(pk=scenario_id)
        decided = list(scenario.pairs.values_list("decision", "need", "organisation"))
        limits = {(each.subject, each.name): each for each in scenario.limits.all()}
        sheets = kept_sheets({role: digest for role, digest in scenario.base.items() if role != "index"})
    inputs = reread(sheets)
    out: set[str] = set()
    if scenario.source == "registry":
        numbers = {one.id for one in inputs.organisations}
        out = (numbers - eligible_among(numbers)) | (numbers & resting_organisations(today()))
    inputs.organisations = [
        _limited_organisation(one, limits.get(("organisation", one.id)), out) for one in inputs.organisations
    ]
    inputs.needs = [_limited_need(one, limits.get(("need", one.id))) for one in inputs.needs]
    inputs.locks = Locks(
        locked=frozenset(Pair(need, name) for decision, need, name in decided if decision == "lock"),
        banned=frozenset(Pair(need, name) for decision, need, name in decided if decision == "ban"),
    )
    inputs.files, inputs.notices, inputs.unknown_columns = {}, [], {}
    if scenario.source == "registry":
        _heed_declines(inputs)
    if out & {one.id for one in inputs.organisations}:
        inputs.notices.append(
            f"有 {len(out)} 家组织已不能参与（未核实、信用异常、已合并，或自己说本季度排满了），按可承接 0 个计算。"
        )
    return Order(scenario, inputs)


def _heed_declines(inputs: Inputs) -> None:
    """Pairs that a side declined are banned like those that a planner bans, and stand in the exported sheet with them."""
    needs, numbers = {one.id for one in inputs.needs}, {one.id for one in inputs.organisations}
    declined = {Pair(need, number) for need, number in declined_pairs(today()) if need in needs and number in numbers}
    inputs.locks = replace(inputs.locks, banned=inputs.locks.banned | declined)
    if declined:
        inputs.notices.append(f"有 {len(declined)} 对因为有人说过“不合适”，不参加排配。")


def settings_of(scenario: Scenario) -> dict[str, Any]:
    """A scenario's settings as they are kept with a solution."""
    return {
        "objective": scenario.objective,
        "priorities": scenario.priorities,
        "weights": scenario.weights,
        "max_changes": scenario.max_changes,
    }


def options_of(settings: Mapping[str, Any], pack: Pack) -> dict[str, Any]:
    """Kept settings as the engine takes them."""
    return {
        "weights": Weights(**settings["weights"]),
        "objective": settings["objective"],
        "priorities": settings["priorities"],
        "max_changes": settings["max_changes"],
        "setting": planner_setting(pack),
    }


def _limited_organisation(one: Organisation, limit: object, out: set[str]) -> Organisation:
    if one.id in out:
        return replace(one, capacity=0)
    return one if limit is None else replace(one, capacity=limit.most)  # type: ignore[attr-defined]


def _limited_need(one: Need, limit: object) -> Need:
    if limit is None:
        return one
    least, most = limit.least, limit.most  # type: ignore[attr-defined]
    return replace(
        one,
        min_partners=one.min_partners if least is None else least,
        max_partners=one.max_partners if most is None else most,
    )
