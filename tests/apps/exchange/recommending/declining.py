"""A small world for recommendations: one village, needs of two themes, organisations near and far, with slots."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bangfu.apps.needs import actions as needs
from bangfu.apps.needs.models import Need
from bangfu.apps.needs.rules import Line
from bangfu.apps.organisations import actions as organisations
from bangfu.apps.regions.models import Region
from bangfu.plumbing.access import Actor, Grant
from bangfu.values import CreditCode, Quarter, shanghai_day

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
DAY = shanghai_day(AT)
QUARTER = Quarter.of(DAY).text
VILLAGE_CODE = "441826105990"
PLACES = (
    ("440000000000", "广东省", "广东省", "province", None, None),
    ("441800000000", "清远市", "清远市", "prefecture", 113.05, 23.68),
    ("441826000000", "连南瑶族自治县", "清远市连南瑶族自治县", "county", 112.28, 24.72),
    ("441826105000", "三排镇", "清远市连南瑶族自治县三排镇", "town", 112.26, 24.66),
    (VILLAGE_CODE, "芋铃村", "清远市连南瑶族自治县三排镇芋铃村", "village", None, None),
    ("440100000000", "广州市", "广州市", "prefecture", 113.26, 23.13),
    ("440106000000", "天河区", "广州市天河区", "county", 113.36, 23.12),
)


def actor(person: str, role: str, scope: str, kind: str = "region") -> Actor:
    """Somebody with one grant."""
    return Actor(person=person.ljust(16, "x"), kind="person", grants=(Grant(role, kind, scope),))


VILLAGE = actor("village", "village", VILLAGE_CODE)
FRONTLINE = actor("frontline", "frontline", "441826")
BUREAU = actor("bureau", "bureau", "44")
CLERK = actor("clerk", "bureau", "44")


def staff_of(number: str) -> Actor:
    """Somebody who works for an organisation."""
    return actor("staff", "staff", number, "organisation")


@dataclass
class World:
    """``needs`` are published, the first three of one theme; ``numbers`` of organisations, best first for the first need."""

    needs: list[Need]
    numbers: list[str]


def make_places() -> None:
    """The tree down to the village."""
    for code, name, full, level, lon, lat in PLACES:
        Region.objects.create(code=code, name=name, full_name=full, level=level, lon=lon, lat=lat)


def make_organisation(serial: int, region: str, capabilities: dict[str, Any], slots: int = 2, **more: Any) -> str:
    """A verified organisation with slots in this quarter and the next."""
    values = {
        "name": f"试验{serial:02d}果树技术协会",
        "credit_code": CreditCode.example("51", 700 + serial).code,
        "kind": "social_group",
        "region_id": Region.objects.get(code=region).pk,
        "summary": "会员多是退休果树技术员。",
        "themes": ["fruit_industry"],
        "capabilities": capabilities,
    } | more
    made = organisations.register_organisation(by=CLERK, at=AT, values=values)
    organisations.verify_organisation(by=BUREAU, at=AT, number=made.number)
    for quarter in (QUARTER, Quarter.parse(QUARTER).next.text):
        organisations.record_capacity(by=BUREAU, at=AT, number=made.number, quarter=quarter, slots=slots)
    return str(made.number)


def make_need(title: str, theme: str, **changes: Any) -> Need:
    """A published need."""
    values = {
        "title": title,
        "words": "果树老了，想请人教修剪。",
        "region": Region.objects.get(code=VILLAGE_CODE),
        "themes": [theme],
        "capabilities": {"fruit_tree_technique": 2} if theme == "fruit_industry" else {},
        "claim_by": DAY + timedelta(days=300),
        "max_partners": 3,
    } | changes
    need = needs.draft_need(by=VILLAGE, at=AT, values=values, lines=[Line("技术手册", 10, "册")])
    needs.submit_need(by=VILLAGE, at=AT, number=need.number)
    needs.verify_need(by=FRONTLINE, at=AT, number=need.number)
    return needs.publish_need(by=BUREAU, at=AT, number=need.number)


def make_world(organisations_wanted: int = 12) -> World:
    """Twelve organisations: a third near, levels of skill falling."""
    make_places()
    regions = ("441826000000", "441800000000", "440106000000")
    numbers = [
        make_organisation(n, regions[n % 3], {"fruit_tree_technique": [3 - n % 3, "stated"]})
        for n in range(organisations_wanted)
    ]
    made = [make_need(f"第{n}片果园要修剪", "fruit_industry") for n in range(3)]
    made.append(make_need("村卫生站缺血压计", "village_clinic"))
    return World(made, numbers)
