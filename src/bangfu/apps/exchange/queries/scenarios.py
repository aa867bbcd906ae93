"""Scenarios for somebody, and their solutions."""

import json
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from bangfu.apps.exchange.models import Scenario, Solution
from bangfu.apps.exchange.policy_scenarios import scope_of
from bangfu.apps.exchange.queries.gathering import read_upload
from bangfu.apps.exchange.queries.kept import kept_sheets, unpacked
from bangfu.apps.exchange.rules.outcome import Outcome
from bangfu.apps.organisations.api import eligible
from bangfu.plumbing.access import EVERYWHERE, Actor, Denied, Hidden
from bangfu.plumbing.plansheets.again import plan_again
from bangfu.plumbing.plansheets.inputs import Inputs
from bangfu.plumbing.plansheets.written import FILES
from bangfu.plumbing.runs.models import Run

PERMISSION = "exchange.plan"


def require_planner(actor: Actor) -> None:
    """Errors: ``Denied`` for who plans nowhere."""
    if not actor.has(PERMISSION):
        raise Denied(PERMISSION)


def scenario_for(actor: Actor, scenario_id: str) -> Scenario:
    """A scenario of a region where the actor plans. Errors: ``Hidden``."""
    found = Scenario.objects.select_related("solution", "baseline").filter(pk=scenario_id).first()
    if found is None or not actor.may(PERMISSION, scope_of(found)):
        raise Hidden
    return found


def scenarios_of(actor: Actor, kind: str, *, archived: bool = False) -> "QuerySet[Scenario]":
    """Scenarios of one kind that the actor reaches, latest change first."""
    rows = Scenario.objects.filter(kind=kind, archived_at__isnull=not archived).filter(_within(actor))
    return rows.select_related("solution", "baseline").defer("solution__result", "baseline__result")


def _within(actor: Actor) -> Q:
    if actor.kind == "system":
        return Q()
    reached = Q(pk__in=())
    for grant in actor.scopes_of(PERMISSION):
        if grant.scope_kind == EVERYWHERE:
            return Q()
        if grant.scope_kind == "region":
            reached |= Q(region__startswith=grant.scope_id)
    return reached


def widest_region(actor: Actor) -> str:
    """The 12-digit code of the widest place where the actor plans; "" is everywhere. Errors: ``Denied``."""
    require_planner(actor)
    grants = actor.scopes_of(PERMISSION)
    if actor.kind == "system" or any(grant.scope_kind == EVERYWHERE for grant in grants):
        return ""
    heads = [grant.scope_id for grant in grants if grant.scope_kind == "region"]
    if not heads:
        raise Denied(PERMISSION)
    return min(heads, key=lambda head: (len(head), head)).ljust(12, "0")


def document_of(solution: Solution) -> dict[str, Any]:
    """The JSON document of a solution, as `bangfu plan --json` writes it."""
    found: dict[str, Any] = json.loads(unpacked(solution.result))
    return found


def outcome_of(solution: Solution) -> Outcome:
    """The kept figures of a solution."""
    return Outcome(**solution.outcome)


def running(scenario: Scenario) -> Run | None:
    """The run that computes the scenario now, if any; one whose process died is ended within minutes."""
    if not scenario.run:
        return None
    return Run.objects.filter(pk=scenario.run, ended_at=None).first()


def last_run(scenario: Scenario) -> Run | None:
    """The scenario's last run, over or not."""
    return Run.objects.filter(pk=scenario.run).first() if scenario.run else None


def eligible_among(numbers: set[str]) -> set[str]:
    """Those of the numbers that may still be proposed."""
    rows = eligible().values_list("number", flat=True)
    return numbers & set(rows if len(numbers) > 500 else rows.filter(number__in=numbers))


@dataclass(frozen=True, slots=True)
class Again:
    """A solution put together again: the document, the very inputs, and the engine's plan."""

    document: dict[str, Any]
    inputs: Inputs
    plan: Any


def again(solution: Solution) -> Again:
    """A solution with its inputs read back from the kept sheets: for the workbook and for the next best."""
    from_sheets = kept_sheets(solution.inputs)
    document = document_of(solution)
    inputs = reread(from_sheets)
    return Again(document, inputs, plan_again(document, inputs))


def reread(sheets: dict[str, bytes]) -> Inputs:
    """Inputs from kept sheets, as `bangfu plan` would read the exported files."""
    return read_upload({role: (FILES[role], data) for role, data in sheets.items()})
