"""Who is told of an offer's step, and of an order."""

from typing import Any

from django.urls import reverse

from bangfu.apps.notices.api import Words, send_notice
from bangfu.apps.offers import policy
from bangfu.apps.offers.actions.ordered import hand_on
from bangfu.apps.offers.models import Offer, Order
from bangfu.apps.people.api import active_among, holders_of
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor, Scope

AUDIENCE_MAX = 20
STEPS = {
    "submit": "等您审核供给：%s",
    "return": "供给退回补充：%s",
    "publish": "供给已公开：%s",
}
ORDERS = {
    "asked": "有村点单，请答复：%s",
    "accepted": "点单被接受：%s",
    "released": "点单已退回：%s",
}


def _holders(permission: str, scope: Scope) -> list[str]:
    found = holders_of(permission).items()
    return sorted(person for person, grants in found if Actor(person, "person", grants).may(permission, scope))


def _send(sentence: str, title: str, audience: list[str], *, key: str, body: str, url: str) -> None:
    if not active_among(audience):  # whoever left is told nothing, and that is no failure
        return
    words = Words(kind="must_know", title=(sentence % title)[:80], body=body[:200], url=url)
    send_notice(by=SYSTEM_ACTOR, key=key, words=words, audience=audience[:AUDIENCE_MAX])


def tell_of_offer(payload: dict[str, Any]) -> None:
    """Hears an offer handed in, returned, made public; nobody is told of what they did themselves."""
    offer = Offer.objects.select_related("organisation__region").filter(number=payload["offer"]).first()
    if offer is None:
        return
    step = payload["step"]
    scope = policy.scope_of(offer)
    wanted = _holders(policy.CHECK, scope) if step == "submit" else [offer.entered_by]
    audience = [person for person in wanted if person and person not in (payload["person"], "")]
    body = offer.return_reason if step == "return" else f"{offer.organisation.name} · {offer.number}"
    url = reverse("offers:work", args=[offer.number])
    _send(STEPS[step], offer.title, audience, key=f"{offer.number}-{step}-{offer.version}", body=body, url=url)


def tell_of_order(payload: dict[str, Any]) -> None:
    """Hears an order placed, accepted, let go, moved up: tells the organisation of the first, the place of all others."""
    order = Order.objects.select_related("offer__organisation", "region").filter(pk=payload["order"]).first()
    if order is None:
        return
    if order.state == "asked":
        audience = _holders(policy.DRAFT, Scope(organisation=order.offer.organisation.number))
        body = f"{order.region.full_name}：{order.purpose}"
    else:
        audience, body = [order.person], order.reason or "请和组织约定时间。"
    audience = [person for person in audience if person not in (order.decided_by,)]
    url = reverse("offers:order-page", args=[order.pk])
    _send(ORDERS[order.state], order.offer.title, audience, key=f"{order.pk}-{order.state}", body=body, url=url)


def hand_on_units(payload: dict[str, Any]) -> None:
    """Hears that promised units came free: they go to the orders that wait."""
    hand_on(by=SYSTEM_ACTOR, number=payload["offer"])  # type: ignore[call-arg]


def tell_who_moved_up(payload: dict[str, Any]) -> None:
    """Hears that units came free for an order that waited: tells its place."""
    order = Order.objects.select_related("offer").filter(pk=payload["order"]).first()
    if order is None or order.state != "asked":
        return
    url = reverse("offers:order-page", args=[order.pk])
    _send(
        "轮到您了：%s",
        order.offer.title,
        [order.person],
        key=f"{order.pk}-up",
        body="前面的点单退回了，数量已为您留住。",
        url=url,
    )
