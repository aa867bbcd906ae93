"""The runner: reads the draft and the registry, asks the engine, keeps the answer or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.urls import reverse

from bangfu.apps.partnerships.actions.drafts import record_solution
from bangfu.apps.partnerships.queries.drafts import Asked, asked_of
from bangfu.apps.partnerships.rules import drafts as rules
from bangfu.apps.partnerships.sheets import project_json, roster_csv
from bangfu.apps.partnerships.wording import FEN_PER_WAN, parts_of
from bangfu.apps.programmes.api import vocabulary
from bangfu.engines import matching
from bangfu.engines.matching import InputRefused, Organisation, Project, Team, TeamWeights
from bangfu.plumbing.access import Actor
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.runs.models import Run
from bangfu.plumbing.runs.progress import Progress
from bangfu.values import Refusal

ENGINE = "exact by lead, HiGHS"


def find_team(run: Run, progress: Progress) -> dict[str, Any]:
    """Carries out one search. Returns: where the answer is shown. Errors: ``Refused`` with the way on, ``Cancelled``."""
    number = run.arguments["team"]
    progress.stage("读任务和名录")
    asked = asked_of(number)
    progress.stage(f"从 {len(asked.roster)} 家候选里找团队")
    found, closed = search(asked)
    progress.stage("写下结果")
    values, seats = answer_of(asked, found, closed)
    by = Actor(person=run.person, kind="system")
    record_solution(by=by, number=number, run=run.pk, values=values, seats=seats)  # type: ignore[call-arg]
    return {"url": reverse("partnerships:team", args=[number])}


def search(asked: Asked) -> tuple[Team, matching.Closing]:
    """The engine's answer. Errors: ``Refused`` with the engine's own sentences."""
    words = matching.PackWords(vocabulary())
    project, roster = project_value(asked.project), [organisation_value(row) for row in asked.roster]
    try:
        found = matching.team(roster, project, words=words)
        everybody = [*roster, *(organisation_value(row) for row in asked.left_out)]
        return found, matching.closing(everybody, project, found, words)
    except InputRefused as refusal:
        sentence = "".join(problem.sentence for problem in refusal.problems)
        raise Refused(Refusal("team_refused", sentence, "请改任务、人数、预算或候选后再求解。")) from refusal


def project_value(project: Mapping[str, Any]) -> Project:
    """The project as the engine takes it."""
    budget = project["budget"]
    return Project(
        required_capabilities=project["required_capabilities"],
        required_resources=project["required_resources"],
        max_members=project["max_members"],
        budget=None if budget is None else Decimal(str(budget)),
        weights=TeamWeights(**project["weights"]),
    )


def organisation_value(row: Mapping[str, Any]) -> Organisation:
    """A candidate as the engine takes it."""
    return Organisation(**{**row, "cost": Decimal(row["cost"]), "fit": Decimal(row["fit"])})


def answer_of(asked: Asked, found: Team, closed: matching.Closing) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """(columns of the solution, its seats): chosen members stand among the seats, not among the tasks."""
    rows = {row["id"]: row for row in asked.roster}
    out = {row["id"] for row in asked.left_out}
    lead = rows[found.lead]
    project_bytes, roster_bytes = project_json(asked.project), roster_csv(asked.roster)
    values = {
        "asked_version": asked.asked_version,
        "lead": found.lead,
        "value": Decimal(found.value),
        "lower_bound": Decimal(found.lower_bound),
        "gap": found.gap,
        "complete": found.complete,
        "stopped_by": found.stopped_by,
        "cost_fen": int(Decimal(found.cost) * FEN_PER_WAN),
        "covers": _real(found.covers),
        "missing": _real(found.missing),
        "closing": _closing(closed, found, lead, rows, out),
        "candidates": found.candidates,
        "leads": found.leads,
        "nodes": found.nodes,
        "engine": ENGINE,
        "input_sha256": _fingerprint(project=project_bytes, organisations=roster_bytes),
        "project": asked.project,
        "roster": asked.roster,
    }
    seats = [
        {
            "organisation": one.organisation,
            "name": rows[one.organisation]["name"],
            "is_lead": one.organisation == found.lead,
            "may_lead": rules.may_lead(rows[one.organisation]["kind"], is_hub=rows[one.organisation]["is_hub"]),
            "brings": _real(one.brings),
            "adds": Decimal(one.adds),
            "parts": parts_of(rows[one.organisation], lead, asked.project["weights"]),
        }
        for one in found.members
    ]
    return values, seats


def _closing(
    closed: matching.Closing, found: Team, lead: Mapping[str, Any], rows: Mapping[str, Mapping[str, Any]], out: set[str]
) -> dict[str, Any]:
    by_wish = {
        name: [
            {"organisation": one.organisation, "brings": _real(one.brings), "excluded": one.organisation in out}
            for one in some
        ]
        for name, some in closed.by_wish.items()
        if not rules.is_pin_word(name)
    }
    unheld = [name.removeprefix(rules.pin_word("")) for name in found.missing if rules.is_pin_word(name)]
    related = [
        one.organisation
        for one in found.members
        if one.organisation != found.lead
        and (
            rows[one.organisation]["hub"] == lead["name"]
            or (lead["hub"] and rows[one.organisation]["hub"] == lead["hub"])
        )
    ]
    return {
        "by_wish": by_wish,
        "smallest": list(closed.smallest),
        "remains": _real(closed.remains),
        "unheld": unheld,
        "related": related,
    }


def _real(amounts: Mapping[str, int]) -> dict[str, int]:
    return {name: amount for name, amount in amounts.items() if not rules.is_pin_word(name)}


def _fingerprint(**parts: bytes) -> str:
    """The same fingerprint that `bangfu team` states for the two exported files."""
    lines = "".join(f"{role} {hashlib.sha256(data).hexdigest()}\n" for role, data in parts.items())
    return hashlib.sha256(lines.encode()).hexdigest()
