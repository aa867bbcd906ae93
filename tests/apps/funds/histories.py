"""Random histories of books, by a seed: gifts, spends, refunds, reversals, fees, changes of purpose, matches, closed months.

What the rules refuse is simply not done: a history is whatever was possible, in that order.
"""

import random
from datetime import date, timedelta

from bangfu.apps.funds import api as funds
from bangfu.apps.funds.models import Lot, Voucher
from bangfu.plumbing.actions import Refused
from tests.apps.funds.conftest import Books

BEGIN = date(2026, 8, 1)
ACTS = [
    "give",
    "give",
    "give",
    "give",
    "spend",
    "spend",
    "refund",
    "reverse",
    "move",
    "match",
    "settle",
    "reserve",
    "void",
    "pay",
    "close",
]
WORDS = ('买米; 2 袋 | "甲"', "=SUM(A1)", "第二行\n  x", "反斜杠 \\ 和 ; txid:x", "", "(x) * !", "村卫生站血压计")


class History:
    """Acts on ``books`` by the seed; ``on`` is the day it has come to."""

    def __init__(self, books: Books, seed: int) -> None:
        self.books, self.dice, self.on = books, random.Random(seed), BEGIN
        self.kept: list[int] = []

    def run(self, steps: int) -> "History":
        for _ in range(steps):
            self.on = min(self.on + timedelta(days=self.dice.choice((0, 0, 1, 2))), date(2026, 11, 20))
            try:
                getattr(self, f"_{self.dice.choice(ACTS)}")()
            except Refused:
                continue
        return self

    def _pool(self) -> int:
        return self.dice.choice((self.books.pool, self.books.pool, self.books.other, self.books.free))

    def _amount(self) -> int:
        return self.dice.choice((1, 7, 100, 100, 333, 2_000))

    def _give(self) -> None:
        through = self.dice.choice(("wechat", "alipay", "bank", "bank", "cash"))
        self.books.give(
            self._amount(),
            pool=self._pool(),
            through=through,
            on=self.on,
            source=f"SECRET-ORDER-{self.dice.random()}",
            narrative=self.dice.choice(WORDS),
            key=f"KEY-{self.dice.random()}",
        )

    def _spend(self) -> None:
        self.books.spend(self._amount(), pool=self._pool(), on=self.on)

    def _reserve(self) -> None:
        self.kept.append(self.books.reserve(self._amount(), pool=self._pool(), on=self.on).pk)

    def _void(self) -> None:
        if self.kept:
            funds.void_spend(by=self.books.maker, reservation=self.kept.pop(), on=self.on, reason="不买了")

    def _pay(self) -> None:
        if self.kept:
            funds.post_spend(by=self.books.checker, reservation=self.kept.pop(0), on=self.on)

    def _refund(self) -> None:
        lots = list(Lot.objects.filter(came_by=None).order_by("pk").values_list("pk", flat=True))
        if lots:
            funds.refund_lot(
                by=self.books.maker,
                lot_id=self.dice.choice(lots),
                amount=self._amount(),
                reason="重复捐赠",
                checker=self.books.checker,
                on=self.on,
                via=self.dice.choice(("refunds", "wechat")),
            )

    def _reverse(self) -> None:
        found = list(Voucher.objects.order_by("pk").values_list("pk", flat=True))
        funds.reverse_voucher(
            by=self.books.maker,
            voucher=self.dice.choice(found),
            reason="记错了",
            checker=self.books.checker,
            on=self.on,
        )

    def _move(self) -> None:
        funds.change_purpose(
            by=self.books.maker,
            pool=self.books.pool,
            to=self.books.other,
            amount=self._amount(),
            on=self.on,
            document_sha256="a" * 64,
            narrative="捐赠人同意改变用途",
            checker=self.books.checker,
        )

    def _match(self) -> None:
        lots = list(
            Lot.objects.filter(came_by=None, pool_id=self.books.pool).order_by("pk").values_list("pk", flat=True)
        )
        if lots:
            funds.match(
                by=self.books.maker, sponsor=self.books.free, lot_id=self.dice.choice(lots), most=50, on=self.on
            )

    def _settle(self) -> None:
        gross = self._amount()
        funds.settle(
            by=self.books.maker,
            organisation=self.books.organisation.pk,
            through=self.dice.choice(("wechat", "alipay")),
            gross=gross,
            fee=self.dice.choice((0, 1, gross // 100)),
            on=self.on,
            source=f"bill-{self.dice.random()}",
        )

    def _close(self) -> None:
        month = (self.on.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
        funds.close_period(by=self.books.maker, organisation=self.books.organisation.pk, ym=month)
