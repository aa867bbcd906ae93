"""What the door of the books promises: exact money, one posting a key, two persons, nothing from the wrong pool."""

import json
from datetime import date, datetime

import pytest

from bangfu.apps.funds import api as funds
from bangfu.apps.funds.models import Account, Lot, Period, Segment, Voucher
from bangfu.plumbing.access import PUBLIC_ACTOR, Denied
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.audit.models import AuditRecord
from bangfu.plumbing.publication.models import Opening, PublicationRow
from tests.apps.funds.conftest import DAY, treasurer

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


def refused(code, act, *args, **more):
    with pytest.raises(Refused) as caught:
        act(*args, **more)
    assert caught.value.refusal.code == code


def balance(books, role, pool=None):
    account = Account.objects.get(organisation=books.organisation, role=role, pool_id=pool)
    return account.posted_debits - account.posted_credits


def test_a_gift_lies_in_its_pool_as_its_own_fen_and_leaves_its_traces(books):
    before = AuditRecord.objects.count()
    first, second = books.give(100, source="order-1"), books.give(250)
    assert (first.a, first.b, second.a, second.b) == (0, 100, 100, 350)
    assert (balance(books, "wechat"), books.left()) == (350, 350)
    assert AuditRecord.objects.count() == before + 2
    row = PublicationRow.objects.filter(kind="funds.voucher").order_by("pk")[1]
    said = json.loads(bytes(row.body))
    assert row.subject == f"{books.organisation.number}/2026-11/2"
    assert said["fields"]["lots"] == [[books.pool, 0, 100]] and "order-1" not in bytes(row.body).decode()
    assert set(said["commitments"]) == {"source"} and Opening.objects.filter(row=row).count() == 1


def test_the_same_key_books_once_and_something_else_under_it_is_refused(books):
    first = books.give(100, key="wx-1")
    assert books.give(100, key="wx-1") == first
    other = treasurer("anotheranother11", books.organisation)
    assert funds.receive(by=other, key="wx-1", pool=books.pool, amount=100, through="wechat", on=DAY) == first
    refused("exists_with_different_body", books.give, 101, key="wx-1")
    refused("exists_with_different_body", books.give, 100, key="wx-1", on=date(2026, 10, 3))
    assert books.left() == 100


def test_a_batch_goes_in_whole_over_months_or_not_at_all(books):
    rows = [funds.Receiving(books.pool, 100 + n, "alipay", date(2026, 10 + n % 2, 5), key=f"b{n}") for n in range(20)]
    receipts = funds.receive_many(by=books.maker, rows=[*rows, rows[3]])
    assert receipts[3] == receipts[-1] and books.left() == sum(row.amount for row in rows)
    assert funds.receive_many(by=books.maker, rows=rows) == receipts[:20]
    bad = [funds.Receiving(books.pool, 5, "alipay", DAY), funds.Receiving(books.pool, 0, "alipay", DAY)]
    refused("amount_positive", funds.receive_many, by=books.maker, rows=bad)
    assert books.left() == sum(row.amount for row in rows)
    assert sorted(Voucher.objects.values_list("period__ym", "no")) == [
        *(("2026-10", n) for n in range(1, 11)),
        *(("2026-11", n) for n in range(1, 12)),
    ]


@pytest.mark.parametrize("amount", [0, -1, 0.5, 1.0, True, 10**15, float("nan"), "100"])
def test_what_is_no_amount_is_not_booked(books, amount):
    with pytest.raises(Refused) as caught:
        books.give(amount)
    assert caught.value.refusal.code.startswith("amount_")
    assert not Lot.objects.filter(pool_id=books.pool).exists()


def test_money_is_kept_by_one_person_and_paid_by_another_first_in_first_out(books):
    first, second = books.give(300), books.give(300)
    kept = books.reserve(400)
    assert funds.standing_of(books.pool) == funds.Standing(600, 0, 400, 200)
    refused("maker_is_checker", funds.post_spend, by=books.maker, reservation=kept.pk, on=DAY)
    with pytest.raises(Denied):
        funds.post_spend(by=PUBLIC_ACTOR, reservation=kept.pk, on=DAY)
    paid = funds.post_spend(by=books.checker, reservation=kept.pk, on=DAY, amounts={books.pool: 350})
    assert (paid.maker, paid.checker) == (books.maker.person, books.checker.person)
    assert funds.standing_of(books.pool) == funds.Standing(600, 350, 0, 250)
    assert [(u.amount, u.status) for u in funds.uses_of(first.lot_id)] == [(300, "used")]
    assert [(u.amount, u.voucher_id) for u in funds.uses_of(second.lot_id)] == [(50, paid.pk)]
    refused("resolved_before", funds.post_spend, by=books.checker, reservation=kept.pk, on=DAY)
    assert (balance(books, "bank"), balance(books, "expense", books.pool)) == (100_000 - 350, 350)


def test_not_one_fen_more_than_there_is_and_not_from_the_wrong_pool(books):
    books.give(300)
    refused("pool_short", books.reserve, 301)
    refused("pool_short", books.reserve, 1, pool=books.other)
    kept = books.reserve(300)
    refused("pool_short", books.reserve, 1)
    refused(
        "beyond_reserved", funds.post_spend, by=books.checker, reservation=kept.pk, on=DAY, amounts={books.pool: 301}
    )
    let_go = funds.void_spend(by=books.maker, reservation=kept.pk, on=DAY, reason="不买了")
    assert let_go.kind == "void" and books.left() == 300
    refused("before_the_money", books.spend, 100, on=date(2026, 11, 2))


def test_the_bank_pays_only_what_it_has(books):
    books.give(200_000)
    kept = books.reserve(100_001)
    refused("bank_short", funds.post_spend, by=books.checker, reservation=kept.pk, on=DAY)
    funds.post_spend(by=books.checker, reservation=kept.pk, on=DAY, amounts={books.pool: 100_000})
    funds.settle(
        by=books.maker,
        organisation=books.organisation.pk,
        through="wechat",
        gross=200_000,
        fee=1_200,
        on=DAY,
        source="bill-1",
    )
    assert (balance(books, "wechat"), balance(books, "bank"), books.left(books.free)) == (0, 198_800, 98_800)


def test_a_fee_that_nobody_can_bear_is_refused(books):
    books.give(1_000_000)
    ask = {"by": books.maker, "organisation": books.organisation.pk, "through": "wechat", "gross": 1_000_000, "on": DAY}
    refused("fee_unborne", funds.settle, fee=100_001, **ask)
    funds.settle(fee=100_001, fee_pool=books.pool, key="s1", **ask)
    refused(
        "exists_with_different_body",
        funds.settle,
        fee=100_001,
        fee_pool=books.pool,
        key="s1",
        **ask | {"gross": 2_000_000},
    )
    assert books.left() == 1_000_000 - 100_001


def test_a_refund_takes_the_givers_own_fen_and_the_queue_skips_them(books):
    first, second, third = books.give(100), books.give(100), books.give(100)
    funds.refund_lot(by=books.maker, lot_id=second.lot_id, amount=100, reason="重复捐赠", checker=books.checker, on=DAY)
    refused(
        "gift_used",
        funds.refund_lot,
        by=books.maker,
        lot_id=second.lot_id,
        amount=1,
        reason="再退",
        checker=books.checker,
        on=DAY,
    )
    refused(
        "maker_is_checker",
        funds.refund_lot,
        by=books.maker,
        lot_id=first.lot_id,
        amount=1,
        reason="退",
        checker=books.maker,
        on=DAY,
    )
    paid = books.spend(150)
    pieces = list(Segment.objects.filter(voucher=paid).values_list("a", "b"))
    assert pieces == [(0, 100), (200, 250)]
    assert [(u.amount, u.status) for u in funds.uses_of(second.lot_id)] == [(100, "refunded")]
    funds.refund_lot(
        by=books.maker, lot_id=third.lot_id, amount=50, reason="部分退", checker=books.checker, via="wechat", on=DAY
    )
    assert (balance(books, "refunds"), balance(books, "wechat"), books.left()) == (-100, 250, 0)
    refused(
        "gift_used",
        funds.refund_lot,
        by=books.maker,
        lot_id=first.lot_id,
        amount=1,
        reason="退",
        checker=books.checker,
        on=DAY,
    )


def test_a_reversed_spend_comes_back_as_a_new_lot_and_is_followed_on(books):
    gift = books.give(300)
    paid = books.spend(200)
    back = funds.reverse_voucher(by=books.maker, voucher=paid.pk, reason="对方退货", checker=books.checker, on=DAY)
    lot = Lot.objects.get(voucher=back)
    assert (lot.a, lot.b, lot.came_by.voucher_id, books.left()) == (300, 500, paid.pk, 300)
    assert funds.standing_of(books.pool) == funds.Standing(300, 0, 0, 300)
    again = books.spend(250)
    told = [(u.voucher_id, u.amount, u.status) for u in funds.uses_of(gift.lot_id)]
    assert told == [(paid.pk, 200, "returned"), (again.pk, 150, "used"), (again.pk, 100, "used")]
    refused(
        "reversed_before",
        funds.reverse_voucher,
        by=books.maker,
        voucher=paid.pk,
        reason="再冲",
        checker=books.checker,
        on=DAY,
    )
    refused(
        "not_reversible",
        funds.reverse_voucher,
        by=books.maker,
        voucher=back.pk,
        reason="再冲",
        checker=books.checker,
        on=DAY,
    )


def test_a_gift_booked_by_mistake_is_reversed_only_while_it_is_whole(books):
    wrong, right = books.give(100), books.give(100)
    funds.reverse_voucher(by=books.maker, voucher=wrong.voucher_id, reason="记错", checker=books.checker, on=DAY)
    assert funds.standing_of(books.pool) == funds.Standing(100, 0, 0, 100)
    books.spend(1)
    refused(
        "already_used",
        funds.reverse_voucher,
        by=books.maker,
        voucher=right.voucher_id,
        reason="记错",
        checker=books.checker,
        on=DAY,
    )


def test_a_change_of_purpose_needs_a_document_and_is_followed_there_and_back(books):
    gift = books.give(300)
    ask = {
        "by": books.maker,
        "pool": books.pool,
        "to": books.other,
        "amount": 200,
        "on": DAY,
        "narrative": "改为助餐",
        "checker": books.checker,
    }
    refused("no_consent", funds.change_purpose, document_sha256="", **ask)
    moved = funds.change_purpose(document_sha256="ab" * 32, **ask)
    meal = books.spend(50, pool=books.other)
    assert [(u.amount, u.status) for u in funds.uses_of(gift.lot_id)] == [(200, "moved"), (50, "used")]
    refused(
        "already_used",
        funds.reverse_voucher,
        by=books.maker,
        voucher=moved.pk,
        reason="撤回",
        checker=books.checker,
        on=DAY,
    )
    funds.reverse_voucher(by=books.maker, voucher=meal.pk, reason="退餐", checker=books.checker, on=DAY)
    assert (books.left(), books.left(books.other)) == (100, 200)


def test_a_change_of_purpose_taken_back_gives_the_gift_its_first_purpose_again(books):
    gift = books.give(300)
    moved = funds.change_purpose(
        by=books.maker,
        pool=books.pool,
        to=books.other,
        amount=200,
        on=DAY,
        narrative="改",
        document_sha256="ab" * 32,
        checker=books.checker,
    )
    funds.reverse_voucher(by=books.maker, voucher=moved.pk, reason="撤回", checker=books.checker, on=DAY)
    assert (books.left(), books.left(books.other)) == (300, 0)
    books.spend(300)
    assert sum(u.amount for u in funds.uses_of(gift.lot_id) if u.status == "used") == 300


def test_a_match_stops_when_the_sponsors_money_is_used_up(books):
    books.give(120, pool=books.other)
    gifts = [books.give(100), books.give(100), books.give(100)]
    matched = [
        funds.match(by=books.maker, sponsor=books.other, lot_id=gift.lot_id, most=80, on=DAY) for gift in gifts[:2]
    ]
    assert books.left() == 300 + 80 + 40 and matched[0] != matched[1]
    again = funds.match(by=books.maker, sponsor=books.other, lot_id=gifts[0].lot_id, most=80, on=DAY)
    assert again == matched[0] and books.left() == 420
    refused("match_used_up", funds.match, by=books.maker, sponsor=books.other, lot_id=gifts[2].lot_id, most=80, on=DAY)


def test_a_closed_month_takes_nothing_and_its_balance_is_said_in_public(books):
    books.give(100, on=date(2026, 10, 5))
    refused(
        "earlier_open",
        funds.close_period,
        by=books.checker,
        organisation=books.organisation.pk,
        ym="2026-11",
        at=_at("2026-12-02"),
    )
    refused(
        "period_not_over",
        funds.close_period,
        by=books.checker,
        organisation=books.organisation.pk,
        ym="2026-10",
        at=_at("2026-10-31"),
    )
    closed = funds.close_period(by=books.checker, organisation=books.organisation.pk, ym="2026-10")
    assert len(closed.trial_sha256) == 64
    assert PublicationRow.objects.filter(
        kind="funds.period_closed", subject=f"{books.organisation.number}/2026-10"
    ).exists()
    refused("period_closed", books.give, 100, on=date(2026, 10, 6))
    refused("period_closed", funds.close_period, by=books.checker, organisation=books.organisation.pk, ym="2026-10")
    assert Period.objects.get(ym="2026-10").last_no == 1


def test_the_trial_balance_sums_to_nothing(books):
    books.give(300)
    books.spend(120)
    lines = dict(funds.trial_balance(books.organisation.pk))
    assert sum(lines.values()) == 0 and lines["1002"] == 100_000 - 120


def test_goods_come_to_a_pool_of_their_own_and_never_mix_with_money(books):
    rice = funds.open_pool(by=books.maker, fund=books.fund.pk, purpose="大米", medium="goods", item="大米")
    refused("wrong_channel", books.give, 100, through="stock")
    refused("wrong_channel", books.give, 100, pool=rice.pk, through="bank")
    books.give(50_000, pool=rice.pk, through="stock", narrative="按发票 500 元入账")
    kept = books.reserve(20_000, pool=rice.pk)
    refused("wrong_channel", funds.post_spend, by=books.checker, reservation=kept.pk, on=DAY, out_of="stock2")
    funds.post_spend(by=books.checker, reservation=kept.pk, on=DAY, out_of="stock")
    assert (balance(books, "stock", rice.pk), books.left(rice.pk)) == (30_000, 30_000)


def test_a_stranger_books_nothing(books):
    stranger = treasurer("strangerstrange1", type("Other", (), {"number": "O-26-999999-X"}))
    with pytest.raises(Denied):
        funds.receive(by=stranger, pool=books.pool, amount=1, through="cash", on=DAY)


def _at(day):
    return datetime.fromisoformat(f"{day}T04:00:00+00:00")
