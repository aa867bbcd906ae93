"""Who moves when the criteria of the rubric weigh otherwise."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bangfu.apps.needs.queries_screening import criterion_names, rubric, scored_within
from bangfu.apps.needs.rules import LIFE
from bangfu.apps.needs.rules_screening import moves
from bangfu.plumbing.access import Actor, Denied

STATES = ("submitted", "verified", "published")
POINTS_MAX = 100


def _points(request: HttpRequest, usual: dict[str, int]) -> dict[str, int]:
    """The points in the address, each from 0 to 100; what is no number keeps the rubric's own."""
    found = {}
    for name, points in usual.items():
        text = request.GET.get(name, "")
        found[name] = min(int(text), POINTS_MAX) if text.isascii() and text.isdecimal() and len(text) < 4 else points
    return found if any(found.values()) else usual


@require_GET
def screening(request: HttpRequest) -> HttpResponse:
    """Scored needs of one's places under the rubric's points and under others. Errors: ``Denied``. Nothing is stored."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.has("needs.verify"):
        raise Denied("needs.verify")
    table, names = rubric(), criterion_names()
    usual = dict(table.points)
    points = _points(request, usual)
    scored = scored_within(actor, STATES)
    needs = {need.number: need for need, _score, _parts in scored}
    moved = moves([(need.number, score, parts) for need, score, parts in scored], points)
    context: dict[str, Any] = {
        "heading": _("评分和排序"),
        "version": table.version,
        "sliders": [
            {"name": name, "label": names.get(name, name), "value": points[name], "usual": usual[name]}
            for name in usual
        ],
        "rows": [
            {
                "need": needs[one.number],
                "state": LIFE.states[needs[one.number].state],
                "moved": one,
                "climbs": abs(one.climbs),
            }
            for one in moved
        ],
        "up": sum(one.climbs > 0 for one in moved),
        "down": sum(one.climbs < 0 for one in moved),
        "changed": points != usual,
    }
    return render(request, "needs/screening.html", context)
