"""Promises of actions: one transaction, a trace, one effect for a repeated key, a refusal that leaves nothing."""

import pytest
from django.db import DatabaseError, connection, transaction

from bangfu.apps.people.models import Person
from bangfu.plumbing.access import SYSTEM_ACTOR
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.plumbing.audit.models import AuditRecord
from bangfu.plumbing.clock import now
from bangfu.plumbing.publication.models import PublicationRow
from bangfu.plumbing.publication.write import publish_row
from bangfu.plumbing.triggers import install, missing
from bangfu.plumbing.triggers.install import all_triggers
from bangfu.values import Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


@action("tests.add_person")
def add_person(*, by, at=None, key="", login, traced=True, refused=False):
    person = Person.objects.create_person(login=login, name="甲")
    if refused:
        refuse(Refusal("no", "不行。"))
    if traced:
        record(subject=person, changes={"login": ("", login), "password": ("", "secret")})
    return person


def test_an_action_without_a_trace_is_an_assertion_error_and_writes_nothing():
    with pytest.raises(AssertionError, match="left no audit record"):
        add_person(by=SYSTEM_ACTOR, login="a", traced=False)
    assert not Person.objects.exists()


def test_a_refusal_rolls_everything_back():
    with pytest.raises(Refused):
        add_person(by=SYSTEM_ACTOR, login="a", refused=True)
    assert not Person.objects.exists() and not AuditRecord.objects.exists()


def test_the_same_key_has_one_effect_and_the_first_result():
    first = add_person(by=SYSTEM_ACTOR, key="k1", login="a")
    again = add_person(by=SYSTEM_ACTOR, key="k1", login="a")
    assert first.pk == again.pk
    assert Person.objects.count() == 1


def test_a_key_reused_for_another_request_is_refused():
    add_person(by=SYSTEM_ACTOR, key="k1", login="a")
    with pytest.raises(Refused) as caught:
        add_person(by=SYSTEM_ACTOR, key="k1", login="b")
    assert caught.value.refusal.code == "key_reused"


def test_the_trail_keeps_open_values_and_only_digests_of_personal_ones():
    add_person(by=SYSTEM_ACTOR, login="a")
    changes = AuditRecord.objects.get().changes
    assert changes["login"] == ["", "a"]
    assert "secret" not in str(changes["password"])


@pytest.mark.parametrize("statement", ["UPDATE audit_auditrecord SET note = 'x'", "DELETE FROM audit_auditrecord"])
def test_the_database_itself_refuses_to_change_the_trail(statement):
    add_person(by=SYSTEM_ACTOR, login="a")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_published_rows_cannot_be_changed():
    publish_row(kind="test", subject="x", fields={"n": 1}, personal={"name": "张三"}, at=now())
    row = PublicationRow.objects.get()
    assert "张三".encode() not in bytes(row.body)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        PublicationRow.objects.update(kind="other")


def test_a_missing_trigger_is_named_and_reinstalled():
    trigger = all_triggers()[0]
    suffix = f' ON "{trigger.table}"' if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER "{trigger.name}"{suffix}')
    assert missing(connection) == [trigger.name]
    install(connection)
    assert missing(connection) == []


@pytest.mark.parametrize("key", ["k" * 81, "a\0b"])
def test_a_key_that_no_form_of_ours_sends_is_refused_and_writes_nothing(key):
    with pytest.raises(Refused) as caught:
        add_person(by=SYSTEM_ACTOR, key=key, login="a")
    assert caught.value.refusal.code == "key_unreadable"
    assert not Person.objects.exists()
