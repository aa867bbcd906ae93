"""How a need stands, for those who write about it without a network: locked values, who changed it last, pages to take along."""

from datetime import datetime

from django.utils.timezone import localtime

from bangfu.apps.needs import policy, rules
from bangfu.apps.needs.models import Need
from bangfu.apps.needs.queries_explorer import with_lines
from bangfu.apps.needs.queries_scope import where
from bangfu.apps.people.api import names_of
from bangfu.plumbing.access import Actor, Hidden
from bangfu.plumbing.audit.models import AuditRecord
from bangfu.plumbing.files.actions import attach_file
from bangfu.plumbing.offline.forms import Attachment, KeptPage, Standing

TAKEN_ALONG = 20


def locked_for(by: Actor, number: str, permission: str) -> Need:
    """A need, locked until the end of the transaction. Errors: ``Hidden``, ``Denied``."""
    need = Need.objects.select_for_update(of=("self",)).select_related("region").filter(number=number).first()
    if need is None:
        raise Hidden
    policy.require(by, need, permission)
    return need


def standing_of(need: Need, values: dict[str, str]) -> Standing:
    """The values with the name of who changed the need last, and when."""
    last = (
        AuditRecord.objects.filter(subject_type="needs.need", subject_id=str(need.pk), person__gt="")
        .order_by("-id")
        .first()
    )
    if last is None:
        return Standing(values, need.version)
    return Standing(values, need.version, names_of([last.person]).get(last.person, ""), localtime(last.at))


def lines_as_fields(need: Need) -> dict[str, str]:
    """The items as flat fields, numbered from one; places without an item are empty."""
    found = {f"{part}_{place}": "" for place in range(1, rules.LINES_MAX + 1) for part in ("item", "quantity", "unit")}
    for place, line in enumerate(need.lines.all(), 1):
        found |= {f"item_{place}": line.item, f"quantity_{place}": str(line.quantity), f"unit_{place}": line.unit}
    return found


def attach_photo(*, by: Actor, at: datetime, row_id: str, photo: Attachment, permission: str) -> None:
    """A photo as evidence of a need. Errors: ``Refused``, ``Denied``, ``Hidden``."""
    need = Need.objects.filter(pk=row_id).first()
    if need is None:
        raise Hidden
    policy.require(by, need, permission)
    attach_file(by=by, at=at, owner=need, data=photo.data, caption=photo.caption)


def unsent_of(actor: Actor) -> list[Need]:
    """Drafts and returned needs that the actor entered where they still may, newest first."""
    there = Need.objects.filter(where(actor.scopes_of("needs.draft")))
    rows = there.filter(entered_by=actor.person, state__in=("draft", "returned"))
    return list(rows.select_related("region").order_by("-id")[:TAKEN_ALONG])


def to_verify(actor: Actor) -> list[Need]:
    """Needs of the actor's places that wait to be verified by somebody like them, in the order of the road (by place)."""
    rows = Need.objects.filter(where(actor.scopes_of("needs.verify")), state="submitted").exclude(
        entered_by=actor.person
    )
    return list(with_lines(rows).order_by("region_path", "submitted_at", "id")[:TAKEN_ALONG])


def survey_pages(actor: Actor) -> list[KeptPage]:
    """The empty form, and one's own drafts."""
    own = unsent_of(actor)
    tag = "-".join(need.number for need in own)
    return [KeptPage("/my/survey/", tag), *(KeptPage(f"/my/survey/{n.number}/", f"-{n.version}", n.title) for n in own)]


def onsite_pages(actor: Actor) -> list[KeptPage]:
    """The list of what waits, and a page for each."""
    waiting = to_verify(actor)
    tag = "-".join(f"{need.number}.{need.version}" for need in waiting)
    return [
        KeptPage("/my/onsite/", tag),
        *(KeptPage(f"/my/onsite/{n.number}/", f"-{n.version}", n.title) for n in waiting),
    ]
