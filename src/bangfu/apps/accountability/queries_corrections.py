"""Reading corrections; whoever gets one from here may see it."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from bangfu.apps.accountability import policy
from bangfu.apps.accountability.models import Correction
from bangfu.apps.accountability.queries_books import txid_of, url_of
from bangfu.apps.funds.api import Voucher
from bangfu.apps.people.api import Todo, names_of
from bangfu.plumbing.access import Actor, Hidden

LIST_MAX, TODO_MAX = 200, 20
_NAMED = (
    "about__organisation__region",
    "about__period",
    "entry__organisation",
    "entry__period",
)


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction with the public name and page of the voucher it is about, and of the entry that put the books right."""

    correction: Correction
    about: str
    url: str
    entry: str
    entry_url: str


def shown(correction: Correction) -> Corrected:
    """As lists show it."""
    entry = correction.entry
    return Corrected(
        correction,
        txid_of(correction.about),
        url_of(correction.about),
        txid_of(entry) if entry else "",
        url_of(entry) if entry else "",
    )


def _rows() -> "QuerySet[Correction]":
    return Correction.objects.select_related(*_NAMED)


def confirmed(limit: int = LIST_MAX) -> list[Corrected]:
    """What everybody reads, the newest first, in one query."""
    rows = _rows().filter(confirmed_at__isnull=False).order_by("-confirmed_at", "pk")
    return [shown(each) for each in rows[:limit]]


def confirmed_about(voucher: Voucher) -> list[Corrected]:
    """Corrections of a voucher that everybody reads, the earliest first."""
    rows = _rows().filter(about=voucher, confirmed_at__isnull=False).order_by("confirmed_at", "pk")
    return [shown(each) for each in rows]


def _within(actor: Actor) -> "QuerySet[Correction]":
    reach = Q(pk__in=[])
    for grant in actor.scopes_of(policy.CORRECT):
        if grant.scope_kind == "all":
            return _rows()
        if grant.scope_kind == "region":
            reach |= Q(about__organisation__region__code__startswith=grant.scope_id)
        elif grant.scope_kind == "organisation":
            reach |= Q(about__organisation__number=grant.scope_id)
    return _rows().filter(reach)


def at_desk(actor: Actor) -> list[Corrected]:
    """What this person may work on: what waits first."""
    rows = _within(actor).order_by("confirmed_at", "returned_at", "-drafted_at")
    waiting = list(rows.filter(confirmed_at=None, returned_at=None)[:LIST_MAX])
    over = list(rows.exclude(confirmed_at=None, returned_at=None).order_by("-drafted_at")[:LIST_MAX])
    return [shown(each) for each in (*waiting, *over)]


def correction_for(actor: Actor, pk: str) -> Correction:
    """A correction, fetched and authorised at once. Errors: ``Hidden``."""
    found = _rows().filter(pk=pk).first()
    if found is None or not policy.may_correct(actor, found.about):
        raise Hidden
    return found


def names_in(correction: Correction) -> dict[str, str]:
    """Names of who drafted and decided, for those who see the desk."""
    people = (correction.drafted_by, correction.confirmed_by, correction.returned_by)
    return names_of([each for each in people if each])


def todo_items(actor: Actor, at: object) -> list[Todo]:
    """Answers ``people.todo_items``: drafts of others that this person may confirm."""
    if not actor.is_person or not actor.has(policy.CORRECT):
        return []
    waiting = _within(actor).filter(confirmed_at=None, returned_at=None).exclude(drafted_by=actor.person)
    return [policy.todo_of(each, txid_of(each.about)) for each in waiting.order_by("drafted_at")[:TODO_MAX]]
