"""What somebody types on the four pages: kept field by field, sent as a need, or thrown away."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bangfu.apps.needs.actions import draft_need, submit_need
from bangfu.apps.needs.models import Need, NeedPages
from bangfu.apps.needs.rules import Line
from bangfu.apps.people.api import holders_of
from bangfu.plumbing.access import Actor, Denied, Scope
from bangfu.plumbing.actions import Refused, action, record
from bangfu.plumbing.files.actions import discard_files
from bangfu.plumbing.files.models import StoredFile
from bangfu.values import Refusal

TYPED_MAX = 20_000
"""Characters of everything typed together; more is no need but a mistake."""


def _own(by: Actor) -> NeedPages | None:
    return NeedPages.objects.select_for_update().filter(person=by.person).first()


@action("needs.keep_pages", unseen=True)
def keep_pages(*, by: Actor, at: datetime, key: str = "", typed: Mapping[str, list[str]]) -> NeedPages:
    """Keep the fields of one page beside those of the others, unchecked. Errors: ``Denied``; ``Refused`` when it is far too much."""
    if not by.has("needs.draft"):
        raise Denied("needs.draft")
    NeedPages.objects.get_or_create(person=by.person, defaults={"updated_at": at})
    pages = NeedPages.objects.select_for_update().get(person=by.person)
    together = json.dumps(typed_of(pages) | dict(typed), ensure_ascii=False)
    if len(together) > TYPED_MAX:
        raise Refused(Refusal("typed_too_much", "写得太长了，没有存下；请缩短以后再试。"))
    pages.typed, pages.updated_at = together, at
    pages.save()
    record(subject=pages, note="存下填了一半的需求")
    return pages


def typed_of(pages: NeedPages | None) -> dict[str, list[str]]:
    """The fields by name, as they were typed."""
    return json.loads(pages.typed) if pages and pages.typed else {}


@action("needs.drop_pages", unseen=True)
def drop_pages(*, by: Actor, at: datetime, key: str = "") -> None:
    """Begin anew: what was typed, and its photos, are gone."""
    pages = _own(by)
    if pages is None:
        raise Refused(Refusal("nothing_typed", "没有填了一半的需求。"))
    record(subject=pages, note="扔掉填了一半的需求")
    discard_files(by=by, at=at, owner=pages)
    pages.delete()


@action("needs.send_pages")
def send_pages(
    *,
    by: Actor,
    at: datetime,
    key: str = "",
    values: Mapping[str, Any],
    lines: Sequence[Line],
    submit: bool = True,
) -> Need:
    """Make a need of the pages, its photos with it, and send it to be verified; ``submit`` False leaves it a draft.

    Errors: ``Refused`` naming the first thing that is missing, ``Denied`` outside the actor's places.
    """
    for_whom, place = values.get("for_whom", ""), values["region"].code
    if for_whom and for_whom not in writers_at(place):
        raise Refused(Refusal("for_whom", "您选的这个人不负责这个地方，请另选一位，或自己填报。"))
    need = draft_need(by=by, at=at, values=values, lines=lines)
    pages = _own(by)
    if pages is not None:
        own = StoredFile.objects.filter(owner_type=NeedPages._meta.label_lower, owner_id=str(pages.pk))
        own.update(owner_type=Need._meta.label_lower, owner_id=str(need.pk))
        pages.delete()
    record(subject=need, note="四步填报")
    return submit_need(by=by, at=at, number=need.number) if submit else need


def writers_at(place: str) -> list[str]:
    """Village officials who write for a place (12 digits): for them one may fill in a need."""
    scope = Scope(region=place)
    return [
        person
        for person, grants in holders_of("needs.draft").items()
        if any(grant.role == "village" and grant.covers(scope) for grant in grants)
    ]
