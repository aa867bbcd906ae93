"""A correction is a new entry: one drafts, another confirms, everybody reads it, and the log holds it."""

import json
import re

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client

from bangfu.apps.accountability import actions
from bangfu.apps.accountability.invariants import INVARIANTS
from bangfu.apps.accountability.models import Correction
from bangfu.apps.accountability.queries_books import txid_of
from bangfu.plumbing.access import Denied, Hidden
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.audit.models import AuditRecord
from bangfu.plumbing.publication.models import PublicationRow
from tests.cast import make_cast
from tests.samples import somebody
from tests.samples_accountability import SAID

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def broken() -> set[str]:
    return {each.id for each in INVARIANTS if list(each.broken())}


@pytest.fixture
def spent(books):
    books.give(50_000)
    return books.spend(15_000)


def drafted(books, spent, **changes):
    return actions.draft_correction(by=books.maker, voucher=spent.pk, **(SAID | changes))


def test_one_drafts_another_confirms_and_everybody_reads_it_beside_the_voucher(books, spent):
    made = drafted(books, spent)
    page = f"/open/vouchers/{books.organisation.number}/2026-11/{spent.no}/"
    assert SAID["now"] not in text(Client().get(page)), "a draft is nobody's business yet"
    actions.confirm_correction(by=books.checker, correction=made.pk)
    for where in (page, "/open/corrections/", "/open/"):
        assert SAID["now"] in text(Client().get(where)) and SAID["reason"] in text(Client().get(where))
    row = PublicationRow.objects.get(kind=actions.KIND)
    assert json.loads(bytes(row.body))["fields"] == SAID | {"about": txid_of(spent), "entry": ""}
    assert Client().get("/open/corrections.json").json()["corrections"][0]["about"] == txid_of(spent)
    assert broken() == set()


def test_a_correction_points_to_the_entry_that_put_the_books_right(books, spent):
    other = books.spend(2_000)
    made = drafted(books, spent, entry=txid_of(other))
    assert made.entry_id == other.pk
    third = books.spend(1_000)
    for wrong in (txid_of(third), "O-26-000001-K/2026-11/77", "nonsense"):
        with pytest.raises(Refused, match="correction_entry"):
            drafted(books, third, entry=wrong)


def test_refusals_leave_nothing(books, spent):
    for changes, code in (
        ({"reason": "  "}, "correction_incomplete"),
        ({"now": SAID["said"]}, "correction_same"),
        ({"reason": "请打 13800138000 问"}, "correction_private"),
    ):
        with pytest.raises(Refused) as refused:
            drafted(books, spent, **changes)
        assert refused.value.refusal.code == code
    with pytest.raises(Denied):
        actions.draft_correction(by=somebody("stranger", "treasurer", "organisation", "x"), voucher=spent.pk, **SAID)
    assert not Correction.objects.exists()
    made = drafted(books, spent)
    with pytest.raises(Refused):
        drafted(books, spent)
    with pytest.raises(Refused) as own:
        actions.confirm_correction(by=books.maker, correction=made.pk)
    assert own.value.refusal.code == "correction_own"
    with pytest.raises(Hidden):
        actions.confirm_correction(by=somebody("other", "treasurer", "organisation", "x"), correction=made.pk)
    assert not PublicationRow.objects.filter(kind=actions.KIND).exists()


def test_a_double_press_publishes_once(books, spent):
    made = drafted(books, spent)
    for _ in range(2):
        actions.confirm_correction(by=books.checker, correction=made.pk, key="twice")
    assert PublicationRow.objects.filter(kind=actions.KIND).count() == 1
    with pytest.raises(Refused):
        actions.confirm_correction(by=books.checker, correction=made.pk, key="again")
    assert AuditRecord.objects.filter(action="accountability.confirm_correction").count() == 1


@pytest.mark.both_engines
def test_the_database_refuses_what_the_actions_would(books):
    books.give(50_000)
    made = drafted(books, books.spend(15_000))
    walls = (
        {"said": "别的"},
        {"confirmed_by": made.drafted_by, "confirmed_at": made.drafted_at},
        {"confirmed_by": "somebody"},
    )
    for change in walls:
        with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
            Correction.objects.filter(pk=made.pk).update(**change)
    actions.confirm_correction(by=books.checker, correction=made.pk)
    for act in (
        lambda: Correction.objects.filter(pk=made.pk).update(now="零台"),
        lambda: Correction.objects.filter(pk=made.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    assert broken() == set()


def test_a_correction_that_was_not_published_is_found(books, spent):
    made = drafted(books, spent)
    Correction.objects.filter(pk=made.pk).update(confirmed_by=books.checker.person, confirmed_at=made.drafted_at)
    assert broken() == {"L1"}


def test_the_desk_in_the_browser(books, spent):
    cast = make_cast({"treasurer": books.organisation.number})
    bureau, treasurer = cast["bureau"].client, cast["treasurer"].client
    page = f"/open/vouchers/{books.organisation.number}/2026-11/{spent.no}/"
    assert "/desk/corrections/new/?no=" in text(treasurer.get(page)) and "new/?no=" not in text(Client().get(page))
    assert treasurer.post("/desk/corrections/new/", {"no": "x", **SAID}).status_code == 422
    sent = treasurer.post("/desk/corrections/new/", {"no": txid_of(spent), "key": "k", **SAID})
    where = sent.headers["Location"]
    assert "请另一位有权的人确认" in text(treasurer.get(where)) and "确认并公开" in text(bureau.get(where))
    assert "更正说明" in text(bureau.get("/my/todo/")) and "等确认" in text(bureau.get("/desk/corrections/"))
    assert treasurer.post(where + "confirm/").status_code == 422
    assert bureau.post(where + "back/", {"reason": ""}).status_code == 422
    assert bureau.post(where + "confirm/", {"key": "c"}).headers["Location"] == where
    assert "已公开" in text(bureau.get(where)) and cast["village"].client.get("/desk/corrections/").status_code == 403
