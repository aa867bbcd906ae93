"""The only writers of suggestions and ideas."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bangfu.apps.needs.api import Need, drafting, need_for
from bangfu.apps.programmes.api import rules_of
from bangfu.apps.regions.api import Region
from bangfu.apps.voices import policy, rules
from bangfu.apps.voices.models import Suggestion
from bangfu.plumbing.access import PUBLIC_ACTOR, SYSTEM_ACTOR, Actor, Denied, Hidden, Scope
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.plumbing.clock import SHANGHAI
from bangfu.plumbing.openforms import digest_of, tracking_code
from bangfu.plumbing.outbox.deliver import put_event
from bangfu.values import Refusal, opaque_id, tidy

TRACKED = "suggestion"
FORGOTTEN_AT_ONCE = 200


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()


def days(rule: str, otherwise: int, on: date) -> timedelta:
    """A count of days of the pack's rules, or what we decide where the pack says nothing."""
    found = rules_of(on).limit(rule)
    return timedelta(days=otherwise if found is None else found)


def _sent(suggestion: Suggestion, region: Region, at: datetime) -> Suggestion:
    suggestion.region, suggestion.place = region.code, region.full_name[:120]
    suggestion.sent_at = at
    suggestion.due_at = at + days("suggestion_answer_days", rules.DAYS_UNLESS_SAID, _day(at))
    suggestion.save(force_insert=True)
    record(subject=suggestion, changes={"state": ("", "open"), "region": ("", region.code)})
    put_event("voices.sent", {"suggestion": suggestion.pk}, at=at)
    return suggestion


@action("voices.suggest")
def suggest(
    *,
    by: Actor,
    at: datetime,
    key: str = "",
    region: Region,
    words: str,
    kind_of_help: str = "",
    contact: str = "",
) -> Suggestion:
    """A resident says what their place lacks, without an account; whoever is signed in is not named either.

    Args: ``by`` is the public; ``contact`` is what they chose to leave, sealed and emptied after its days.
    Errors: ``Refused``.
    """
    if by != PUBLIC_ACTOR:
        raise Refused(Refusal("voices.not_public", "村民建议不记名，请不要用账号提交。"))
    waiting = Suggestion.objects.filter(kind="resident", region=region.code, state="open").count()
    refuse(rules.sending_refusal(words=words, contact=contact, waiting=waiting))
    made = Suggestion(pk=opaque_id(), kind="resident", kind_of_help=kind_of_help, words=tidy(words))
    made.contact = tidy(contact)
    if made.contact:
        made.contact_until = _day(at) + days("suggestion_contact_days", rules.CONTACT_DAYS_UNLESS_SAID, _day(at))
    made.tracking = digest_of(tracking_code(TRACKED, made.pk))
    return _sent(made, region, at)


@action("voices.propose")
def propose(
    *,
    by: Actor,
    at: datetime,
    key: str = "",
    region: Region,
    organisation: str,
    title: str,
    words: str,
    kind_of_help: str = "",
) -> Suggestion:
    """An organisation proposes something for a place. Errors: ``Denied`` when the actor does not speak for it; ``Refused``."""
    if not organisation or not by.may("voices.propose", Scope(organisation=organisation)):
        raise Denied("voices.propose")
    waiting = Suggestion.objects.filter(organisation=organisation, state="open").count()
    refuse(rules.proposing_refusal(title=title, words=words, waiting=waiting))
    made = Suggestion(
        kind="organisation",
        organisation=organisation,
        sent_by=by.person,
        title=tidy(title),
        words=tidy(words),
        kind_of_help=kind_of_help,
    )
    return _sent(made, region, at)


def _locked(by: Actor, suggestion: str) -> Suggestion:
    found = Suggestion.objects.select_for_update().filter(pk=suggestion).first()
    if found is None:
        raise Hidden
    policy.require_decision(by, found)
    return found


def _decided(found: Suggestion, state: str, by: Actor, at: datetime, *, need: str = "", answer: str = "") -> Suggestion:
    found.state, found.need, found.answer = state, need, tidy(answer)
    found.decided_by, found.decided_at = by.person, at
    found.save()
    record(subject=found, changes={"state": ("open", state), "need": ("", need)})
    put_event("voices.decided", {"suggestion": found.pk}, at=at)
    return found


@action("voices.draft")
def draft(
    *, by: Actor, at: datetime, key: str = "", suggestion: str, title: str, themes: Sequence[str] = ()
) -> Suggestion:
    """Begin a need from a suggestion, in one's own words (V1); what it asks for is suggested from the sender's text.

    Returns: the suggestion, with the draft's number in ``need``. Errors: ``Hidden``, ``Denied`` (also when the actor drafts
    no needs there), ``Refused``.
    """
    found = _locked(by, suggestion)
    refuse(rules.drafting_refusal(state=found.state, original=found.words, title=title))
    source = "ideas" if found.kind == "organisation" else "residents"
    asked = drafting.Asked(title=tidy(title), region=found.region, source=source, themes=tuple(themes))
    made = drafting.draft_from(by=by, at=at, asked=asked, suggested_by=found.words)
    return _decided(found, "drafted", by, at, need=made.number)


@action("voices.merge")
def merge(*, by: Actor, at: datetime, key: str = "", suggestion: str, number: str) -> Suggestion:
    """Say that a need already speaks of it. Errors: ``Hidden``, ``Refused`` for another county or an ended need."""
    found = _locked(by, suggestion)
    try:
        need: Need = need_for(by, tidy(number).upper())
    except Hidden:
        raise Refused(Refusal("voices.no_need", "没有这个编号的需求，请核对。")) from None
    refuse(
        rules.merging_refusal(
            state=found.state, region=found.region, need_region=need.region_path, need_state=need.state
        )
    )
    return _decided(found, "merged", by, at, need=need.number)


@action("voices.answer")
def answer(*, by: Actor, at: datetime, key: str = "", suggestion: str, words: str) -> Suggestion:
    """End it with an answer that its sender reads. Errors: ``Hidden``, ``Refused``."""
    found = _locked(by, suggestion)
    refuse(rules.answering_refusal(state=found.state, answer=words))
    return _decided(found, "answered", by, at, answer=words)


@action("voices.forget_contacts")
def forget_contacts(*, by: Actor, at: datetime, key: str = "", suggestions: Sequence[str]) -> None:
    """Empty what residents left to be reached by, once its days are over."""
    rows = Suggestion.objects.select_for_update().filter(pk__in=suggestions, contact_until__lte=_day(at))
    for row in rows:
        row.contact, row.contact_until = "", None
        row.save()
    if rows:
        record(subject=rows[0], note="联系方式到期清除", count=len(rows))


def forget_due_contacts(at: datetime) -> int:
    """What the worker looks after: contacts whose day has come. Returns: how many were emptied."""
    due = Suggestion.objects.filter(contact_until__lte=_day(at)).order_by("contact_until")
    found = list(due.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE])
    if found:
        forget_contacts(by=SYSTEM_ACTOR, at=at, suggestions=found)
    return len(found)
