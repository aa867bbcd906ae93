"""`bangfu check` names what somebody changed past the triggers."""

import hashlib
import json

import pytest

from bangfu.apps.disclosure.invariants import INVARIANTS
from bangfu.apps.disclosure.models import Checkpoint, LogLeaf
from bangfu.apps.disclosure.publishing import publish
from bangfu.apps.disclosure.rules import private_marks, unfit_parts
from bangfu.engines.tlog import leaf_hash
from bangfu.plumbing.access import SYSTEM_ACTOR
from bangfu.plumbing.publication.fields import ALLOWED
from bangfu.plumbing.publication.models import PublicationRow
from bangfu.plumbing.publication.write import publish_row
from tests.apps.disclosure.conftest import AT
from tests.apps.disclosure.test_publishing import dropped

pytestmark = pytest.mark.django_db
CHECKS = {invariant.id: invariant for invariant in INVARIANTS}


def broken() -> dict[str, list[str]]:
    """What each invariant finds."""
    return {key: [finding.where for finding in check.broken()] for key, check in CHECKS.items() if list(check.broken())}


@pytest.fixture
def log(say):
    for turn in range(3):
        say(3, start=10 * turn)
        publish(by=SYSTEM_ACTOR, at=AT)
    assert broken() == {} and all(check.count() for check in CHECKS.values())
    dropped()


def rows():
    return PublicationRow.objects.order_by("pk")


def test_a_changed_statement_is_named(log):
    row = rows()[4]
    body = bytes(row.body).replace("第 11 次".encode(), "第 12 次".encode())
    rows().filter(pk=row.pk).update(body=body, digest=hashlib.sha256(body).hexdigest())
    assert broken() == {"I6": ["第 4 条"]}


def test_a_statement_changed_with_its_leaf_is_named_by_the_heads(log):
    row = rows()[4]
    body = bytes(row.body).replace("第 11 次".encode(), "第 12 次".encode())
    rows().filter(pk=row.pk).update(body=body, digest=hashlib.sha256(body).hexdigest())
    LogLeaf.objects.filter(position=4).update(leaf_hash=leaf_hash(body).hex())
    assert broken() == {"I15": ["6 条的检查点", "9 条的检查点"]}


@pytest.mark.parametrize(
    "change", [{"subject": "F-26-999999"}, {"kind": "need.withdrawn"}, {"at": "2020-01-01T00:00:00+00:00"}]
)
def test_a_column_that_says_something_else_than_the_bytes_is_named(log, change):
    rows().filter(pk=rows()[2].pk).update(**change)
    assert broken()["I6"] == ["第 2 条"]


def test_bytes_in_another_form_are_named(log):
    row = rows()[2]
    body = json.dumps(json.loads(bytes(row.body)), indent=1).encode()
    rows().filter(pk=row.pk).update(body=body, digest=hashlib.sha256(body).hexdigest())
    LogLeaf.objects.filter(position=2).update(leaf_hash=leaf_hash(body).hex())
    assert "第 2 条" in broken()["I6"]


def test_a_removed_leaf_is_named(log):
    LogLeaf.objects.filter(position=3).delete()
    found = broken()
    assert found["I14"] == ["第 3 条"] and "I15" in found


def test_a_cut_log_is_named(log):
    LogLeaf.objects.filter(position__gte=7).delete()
    assert broken() == {"I15": ["9 条的检查点"]}


def test_swapped_places_are_named(log):
    four, five = (LogLeaf.objects.get(position=place) for place in (4, 5))
    LogLeaf.objects.filter(position__in=(4, 5)).delete()
    LogLeaf.objects.bulk_create(
        [
            LogLeaf(position=4, publication_id=five.publication_id, leaf_hash=five.leaf_hash),
            LogLeaf(position=5, publication_id=four.publication_id, leaf_hash=four.leaf_hash),
        ]
    )
    assert broken() == {"I15": ["6 条的检查点", "9 条的检查点"]}


@pytest.mark.parametrize("change", [{"root": "00" * 32}, {"note": "nothing"}])
def test_a_changed_head_is_named(log, change):
    Checkpoint.objects.filter(size=6).update(**change)
    assert broken() == {"I15": ["6 条的检查点"]}


def test_a_removed_statement_is_named(log):
    row = rows()[8]
    LogLeaf.objects.filter(position=8).delete()
    row.openings.all().delete()
    rows().filter(pk=row.pk).delete()
    assert "I15" in broken()


@pytest.mark.parametrize(
    "fields",
    [
        {"how": "请打 13800138000"},
        {"how": "＋86 １３８ ００１３ ８０００"},
        {"how": "020-12345678"},
        {"how": "身份证 11010519491231002X"},
        {"how": "卡号 6222021234567890128"},
        {"how": "好", "donor": "张三"},
    ],
)
def test_a_private_mark_or_an_unlisted_field_is_named(db, fields):
    publish_row(kind="offer.ended", subject="F-1", fields=fields, at=AT)
    assert broken() == {"I16": ["offer.ended F-1"]}


def test_an_unlisted_kind_is_named(db):
    publish_row(kind="offer.whatever", subject="F-1", fields={}, at=AT)
    assert broken() == {"I16": ["offer.whatever F-1"]}


@pytest.mark.parametrize(
    "text",
    [
        "N-26-000913-K",
        "440100000000",
        "2026-11-23",
        hashlib.sha256(b"13").hexdigest(),
        "91440101MA5XXXXX1X",
        "519900001000000168",
        "100.00",
    ],
)
def test_numbers_that_tell_nobody_are_left_alone(text):
    assert private_marks(text) == []


def test_more_parts_than_the_format_has_are_named():
    assert unfit_parts({"kind": "offer.ended", "fields": {}, "who": 1}) == ["多出“who”"]


def test_no_listed_field_sounds_like_a_person():
    assert not {name for fields in ALLOWED.values() for name in fields} & {
        "phone",
        "contact",
        "donor",
        "by",
        "person",
        "address",
    }


def test_a_statement_too_long_for_the_log_is_refused_when_it_is_made(db):
    with pytest.raises(ValueError, match="65535"):
        publish_row(kind="offer.ended", subject="F-1", fields={"how": "长" * 30_000}, at=AT)
