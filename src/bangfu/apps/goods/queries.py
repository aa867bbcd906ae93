"""Reading stock, trips and arrivals; whoever gets one from here may see it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum, When
from django.urls import reverse

from bangfu.apps.funds import api as funds
from bangfu.apps.goods import policy, rules
from bangfu.apps.goods.actions import limits_on
from bangfu.apps.goods.models import Arrival, Disposal, GoodsLot, Movement, Trip, TripLine
from bangfu.apps.organisations.api import organisations_by_number
from bangfu.apps.people.api import Todo
from bangfu.plumbing.access import Actor, Hidden
from bangfu.plumbing.files.models import StoredFile
from bangfu.plumbing.files.queries import files_of
from bangfu.values import shanghai_day

LIST_MAX, SHOWN_MAX, TODO_MAX = 200, 50, 20
TONES = {"expired": "已过期", "red": "快到期", "amber": "要留意", "ok": "在期内", "none": "没有期限"}
LOOKS = {
    "expired": ("err", "alert"),
    "red": ("err", "clock"),
    "amber": ("warn", "clock"),
    "ok": ("ok", "check"),
    "none": ("plain", "info"),
}


def within(actor: Actor, permission: str, path: str = "organisation") -> Q:
    """What the actor's grants reach, as a filter over rows with an organisation."""
    reach = Q(pk__in=[])
    for grant in actor.scopes_of(permission):
        if grant.scope_kind == "all":
            return Q()
        if grant.scope_kind == "region":
            reach |= Q(**{f"{path}__region__code__startswith": grant.scope_id})
        elif grant.scope_kind == "organisation":
            reach |= Q(**{f"{path}__number": grant.scope_id})
    return reach


def own_stores(actor: Actor, permission: str = policy.KEEP) -> list[tuple[str, str]]:
    """(number, name) of the organisations whose store the actor keeps, by name."""
    numbers = [grant.scope_id for grant in actor.scopes_of(permission) if grant.scope_kind == "organisation"]
    found = organisations_by_number(numbers).values() if numbers else []
    return sorted(((one.number, one.name) for one in found), key=lambda each: each[1])


@dataclass(frozen=True, slots=True)
class StockRow:
    """A lot as lists show it: its expiry's tone in word and look, and what it is worth in store in fen."""

    lot: GoodsLot
    tone: str
    word: str
    look: tuple[str, str]
    value: int | None


def _rows(lots: "QuerySet[GoodsLot]", on: date) -> list[StockRow]:
    limits, found = limits_on(on), []
    for lot in lots:
        tone = rules.expiry_tone(lot.expires_on, on, limits)
        found.append(StockRow(lot, tone, TONES[tone], LOOKS[tone], rules.value_of(lot.in_store, lot.unit_fen)))
    return found


def stock(actor: Actor, on: date, *, q: str = "", show: str = "", permission: str = policy.READ) -> list[StockRow]:
    """Lots of the actor's stores; first expired first. ``show``: a tone, ``out`` for empty ones, "" for what is in store."""
    lots = GoodsLot.objects.filter(within(actor, permission)).select_related("organisation", "place")
    if q:
        lots = lots.filter(Q(item__icontains=q) | Q(number__icontains=q) | Q(purpose__icontains=q))
    lots = lots.filter(in_store=0) if show == "out" else lots.filter(in_store__gt=0)
    limits = limits_on(on)
    red, amber = on + timedelta(days=limits.red_days), on + timedelta(days=limits.amber_days)
    ranges = {
        "expired": Q(expires_on__lt=on),
        "red": Q(expires_on__gte=on, expires_on__lte=red),
        "amber": Q(expires_on__gt=red, expires_on__lte=amber),
        "ok": Q(expires_on__gt=amber),
        "none": Q(expires_on__isnull=True),
    }
    if show in ranges:
        lots = lots.filter(ranges[show])
    return _rows(lots.order_by(F("expires_on").asc(nulls_last=True), "received_on", "pk")[:LIST_MAX], on)


def lot_for(actor: Actor, number: str, permission: str = policy.READ) -> GoodsLot:
    """One lot, fetched and authorised at once. Errors: ``Hidden``, ``Denied``."""
    lot = GoodsLot.objects.select_related("organisation__region", "place").filter(number=number).first()
    if lot is None:
        raise Hidden
    policy.require(actor, lot, permission)
    return lot


def public_lot(number: str) -> GoodsLot:
    """A lot as everybody may read it. Errors: ``Hidden``."""
    lot = GoodsLot.objects.select_related("organisation", "place").filter(number=number).first()
    if lot is None:
        raise Hidden
    return lot


def public_lots(q: str = "") -> list[GoodsLot]:
    """What was given lately, the newest first; by name or number."""
    lots = GoodsLot.objects.select_related("organisation")
    if q:
        lots = lots.filter(Q(item__icontains=q) | Q(number__icontains=q))
    return list(lots.order_by("-pk")[:SHOWN_MAX])


def papers_of(lot: GoodsLot) -> list[StoredFile]:
    """The papers of a lot, oldest first."""
    return files_of("goods.goodslot", [str(lot.pk)]).get(str(lot.pk), [])


def may_see_file(actor: Actor, stored: StoredFile) -> bool | None:
    """Answers ``files.may_see_file`` for papers of lots: whoever reads the lot."""
    if stored.owner_type != "goods.goodslot":
        return None
    lot = GoodsLot.objects.select_related("organisation__region").filter(pk=stored.owner_id).first()
    return lot is not None and actor.is_person and actor.may(policy.READ, policy.scope_of(lot))


def trips_of_lot(lot: GoodsLot) -> list[TripLine]:
    """Where units of a lot went, the newest last, with what was said of them."""
    rows = lot.trips.select_related("trip__region", "arrival")
    return list(rows.order_by("trip__at", "pk"))


def movements_of(lot: GoodsLot) -> list[Movement]:
    """Every movement of a lot, oldest first."""
    return list(lot.movements.select_related("line__trip__region", "disposal").order_by("pk"))


def disposals_of(lot: GoodsLot) -> list[Disposal]:
    """What was written off or is to be, the newest first."""
    return list(lot.disposals.select_related("line__trip__region"))


def _trips() -> "QuerySet[Trip]":
    lines = TripLine.objects.select_related("lot", "arrival").order_by("pk")
    return Trip.objects.select_related("organisation__region", "region").prefetch_related(Prefetch("lines", lines))


def _waiting_first(rows: "QuerySet[Trip]") -> list[Trip]:
    """What waits for an answer by its due time, then the latest of the others; one query and their lines."""
    over = Case(When(state="on_way", then=0), default=1)
    return list(rows.order_by(over, F("answer_by").asc(nulls_last=True), "-at", "pk")[:LIST_MAX])


def trips_of(actor: Actor, permission: str = policy.READ) -> list[Trip]:
    """Trips from the actor's stores: those on the way first."""
    return _waiting_first(_trips().filter(within(actor, permission)))


def trip_for(actor: Actor, trip: str) -> Trip:
    """One trip for who sent it. Errors: ``Hidden``, ``Denied``."""
    found = _trips().filter(pk=trip).first()
    if found is None:
        raise Hidden
    policy.require(actor, found, policy.READ)
    return found


def arrival_for(actor: Actor, trip: str) -> Trip:
    """One trip for the place that it goes to. Errors: ``Hidden``."""
    found = _trips().filter(pk=trip).first()
    if found is None:
        raise Hidden
    policy.require_arrival(actor, found)
    return found


def _reached(actor: Actor, path: str = "") -> Q:
    """Trips to the actor's places, as a filter."""
    reach = Q(pk__in=[])
    for grant in actor.scopes_of(policy.ACCEPT):
        if grant.scope_kind == "all":
            return Q()
        reach |= Q(**{f"{path}region_path__startswith": grant.scope_id})
    return reach


def arrivals_for(actor: Actor) -> list[Trip]:
    """Trips to the actor's places: what waits for an answer first."""
    return _waiting_first(_trips().filter(_reached(actor)))


def said_of(trip: Trip) -> list[tuple[TripLine, Arrival | None]]:
    """Each line with what the place said of it."""
    return [(line, getattr(line, "arrival", None)) for line in trip.lines.all()]


@dataclass(frozen=True, slots=True)
class Kind:
    """Goods of one kind in a store: how many there are in all, and when the first of them expires."""

    key: str
    item: str
    unit: str
    units: int
    expires_on: date | None


def kinds_in(organisation: str) -> list[Kind]:
    """What a store holds, by kind, by name."""
    found: dict[str, Kind] = {}
    rows = GoodsLot.objects.filter(organisation__number=organisation, in_store__gt=0)
    for key, item, unit, units, ends in rows.order_by(F("expires_on").asc(nulls_last=True), "pk").values_list(
        "kind", "item", "unit", "in_store", "expires_on"
    ):
        before = found.get(key)
        found[key] = (
            Kind(key, item, unit, units, ends)
            if before is None
            else Kind(key, before.item, before.unit, before.units + units, before.expires_on)
        )
    return sorted(found.values(), key=lambda kind: kind.item)


def shelf(organisation: str, kind: str) -> list[GoodsLot]:
    """Lots of one kind in a store; first expired first."""
    rows = GoodsLot.objects.filter(organisation__number=organisation, kind=kind, in_store__gt=0).select_related("place")
    return list(rows.order_by(F("expires_on").asc(nulls_last=True), "received_on", "pk"))


def totals(actor: Actor, on: date, permission: str = policy.READ) -> Mapping[str, int]:
    """Lots in store, those that expired or soon will, and fen in store of what has a value; one query."""
    soon = on + timedelta(days=limits_on(on).red_days)
    found = GoodsLot.objects.filter(within(actor, permission), in_store__gt=0).aggregate(
        lots=Count("pk"),
        soon=Count("pk", filter=Q(expires_on__lte=soon)),
        value_fen=Sum(F("in_store") * F("unit_fen")),
    )
    return {name: int(value or 0) for name, value in found.items()}


def bookable(lot: GoodsLot) -> dict[str, Any]:
    """How a lot stands in the books: its bookings, the funds it may enter, units that are not booked yet."""
    rows = list(lot.bookings.all())
    booked = {kind: sum(row.units for row in rows if row.kind == kind) for kind in ("use", "loss")}
    return {
        "rows": rows,
        "funds": list(funds.Fund.objects.filter(organisation=lot.organisation, closed_on__isnull=True)),
        "is_in": any(row.kind == "receipt" for row in rows),
        "use": lot.accepted - booked["use"],
        "loss": lot.gone - booked["loss"],
    }


def todo_items(actor: Actor, at: datetime) -> list[Todo]:
    """Answers ``people.todo_items``: what to accept, what to agree to, what to clear up, what expired; one query for each side."""
    if not actor.is_person:
        return []
    return [*_to_accept(actor), *_in_store(actor, shanghai_day(at))]


def _to_accept(actor: Actor) -> Iterator[Todo]:
    if not actor.has(policy.ACCEPT):
        return
    rows = TripLine.objects.filter(_reached(actor, "trip__"), trip__state="on_way").exclude(trip__person=actor.person)
    first: dict[str, TripLine] = {}
    for line in rows.select_related("lot", "trip__organisation").order_by("trip__answer_by", "pk")[:SHOWN_MAX]:
        first.setdefault(line.trip_id, line)
    for line in list(first.values())[:TODO_MAX]:
        url = reverse("goods:arrival", args=[line.trip_id])
        what = f"{line.lot.item} {line.units} {line.lot.unit}"
        evidence = f"{line.trip.organisation.name} · 东西收到了吗？"
        yield Todo("收物资", what, evidence, line.trip.answer_by, url, "去验收", "warn")


def _in_store(actor: Actor, on: date) -> Iterator[Todo]:
    """What a store's people have to do: a disposal to agree to, units whose whereabouts nobody knows, goods that expired."""
    keeps, checks = actor.has(policy.KEEP), actor.has(policy.CHECK)
    if not keeps and not checks:
        return
    open_lines = TripLine.objects.filter(
        lot=OuterRef("pk"), trip__state="answered", units__gt=F("accepted") + F("back") + F("lost")
    )
    asked = Disposal.objects.filter(lot=OuterRef("pk"), state="asked").exclude(asked_by=actor.person)
    lots = GoodsLot.objects.filter(within(actor, policy.CHECK)).annotate(
        asked=Subquery(asked.order_by("asked_at").values("kind")[:1]),
        trip=Subquery(open_lines.order_by("pk").values("trip_id")[:1]),
    )
    found = lots.filter(Q(asked__isnull=False) | Q(trip__isnull=False) | Q(in_store__gt=0, expires_on__lt=on))
    for lot in found.order_by("expires_on", "pk")[:TODO_MAX]:
        yield from _of_lot(lot, on, keeps=keeps)


def _of_lot(lot: Any, on: date, *, keeps: bool) -> Iterator[Todo]:
    here = reverse("goods:lot", args=[lot.number])
    if lot.asked:
        yield Todo(rules.MOVES[lot.asked].words, lot.item, f"{lot.number} · 等您批准", None, here, "去批准")
    if lot.trip and keeps:
        evidence = f"{lot.number} · 没收好的，要查清去向"
        yield Todo("物资去向", lot.item, evidence, None, reverse("goods:trip", args=[lot.trip]), "去查清", "warn")
    if keeps and lot.in_store and lot.expires_on and lot.expires_on < on:
        yield Todo("过期物资", lot.item, f"{lot.number} · 在库 {lot.in_store} {lot.unit}", None, here, "去核销", "err")
