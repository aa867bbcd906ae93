"""Keeping a verified notice once and booking it with its transaction; keeping doubts; settling them."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db import IntegrityError, transaction

from bangfu.plumbing.access import SYSTEM_ACTOR, Actor
from bangfu.plumbing.actions import action, record, refuse
from bangfu.plumbing.payments.models import PaymentDoubt, PaymentEvent
from bangfu.plumbing.payments.notice import BODY_MAX, NotAccepted, Notice
from bangfu.values import Refusal, shanghai_day, tidy

UNVERIFIED_MAX = 500
"""Open doubts that anybody can cause; more of them are only counted, a row for each day."""
KEPT_MAX = 4096


class Provider(Protocol):
    """Reads deliveries of one provider; ``said_yes`` is what it wants to hear once a notice is kept."""

    @property
    def name(self) -> str: ...

    @property
    def said_yes(self) -> str: ...

    def read(self, headers: Mapping[str, str], raw: bytes, at: datetime) -> Notice: ...


Book = Callable[[PaymentEvent, int, datetime], None]
"""Books an event with the amount in fen that it adds, in the present transaction; raises ``NotAccepted`` when it does not fit."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the provider is told: 2xx only once everything is committed. ``outcome``: booked, known, doubt or refused."""

    status: int
    body: str
    outcome: str


def deliver(*, provider: Provider, headers: Mapping[str, str], raw: bytes, at: datetime, book: Book) -> Answer:
    """Take in a delivery as it came over the wire. Any other failure than doubt is raised, so that the provider tries again."""
    digest = hashlib.sha256(raw).hexdigest()
    try:
        if len(raw) > BODY_MAX:
            raise NotAccepted("too_long", "通知长得不像通知。", status=413)
        notice = provider.read(headers, raw, at)
        outcome = _kept(notice, digest, at, book)
    except NotAccepted as doubt:
        keep_doubt(by=SYSTEM_ACTOR, at=at, provider=provider.name, digest=digest, raw=raw, doubt=doubt)
        if doubt.verified:
            return Answer(200, provider.said_yes, "doubt")
        return Answer(doubt.status, '{"code":"FAIL"}', "refused")
    return Answer(200, provider.said_yes, outcome)


def _kept(notice: Notice, digest: str, at: datetime, book: Book) -> str:
    known = _known(notice)
    if known is not None:
        return known
    try:
        take_in(by=SYSTEM_ACTOR, at=at, notice=notice, digest=digest, book=book)
    except IntegrityError:  # another copy was faster; what it kept decides
        known = _known(notice)
        if known is None:
            raise
        return known
    return "booked"


def _known(notice: Notice) -> str | None:
    """ "known" for what was kept before. Errors: ``NotAccepted`` when the same number then meant something else."""
    rows = PaymentEvent.objects.filter(provider=notice.provider)
    mine = {"trade_no": notice.trade_no, "kind": notice.kind, "refund_no": notice.refund_no}
    for found in (rows.filter(event_id=notice.event_id).first(), rows.filter(**mine).first()):
        if found is None:
            continue
        same = (found.trade_no, found.kind, found.refund_no, found.order_no, found.amount) == (
            *mine.values(),
            notice.order_no,
            notice.amount,
        )
        if not same:
            raise NotAccepted("conflict", "同一个单号以前说的不是这件事或这个金额。", verified=True)
        return "known"
    return None


@action("payments.take_in")
def take_in(*, by: Actor, at: datetime, key: str = "", notice: Notice, digest: str, book: Book) -> PaymentEvent:
    """Keep a verified notice and book what it brings, all or nothing.

    A refund that comes before its payment is kept and waits; the payment books both. Errors: ``NotAccepted``, ``IntegrityError``.
    """
    with transaction.atomic():
        event = PaymentEvent.objects.create(
            provider=notice.provider,
            event_id=notice.event_id,
            kind=notice.kind,
            trade_no=notice.trade_no,
            refund_no=notice.refund_no,
            order_no=notice.order_no,
            amount=notice.amount,
            total=notice.total,
            is_cumulative=notice.cumulative,
            occurred_at=notice.occurred_at,
            verified_at=at,
            digest=digest,
        )
    record(subject=event, changes={"kind": ("", event.kind), "amount": (None, event.amount)})
    same_trade = PaymentEvent.objects.filter(provider=event.provider, trade_no=event.trade_no)
    paid = same_trade.filter(kind="paid").select_for_update().first()
    if paid is None:
        return event
    refunds = list(same_trade.filter(kind="refunded").exclude(pk=event.pk).order_by("verified_at", "pk"))
    if event.kind == "refunded":
        book_if_any(book, event, added_by(event, paid, told_so_far(paid, refunds)), at)
        return event
    book(event, event.amount, at)
    told = 0
    for refund in refunds:  # they came before their payment and waited for it
        try:
            adds = added_by(refund, paid, told)
        except NotAccepted as doubt:  # the payment stands all the same
            keep_doubt(by=by, at=at, provider=refund.provider, digest=refund.digest, raw=b"", doubt=doubt)
        else:
            book_if_any(book, refund, adds, at)
            told += adds
    return event


def book_if_any(book: Book, event: PaymentEvent, amount: int, at: datetime) -> None:
    """A total that came late adds nothing, and nothing is booked for it."""
    if amount > 0:
        book(event, amount, at)


def added_by(refund: PaymentEvent, paid: PaymentEvent, told: int) -> int:
    """Fen that ``refund`` gives back beyond the ``told`` ones. Errors: ``NotAccepted`` when it does not belong to ``paid``."""
    if refund.order_no != paid.order_no or refund.total not in (0, paid.amount):
        raise NotAccepted("refund_of_other", "退款说的原付款和我们记下的不一样。", verified=True)
    adds = max(refund.amount - told, 0) if refund.is_cumulative else refund.amount
    if told + adds > paid.amount:
        raise NotAccepted("refund_too_much", "几次退款加起来比付款还多。", verified=True)
    return adds


def told_so_far(paid: PaymentEvent, refunds: Iterable[PaymentEvent]) -> int:
    """Fen given back of ``paid`` by its ``refunds`` in the order in which they were kept; what does not fit does not count."""
    told = 0
    for refund in refunds:
        try:
            told += added_by(refund, paid, told)
        except NotAccepted:
            continue
    return told


@action("payments.keep_doubt", unseen=True)
def keep_doubt(
    *, by: Actor, at: datetime, key: str = "", provider: str, digest: str, raw: bytes, doubt: NotAccepted
) -> PaymentDoubt:
    """Put a delivery before a person; the same one again is counted."""
    mine = {"provider": provider, "code": doubt.code, "digest": digest}
    waiting = PaymentDoubt.objects.filter(is_verified=False, settled_at=None)
    is_new = not doubt.verified and not PaymentDoubt.objects.filter(**mine).exists()
    if is_new and waiting.count() >= UNVERIFIED_MAX:
        mine = {"provider": provider, "code": "flood", "digest": str(shanghai_day(at))}
    found, new = PaymentDoubt.objects.select_for_update().get_or_create(
        **mine,
        defaults={"sentence": doubt.sentence, "is_verified": doubt.verified, "first_at": at, "last_at": at},
    )
    if new:
        found.body = raw[:KEPT_MAX].decode("utf-8", "replace")
    else:
        found.times, found.last_at = found.times + 1, at
    found.save()
    record(subject=found, changes={"code": ("", found.code)}, count=1)
    return found


@action("payments.settle_doubt", unseen=True)
def settle_doubt(*, by: Actor, at: datetime, key: str = "", doubt: str, note: str) -> PaymentDoubt:
    """Somebody looked at a doubt and says what became of it. Errors: ``Refused`` without a note or when it is settled."""
    found = PaymentDoubt.objects.select_for_update().get(pk=doubt)
    if found.settled_at is not None:
        refuse(Refusal("payments.settled", "这一条已经有人处理过了。", "请刷新页面看处理结果。"))
    if len(note.strip()) < 4:
        refuse(Refusal("payments.note", "请写明查到了什么、怎么处理的，至少 4 个字。"))
    found.settled_by, found.settled_at, found.note = by.person, at, tidy(note)[:300]
    found.save()
    record(subject=found, changes={"settled_at": (None, at)}, note=found.note)
    return found
