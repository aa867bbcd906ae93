"""Promises of sealed fields (R13): bound to row and field, searchable by equality only, rotated online, stopped by a wrong key."""

import base64
import time
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from bangfu.apps.people.models import Person
from bangfu.plumbing.sealed import SealError, open_text, rotate, seal, seal_text
from bangfu.plumbing.sealed.checks import check_field_keys
from bangfu.plumbing.sealed.fields import index_values, place_of
from bangfu.plumbing.sealed.keys import parse_keys
from bangfu.plumbing.sealed.models import KeyMark

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines, pytest.mark.promise("R13")]
CANARY = "13800138000"


def key(name: str) -> str:
    return f"{name}:{base64.b64encode(name.encode() * 16).decode()}"


RECORDS = 1_000
OLD, NEW = key("k01"), key("k02")


@pytest.fixture(autouse=True)
def old_key(settings):
    settings.FIELD_KEYS = OLD


def make(number: int = 1) -> Person:
    return Person.objects.create(
        login=f"p{number}", name="甲", phone=f"{CANARY[:-4]}{number:04d}", email="a@example.org"
    )


def raw(person: Person, column: str = "phone") -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM people_person WHERE id = %s", [person.pk])
        return cursor.fetchone()[0]


def test_a_row_reads_as_text_and_stands_as_cipher_text():
    person = Person.objects.get(pk=make(8000).pk)
    assert person.phone == CANARY
    assert raw(person).startswith("1.k01.") and CANARY not in raw(person)
    assert seal_text("x", "p") != seal_text("x", "p")


def test_a_cipher_text_moved_to_another_row_or_field_does_not_open():
    first, second = make(1), make(2)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_person SET phone = %s WHERE id = %s", [raw(first), second.pk])
        cursor.execute("UPDATE people_person SET email = %s WHERE id = %s", [raw(first), first.pk])
    with pytest.raises(SealError, match="挪了位置"):
        _ = Person.objects.get(pk=second.pk).phone
    with pytest.raises(SealError, match="挪了位置"):
        _ = Person.objects.get(pk=first.pk).email


def test_without_the_binding_the_swap_would_go_unseen(monkeypatch):
    """The planted fault of R13: no context bound to the cipher text."""
    monkeypatch.setattr("bangfu.plumbing.sealed.fields.place_of", lambda *_: "")
    first, second = make(1), make(2)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_person SET phone = %s WHERE id = %s", [raw(first), second.pk])
    assert Person.objects.get(pk=second.pk).phone == first.phone


@pytest.mark.parametrize("flip", [0, 7, -1])
def test_a_damaged_text_is_an_error_never_garbage(flip):
    sealed = seal_text("秘密", "p")
    body = bytearray(base64.urlsafe_b64decode(sealed.split(".")[2]))
    body[flip] ^= 1
    with pytest.raises(SealError):
        open_text(f"1.k01.{base64.urlsafe_b64encode(body).decode()}", "p")


@pytest.mark.parametrize("text", ["", "plain", "1.k01.", "2.k01.AAAA", "1.k01.***", "1.zzz.AAAA"])
def test_what_we_did_not_seal_is_an_error(text):
    with pytest.raises(SealError):
        open_text(text, "p")


def test_a_plain_text_cannot_be_written_past_the_field():
    person = make()
    with pytest.raises(TypeError, match="sealed"):
        Person.objects.filter(pk=person.pk).update(phone="plain")
    with pytest.raises(TypeError, match="sealed"):
        list(Person.objects.filter(phone="plain"))
    person.phone = "plain"
    with pytest.raises(TypeError, match="sealed"):
        Person.objects.bulk_update([person], ["phone"])


def test_bulk_rows_are_sealed_too():
    Person.objects.bulk_create([Person(login=f"b{n}", name="乙", phone=CANARY) for n in range(3)])
    assert all(raw(person).startswith("1.k01.") for person in Person.objects.all())


def test_equal_values_are_found_by_the_blind_index_and_only_so():
    person = make(8000)
    wanted = index_values(Person, "phone", "１３８ 0013 8000")
    assert list(Person.objects.filter(phone_index__in=wanted)) == [person]
    assert not Person.objects.filter(phone_index__in=index_values(Person, "phone", "13800138001")).exists()
    assert CANARY not in raw(person, "phone_index")
    # The index key is not the cipher key, and an index of one field says nothing about another.
    (only,) = parse_keys(OLD)
    assert only.cipher != only.index
    assert index_values(Person, "email", CANARY) != index_values(Person, "phone", CANARY)


def test_no_plain_canary_stands_in_any_table():
    make(8000)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            assert all(CANARY not in str(row) and "a@example.org" not in str(row) for row in cursor.fetchall()), table


def test_a_rotation_goes_on_where_it_was_killed_and_the_old_key_can_go(settings, monkeypatch):
    people = [make(number) for number in range(RECORDS)]
    settings.FIELD_KEYS = f"{NEW},{OLD}"
    monkeypatch.setattr(rotate, "STEP_ROWS", 100)
    (table,) = [table for table in rotate.sealed_tables() if table.model is Person]
    real, killed = rotate._reseal, []

    def kill_in_the_middle(table, row):
        if len(killed) < 2 and row["pk"] == sorted(p.pk for p in people)[250 + 200 * len(killed)]:
            killed.append(row["pk"])
            raise KeyboardInterrupt
        return real(table, row)

    monkeypatch.setattr(rotate, "_reseal", kill_in_the_middle)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            while rotate.rotate_step(table, 100):
                pass
        assert 0 < rotate.rows_left(table) < RECORDS
        # Every row reads, and is found, in the middle of it.
        assert sorted(p.phone for p in Person.objects.all()) == sorted(p.phone for p in people)
        assert all(
            Person.objects.filter(phone_index__in=index_values(Person, "phone", p.phone)).exists() for p in people[::25]
        )
    call_command("rotate_keys", stdout=StringIO(), stderr=StringIO())
    assert len(killed) == 2 and rotate.rows_left(table) == 0
    settings.FIELD_KEYS = NEW
    assert sorted(p.phone for p in Person.objects.all()) == sorted(p.phone for p in people)


def test_a_rotation_leaves_what_changed_meanwhile(settings):
    person = make(1)
    settings.FIELD_KEYS = f"{NEW},{OLD}"
    (table,) = [table for table in rotate.sealed_tables() if table.model is Person]
    (row,) = Person.objects.values("pk", *table.texts)
    person.phone = "13900000000"
    person.save()
    assert rotate._reseal(table, row) is False
    assert Person.objects.get().phone == "13900000000"


def test_a_rotation_without_the_old_key_stops_clean(settings):
    make(1)
    before = raw(Person.objects.get())
    settings.FIELD_KEYS = NEW
    with pytest.raises(CommandError, match="k01"):
        call_command("rotate_keys")
    assert raw(Person.objects.get()) == before


def test_a_wrong_key_under_a_known_id_stops_the_start(settings):
    rotate.mark_keys()
    assert check_field_keys() == []
    settings.FIELD_KEYS = f"k01:{base64.b64encode(b'z' * 48).decode()}"
    assert [error.id for error in check_field_keys()] == ["bangfu.E012"]
    assert KeyMark.objects.get().fingerprint not in settings.FIELD_KEYS


def test_a_key_that_is_missing_for_one_row_stops_the_start_until_the_rotation(settings):
    make(1)
    settings.FIELD_KEYS = NEW
    assert [error.id for error in check_field_keys()] == ["bangfu.E013"]
    settings.FIELD_KEYS = f"{NEW},{OLD}"
    assert check_field_keys() == []
    call_command("rotate_keys", stdout=StringIO(), stderr=StringIO())
    settings.FIELD_KEYS = NEW
    assert check_field_keys() == []


@pytest.mark.parametrize("text", ["K1:AAAA", f"k1:{base64.b64encode(b'short').decode()}", "k1:***", f"{OLD},{OLD}"])
def test_malformed_keys_are_named_without_telling_them(settings, text):
    settings.FIELD_KEYS = text
    (error,) = check_field_keys()
    assert error.id == "bangfu.E010" and "BANGFU_FIELD_KEYS" in error.msg


def test_an_installation_without_keys_is_asked_for_them(settings):
    settings.FIELD_KEYS, settings.DEMO = "", False
    assert [error.id for error in check_field_keys()] == ["bangfu.E011"]


@pytest.mark.alone
def test_sealing_and_opening_cost_less_than_a_millisecond():
    place = place_of(Person, "phone", "x")
    started = time.perf_counter()
    for _ in range(500):
        seal.open_text(seal.seal_text(CANARY, place), place)
    assert (time.perf_counter() - started) / 500 < 0.001
