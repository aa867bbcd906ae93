"""What waits at the desk: to verify, to check again, proposals, duplicates; and the contact book."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from bangfu.apps.organisations.models import ChangeProposal, DuplicatePair, Office, Organisation
from bangfu.apps.organisations.queries.standing import within
from bangfu.apps.organisations.rules.profile import PROFILE_FIELDS
from bangfu.apps.organisations.wording import search_words
from bangfu.apps.people.api import Todo
from bangfu.apps.regions.api import Region
from bangfu.plumbing.access import Actor, Denied, Hidden, Scope
from bangfu.plumbing.clock import SHANGHAI, today

VERIFY_WITHIN_DAYS = 7
MERGE_WITHIN_DAYS = 30
TODO_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Queue:
    """How much waits in each heap of the desk."""

    to_verify: int
    to_recheck: int
    proposals: int
    duplicates: int


def to_verify(actor: Actor) -> QuerySet[Organisation]:
    """Profiles that wait for somebody else's look, oldest first."""
    found = Organisation.objects.filter(state="to_verify", merged_into=None)
    return found.filter(within(actor, "organisations.verify")).select_related("region").order_by("entered_at", "id")


def to_recheck(actor: Actor, on: date | None = None) -> QuerySet[Organisation]:
    """Verified profiles whose yearly look is due, longest overdue first."""
    found = Organisation.objects.filter(state="verified", merged_into=None, recheck_on__lte=on or today())
    return found.filter(within(actor, "organisations.verify")).select_related("region").order_by("recheck_on", "id")


def open_proposals(actor: Actor) -> QuerySet[ChangeProposal]:
    """Changes that organisations asked for, oldest first."""
    found = ChangeProposal.objects.filter(state="open").filter(within(actor, "organisations.verify", "organisation__"))
    return found.select_related("organisation__region").order_by("proposed_at", "id")


def open_pairs(actor: Actor) -> QuerySet[DuplicatePair]:
    """Likely duplicates of which the actor may merge one or the other, most alike first."""
    reach = within(actor, "organisations.merge", "first__") | within(actor, "organisations.merge", "second__")
    found = DuplicatePair.objects.filter(state="open", first__merged_into=None, second__merged_into=None)
    return found.filter(reach).select_related("first__region", "second__region").order_by("-likeness", "id")


def queue_of(actor: Actor) -> Queue:
    """The counts above the desk's tabs. Errors: ``Denied`` without the right to verify anywhere."""
    if not actor.has("organisations.verify"):
        raise Denied("organisations.verify")
    return Queue(
        to_verify(actor).count(), to_recheck(actor).count(), open_proposals(actor).count(), open_pairs(actor).count()
    )


def pair_for(actor: Actor, pair_id: int) -> DuplicatePair:
    """One pair to be judged. Errors: ``Hidden`` when it is gone or not within reach."""
    found = open_pairs(actor).filter(pk=pair_id).first()
    if found is None:
        raise Hidden
    return found


def proposal_for(actor: Actor, proposal_id: int, permission: str) -> ChangeProposal:
    """One proposal within reach. Errors: ``Hidden``."""
    found = ChangeProposal.objects.select_related("organisation__region").filter(pk=proposal_id)
    row = found.filter(within(actor, permission, "organisation__")).first()
    if row is None:
        raise Hidden
    return row


def registry(actor: Actor, *, text: str = "", state: str = "") -> QuerySet[Organisation]:
    """Every organisation that the actor may read, whatever its state."""
    found = Organisation.objects.filter(within(actor, "organisations.read")).select_related("region", "merged_into")
    if state == "merged":
        found = found.exclude(merged_into=None)
    elif state:
        found = found.filter(state=state, merged_into=None)
    for word in search_words(text):
        found = found.filter(search__contains=f" {word} ")
    return found.order_by("name_order", "id")


def own_organisations(actor: Actor) -> list[Organisation]:
    """The organisations that the actor works for: those of their grants with the right to propose."""
    numbers = [
        grant.scope_id for grant in actor.scopes_of("organisations.propose") if grant.scope_kind == "organisation"
    ]
    return list(Organisation.objects.filter(number__in=numbers).select_related("region", "merged_into").order_by("id"))


def offices(actor: Actor, *, text: str = "", on: date | None = None, past: bool = False) -> QuerySet[Office]:
    """The contact book: who is in charge of what, where. Errors: ``Denied`` without the right anywhere."""
    if not actor.has("contacts.read"):
        raise Denied("contacts.read")
    day = on or today()
    live = Q(valid_to=None) | Q(valid_to__gte=day)
    found = Office.objects.exclude(live) if past else Office.objects.filter(live)
    if text:
        found = found.filter(Q(name__contains=text) | Q(duty__contains=text) | Q(region__full_name__contains=text))
    return found.select_related("region")


def contact_of(actor: Actor, office: Office) -> list[str]:
    """Name, telephone and e-mail behind an office; nothing for those who may not read contacts at its place."""
    if not actor.may("contacts.read", Scope(region=office.region.code)):
        return []
    return [text for text in (office.contact_name, office.contact_phone, office.contact_email) if text]


def office_for(actor: Actor, office_id: int) -> Office:
    """An office that the actor may change. Errors: ``Hidden`` for an unknown one, ``Denied`` without the right there."""
    found = Office.objects.select_related("region").filter(pk=office_id).first()
    if found is None:
        raise Hidden
    if not actor.may("contacts.change", Scope(region=found.region.code)):
        raise Denied("contacts.change")
    return found


def todo_items(actor: Actor, at: datetime) -> list[Todo]:
    """What needs this actor now in the registry: profiles to verify, to check again, changes to decide."""
    items: list[Todo] = []
    if not actor.has("organisations.verify"):
        return items
    for one in to_verify(actor)[:TODO_SHOWN]:
        due = one.entered_at + timedelta(days=VERIFY_WITHIN_DAYS)
        url = reverse("organisations:desk-profile", args=[one.number])
        items.append(Todo(_("核实"), one.name, one.region.full_name, due, url, _("核实资料"), "warn"))
    for proposal in open_proposals(actor)[:TODO_SHOWN]:
        due = proposal.proposed_at + timedelta(days=VERIFY_WITHIN_DAYS)
        words = PROFILE_FIELDS[proposal.field].words
        url = reverse("organisations:desk-proposals")
        items.append(Todo(_("变更"), proposal.organisation.name, words, due, url, _("核实变更")))
    for one in to_recheck(actor)[:TODO_SHOWN]:
        assert one.recheck_on is not None
        due = datetime.combine(one.recheck_on, datetime.min.time(), SHANGHAI) + timedelta(days=1)
        url = reverse("organisations:desk-profile", args=[one.number])
        items.append(Todo(_("复核"), one.name, one.region.full_name, due, url, _("复核资料")))
    return items + _to_merge(actor)


def _to_merge(actor: Actor) -> list[Todo]:
    """Likely duplicates, the most alike first, each with when it should be judged."""
    if not actor.has("organisations.merge"):
        return []
    return [
        Todo(
            _("疑似重复"),
            f"{pair.first.name} / {pair.second.name}",
            pair.first.region.full_name,
            pair.found_at + timedelta(days=MERGE_WITHIN_DAYS),
            reverse("organisations:desk-duplicates"),
            _("比对合并"),
        )
        for pair in open_pairs(actor)[:TODO_SHOWN]
    ]


def may_create_in(actor: Actor, region_id: int | None) -> None:
    """Errors: ``Denied`` when the place is outside what the actor registers for."""
    place = Region.objects.filter(pk=region_id or 0).first()
    if place is not None and not actor.may("organisations.create", Scope(region=place.code)):
        raise Denied("organisations.create")


def may_keep_contacts_in(actor: Actor, region_id: int | None) -> None:
    """Errors: ``Denied`` when the place is outside what the actor keeps contacts for."""
    place = Region.objects.filter(pk=region_id or 0).first()
    if place is not None and not actor.may("contacts.change", Scope(region=place.code)):
        raise Denied("contacts.change")
