"""Pages of the hubs: what nobody took for sixty days, and which of their members could."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bangfu.apps.rounds import policy, queries_hub
from bangfu.apps.rounds.rules import LIFE
from bangfu.plumbing.access import Actor, Denied
from bangfu.plumbing.clock import now
from bangfu.values import opaque_id


def _actor(request: HttpRequest) -> Actor:
    found: Actor = request.actor  # type: ignore[attr-defined]
    if not found.has(policy.INVITE):
        raise Denied(policy.INVITE)
    return found


@require_GET
@login_required
def unserved(request: HttpRequest) -> HttpResponse:
    """Needs that are with the hubs, each with why nobody came and one thing to do. Errors: ``Denied``."""
    rows = queries_hub.with_hubs(queries_hub.hubs_of(_actor(request)))
    at = now()
    told = [
        {"climb": each, "days": (at - each.need.published_at).days if each.need.published_at else each.days}
        for each in rows
    ]
    return render(request, "rounds/hub.html", {"heading": _("没人接、请会员接的需求"), "rows": told})


@require_GET
@login_required
def members(request: HttpRequest, number: str) -> HttpResponse:
    """One of them, with the members that could and a button each. Errors: ``Hidden`` for whoever is of no hub."""
    found = queries_hub.member_list(request.actor, number)  # type: ignore[attr-defined]
    rows = [
        {
            "one": one,
            "state": LIFE.states.get(found.states.get(one.number, ""), ""),
            "open": found.states.get(one.number) == "sent",
        }
        for one in found.members
    ]
    context = {"heading": found.climb.need.title, "climb": found.climb, "rows": rows, "key": opaque_id()}
    return render(request, "rounds/hub_need.html", context)
