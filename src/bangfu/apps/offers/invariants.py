"""What always holds about offers and orders, re-derived from the rows."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q

from bangfu.apps.offers.models import Offer, OfferAllotment, OfferLine, OfferMove, Order, OrderLine
from bangfu.apps.organisations.api import Organisation
from bangfu.plumbing.checks import Finding, Invariant
from bangfu.plumbing.publication.models import PublicationRow
from bangfu.plumbing.quantities.reading import misplaced

_OURS = "order:"


def _own_checked() -> Iterator[Finding]:
    same = Offer.objects.exclude(published_by="").filter(published_by=F("entered_by"))
    for number in same.values_list("number", flat=True):
        yield Finding(number, "审核人就是填报人。")


def _bare() -> Iterator[Finding]:
    public = Offer.objects.filter(published_at__isnull=False)
    for number in public.filter(~Exists(OfferLine.objects.filter(offer=OuterRef("pk")))).values_list(
        "number", flat=True
    ):
        yield Finding(number, "已公开，却没有一项内容。")
    rows = PublicationRow.objects.filter(kind="offer.published").order_by("id").values_list("subject", "body")
    stated = {subject: json.loads(bytes(body))["fields"]["title"] for subject, body in rows.iterator()}
    for number, title in public.values_list("number", "title").iterator():
        if stated.get(number) != title:
            yield Finding(number, "公开记录里没有这份供给，或名称不同。")


def _own_accepted() -> Iterator[Finding]:
    for order_id in Order.objects.filter(state="accepted", decided_by=F("person")).values_list("pk", flat=True):
        yield Finding(f"{_OURS}{order_id}", "点单的人自己接受了点单。")


def _misplaced() -> Iterator[Finding]:
    return misplaced(OfferLine.objects.all(), "offer__number")


def _sums(rows: Iterator[tuple[str, int, int]]) -> dict[str, Counter[int]]:
    found: dict[str, Counter[int]] = defaultdict(Counter)
    for holder, position, units in rows:
        found[holder][position] += units
    return found


def _misheld() -> Iterator[Finding]:
    """What each order holds and was promised, against what it wants and how it stands; and its slot."""
    allotted = OfferAllotment.objects.filter(holder__startswith=_OURS, place="held")
    held = _sums(allotted.values_list("holder", "line__position", "quantity").iterator())
    promised = OfferMove.objects.filter(holder__startswith=_OURS, move="commit")
    committed = _sums(promised.values_list("holder", "line__position", "quantity").iterator())
    lines = OrderLine.objects.values_list("order_id", "position", "wanted").iterator()
    wanted = _sums((f"{_OURS}{order_id}", position, units) for order_id, position, units in lines)
    slots = _slots()
    for order in Order.objects.select_related("offer").order_by("pk").iterator():
        mine, taken = held.pop(order.holder, Counter()), slots.pop(order.holder, [])
        if order.state == "asked" and not mine <= wanted[order.holder] or order.state != "asked" and mine:
            yield Finding(order.holder, "手上的数量和它的状态不符。")
        if order.state == "accepted" and committed.get(order.holder) != wanted[order.holder]:
            yield Finding(order.holder, "已接受，但签约的数量不等于点单的数量。")
        due = (order.offer.organisation_id, order.quarter, "committed")
        if taken and (order.state != "accepted" or taken != [due]):
            yield Finding(order.holder, "占着名额，却不是组织接受的点单，或占的不是它自己的。")
    for holder in sorted(held.keys() | slots.keys()):
        yield Finding(holder, "有数量或名额，却没有这次点单。")


def _slots() -> dict[str, list[tuple[int, str, str]]]:
    """By holder: (organisation, quarter, state) of every slot that was not given back."""
    live = Q(capacities__holdings__holder__startswith=_OURS, capacities__holdings__released_at=None)
    rows = Organisation.objects.filter(live).values_list(
        "capacities__holdings__holder", "pk", "capacities__quarter", "capacities__holdings__state"
    )
    found: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
    for holder, pk, quarter, state in rows.iterator():
        found[holder].append((pk, quarter, state))
    return found


INVARIANTS = (
    Invariant("U1", "Nobody checks an offer that they entered.", Offer.objects.count, _own_checked),
    Invariant("U2", "A public offer has an item and stands in the publication rows.", Offer.objects.count, _bare),
    Invariant("U3", "Nobody accepts an order that they placed.", Order.objects.count, _own_accepted),
    Invariant(
        "U4",
        "Each unit of an offer is in exactly one place, and the moves tell how it came there.",
        OfferLine.objects.count,
        _misplaced,
    ),
    Invariant(
        "U5",
        "A live order holds no more than it wants, an accepted one was promised all of it and alone has a slot.",
        Order.objects.count,
        _misheld,
    ),
)
