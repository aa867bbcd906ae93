"""Who is told: the next in the line, all who signed up for what is called off, the village of a visit."""

from typing import Any

from django.urls import reverse

from bangfu.apps.notices.api import Words, send_notice
from bangfu.apps.occasions.models import Occasion
from bangfu.apps.occasions.policy import READ
from bangfu.apps.occasions.rules import KINDS, VISITS
from bangfu.apps.people.api import active_among, holders_of
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor, Scope

AUDIENCE_MAX = 5000
PLACE_MAX = 20


def tell_the_next(payload: dict[str, Any]) -> None:
    """Hears that somebody moved up into a seat."""
    found = Occasion.objects.get(pk=payload["occasion"])
    _send(found, f"您候补上了：{found.title}", [payload["person"]], f"up-{payload['person']}")


def tell_all(payload: dict[str, Any]) -> None:
    """Hears that an occasion is called off."""
    found = Occasion.objects.get(pk=payload["occasion"])
    people = list(found.places.exclude(state="left").values_list("person", flat=True)[:AUDIENCE_MAX])
    people += [found.announced_by] if found.kind in VISITS else []
    _send(found, f"取消了：{found.title}", people, "off")


def tell_the_village(payload: dict[str, Any]) -> None:
    """Hears of a visit: those who read visits nearest to the place."""
    found = Occasion.objects.get(pk=payload["occasion"])
    if found.kind not in VISITS or found.state == "cancelled":
        return
    reached = {
        person: max(len(grant.scope_id) for grant in grants)
        for person, grants in holders_of(READ).items()
        if Actor(person=person, kind="person", grants=grants).may(READ, Scope(region=found.region))
    }
    nearest = max(reached.values(), default=0)
    people = sorted(person for person, length in reached.items() if length == nearest)[:PLACE_MAX]
    asks = "请答复" if found.state == "asked" else "已定"
    _send(found, f"有人来{KINDS[found.kind]}（{asks}）：{found.title}", people, "visit")


def tell_the_visitor(payload: dict[str, Any]) -> None:
    """Hears the village's yes."""
    found = Occasion.objects.get(pk=payload["occasion"])
    _send(found, f"村里同意了：{found.title}", [found.announced_by], "agreed")


def _send(found: Occasion, title: str, audience: list[str], step: str) -> None:
    if not active_among(audience):  # whoever left is told nothing, and that is no failure
        return
    url = reverse("occasions:visits") if found.kind in VISITS else reverse("occasions:one", args=[found.pk])
    words = Words(kind="must_know", title=title[:80], body=found.reason or found.address, url=url)
    send_notice(by=SYSTEM_ACTOR, key=f"{found.pk}-{step}", words=words, audience=audience)
