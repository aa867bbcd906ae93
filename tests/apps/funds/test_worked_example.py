"""The worked example of docs/explanation/books.md says what the books say."""

from collections import Counter

import pytest

from bangfu.apps.funds import api as funds
from bangfu.apps.funds.models import Lot, Segment, Voucher
from tests.apps.funds.conftest import DAY, Books, make_organisation, make_places, treasurer
from tests.house.source import PROJECT

PAGE = (PROJECT / "docs/explanation/books.md").read_text("utf-8")


def told(title: str) -> list[list[str]]:
    """The rows of the table whose first heading is ``title``."""
    table = PAGE[PAGE.index(f"| {title} |") :].split("\n\n")[0]
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines()[2:]]


def yuan(fen: int) -> str:
    return f"{fen / 100:.2f}"


@pytest.fixture
def example(db):
    """The books of the example; answers them with the pools for the station and without restriction."""
    make_places()
    own = make_organisation(900)
    maker, checker = treasurer("makermakermaker1", own), treasurer("checkerchecker11", own)
    fund = funds.open_fund(by=maker, organisation=own.pk, code="A", name="卫生站", restriction="restricted")
    plain = funds.open_fund(by=maker, organisation=own.pk, code="B", name="非限定性", restriction="unrestricted")
    pool, free = (funds.open_pool(by=maker, fund=each.pk, purpose="x").pk for each in (fund, plain))
    books = Books(own, maker, checker, fund, pool, free, free)
    books.give(1_000, pool=free, through="bank")
    books.give(100)
    second = books.give(300)
    funds.settle(by=maker, organisation=own.pk, through="wechat", gross=400, fee=2, on=DAY)
    wrong = books.spend(200)
    funds.refund_lot(by=maker, lot_id=second.lot_id, amount=50, reason="退", checker=checker, on=DAY)
    funds.reverse_voucher(by=maker, voucher=wrong.pk, reason="付错", checker=checker, on=DAY)
    books.spend(150)
    return books


def test_the_vouchers_and_their_fen(example):
    found = []
    for voucher in Voucher.objects.order_by("no"):
        said = [(lot.pool_id, "lot", lot.a, lot.b) for lot in Lot.objects.filter(voucher=voucher).order_by("pk")]
        said += Segment.objects.filter(voucher=voucher).order_by("pk").values_list("pool_id", "kind", "a", "b")
        words = [
            f"{'unrestricted: ' if pool == example.free else ''}{kind} {a}–{b}"  # noqa: RUF001 - as the page writes it
            for pool, kind, a, b in said
        ]
        found.append([str(voucher.no), voucher.kind, ", ".join(words)])
    assert told("no.") == found


def test_what_became_of_the_gifts(example):
    found = []
    for lot in Lot.objects.filter(came_by=None, pool_id=example.pool).order_by("pk"):
        ways = Counter()
        for way in funds.uses_of(lot.pk):
            ways[way.status] += way.amount
        amount = lot.b - lot.a
        figures = amount, ways["used"], ways["refunded"], amount - ways["used"] - ways["refunded"]
        found.append([str(lot.voucher.no), *map(yuan, figures)])
    assert told("gift") == found


def test_the_balances_and_that_they_cancel_out(example):
    sums = Counter()
    for code, fen in funds.trial_balance(example.organisation.pk):
        parts = code.split(".")
        sums[code if parts[0] in ("1002", "1009", "2209") else ".".join(parts[:-1])] += fen
    shown = {code: balance for code, _, balance in told("account")}
    assert shown == {code: yuan(fen) for code, fen in sums.items() if not code.startswith("800")}
    assert sum(round(float(each) * 100) for each in shown.values()) == 0
