"""S1 to S5, re-derived from the rows: neither the counters nor the triggers are trusted."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator

from django.db.models import F

from bangfu.apps.funds.api import Voucher
from bangfu.apps.goods.models import Arrival, Booking, Disposal, GoodsLot, Movement, Trip, TripLine
from bangfu.apps.goods.rules import MOVES, Stock, needs_second, value_of
from bangfu.plumbing.checks import Finding, Invariant
from bangfu.plumbing.publication.models import PublicationRow
from bangfu.values import Refusal

_MEASURES = {"accept": "accepted", "came_back": "back", "lost_on_way": "lost"}


def _miscounted() -> Iterator[Finding]:
    """Every lot replayed movement by movement: never below nothing on the way, and at the end what the counters say."""
    replayed, broken = dict[int, Stock](), set[int]()
    rows = Movement.objects.order_by("pk").values_list("lot_id", "kind", "source", "target", "units")
    for lot, kind, source, target, units in rows.iterator():
        step = MOVES.get(kind)
        if step is None or (step.source, step.target) != (source, target):
            broken.add(lot)
            continue
        after = replayed.get(lot, Stock()).moved(kind, units)
        if isinstance(after, Refusal):
            broken.add(lot)
        else:
            replayed[lot] = after
    for found in GoodsLot.objects.order_by("pk").iterator():
        stock = replayed.get(found.pk, Stock())
        if found.pk in broken:
            yield Finding(found.number, "按每次变动重算，有一次动的比当时有的多。")
        elif stock != found.stock or not stock.is_whole() or stock.received != found.quantity:
            yield Finding(found.number, "各处的数量和每次变动合计不一样。")


def _misarrived() -> Iterator[Finding]:
    moved: dict[int, Counter[str]] = defaultdict(Counter)
    rows = Movement.objects.filter(line__isnull=False).values_list("line_id", "kind", "units")
    for line, kind, units in rows.iterator():
        moved[line][kind] += units
    said = dict(Arrival.objects.values_list("line_id", "accepted"))
    for row in TripLine.objects.select_related("trip", "lot").order_by("pk").iterator():
        own = moved[row.pk]
        where = f"{row.trip_id} {row.lot.number}"
        if own["dispatch"] != row.units or any(own[kind] != getattr(row, name) for kind, name in _MEASURES.items()):
            yield Finding(where, "这一行的数量和每次变动合计不一样。")
        if own["accept"] != said.get(row.pk, 0):
            yield Finding(where, "验收的数量不是村里答的数量。")
        if row.left < 0:
            yield Finding(where, "验收、退回和损失加起来多于发出的。")
    for own_trip in Arrival.objects.filter(person=F("line__trip__person")).values_list("line__trip_id", flat=True):
        yield Finding(own_trip, "发出的人自己验收了。")
    for trip in Trip.objects.filter(
        state="answered", lines__arrival__isnull=True, lines__units__gt=F("lines__back") + F("lines__lost")
    ):
        yield Finding(trip.pk, "写着已验收，却有一行没有村里的回答。")


def _alone() -> Iterator[Finding]:
    for row in Disposal.objects.select_related("lot").order_by("pk").iterator():
        if row.value_fen != value_of(row.units, row.lot.unit_fen):
            yield Finding(row.pk, "这次处置记的价值不是数量乘单价。")
        second = row.state == "done" and needs_second(row.value_fen, row.limit_fen)
        if row.decided_by == row.asked_by or second and not row.decided_by:
            yield Finding(row.pk, "这次处置要由第二个人批准。")
        if not row.reason:
            yield Finding(row.pk, "这次处置没有写原因。")
        if (row.state == "done") != Movement.objects.filter(disposal=row).exists():
            yield Finding(row.pk, "这次处置和数量的变动对不上。")


def _unsaid() -> Iterator[Finding]:
    """What the public was told of receipts, trips, arrivals and disposals, against the rows."""
    told: dict[tuple[str, str], dict[str, object]] = {}
    for kind, subject, body in PublicationRow.objects.filter(kind__startswith="goods.").values_list(
        "kind", "subject", "body"
    ):
        told[kind, subject] = json.loads(bytes(body))["fields"]
    for number, quantity, unit_fen in GoodsLot.objects.values_list("number", "quantity", "unit_fen"):
        row = told.get(("goods.received", number), {})
        if (row.get("quantity"), row.get("unit_fen")) != (quantity, unit_fen or 0):
            yield Finding(number, "公开记录里没有这一批，或数量、单价不同。")
    lines: dict[str, list[list[object]]] = defaultdict(list)
    for trip, number, units in TripLine.objects.order_by("lot__number").values_list("trip_id", "lot__number", "units"):
        lines[trip].append([number, units])
    for pk, state in Trip.objects.values_list("pk", "state"):
        if told.get(("goods.sent", pk), {}).get("lines") != lines[pk]:
            yield Finding(pk, "公开记录里没有这次发放，或数量不同。")
        if state == "answered" and ("goods.arrived", pk) not in told:
            yield Finding(pk, "公开记录里没有这次验收。")
    for pk, units in Disposal.objects.filter(state="done").values_list("pk", "units"):
        if told.get(("goods.disposed", pk), {}).get("units") != units:
            yield Finding(pk, "公开记录里没有这次处置，或数量不同。")


def _misbooked() -> Iterator[Finding]:
    used: dict[int, Counter[str]] = defaultdict(Counter)
    for row in Booking.objects.select_related("lot").order_by("pk").iterator():
        used[row.lot_id][row.kind] += row.units
        if row.amount_fen != value_of(row.units, row.lot.unit_fen):
            yield Finding(row.lot.number, "记账的金额不是数量乘单价。")
        voucher = Voucher.objects.filter(pk=row.voucher).values_list("kind", "checker").first() if row.voucher else None
        if row.kind == "receipt" and (voucher is None or voucher[0] != "receive" or row.units != row.lot.quantity):
            yield Finding(row.lot.number, "入账的凭证不在账上，或数量不同。")
        if row.kind != "receipt" and row.voucher and (voucher is None or voucher[0] != "spend" or not voucher[1]):
            yield Finding(row.lot.number, "使用的凭证不在账上，或没有第二个人。")
    for lot in GoodsLot.objects.filter(pk__in=used).order_by("pk"):
        if used[lot.pk]["use"] > lot.accepted or used[lot.pk]["loss"] > lot.gone:
            yield Finding(lot.number, "记账的数量多于验收或核销的数量。")


INVARIANTS = (
    Invariant(
        "S1",
        "Each unit of a lot is in exactly one place, never below nothing, and the movements tell how it came there.",
        GoodsLot.objects.count,
        _miscounted,
    ),
    Invariant(
        "S2",
        "What was accepted of a trip is what the aided side said, and never the sender.",
        TripLine.objects.count,
        _misarrived,
    ),
    Invariant(
        "S3",
        "What was written off, lost or taken back has a reason, and from a value on two people.",
        Disposal.objects.count,
        _alone,
    ),
    Invariant(
        "S4",
        "Receipts, trips, arrivals and disposals stand in the publication rows with the same quantities.",
        GoodsLot.objects.count,
        _unsaid,
    ),
    Invariant(
        "S5",
        "Goods stand in the books at their value, and no more units were used there than were accepted.",
        Booking.objects.count,
        _misbooked,
    ),
)
