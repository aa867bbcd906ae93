"""Example scenarios: one by score, one fair with a lock, a ban and a limit, one of pairing; all planned."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bangfu.apps.exchange.actions import (
    change_settings,
    decide_pair,
    keep_solution,
    set_limit,
    start_from_registry,
)
from bangfu.apps.exchange.actions.changes import Settings
from bangfu.apps.exchange.actions.scenarios import Beginning
from bangfu.apps.exchange.models import Scenario
from bangfu.apps.exchange.queries.orders import order_of
from bangfu.apps.exchange.queries.scenarios import document_of
from bangfu.apps.exchange.tasks import planned
from bangfu.plumbing.access import Actor
from bangfu.values import Quarter, shanghai_day


def build_scenarios(*, by: Actor, at: datetime, region: str) -> list[Scenario]:
    """Three scenarios of the demand below ``region`` (12 digits), planned by ``by``."""
    quarter = Quarter.of(shanghai_day(at)).text

    def begun(title: str, kind: str, objective: str) -> Scenario:
        beginning = Beginning(title, kind, region, quarter, objective)
        return start_from_registry(by=by, at=at, beginning=beginning)  # type: ignore[no-any-return]

    best = begun("本季度需求对接（得分优先）", "needs", "score")
    _plan(best, by, at)
    fair = begun("本季度需求对接（均衡优先）", "needs", "fair")
    _plan(fair, by, at)
    _adjusted(fair, by, at)
    pairing = begun("千社扶百村结对", "villages", "fair")
    _plan(pairing, by, at)
    return [best, fair, pairing]


def build_plans_to_publish(*, by: Actor, at: datetime, regions: Mapping[str, str]) -> list[str]:
    """One planned scenario for each region (title by 12-digit code), to be put to both sides. Returns: their ids."""
    quarter, made = Quarter.of(shanghai_day(at)).text, []
    for region, title in regions.items():
        scenario = start_from_registry(by=by, at=at, beginning=Beginning(title, "needs", region, quarter, "score"))
        _plan(scenario, by, at)
        made.append(scenario.pk)
    return made


def _plan(scenario: Scenario, by: Actor, at: datetime) -> None:
    keep_solution(by=by, at=at, scenario_id=scenario.pk, run_id="", made=planned(order_of(scenario.pk)))


def _adjusted(scenario: Scenario, by: Actor, at: datetime) -> None:
    """As a clerk would: keep a pair that works, take one out, let one need have two, count distance for more."""
    scenario = Scenario.objects.select_related("solution").get(pk=scenario.pk)
    assert scenario.solution is not None
    first, last = (document_of(scenario.solution)["rows"][place] for place in (0, -1))
    common: Any = {"by": by, "at": at, "scenario_id": scenario.pk}
    for row, decision, reason in ((first, "lock", "去年合作过，村里满意"), (last, "ban", "路太远，对方说今年去不了")):
        scenario = decide_pair(
            **common,
            version=scenario.version,
            organisation=row["organisation"],
            need=row["need"],
            decision=decision,
            reason=reason,
        )
    scenario = set_limit(**common, version=scenario.version, subject="need", name=first["need"], least=1, most=2)
    settings = Settings("fair", "ties", scenario.weights | {"distance": 200}, None)
    scenario = change_settings(**common, version=scenario.version, settings=settings)
    _plan(scenario, by, at)
