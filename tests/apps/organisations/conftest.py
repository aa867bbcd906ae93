"""A small registry to test with."""

import pytest

from bangfu.apps.organisations import actions
from bangfu.apps.organisations.invariants import INVARIANTS
from bangfu.apps.regions.models import Region
from bangfu.plumbing.access import Actor, Grant
from bangfu.values import CreditCode


def clerk(person: str, role: str = "bureau", kind: str = "region", scope: str = "4401") -> Actor:
    """Somebody with one grant."""
    return Actor(person=person, kind="person", grants=(Grant(role, kind, scope),))


@pytest.fixture
def places(db):
    """The province, the city, two districts, and a county elsewhere."""
    made = {}
    for code, name, full, level, above in (
        ("440000000000", "广东省", "广东省", "province", None),
        ("440100000000", "广州市", "广州市", "prefecture", "440000000000"),
        ("440106000000", "天河区", "广州市天河区", "county", "440100000000"),
        ("440111000000", "白云区", "广州市白云区", "county", "440100000000"),
        ("441800000000", "清远市", "清远市", "prefecture", "440000000000"),
        ("441826000000", "连南瑶族自治县", "清远市连南瑶族自治县", "county", "441800000000"),
    ):
        made[code] = Region.objects.create(code=code, name=name, full_name=full, level=level, parent=made.get(above))
    return made


@pytest.fixture
def author():
    """Enters profiles."""
    return clerk("aaaaaaaaaaaaaaaa")


@pytest.fixture
def verifier():
    """Another clerk of the same office."""
    return clerk("bbbbbbbbbbbbbbbb")


@pytest.fixture
def values(places):
    """A profile that can stand; a function, so that each call has its own code."""
    serial = iter(range(1, 10_000))

    def make(**changes):
        number = next(serial)
        return {
            "name": f"广州市竹鹿{number}果树技术协会",
            "credit_code": CreditCode.example("51", number).code,
            "kind": "social_group",
            "region_id": places["440106000000"].pk,
            "summary": "会员多是退休果树技术员，冬剪和花期能下乡。",
            "themes": ["fruit_industry"],
            "capabilities": {"fruit_tree_technique": [3, "stated"]},
            "resources": {"agronomist": [6, "人"]},
            "service_regions": [places["441826000000"].pk],
        } | changes

    return make


@pytest.fixture
def entered(values, author):
    """Enters an organisation that waits to be verified."""
    return lambda **changes: actions.register_organisation(by=author, values=values(**changes))


@pytest.fixture
def verified(entered, verifier):
    """Enters and verifies one."""
    return lambda **changes: actions.verify_organisation(by=verifier, number=entered(**changes).number)


def broken(invariant):
    """What ``bangfu check`` finds wrong with one invariant of the room."""
    return [finding.what for each in INVARIANTS if each.id == invariant for finding in each.broken()]
