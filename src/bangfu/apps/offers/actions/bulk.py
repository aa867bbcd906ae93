"""Many offers at once: an import, the example city. One audit record for the whole; an import publishes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bangfu.apps.offers.actions.offers import rows_of_lines, rows_of_places
from bangfu.apps.offers.models import Offer, OfferLine, OfferPlace
from bangfu.apps.offers.rules import Given
from bangfu.apps.offers.wording import public_fields, search_text
from bangfu.apps.organisations.api import Organisation
from bangfu.apps.regions.api import Region
from bangfu.plumbing.access import Actor, Denied, Scope
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.plumbing.numbers.allocate import allocate
from bangfu.plumbing.publication.write import publish_row
from bangfu.values import Refusal

BATCH_ROWS = 500


@dataclass(frozen=True, slots=True)
class NewOffer:
    """An offer to be written. ``state`` and the columns that go with it only for the example; an import says ``submitted``."""

    organisation: Organisation
    values: Mapping[str, Any]
    lines: Sequence[Given]
    places: Sequence[Region]
    state: str = "submitted"
    past: Mapping[str, Any] = field(default_factory=dict)


def _insert(news: Sequence[NewOffer], *, entered_by: str, at: datetime, **more: Any) -> list[Offer]:
    """All as drafts first: the database lets nothing be born in public, before its items stand."""
    rows = []
    for number, new in zip(allocate("F", at=at, count=len(news)), news, strict=True):
        values = {name: value for name, value in new.values.items() if name != "contact"}
        offer = Offer(
            **{"number": number, "organisation": new.organisation, "entered_by": entered_by, "created_at": at}
            | more
            | values
        )
        offer.theme = offer.themes[0] if offer.themes else ""
        offer.search = search_text(offer, new.lines, [place.full_name for place in new.places])
        rows.append(offer)
    Offer.objects.bulk_create(rows, batch_size=BATCH_ROWS)
    pairs = list(zip(rows, news, strict=True))
    OfferLine.objects.bulk_create([row for one, new in pairs for row in rows_of_lines(one, new.lines)], BATCH_ROWS)
    OfferPlace.objects.bulk_create([row for one, new in pairs for row in rows_of_places(one, new.places)], BATCH_ROWS)
    for offer, new in pairs:
        if new.values.get("contact"):  # afterwards, because a seal is bound to its row's id
            offer.contact = new.values["contact"]
            offer.save(update_fields=["contact"])
        offer.state = new.state
        for name, value in new.past.items():
            setattr(offer, name, value)
    Offer.objects.bulk_update(
        rows,
        [
            "state",
            "entered_by",
            "published_by",
            "published_at",
            "submitted_at",
            "ended_how",
            "ended_at",
            "return_reason",
        ],
        BATCH_ROWS,
    )
    return rows


@action("offers.import_offers")
def import_offers(*, by: Actor, at: datetime, key: str = "", news: Sequence[NewOffer], batch: str) -> list[Offer]:
    """Write a sheet's offers, all or none, to be checked by somebody else.

    Errors: ``Refused`` for an empty sheet, ``Denied`` when one organisation lies outside those of ``by``.
    """
    refuse(None if news else Refusal("offers.nothing_to_import", "表里没有可以导入的供给。"))
    for new in news:
        if not by.may(
            "offers.import", Scope(region=new.organisation.region.code, organisation=new.organisation.number)
        ):
            raise Denied("offers.import")
    rows = _insert(news, entered_by=by.person, at=at, batch=batch, submitted_at=at)
    record(subject=rows[0], note=f"批次 {batch}", count=len(rows))
    return rows


@action("offers.undo_import")
def undo_import(*, by: Actor, at: datetime, key: str = "", batch: str) -> int:
    """End what an import brought, while nobody has worked on any of it. Returns: how many.

    Errors: ``Refused`` naming the first offer that somebody has handled.
    """
    found = Offer.objects.select_for_update(of=("self",)).select_related("organisation__region")
    rows = list(found.filter(batch=batch).exclude(state="ended").order_by("pk"))
    refuse(None if rows else Refusal("offers.nothing_to_undo", "这一批没有供给，或已经撤销。"))
    for offer in rows:
        scope = Scope(region=offer.organisation.region.code, organisation=offer.organisation.number)
        if not by.may("offers.import", scope):
            raise Denied("offers.import")
        if offer.state != "submitted" or offer.version != 1:
            raise Refused(
                Refusal("offers.import_in_use", f"{offer.number} 已经有人处理，这批不能整批撤销；请逐份结束。")
            )
    Offer.objects.filter(pk__in=[offer.pk for offer in rows]).update(state="ended", ended_how="withdrawn", ended_at=at)
    record(subject=rows[0], changes={"state": ("submitted", "ended")}, note=f"撤销批次 {batch}", count=len(rows))
    return len(rows)


@action("offers.add_example_offers")
def add_example_offers(*, by: Actor, at: datetime, key: str = "", news: Sequence[NewOffer]) -> list[Offer]:
    """Write the example city's offers with their past. Only the system does this. Errors: ``Denied``."""
    if by.kind != "system":
        raise Denied("offers.import")
    rows = _insert(news, entered_by="", at=at)
    for offer, new in zip(rows, news, strict=True):
        if offer.published_at:
            fields = public_fields(offer, new.lines, [place.code for place in new.places])
            publish_row(kind="offer.published", subject=offer.number, fields=fields, at=offer.published_at)
    record(subject=rows[0], note="示例供给", count=len(rows))
    return rows
