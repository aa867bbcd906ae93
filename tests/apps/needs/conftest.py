"""A county with two villages, and the people who enter, verify and publish there."""

from datetime import UTC, datetime, timedelta

import pytest

from bangfu.apps.needs import actions
from bangfu.apps.needs.rules import Line
from bangfu.apps.regions.models import Region
from bangfu.plumbing.access import Actor, Grant

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
DAY = AT.date()


def actor(person: str, role: str, scope: str = "441826") -> Actor:
    """Somebody with one grant."""
    return Actor(person=person.ljust(16, "x"), kind="person", grants=(Grant(role, "region", scope),))


VILLAGE = actor("village", "village", "441826105990")
FRONTLINE = actor("frontline", "frontline")
COUNTY = actor("county", "county")
BUREAU = actor("bureau", "bureau", "44")
ELSEWHERE = actor("elsewhere", "county", "441424")


@pytest.fixture
def places(db):
    """The tree down to two villages, by code."""
    made = {}
    for code, name, full, level, above in (
        ("440000000000", "广东省", "广东省", "province", None),
        ("441800000000", "清远市", "清远市", "prefecture", "440000000000"),
        ("441826000000", "连南瑶族自治县", "清远市连南瑶族自治县", "county", "441800000000"),
        ("441826105000", "三排镇", "清远市连南瑶族自治县三排镇", "town", "441826000000"),
        ("441826105990", "芋铃村", "清远市连南瑶族自治县三排镇芋铃村", "village", "441826105000"),
        ("441826105991", "柚影村", "清远市连南瑶族自治县三排镇柚影村", "village", "441826105000"),
        ("441400000000", "梅州市", "梅州市", "prefecture", "440000000000"),
        ("441424000000", "五华县", "梅州市五华县", "county", "441400000000"),
        ("441424101000", "华城镇", "梅州市五华县华城镇", "town", "441424000000"),
    ):
        made[code] = Region.objects.create(code=code, name=name, full_name=full, level=level, parent=made.get(above))
    return made


@pytest.fixture
def values(places):
    """A need that can be submitted; a function, so that a test changes one thing."""

    def make(**changes):
        return {
            "title": "村卫生站缺 20 台血压计",
            "words": "老人多，旧的量不准。",
            "region": places["441826105990"],
            "themes": ["village_clinic"],
            "kind_of_help": "health",
            "nature": "relief",
            "groups": ["elders"],
            "beneficiaries": 300,
            "urgency": 2,
            "claim_by": DAY + timedelta(days=20),
        } | changes

    return make


LINES = (Line("血压计", 20, "台", True, "blood_pressure_monitor"),)


@pytest.fixture
def draft(values):
    """A draft of the village's."""
    return actions.draft_need(by=VILLAGE, at=AT, values=values(), lines=LINES)


@pytest.fixture
def submitted(draft):
    """Sent to be verified."""
    return actions.submit_need(by=VILLAGE, at=AT, number=draft.number)


@pytest.fixture
def verified(submitted):
    """Verified by the front line."""
    return actions.verify_need(by=FRONTLINE, at=AT, number=submitted.number, note="到现场看过")


@pytest.fixture
def published(verified):
    """Before everybody."""
    return actions.publish_need(by=BUREAU, at=AT, number=verified.number)
