"""Saying 「不合适」 and taking it back."""

from datetime import datetime

from django.db import IntegrityError, transaction

from bangfu.apps.exchange.models import Decline
from bangfu.apps.exchange.policy_declines import SAY, scope_of, side_of
from bangfu.apps.exchange.rules.declines import again_refusal, counts_until, decline_refusal, withdraw_refusal
from bangfu.apps.needs.api import Need, need_for
from bangfu.apps.organisations.api import organisations_by_number
from bangfu.plumbing.access import Actor, Denied, Hidden
from bangfu.plumbing.actions import action, record, refuse
from bangfu.values import opaque_id, shanghai_day


@action("exchange.decline")
def decline(
    *, by: Actor, at: datetime | None = None, key: str = "", need: str, organisation: str, reason: str, words: str = ""
) -> Decline:
    """Say that an organisation does not suit a need, with one reason of the list; rankings and plans heed it from now on.

    The same side saying the same again has no second effect, however close in time.
    Errors: ``Hidden`` for a pair that the actor may not know of, ``Denied`` without the right there; ``Refused`` for a need that
    is not published, no reason of the list, or another reason than the one already given.
    """
    assert at is not None
    asked = need_for(by, need)
    named = organisations_by_number([organisation]).get(organisation)
    if named is None or not named.is_public:
        raise Hidden
    side = side_of(by, scope_of(asked.region_path, organisation))
    if not side:
        raise Denied(SAY)
    refuse(decline_refusal(state=asked.state, reason=reason, words=words))
    standing = _standing(need, organisation, side)
    if standing is not None and standing.counts_until < shanghai_day(at):
        _end(standing, at, by="")
        standing = None
    if standing is None:
        made = _written(by, at, asked, organisation, side, reason, words)
        if made is not None:
            return made
        standing = Decline.objects.get(need=need, organisation=organisation, side=side, ended_at=None)
    refuse(again_refusal(said=standing.reason, reason=reason))
    record(subject=standing, note="已经说过，没有变化")
    return standing


def _standing(need: str, organisation: str, side: str) -> Decline | None:
    found = Decline.objects.select_for_update().filter(need=need, organisation=organisation, side=side, ended_at=None)
    return found.first()


def _written(
    by: Actor, at: datetime, need: Need, organisation: str, side: str, reason: str, words: str
) -> Decline | None:
    """A new row; None when somebody of the same side wrote one in the same moment."""
    made = Decline(
        id=opaque_id(),
        need=need.number,
        organisation=organisation,
        region_path=need.region_path,
        theme=need.theme,
        side=side,
        reason=reason,
        words=words.strip(),
        said_by=by.person,
        said_at=at,
        counts_until=counts_until(reason, shanghai_day(at)),
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        return None
    record(subject=made, changes={"reason": ("", reason), "counts_until": (None, made.counts_until)})
    return made


@action("exchange.withdraw_decline")
def withdraw_decline(*, by: Actor, at: datetime | None = None, key: str = "", decline_id: str) -> Decline:
    """Take a decline back: only the side that said it, and once. The pair is proposed again from now on.

    Errors: ``Hidden`` outside one's places and organisation; ``Refused`` for another side's word or one that is over.
    """
    assert at is not None
    said = Decline.objects.select_for_update().filter(pk=decline_id).first()
    side = side_of(by, scope_of(said.region_path, said.organisation)) if said else ""
    if said is None or not side:
        raise Hidden
    refuse(withdraw_refusal(side=said.side, by_side=side, ended=said.ended_at is not None))
    _end(said, at, by=by.person)
    return said


def _end(said: Decline, at: datetime, *, by: str) -> None:
    said.ended_at, said.ended_by = at, by
    said.save(update_fields=["ended_at", "ended_by"])
    record(subject=said, changes={"ended_at": (None, at)}, note="" if by else "已过期，由新的一句接上")
