"""The rubric of the pack, a need's facts for it, and the newest score of each need."""

from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery

from bangfu.apps.needs.models import Need, Screening
from bangfu.apps.needs.queries_scope import needs_within
from bangfu.apps.needs.rules import days_left
from bangfu.apps.needs.rules_screening import Check, Facts, Rubric, parts_of
from bangfu.apps.people.api import names_of
from bangfu.apps.programmes.api import current_pack
from bangfu.plumbing.access import Actor
from bangfu.values import shanghai_day

SHOWN = 200


def rubric() -> Rubric:
    """The pack's present rubric; one without checks when the pack has none."""
    said = current_pack().needs.get("screening", {})
    checks = tuple(Check(**each) for each in said.get("checks", ()))
    return Rubric(f"{current_pack().id} {said.get('version', '')}".strip(), said.get("points", {}), checks)


def criterion_names() -> dict[str, str]:
    """The Chinese name of each criterion, by id."""
    return {each.id: each.zh for each in current_pack().rubric}


def questions_to_think_of() -> list[tuple[str, str]]:
    """The name of each criterion with one of the rubric's questions for it, for whoever stands on the spot."""
    names = criterion_names()
    return [(names.get(check.criterion, check.criterion), check.zh) for check in rubric().asked()]


def facts_of(need: Need, at: datetime) -> Facts:
    """What the rubric reads of a need at a moment."""
    return Facts(
        lines=need.lines.count(),
        groups=len(need.groups),
        beneficiaries=need.beneficiaries,
        nature=need.nature,
        days_left=days_left(need.claim_by, shanghai_day(at)),
        accepted_by=need.accepted_by,
    )


def screening_panel(need: Need, at: datetime) -> dict[str, Any]:
    """What the working page shows: the newest score, or the facts alone while nobody has answered. Two or three queries."""
    found = Screening.objects.filter(need=need).order_by("-pk").first()
    table, names = rubric(), criterion_names()
    parts = found.parts if found else [part.plain() for part in parts_of(table, facts_of(need, at), {})]
    return {
        "score": found.score if found else None,
        "version": found.rubric if found else table.version,
        "at": found.at if found else None,
        "who": names_of([found.person]).get(found.person, "") if found else "",
        "parts": [part | {"name": names.get(part["criterion"], part["criterion"])} for part in parts],
        "asked": table.asked(),
    }


def scored_within(actor: Actor, states: tuple[str, ...]) -> list[tuple[Need, int, list[dict[str, Any]]]]:
    """Needs of the actor's places with their newest score and its parts, at most 200, newest first. Two queries."""
    newest = Screening.objects.filter(need=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    rows = needs_within(actor, "needs.verify").filter(state__in=states, screenings__isnull=False).distinct()
    needs = {
        need.screened: need  # type: ignore[attr-defined]
        for need in rows.select_related("region").annotate(screened=Subquery(newest)).order_by("-pk")[:SHOWN]
    }
    scores = Screening.objects.in_bulk(list(needs))
    return [(need, scores[pk].score, scores[pk].parts) for pk, need in needs.items() if pk in scores]
