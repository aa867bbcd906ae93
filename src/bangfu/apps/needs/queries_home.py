"""What a village finds on its own home: its needs and how far each has come."""

from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bangfu.apps.needs.models import Need, NeedLine
from bangfu.apps.needs.queries_life import last_years, seasons
from bangfu.apps.needs.queries_route import route_panels
from bangfu.apps.needs.queries_scope import needs_within
from bangfu.apps.needs.rules import LIFE
from bangfu.plumbing.access import Actor
from bangfu.plumbing.clock import today
from bangfu.plumbing.ui.panels import Panel

SHOWN = 8
STEPS = (_("填报"), _("核实"), _("发布"), _("接单"), _("验收"))
_REACHED = {"draft": 0, "returned": 0, "submitted": 1, "verified": 2, "published": 3}


def reached(state: str, units: dict[str, int]) -> int:
    """How many of the five steps lie behind a need; what happens after publication is told by its units.

    >>> reached("submitted", {}), reached("published", {"committed": 3}), reached("published", {"delivered": 3})
    (1, 4, 4)
    """
    taken = any(units.get(place) for place in ("committed", "delivered", "accepted"))
    return 4 if state == "published" and taken else _REACHED.get(state, len(STEPS))


def _own(actor: Actor) -> "QuerySet[Need]":
    """Needs that the actor entered or whose village is theirs."""
    villages = [grant.scope_id for grant in actor.scopes_of("needs.draft") if len(grant.scope_id) == 12]
    mine = Q(entered_by=actor.person) | Q(for_whom=actor.person) | Q(region_path__in=villages)
    return needs_within(actor, "needs.draft").filter(mine)


def _rows(actor: Actor) -> list[Need]:
    """The living ones, newest first."""
    rows = _own(actor).exclude(state__in=("closed", "evaluated"))
    return list(rows.select_related("region").order_by("-id")[:SHOWN])


def _units(needs: list[Need]) -> dict[int, dict[str, int]]:
    places = ("committed", "delivered", "accepted")
    rows = NeedLine.objects.filter(need__in=needs, is_must=True).order_by().values_list("need_id")
    return {
        need: dict(zip(places, sums, strict=True)) for need, *sums in rows.annotate(*(Sum(place) for place in places))
    }


def home_panels(actor: Actor) -> list[Panel]:
    """「我们的需求」 for whoever writes needs, with last season's to be written again; four queries, nothing for everybody else."""
    if not actor.is_person or not actor.has("needs.draft"):
        return []
    route = route_panels(actor)
    needs = _rows(actor)
    units = _units(needs)
    rows: list[dict[str, Any]] = []
    for need in needs:
        done = reached(need.state, units.get(need.pk, {}))
        rows.append(
            {
                "title": need.title,
                "number": need.number,
                "place": need.region.spoken,
                "href": reverse("needs:work", args=[need.number]),
                "state": LIFE.states[need.state],
                "done": done,
                "next": STEPS[done] if done < len(STEPS) else "",
            }
        )
    context = {"rows": rows, "steps": len(STEPS), "again": _again(actor)}
    return [*route, Panel("our-needs", str(_("我们的需求")), "needs/home_panel.html", context)]


def _again(actor: Actor) -> list[dict[str, Any]]:
    """Needs of last year whose season has come round: 「照去年再发一条」."""
    known = {season.id: season for season in seasons()}
    return [
        {
            "title": need.title,
            "season": known[need.season].zh,
            "href": reverse("needs:life", args=[need.number]) + "#again",
        }
        for need in last_years(_own(actor), on=today())
    ]
