"""Who is told of goods: the place they go to, who sent them, who must look twice."""

from typing import Any

from django.urls import reverse

from bangfu.apps.goods import policy
from bangfu.apps.goods.models import Disposal, Trip
from bangfu.apps.notices.api import Words, send_notice
from bangfu.apps.people.api import active_among, holders_of
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor, Scope

AUDIENCE_MAX = 20


def _holders(permission: str, scope: Scope) -> list[str]:
    """Those who hold it there; of people with regions those whose grant lies nearest."""
    reached: dict[str, int] = {}
    for person, grants in holders_of(permission).items():
        if Actor(person, "person", grants).may(permission, scope):
            reached[person] = max(len(grant.scope_id) for grant in grants)
    nearest = max(reached.values(), default=0)
    return sorted(person for person, length in reached.items() if length == nearest)


def _send(title: str, body: str, url: str, audience: list[str], key: str) -> None:
    audience = audience[:AUDIENCE_MAX]
    if not active_among(audience):  # whoever left is told nothing, and that is no failure
        return
    words = Words(kind="must_know", title=title[:80], body=body[:200], url=url)
    send_notice(by=SYSTEM_ACTOR, key=f"goods-{key}"[:80], words=words, audience=audience)


def tell_the_place(payload: dict[str, Any]) -> None:
    """Hears that goods left: tells who accepts at the place."""
    trip = Trip.objects.select_related("organisation").filter(pk=payload["trip"], state="on_way").first()
    if trip is None:
        return
    first = trip.lines.select_related("lot").first()
    what = f"{first.lot.item} {first.units} {first.lot.unit}" if first else ""
    audience = [each for each in _holders(policy.ACCEPT, Scope(region=trip.region_path)) if each != trip.person]
    url = reverse("goods:arrival", args=[trip.pk])
    _send(f"有物资在路上：{what}", f"{trip.organisation.name} 发来，收到后请验收。", url, audience, f"{trip.pk}-sent")


def tell_the_sender(payload: dict[str, Any]) -> None:
    """Hears an answer: tells who sent it."""
    trip = Trip.objects.select_related("region").filter(pk=payload["trip"], state="answered").first()
    if trip is None:
        return
    left = sum(line.left for line in trip.lines.all())
    body = "有没收好的，请查清去向：退回仓库，或记为途中损失。" if left else "全部收好。"
    _send(
        f"物资已验收：{trip.region.full_name}",
        body,
        reverse("goods:trip", args=[trip.pk]),
        [trip.person],
        f"{trip.pk}-answered",
    )


def tell_who_checks(payload: dict[str, Any]) -> None:
    """Hears that units are to be written off: tells who may agree, never who asked."""
    disposal = (
        Disposal.objects.select_related("lot__organisation").filter(pk=payload["disposal"], state="asked").first()
    )
    if disposal is None:
        return
    lot = disposal.lot
    people = _holders(policy.CHECK, Scope(organisation=lot.organisation.number))
    audience = [each for each in people if each != disposal.asked_by]
    title = f"{disposal.get_kind_display()}等您批准：{lot.item} {disposal.units} {lot.unit}"
    _send(title, disposal.reason, reverse("goods:lot", args=[lot.number]), audience, f"{disposal.pk}-asked")
