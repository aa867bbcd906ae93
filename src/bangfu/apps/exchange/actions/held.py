"""A scenario taken for a change: locked, authorised, at the version that its writer saw."""

from datetime import datetime

from bangfu.apps.exchange.models import Scenario
from bangfu.apps.exchange.policy_scenarios import scope_of
from bangfu.apps.exchange.rules import scenarios as rules
from bangfu.apps.people.api import names_of
from bangfu.plumbing.access import Actor, Hidden
from bangfu.plumbing.actions import refuse


def hold(by: Actor, scenario_id: str) -> Scenario:
    """The scenario's row, locked. Errors: ``Hidden`` for who plans nothing there."""
    found = Scenario.objects.select_for_update().filter(pk=scenario_id).first()
    if found is None or not by.may("exchange.plan", scope_of(found)):
        raise Hidden
    return found


def hold_at(by: Actor, at: datetime, scenario_id: str, version: int) -> Scenario:
    """The scenario for a change by somebody who saw ``version``. Errors: ``Hidden``; ``Refused`` when archived or stale."""
    scenario = hold(by, scenario_id)
    refuse(rules.archived_refusal(scenario.archived_at is not None))
    if version != scenario.version:
        who = names_of([scenario.changed_by]).get(scenario.changed_by, "")
        minutes = max(0, int((at - scenario.changed_at).total_seconds() // 60))
        refuse(rules.stale_refusal(seen=version, now=scenario.version, who=who, minutes=minutes))
    return scenario


def changed(scenario: Scenario, by: Actor, at: datetime, *fields: str) -> None:
    """Save ``fields`` of a changed scenario, one version on."""
    scenario.version += 1
    scenario.changed_by, scenario.changed_at = by.person, at
    scenario.save(update_fields=[*fields, "version", "changed_by", "changed_at"])
