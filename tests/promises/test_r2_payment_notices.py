"""R2: whatever is delivered in whatever order, the money is that of the model; every doubt stands in the queue, none is lost."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from django.db import IntegrityError, connection, transaction

from bangfu.plumbing.payments import actions
from bangfu.plumbing.payments.models import PaymentDoubt, PaymentEvent
from bangfu.plumbing.payments.notice import NotAccepted
from tests.providers.payments import AT, LATE, FakeAlipay, FakeWeChat, alipay, wechat

pytestmark = [pytest.mark.django_db, pytest.mark.promise("R2")]
ORDERS = {f"{n:04d}": 100 + n for n in range(40)}


class Books:
    """The naive books: our orders with their amounts, and what came in and went back, each fen once."""

    def __init__(self) -> None:
        self.paid: dict[str, int] = {}
        self.back: dict[str, int] = {}

    def book(self, event, amount, at) -> None:
        if event.kind == "refunded":
            self.back[event.order_no] = self.back.get(event.order_no, 0) + amount
            assert self.back[event.order_no] <= self.paid[event.order_no]
            return
        wanted = ORDERS.get(event.order_no)
        if wanted is None:
            raise NotAccepted("no_order", "没有这张订单。", verified=True)
        if wanted != amount:
            raise NotAccepted("other_amount", "金额和订单不一样。", verified=True)
        assert event.order_no not in self.paid, "booked twice"
        self.paid[event.order_no] = amount


def send(books, delivery, provider=None, at=AT):
    headers, raw = delivery
    return actions.deliver(provider=provider or wechat(), headers=headers, raw=raw, at=at, book=books.book)


def hostile() -> dict[str, tuple[Callable[[], tuple], str]]:
    """Each hostile delivery by name with the code under which it is refused or doubted."""
    w, other, a = FakeWeChat(), FakeWeChat(signer="thief"), FakeAlipay()

    def touched(find: bytes, put: bytes):
        headers, raw = w.paid("0001", 101)
        return headers, raw.replace(find, put)

    def headed(**changes: str):
        headers, raw = w.paid("0001", 101)
        return headers | {f"Wechatpay-{name}": value for name, value in changes.items()}, raw

    amounts = {"0": 0, "-1": -1, "0.001": 0.001, "1e9": 1e9, "NaN": float("nan"), "one": "١", "wide": "１０１", "text": "101",
               "truth": True, "none": None, "huge": 10**15}  # fmt: skip
    # A number that is no whole number never gets past strict reading.
    code = {"0.001": "unreadable", "1e9": "unreadable", "NaN": "unreadable"}
    found = {
        f"amount {name}": (lambda v=value: (*w.paid("0001", v),), code.get(name, "amount"))
        for name, value in amounts.items()
    }
    yuan = ("0", "-1", "0.001", "1e9", "NaN", "١", "１.０１", "1,01", "+1", " 1", "01.00", "")
    found |= {f"yuan {text!r}": (lambda v=text: a.form("0001", v), "amount") for text in yuan}
    found |= {
        "forged": (lambda: other.paid("0001", 101), "signature"),
        "touched body": (lambda: touched(b"E0001", b"E0002"), "signature"),
        "probe": (lambda: headed(Signature="WECHATPAY/SIGNTEST/abc"), "signature"),
        "no signature": (lambda: headed(Signature=""), "signature"),
        "unknown serial": (lambda: headed(Serial="S9"), "serial"),
        "serial of the other key": (lambda: headed(Serial="S2"), "signature"),
        "moment moved": (lambda: headed(Timestamp=str(int(AT.timestamp()) + 1)), "signature"),
        "from 2017": (lambda: w.paid("0001", 101, AT - timedelta(days=3300)), "moment"),
        "five minutes late": (lambda: w.paid("0001", 101, AT - LATE), "moment"),
        "five minutes early": (lambda: w.paid("0001", 101, AT + LATE), "moment"),
        "other key": (lambda: FakeWeChat(apiv3=b"x" * 32).paid("0001", 101), "cipher"),
        "other cipher": (lambda: w.signed(w.sealed({}, "E1", "TRANSACTION.SUCCESS", algorithm="NONE")), "cipher"),
        "no json": (lambda: w.signed(b"<xml/>"), "unreadable"),
        "a name twice": (lambda: w.signed(b'{"id":"a","id":"b"}'), "unreadable"),
        "deep": (lambda: w.signed(b"[" * 60_000), "unreadable"),
        "too long": (lambda: w.signed(b" " * 70_000), "too_long"),
        "other merchant": (lambda: w.paid("0001", 101, mchid="1900000002"), "not_ours"),
        "other app": (lambda: w.paid("0001", 101, appid="wxapp02"), "not_ours"),
        "dollars": (lambda: w.paid("0001", 101, amount={"total": 101, "currency": "USD"}), "currency"),
        "not paid": (lambda: w.paid("0001", 101, trade_state="NOTPAY"), "state"),
        "no moment": (lambda: w.paid("0001", 101, success_time="yesterday"), "moment"),
        "strange order": (lambda: w.paid("0001';--", 101), "number"),
        "unknown order": (lambda: w.paid("9999", 101), "no_order"),
        "other amount": (lambda: w.paid("0001", 100), "other_amount"),
        "refund beyond": (lambda: w.refunded("0001", 101, 102, "1"), "amount"),
        "alipay forged": (lambda: FakeAlipay("thief").form("0001", "1.01"), "signature"),
        "alipay RSA1": (lambda: a.form("0001", "1.01", sign_type="RSA"), "signature"),
        "alipay other seller": (lambda: a.form("0001", "1.01", seller_id="2088000002"), "not_ours"),
        "alipay other app": (lambda: a.form("0001", "1.01", app_id="2021000002"), "not_ours"),
        "alipay waiting": (lambda: a.form("0001", "1.01", trade_status="WAIT_BUYER_PAY"), "state"),
        "alipay old": (lambda: a.form("0001", "1.01", AT - timedelta(hours=27)), "moment"),
        "alipay a field twice": (lambda: ({}, a.form("0001", "1.01")[1] + b"&total_amount=9.99"), "unreadable"),
    }
    return found


@pytest.mark.parametrize("name", hostile())
def test_a_hostile_delivery_books_nothing_and_stands_in_the_queue_under_its_reason(name):
    make, code = hostile()[name]
    books, delivery = Books(), make()
    answer = send(books, delivery, wechat() if delivery[0] else alipay())
    assert books.paid == books.back == {} and PaymentEvent.objects.count() == 0
    doubt = PaymentDoubt.objects.get()
    assert doubt.code == code and doubt.sentence.endswith("。")
    assert (answer.status == 200) == doubt.is_verified, "only what was the provider's own is not asked for again"


def deliveries(provider: str) -> tuple[list[tuple], dict[str, int], dict[str, int]]:
    """Payments, partial refunds and copies of all of them, with what they come to."""
    fake = FakeWeChat() if provider == "wechat" else FakeAlipay()
    made, paid, back = [], {}, {}
    for place, (order, amount) in enumerate(ORDERS.items()):
        text = f"{amount // 100}.{amount % 100:02d}"
        made.append(fake.paid(order, amount) if provider == "wechat" else fake.form(order, text))
        paid[order] = amount
        parts = (0, 1, 2)[place % 3]
        for part in range(parts):
            first, whole = 10 + place, (10 + place) * (part + 1)
            said = whole if provider == "alipay" else first
            number = f"{order}{part}"
            one = f"0.{said:02d}" if said < 100 else f"{said // 100}.{said % 100:02d}"
            made.append(
                fake.refunded(order, amount, said, number)
                if provider == "wechat"
                else fake.refunded(order, text, one, number)
            )
            back[order] = min(whole, amount)
    return made + made, paid, back


@pytest.mark.parametrize("provider", ["wechat", "alipay"])
def test_in_every_order_with_copies_the_money_is_that_of_the_model(provider):
    made, paid, back = deliveries(provider)
    ours = wechat() if provider == "wechat" else alipay()
    for seed in range(10):
        order = list(made)
        Random(seed).shuffle(order)
        point = transaction.savepoint()
        books = Books()
        for delivery in order:
            assert send(books, delivery, ours).status == 200
            assert all(books.back[each] <= books.paid[each] for each in books.back), "holds after every delivery"
        assert (books.paid, books.back) == (paid, back) and PaymentDoubt.objects.count() == 0
        transaction.savepoint_rollback(point)


def test_a_refund_before_its_payment_waits_and_is_booked_with_it():
    books, fake = Books(), FakeWeChat()
    assert send(books, fake.refunded("0005", 105, 5, "1")).status == 200 and books.back == {}
    send(books, fake.paid("0005", 105))
    assert (books.paid, books.back) == ({"0005": 105}, {"0005": 5})


def test_an_early_refund_that_does_not_fit_never_stops_the_payment():
    books, fake = Books(), FakeWeChat()
    send(books, fake.refunded("0005", 999, 5, "1"))
    send(books, fake.paid("0005", 105))
    assert (books.paid, books.back) == ({"0005": 105}, {})
    assert PaymentDoubt.objects.get().code == "refund_of_other"


def test_refunds_beyond_the_payment_are_doubted():
    books, fake = Books(), FakeWeChat()
    for delivery in (fake.paid("0005", 105), fake.refunded("0005", 105, 100, "1"), fake.refunded("0005", 105, 6, "2")):
        send(books, delivery)
    assert books.back == {"0005": 100} and PaymentDoubt.objects.get().code == "refund_too_much"


def test_one_number_for_two_things_is_doubted_and_the_first_stands():
    books, fake = Books(), FakeWeChat()
    send(books, fake.paid("0001", 101))
    send(books, fake.paid("0002", 102, event="E0001"))
    send(books, fake.paid("0001", 102, event="E7"))
    assert books.paid == {"0001": 101}
    assert set(PaymentDoubt.objects.values_list("code", flat=True)) == {"conflict"}


def test_keys_rotate_with_two_alive_and_a_retired_one_is_refused():
    books = Books()
    assert send(books, FakeWeChat("S2", "new", b"n" * 32).paid("0001", 101)).outcome == "booked"
    assert send(books, FakeWeChat().paid("0002", 102)).outcome == "booked"
    retired = replace(wechat(), keys={"S2": wechat().keys["S2"]})
    assert send(books, FakeWeChat().paid("0003", 103), retired).status == 401
    assert send(books, FakeAlipay("new").form("0004", "1.04"), alipay()).outcome == "booked"


def test_a_failure_of_ours_is_told_so_that_the_provider_tries_again():
    def breaks(event, amount, at):
        raise RuntimeError("disk full")

    headers, raw = FakeWeChat().paid("0001", 101)
    with pytest.raises(RuntimeError):
        actions.deliver(provider=wechat(), headers=headers, raw=raw, at=AT, book=breaks)
    assert PaymentEvent.objects.count() == 0
    assert send(Books(), (headers, raw)).outcome == "booked"


def test_a_flood_of_forgeries_leaves_a_bounded_queue(monkeypatch):
    monkeypatch.setattr(actions, "UNVERIFIED_MAX", 3)
    thief = FakeWeChat(signer="thief")
    for n in range(8):
        send(Books(), thief.paid(f"{n:04d}", 101))
    assert PaymentDoubt.objects.count() == 4
    assert PaymentDoubt.objects.get(code="flood").times == 5


@pytest.mark.both_engines
def test_the_database_keeps_one_event_of_a_number_and_never_changes_it():
    send(Books(), FakeWeChat().paid("0001", 101))
    kept = PaymentEvent.objects.get()
    for wrong in ({"event_id": "E9"}, {"trade_no": "T9"}):
        copy = (
            {f.attname: getattr(kept, f.attname) for f in PaymentEvent._meta.concrete_fields} | wrong | {"id": "other"}
        )
        with pytest.raises(IntegrityError), transaction.atomic():
            PaymentEvent.objects.create(**copy)
    for attempt in (lambda rows: rows.update(amount=1), lambda rows: rows.delete()):
        with pytest.raises(Exception, match="append-only"), transaction.atomic():
            attempt(PaymentEvent.objects.all())


def test_planted_fault_without_the_memory_of_numbers_a_replay_books_twice(monkeypatch):
    """The fault that the promise's check must find: what came is booked, and nobody remembers that it came."""

    def forgetful(notice, digest, at, book):
        event = PaymentEvent(provider=notice.provider, kind=notice.kind, order_no=notice.order_no, amount=notice.amount)
        book(event, notice.amount, at)
        return "booked"

    monkeypatch.setattr(actions, "_kept", forgetful)
    books, delivery = Books(), FakeWeChat().paid("0001", 101)
    send(books, delivery)
    with pytest.raises(AssertionError, match="booked twice"):
        send(books, delivery)


def test_planted_fault_without_the_window_an_old_notice_is_believed(monkeypatch):
    monkeypatch.setattr("bangfu.plumbing.payments.wechat.WINDOW", timedelta(days=9999))
    assert send(Books(), FakeWeChat().paid("0001", 101, AT - LATE)).outcome == "booked"


def test_the_body_of_a_doubt_is_sealed():
    send(Books(), FakeWeChat(signer="thief").paid("0001", 101))
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM payments_paymentdoubt")
        assert "resource" not in cursor.fetchone()[0]
    assert json.loads(PaymentDoubt.objects.get().body)["id"] == "E0001"
