"""The only writers of needs. Lock order: need, then its lines."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bangfu.apps.needs import policy, rules
from bangfu.apps.needs.models import Need, NeedLine, NeedStep
from bangfu.apps.needs.rules import LIFE, Line
from bangfu.apps.needs.wording import public_fields, search_text
from bangfu.apps.regions.api import Region
from bangfu.plumbing.access import Actor, Denied, Hidden, Scope
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.plumbing.clock import SHANGHAI
from bangfu.plumbing.numbers.allocate import allocate
from bangfu.plumbing.outbox.deliver import put_event
from bangfu.plumbing.publication.write import publish_row
from bangfu.values import Refusal

EDITABLE = [
    "title",
    "words",
    "description",
    "region",
    "themes",
    "nature",
    "groups",
    "capabilities",
    "beneficiaries",
    "urgency",
    "priority",
    "min_partners",
    "max_partners",
    "claim_by",
    "needed_by",
    "cost_fen",
    "accepted_by",
    "source",
    "lon",
    "lat",
    "on_behalf_of",
    "kind_of_help",
    "owner",
    "for_whom",
    "season",
]


def _first(refusals: Sequence[Refusal]) -> None:
    if refusals:
        raise Refused(refusals[0])


def _check_draft(values: Mapping[str, Any]) -> None:
    _first(
        rules.draft_refusals(
            title=values.get("title", ""),
            min_partners=values.get("min_partners", 0),
            max_partners=values.get("max_partners", 1),
            claim_by=values.get("claim_by"),
            needed_by=values.get("needed_by"),
        )
    )


def write_step(need: Need, name: str, before: str, by: Actor, at: datetime, reason: str = "") -> None:
    """One row of the need's life."""
    NeedStep.objects.create(
        need=need, name=name, state_before=before, state_after=need.state, person=by.person, at=at, reason=reason[:300]
    )


def derive(need: Need, lines: Sequence[Line]) -> None:
    """The columns that follow from others: main theme, path of the place, search text."""
    need.theme = need.themes[0] if need.themes else ""
    need.region_path = need.region.code
    need.search = search_text(need, lines)


def _write_lines(need: Need, lines: Sequence[Line]) -> None:
    need.lines.all().delete()
    NeedLine.objects.bulk_create(row_of_lines(need, lines))


def row_of_lines(need: Need, lines: Sequence[Line]) -> list[NeedLine]:
    """The rows of a need's items, numbered from one; not yet stored."""
    return [
        NeedLine(
            need=need,
            position=place,
            item=line.item.strip(),
            resource=line.resource,
            quantity=line.quantity,
            unit=line.unit.strip(),
            is_must=line.is_must,
            note=line.note,
        )
        for place, line in enumerate(lines, 1)
    ]


def lines_of(need: Need) -> list[Line]:
    """The stored items as the rules know them."""
    return [Line(row.item, row.quantity, row.unit, row.is_must, row.resource, row.note) for row in need.lines.all()]


@action("needs.draft_need")
def draft_need(
    *, by: Actor, at: datetime, key: str = "", values: Mapping[str, Any], lines: Sequence[Line] = ()
) -> Need:
    """Begin a need.

    Args: ``values`` holds fields named in :data:`EDITABLE`; ``region`` is a ``Region``; ``lines`` may still be incomplete.
    Returns: the draft with its public number. Errors: ``Refused``, ``Denied`` outside the actor's places.
    """
    region: Region = values["region"]
    if not by.may("needs.draft", Scope(region=region.code)):
        raise Denied("needs.draft")
    _check_draft(values)
    need = Need(
        number=allocate("N", at=at)[0],
        entered_by=by.person,
        created_at=at,
        **{name: values[name] for name in EDITABLE if name in values},
    )
    need.owner = need.owner or by.person
    derive(need, lines)
    need.save(force_insert=True)
    NeedLine.objects.bulk_create(row_of_lines(need, [line for line in lines if line.quantity >= 1]))
    write_step(need, "draft", "", by, at)
    record(subject=need, changes={"title": ("", need.title), "region": (None, need.region_id)})
    return need


def locked(by: Actor, number: str, permission: str) -> Need:
    """A need that nobody else changes until the transaction ends. Errors: ``Hidden``, ``Denied``."""
    need = Need.objects.select_for_update(of=("self",)).select_related("region").filter(number=number).first()
    if need is None:
        raise Hidden
    policy.require(by, need, permission)
    return need


def _check_version(need: Need, version: int | None) -> None:
    if version is not None and version != need.version:
        raise Refused(Refusal("changed_meanwhile", "这条需求刚被别人改过，请看一眼最新内容再保存；您填的还在本页。"))


@action("needs.change_need")
def change_need(
    *,
    by: Actor,
    at: datetime,
    key: str = "",
    number: str,
    values: Mapping[str, Any],
    lines: Sequence[Line] | None = None,
    version: int | None = None,
) -> Need:
    """Change a draft or a returned need. ``version`` is the one the form was opened with. Errors: ``Refused``."""
    need = locked(by, number, "needs.draft")
    if need.state not in ("draft", "returned"):
        raise Refused(Refusal("not_editable", f"需求现在是“{LIFE.states[need.state]}”，不能直接修改；请先退回补充。"))
    _check_version(need, version)
    if "region" in values and not by.may("needs.draft", Scope(region=values["region"].code)):
        raise Denied("needs.draft")
    changes = {
        name: (getattr(need, name), values[name])
        for name in EDITABLE
        if name in values and getattr(need, name) != values[name]
    }
    for name in changes:
        setattr(need, name, values[name])
    _check_draft({name: getattr(need, name) for name in EDITABLE})
    if lines is not None:
        _write_lines(need, [line for line in lines if line.quantity >= 1])
    derive(need, lines if lines is not None else lines_of(need))
    need.version += 1
    need.save()
    record(subject=need, changes=changes)
    return need


def take_step(need: Need, name: str, by: Actor, at: datetime, reason: str = "", note: str = "") -> Need:
    """One transition of ``rules.LIFE`` with its step, its trace and its event; the caller has set what belongs to it."""
    refuse(LIFE.refusal(need.state, name))
    before = need.state
    need.state = LIFE.transition(name).target
    need.version += 1
    need.save()
    write_step(need, name, before, by, at, reason)
    record(subject=need, changes={"state": (before, need.state)}, note=reason or note)
    if name not in rules.UNHEARD:
        put_event(
            f"needs.{name}", {"need": need.number, "step": name, "person": by.person, "reason": reason[:300]}, at=at
        )
    return need


@action("needs.submit_need")
def submit_need(*, by: Actor, at: datetime, key: str = "", number: str) -> Need:
    """Send a draft to be verified by somebody else. Errors: ``Refused`` naming the first thing that is missing."""
    need = locked(by, number, "needs.draft")
    _first(
        rules.submit_refusals(
            lines=lines_of(need),
            region_level=need.region.level,
            claim_by=need.claim_by,
            theme=need.theme,
            on=at.astimezone(SHANGHAI).date(),
            texts=(need.title, need.words, need.description, need.accepted_by),
        )
    )
    need.submitted_at, need.return_reason = at, ""
    return take_step(need, "submit", by, at)


@action("needs.return_need")
def return_need(*, by: Actor, at: datetime, key: str = "", number: str, reason: str) -> Need:
    """Send it back with what is missing, in words for the one who entered it."""
    need = locked(by, number, "needs.verify")
    refuse(rules.reason_refusal(reason))
    need.return_reason, need.verified_by, need.verified_at = reason.strip()[:300], "", None
    return take_step(need, "return", by, at, reason)


@action("needs.verify_need")
def verify_need(*, by: Actor, at: datetime, key: str = "", number: str, note: str = "") -> Need:
    """Say, as somebody who was there or knows, that it is true. Never by the one who entered it (N1)."""
    need = locked(by, number, "needs.verify")
    refuse(rules.verify_refusal(entered_by=need.entered_by, verifier=by.person, for_whom=need.for_whom))
    need.verified_by, need.verified_at, need.verified_note = by.person, at, note[:300]
    return take_step(need, "verify", by, at, note=note)


def publish_refusal(need: Need, by: Actor) -> Refusal | None:
    """N2 with everybody who had a hand in the need."""
    split_by = need.steps.filter(name="inherit").values_list("person", flat=True)
    return rules.publish_refusal(
        entered_by=need.entered_by,
        verified_by=need.verified_by,
        publisher=by.person,
        others=[each for each in (need.for_whom, *split_by) if each],
    )


@action("needs.publish_need")
def publish_need(*, by: Actor, at: datetime, key: str = "", number: str) -> Need:
    """Put it before everybody, by a second person (N2), with its publication row (N4)."""
    need = locked(by, number, "needs.publish")
    refuse(publish_refusal(need, by))
    refuse(LIFE.refusal(need.state, "publish"))
    need.published_by, need.published_at, need.confirmed_at = by.person, at, at
    take_step(need, "publish", by, at)
    publish_row(kind="need.published", subject=need.number, fields=public_fields(need, lines_of(need)), at=at)
    return need


@action("needs.withdraw_need")
def withdraw_need(*, by: Actor, at: datetime, key: str = "", number: str, reason: str) -> Need:
    """End it before anybody began; what was published is followed by a withdrawal, never removed."""
    need = locked(by, number, "needs.withdraw")
    refuse(rules.reason_refusal(reason))
    for warning in rules.privacy_warnings(reason) if need.state == "published" else ():
        raise Refused(warning)
    refuse(rules.withdraw_refusal(sum(line.committed + line.delivered + line.accepted for line in need.lines.all())))
    was_public = need.state == "published"
    need.ended_how, need.ended_at = "withdrawn", at
    need.ended_reason = reason.strip()[:300] if was_public else ""
    take_step(need, "withdraw", by, at, reason)
    if was_public:
        publish_row(kind="need.withdrawn", subject=need.number, fields={"reason": reason.strip()[:300]}, at=at)
    return need
