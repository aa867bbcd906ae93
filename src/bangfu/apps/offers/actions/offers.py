"""From a draft over the office's check to its end."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bangfu.apps.offers import policy, rules
from bangfu.apps.offers.actions.counter import Counter
from bangfu.apps.offers.models import Offer, OfferLine, OfferPlace
from bangfu.apps.offers.rules import LIFE, Given
from bangfu.apps.offers.wording import public_fields, search_text
from bangfu.apps.organisations.api import Organisation
from bangfu.apps.regions.api import Region
from bangfu.plumbing.access import Actor, Denied, Hidden, Scope
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.plumbing.numbers.allocate import allocate
from bangfu.plumbing.outbox.deliver import put_event
from bangfu.plumbing.publication.write import publish_row
from bangfu.values import Refusal, shanghai_day

TOLD = ("submit", "return", "publish")
"""Steps that somebody is told of."""
EDITABLE = (
    "title",
    "way",
    "description",
    "conditions",
    "qualification",
    "past",
    "themes",
    "kind_of_help",
    "groups",
    "starts_on",
    "ends_on",
)


def _first(refusals: Sequence[Refusal]) -> None:
    if refusals:
        raise Refused(refusals[0])


def _check_draft(offer: Offer) -> None:
    _first(rules.draft_refusals(title=offer.title, way=offer.way, starts_on=offer.starts_on, ends_on=offer.ends_on))


def rows_of_lines(offer: Offer, lines: Sequence[Given]) -> list[OfferLine]:
    """The rows of an offer's items, numbered from one; not yet stored."""
    return [
        OfferLine(
            offer=offer,
            position=place,
            item=line.item.strip(),
            resource=line.resource,
            quantity=line.quantity,
            unit=line.unit.strip(),
            note=line.note,
        )
        for place, line in enumerate(lines, 1)
    ]


def rows_of_places(offer: Offer, places: Sequence[Region]) -> list[OfferPlace]:
    """The rows of the places that it serves; not yet stored."""
    return [OfferPlace(offer=offer, region=each, path=each.region_code.prefix) for each in dict.fromkeys(places)]


def lines_of(offer: Offer) -> list[Given]:
    """The stored items as the rules know them."""
    return [Given(row.item, row.quantity, row.unit, row.resource, row.note) for row in offer.lines.all()]


def _write(offer: Offer, lines: Sequence[Given] | None, places: Sequence[Region] | None) -> None:
    """Items and places as they are said now (None: as they stand), and what is derived from all."""
    if lines is not None:
        offer.lines.all().delete()
        OfferLine.objects.bulk_create(rows_of_lines(offer, [line for line in lines if line.quantity >= 1]))
    if places is not None:
        offer.places.all().delete()
        OfferPlace.objects.bulk_create(rows_of_places(offer, places))
    offer.theme = offer.themes[0] if offer.themes else ""
    served = [row.region.full_name for row in offer.places.select_related("region")]
    offer.search = search_text(offer, lines_of(offer), served)
    offer.save(update_fields=["theme", "search"])


@action("offers.draft_offer")
def draft_offer(
    *,
    by: Actor,
    at: datetime,
    key: str = "",
    organisation: str,
    values: Mapping[str, Any],
    lines: Sequence[Given] = (),
    places: Sequence[Region] = (),
) -> Offer:
    """Begin an offer of an organisation (its number). Errors: ``Denied``, ``Hidden``; ``Refused`` for what no draft can be."""
    if not by.may("offers.draft", Scope(organisation=organisation)):
        raise Denied("offers.draft")
    party = Organisation.objects.filter(number=organisation, merged_into=None).first()
    if party is None:
        raise Hidden
    offer = Offer(
        organisation=party,
        entered_by=by.person,
        created_at=at,
        **{name: values[name] for name in EDITABLE if name in values},
    )
    _check_draft(offer)
    offer.number = allocate("F", at=at)[0]
    offer.save(force_insert=True)
    _seal(offer, values)
    _write(offer, lines, places)
    record(subject=offer, changes={"title": ("", offer.title)})
    return offer


def _seal(offer: Offer, values: Mapping[str, Any]) -> None:
    """Afterwards, because a seal is bound to its row's id."""
    if values.get("contact"):
        offer.contact = values["contact"]
        offer.save(update_fields=["contact"])


def _locked(by: Actor, number: str, permission: str) -> Offer:
    rows = Offer.objects.select_for_update(of=("self",)).select_related("organisation__region")
    offer = rows.filter(number=number).first()
    if offer is None:
        raise Hidden
    policy.require(by, offer, permission)
    return offer


@action("offers.change_offer")
def change_offer(
    *,
    by: Actor,
    at: datetime,
    key: str = "",
    number: str,
    values: Mapping[str, Any],
    lines: Sequence[Given] | None = None,
    places: Sequence[Region] | None = None,
    version: int | None = None,
) -> Offer:
    """Change a draft or a returned offer. ``version`` is the one the form was opened with. Errors: ``Refused``."""
    offer = _locked(by, number, "offers.draft")
    if offer.state not in ("draft", "returned"):
        raise Refused(Refusal("not_editable", f"供给现在是“{LIFE.states[offer.state]}”，不能直接修改。"))
    if version is not None and version != offer.version:
        raise Refused(Refusal("changed_meanwhile", "这份供给刚被别人改过，请看一眼最新内容再保存；您填的还在本页。"))
    names = [name for name in EDITABLE if name in values and getattr(offer, name) != values[name]]
    changes = {name: (getattr(offer, name), values[name]) for name in names}
    for name in names:
        setattr(offer, name, values[name])
    _check_draft(offer)
    offer.version += 1
    offer.save()
    _seal(offer, values)
    _write(offer, lines, places)
    record(subject=offer, changes=changes)
    return offer


def _go(offer: Offer, name: str, by: Actor, at: datetime, reason: str = "") -> Offer:
    refuse(LIFE.refusal(offer.state, name))
    before, offer.state = offer.state, LIFE.transition(name).target
    offer.version += 1
    offer.save()
    record(subject=offer, changes={"state": (before, offer.state)}, note=reason)
    if name in TOLD:
        put_event(f"offers.{name}", {"offer": offer.number, "step": name, "person": by.person}, at=at)
    return offer


@action("offers.submit_offer")
def submit_offer(*, by: Actor, at: datetime, key: str = "", number: str) -> Offer:
    """Hand a draft in to be checked. Errors: ``Refused`` naming the first thing that is missing."""
    offer = _locked(by, number, "offers.draft")
    refuse(LIFE.refusal(offer.state, "submit"))
    _first(
        rules.submit_refusals(
            lines=lines_of(offer),
            places=offer.places.count(),
            theme=offer.theme,
            ends_on=offer.ends_on,
            on=shanghai_day(at),
        )
    )
    offer.submitted_at, offer.return_reason = at, ""
    return _go(offer, "submit", by, at)


@action("offers.return_offer")
def return_offer(*, by: Actor, at: datetime, key: str = "", number: str, reason: str) -> Offer:
    """Send it back with what is missing, in words for the organisation."""
    offer = _locked(by, number, "offers.check")
    refuse(rules.reason_refusal(reason))
    offer.return_reason = reason.strip()[:300]
    return _go(offer, "return", by, at, reason)


@action("offers.publish_offer")
def publish_offer(*, by: Actor, at: datetime, key: str = "", number: str) -> Offer:
    """The office has checked it: everybody sees it, places may order. Never by the one who entered it (U1)."""
    offer = _locked(by, number, "offers.check")
    refuse(rules.check_refusal(entered_by=offer.entered_by, checker=by.person))
    if offer.organisation.state != "verified":
        raise Refused(Refusal("not_verified", "这家组织的资料还没有核实，请先核实组织，再审核它的供给。"))
    offer.published_by, offer.published_at = by.person, at
    _go(offer, "publish", by, at)
    places = list(offer.places.values_list("region__code", flat=True))
    fields = public_fields(offer, lines_of(offer), places)
    publish_row(kind="offer.published", subject=offer.number, fields=fields, at=at)
    return offer


@action("offers.pause_offer")
def pause_offer(*, by: Actor, at: datetime, key: str = "", number: str) -> Offer:
    """Take no new orders for a while; those that live are answered as usual."""
    return _go(_locked(by, number, "offers.draft"), "pause", by, at)


@action("offers.resume_offer")
def resume_offer(*, by: Actor, at: datetime, key: str = "", number: str) -> Offer:
    """Take orders again. Errors: ``Refused`` when its days are over."""
    offer = _locked(by, number, "offers.draft")
    if offer.ends_on and offer.ends_on < shanghai_day(at):
        raise Refused(Refusal("offer_over", "有效期已经过了，请结束这份供给，另写一份新的。"))
    return _go(offer, "resume", by, at)


@action("offers.end_offer")
def end_offer(
    *, by: Actor, at: datetime, key: str = "", number: str, how: str = "withdrawn", reason: str = ""
) -> Offer:
    """End it for good; orders without an answer are let go, accepted ones stay."""
    counter = Counter(number)
    offer = counter.offer
    policy.require(by, offer, "offers.draft")
    refuse(LIFE.refusal(offer.state, "end"))
    if how not in rules.ENDS:
        raise Refused(Refusal("end_how", "请选一种结束的原因。"))
    for order in list(counter.orders.values()):
        counter.release(order, "ended", by=by, at=at, reason=rules.ENDS[how])
    was_public = offer.published_at is not None
    offer.ended_how, offer.ended_at = how, at
    _go(offer, "end", by, at, reason)
    if was_public:
        publish_row(kind="offer.ended", subject=offer.number, fields={"how": how}, at=at)
    return offer
