"""Changes to a scenario: settings, locks and bans, limits. Each says which version its writer saw."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bangfu.apps.exchange.actions.held import changed, hold_at
from bangfu.apps.exchange.models import Scenario, ScenarioLimit, ScenarioPair
from bangfu.apps.exchange.queries.declines import declined_pairs
from bangfu.apps.exchange.queries.kept import index_of
from bangfu.apps.exchange.rules import scenarios as rules
from bangfu.plumbing.access import Actor
from bangfu.plumbing.actions import action, record, refuse
from bangfu.values import shanghai_day


@dataclass(frozen=True, slots=True)
class Settings:
    """What the engine is asked with, beside the lists."""

    objective: str
    priorities: str
    weights: Mapping[str, int]
    max_changes: int | None = None


_SET = ("objective", "priorities", "weights", "max_changes")


@action("exchange.change_settings")
def change_settings(
    *, by: Actor, at: datetime, key: str = "", scenario_id: str, version: int, settings: Settings
) -> Scenario:
    """Set objective, priorities, weights and the budget of changes. Errors: ``Refused``."""
    scenario = hold_at(by, at, scenario_id, version)
    refuse(
        rules.settings_refusal(
            objective=settings.objective,
            priorities=settings.priorities,
            weights=settings.weights,
            max_changes=settings.max_changes,
            has_existing="existing" in scenario.base,
        )
    )
    changes = {}
    for name in _SET:
        old, new = getattr(scenario, name), getattr(settings, name)
        new = dict(new) if name == "weights" else new
        if old != new:
            changes[name] = (old, new)
            setattr(scenario, name, new)
    if changes:
        changed(scenario, by, at, *changes)
    record(subject=scenario, changes=changes, note="" if changes else "没有改动")
    return scenario


@action("exchange.decide_pair")
def decide_pair(
    *,
    by: Actor,
    at: datetime,
    key: str = "",
    scenario_id: str,
    version: int,
    organisation: str,
    need: str,
    decision: str,
    reason: str = "",
) -> Scenario:
    """Lock or ban a pair. Errors: ``Refused``, also for a lock on a banned pair and a ban on a locked one."""
    scenario = hold_at(by, at, scenario_id, version)
    lists = index_of(scenario)
    present = scenario.pairs.filter(organisation=organisation, need=need).values_list("decision", flat=True).first()
    refuse(
        rules.pair_refusal(
            decision=decision,
            present=present or "",
            organisation=organisation,
            need=need,
            organisations=lists.organisations,
            needs=lists.needs,
        )
    )
    if decision == "lock" and _is_declined(scenario, need, organisation, at):
        refuse(rules.declined_refusal(lifts=False))
    ScenarioPair.objects.create(
        scenario=scenario,
        organisation=organisation,
        need=need,
        decision=decision,
        reason=reason.strip()[: rules.REASON_MAX],
        person=by.person,
        at=at,
    )
    changed(scenario, by, at)
    record(subject=scenario, note=f"{rules.DECISIONS[decision]} {organisation} {need}")
    return scenario


def _is_declined(scenario: Scenario, need: str, organisation: str, at: datetime) -> bool:
    return scenario.source == "registry" and (need, organisation) in declined_pairs(shanghai_day(at))


@action("exchange.release_pair")
def release_pair(
    *, by: Actor, at: datetime, key: str = "", scenario_id: str, version: int, organisation: str, need: str
) -> Scenario:
    """Take a lock or a ban back; one that is not there is no error, since nothing then stands in the way.

    Errors: ``Refused`` for the ban of a pair that a side declined: every run would lay it over the plan again.
    """
    scenario = hold_at(by, at, scenario_id, version)
    rows = scenario.pairs.filter(organisation=organisation, need=need)
    if rows.filter(decision="ban").exists() and _is_declined(scenario, need, organisation, at):
        refuse(rules.declined_refusal(lifts=True))
    gone, _each = rows.delete()
    if gone:
        changed(scenario, by, at)
    record(subject=scenario, note=f"取消锁定或禁止 {organisation} {need}")
    return scenario


@action("exchange.set_limit")
def set_limit(
    *,
    by: Actor,
    at: datetime,
    key: str = "",
    scenario_id: str,
    version: int,
    subject: str,
    name: str,
    least: int | None = None,
    most: int | None = None,
    clear: bool = False,
) -> Scenario:
    """Limits of one need, village or organisation in this scenario; ``clear`` restores the sheet's. Errors: ``Refused``."""
    scenario = hold_at(by, at, scenario_id, version)
    rows = scenario.limits.filter(subject=subject, name=name)
    if clear:
        gone, _each = rows.delete()
        if gone:
            changed(scenario, by, at)
        record(subject=scenario, note=f"恢复表里的名额 {name}")
        return scenario
    lists = index_of(scenario)
    known = lists.needs if subject == "need" else lists.organisations
    listed = known.get(name)
    sheet = (listed.least, listed.most) if listed else (0, 0)
    refuse(rules.limit_refusal(subject=subject, name=name, known=known, least=least, most=most, sheet=sheet))
    rows.delete()
    ScenarioLimit.objects.create(
        scenario=scenario, subject=subject, name=name, least=least, most=most, person=by.person, at=at
    )
    changed(scenario, by, at)
    record(subject=scenario, note=f"名额 {name} 最少 {least} 最多 {most}")
    return scenario
