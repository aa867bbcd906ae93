"""Goods of the example city in every state; invented, the same for a seed."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bangfu.apps.funds import api as funds
from bangfu.apps.goods import actions, actions_books, actions_disposals
from bangfu.apps.goods.actions import Given, Said
from bangfu.apps.goods.models import GoodsLot, Trip
from bangfu.apps.organisations.api import Organisation
from bangfu.apps.regions.api import Region
from bangfu.plumbing.access import Actor, Grant
from bangfu.values import shanghai_day

# Item, unit, quantity, days until it expires (None: never), fen a unit (None: not valued), basis, donor or "", shown, purpose.
STORE: tuple[tuple[Any, ...], ...] = (
    ("大米", "袋", 200, 25, 5_800, "invoice", "（演示）穗丰粮油行", True, ""),
    ("大米", "袋", 300, 160, 5_600, "invoice", "（演示）穗丰粮油行", True, ""),
    ("大米", "袋", 80, 75, 5_700, "market", "", False, ""),
    ("食用油", "桶", 120, 20, 7_200, "invoice", "", False, ""),
    ("牛奶", "盒", 960, -3, 320, "market", "（演示）晨光社区商店", False, ""),
    ("课外书", "册", 1_500, None, None, "unvalued", "（演示）读书会", True, "给小学图书室"),
    ("电子血压计", "台", 40, None, 26_800, "invoice", "（演示）一位退休医生", False, "给村卫生站"),
    ("棉被", "床", 150, None, 9_900, "appraisal", "", False, ""),
    ("校服", "套", 60, None, 8_500, "market", "", False, ""),
)


class _Store:
    """One store with its people and the days at which things happen."""

    def __init__(self, people: Mapping[str, str], own: str, at: datetime) -> None:
        self.own, self.at = own, at
        self.keeper = Actor(people["staff"], "person", (Grant("staff", "organisation", own),))
        self.second = Actor(people["second"], "person", (Grant("staff", "organisation", own),))
        self.treasurer = Actor(people["treasurer"], "person", (Grant("treasurer", "organisation", own),))

    def fill(self) -> list[GoodsLot]:
        """Everything that was given, a few weeks ago."""
        then = self.at - timedelta(days=30)
        found = []
        for item, unit, quantity, days, fen, basis, donor, shown, purpose in STORE:
            ends = None if days is None else shanghai_day(self.at) + timedelta(days=days)
            given = Given(
                item,
                unit,
                quantity,
                shanghai_day(then),
                expires_on=ends,
                unit_fen=fen,
                basis=basis,
                purpose=purpose,
                donor_kind="named" if donor else "anonymous",
                donor=donor,
                donor_shown=shown,
            )
            found.append(actions.receive_goods(by=self.keeper, at=then, organisation=self.own, given=given))
        return found

    def send(self, place: Region, lot: GoodsLot, units: int, days: int, **more: Any) -> Trip:
        """Units of one lot, so many days ago."""
        at = self.at - timedelta(days=days)
        return actions.send_goods(  # type: ignore[no-any-return]
            by=self.keeper,
            at=at,
            organisation=self.own,
            region=place,
            units={lot.number: units},
            on=shanghai_day(at),
            **more,
        )

    def dispose(self, lot: GoodsLot, kind: str, units: int, reason: str, line: int | None = None) -> Any:
        """Write off, yesterday."""
        at = self.at - timedelta(days=1)
        return actions_disposals.dispose(
            by=self.keeper, at=at, number=lot.number, kind=kind, units=units, reason=reason, line=line
        )


def build_example(*, people: Mapping[str, str], own: str, villages: list[Region], at: datetime) -> int:
    """A store with every tone of expiry, trips and disposals in every state, and one lot in the books. Returns: how many lots.

    Args: ``people`` by ``staff``, ``second`` (a colleague), ``treasurer``, ``village``; ``own`` the organisation's number.
    """
    store, home, far = _Store(people, own, at), villages[0], villages[1]
    rice, late_rice, _amber, _oil, milk, books, meters, quilts, uniforms = store.fill()
    village = Actor(people["village"], "person", (Grant("village", "region", home.code),))
    done = store.send(home, rice, 60, 9, note="星期三上午送到村委会")
    _answer(village, done, Said("promised"), at - timedelta(days=8), "米很好，谢谢。")
    short = store.send(home, meters, 20, 6, purpose_kept=True)
    _answer(village, short, Said("less", 18, "有两台屏幕不亮"), at - timedelta(days=5), "")
    store.dispose(meters, "came_back", 1, "一台退回厂家保修", line=short.lines.get().pk)
    store.send(home, books, 200, 1, purpose_kept=True, note="装了六箱")
    store.send(far, late_rice, 40, 2, reason="路远，留日子长的给这个村")
    back = store.send(far, uniforms, 20, 4)
    asked = store.dispose(uniforms, "came_back", 20, "雨天封路，车开回来了", line=back.lines.get().pk)
    actions_disposals.approve_disposal(by=store.second, at=at, disposal=asked.pk)
    store.dispose(milk, "expired", 960, "保质期已过，统一处理")
    store.dispose(quilts, "damaged", 5, "搬运时淋湿，不能再用")
    refused = store.dispose(quilts, "missing", 30, "盘点时没有找到")
    actions_disposals.decline_disposal(by=store.second, at=at, disposal=refused.pk, answer="在二号库房，请再盘一次")
    _in_the_books(store, rice, at)
    return len(STORE)


def _answer(village: Actor, trip: Trip, said: Said, at: datetime, words: str) -> None:
    actions.accept_goods(by=village, at=at, trip=trip.pk, answers={trip.lines.get().pk: said}, words=words)


def _in_the_books(store: _Store, lot: GoodsLot, at: datetime) -> None:
    """One lot booked at its value, its use asked for: the second treasurer is still to come."""
    party = Organisation.objects.get(number=store.own)
    fund = funds.open_fund(
        by=store.treasurer, at=at, organisation=party.pk, code="WZ01", name="（演示）爱心物资", restriction="restricted"
    )
    actions_books.book_receipt(by=store.treasurer, at=at, number=lot.number, fund=fund.pk)
    actions_books.ask_booking(by=store.treasurer, at=at, number=lot.number, kind="use")
