"""An organisation with two treasurers, a restricted fund with a pool, and unrestricted money."""

from dataclasses import dataclass
from datetime import date

import pytest

from bangfu.apps.funds import api as funds
from bangfu.plumbing.access import Actor, Grant
from tests.samples import make_organisation, make_places

DAY = date(2026, 11, 3)


@dataclass
class Books:
    """What the tests of the books act on."""

    organisation: object
    maker: Actor
    checker: Actor
    fund: object
    pool: int
    other: int
    free: int

    def give(self, amount, *, pool=None, through="wechat", on=DAY, **more):
        return funds.receive(by=self.maker, pool=pool or self.pool, amount=amount, through=through, on=on, **more)

    def reserve(self, amount, *, pool=None, on=DAY, **more):
        parts = [funds.Part(pool or self.pool, amount)]
        return funds.reserve_spend(by=self.maker, parts=parts, on=on, narrative="买血压计", **more)

    def spend(self, amount, *, pool=None, on=DAY, **more):
        kept = self.reserve(amount, pool=pool, on=on)
        return funds.post_spend(by=self.checker, reservation=kept.pk, on=on, **more)

    def left(self, pool=None):
        return funds.standing_of(pool or self.pool).left


def treasurer(person, organisation):
    return Actor(person, "person", (Grant("treasurer", "organisation", organisation.number),))


def make_books():
    """Empty books but for 1,000 yuan of unrestricted money in the bank."""
    make_places()
    own = make_organisation(900)
    maker, checker = treasurer("makermakermaker1", own), treasurer("checkerchecker11", own)
    fund = funds.open_fund(by=maker, organisation=own.pk, code="ZX01", name="助老专项基金", restriction="restricted")
    plain = funds.open_fund(by=maker, organisation=own.pk, code="FX", name="非限定性资金", restriction="unrestricted")
    pool = funds.open_pool(by=maker, fund=fund.pk, purpose="村卫生站血压计", village="441802101990")
    other = funds.open_pool(by=maker, fund=fund.pk, purpose="老人助餐")
    free = funds.open_pool(by=maker, fund=plain.pk, purpose="日常")
    books = Books(own, maker, checker, fund, pool.pk, other.pk, free.pk)
    books.give(100_000, pool=free.pk, through="bank")
    return books


@pytest.fixture
def books(db):
    return make_books()
