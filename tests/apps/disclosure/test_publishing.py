"""What is signed continues all that was signed before, in the database and outside of it."""

import shutil

import pytest
from django.db import connection

from bangfu.apps.disclosure.models import Checkpoint, LogLeaf
from bangfu.apps.disclosure.publishing import catch_up_from, publish, publish_when_grown
from bangfu.apps.disclosure.queries import own_folder, proven_entries
from bangfu.engines.tlog import LogError, make_signer, opens, parse_checkpoint, read_canonical, verify_receipt
from bangfu.engines.tlog.folder import verify_folder
from bangfu.plumbing.access import SYSTEM_ACTOR, Hidden
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.publication.models import Opening, PublicationRow
from tests.apps.disclosure.conftest import AT, LOG

pytestmark = pytest.mark.django_db


def dropped(*tables):
    """Takes the triggers and foreign keys off, as somebody with the database in hand could."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            if name.startswith(("disclosure_", "publication_")):
                cursor.execute(f'DROP TRIGGER "{name}"')


def restored(size):
    """The database as a backup of `size` entries would bring it back."""
    dropped()
    kept = LogLeaf.objects.filter(position__lt=size).values_list("publication_id", flat=True)
    rows = list(kept)
    Checkpoint.objects.filter(size__gt=size).delete()
    LogLeaf.objects.filter(position__gte=size).delete()
    Opening.objects.exclude(row_id__in=rows).delete()
    PublicationRow.objects.exclude(pk__in=rows).delete()


def go(out=None):
    return publish(out, by=SYSTEM_ACTOR, at=AT)


def test_the_published_folder_verifies_with_nothing_but_its_files_and_the_key(say, tmp_path):
    say(300)
    head = go(tmp_path / "out")
    verdict = verify_folder(tmp_path / "out", LOG.verifier)
    assert (verdict.head.size, verdict.head.root.hex()) == (300, head.root)
    assert [read_canonical(each)["subject"] for each in verdict.entries[:2]] == ["F-26-000000", "F-26-000001"]
    assert (tmp_path / "out" / "vkey").read_text() == f"{LOG.verifier}\n"
    assert (own_folder() / "checkpoint").read_bytes() == (tmp_path / "out" / "checkpoint").read_bytes()


def test_the_minute_publishes_what_is_new_and_continues_every_earlier_head(say):
    olds = []
    for turn, count in enumerate((1, 254, 1, 2, 300)):
        say(count, start=1000 * turn)
        assert publish_when_grown(at=AT) == count and publish_when_grown(at=AT) == 0
        verify_folder(own_folder(), LOG.verifier, olds)
        olds.append((own_folder() / "checkpoint").read_bytes())
    assert list(Checkpoint.objects.order_by("size").values_list("size", flat=True)) == [1, 255, 256, 258, 558]
    assert not (own_folder() / "tile" / "0" / "000.p").exists(), "partial tiles go when the full one is there"


def test_without_a_key_entries_get_places_and_nothing_is_signed(say, settings):
    settings.LOG_KEY, settings.DEMO = "", False
    say(2)
    assert publish_when_grown(at=AT) == 2 and not Checkpoint.objects.exists()
    with pytest.raises(Refused) as refused:
        go()
    assert refused.value.refusal.code == "disclosure.no_key"


@pytest.mark.parametrize("text", ["x", "PRIVATE+KEY+a+00000000+AAAA", make_signer("w", b"w" * 32, 4).written()])
def test_a_bad_key_is_refused_without_being_shown(say, settings, text):
    say(1)
    settings.LOG_KEY = text
    with pytest.raises(Refused) as refused:
        go()
    assert (
        refused.value.refusal.code == "disclosure.bad_key"
        and text[-8:] not in refused.value.refusal.sentence
        or text == "x"
    )


def test_a_restored_database_signs_nothing_until_it_has_caught_up(say):
    say(5)
    go()
    restored(3)
    for more in (0, 1):  # neither as it is, nor grown again to fewer
        say(more, start=50)
        with pytest.raises(Refused) as refused:
            go()
        assert refused.value.refusal.code == "disclosure.behind"
    say(3, start=60)  # grown beyond, but with another history
    with pytest.raises(Refused) as refused:
        go()
    assert refused.value.refusal.code == "disclosure.fork"
    assert parse_checkpoint((own_folder() / "checkpoint").read_text().split("\n\n")[0] + "\n").size == 5


def test_the_published_files_bring_back_what_a_restored_database_lacks(say):
    say(5)
    before = go().root
    restored(3)
    assert catch_up_from(own_folder(), by=SYSTEM_ACTOR, at=AT) == 2
    assert go().root == before
    say(1, start=90)
    assert go().size == 6
    with pytest.raises(Refused):
        catch_up_from(own_folder(), by=SYSTEM_ACTOR, at=AT)


def test_another_folder_that_is_further_on_stops_the_signature_too(say, tmp_path):
    say(5)
    go(tmp_path / "mirror")
    restored(3)
    shutil.rmtree(own_folder())
    with pytest.raises(Refused) as refused:
        go(tmp_path / "mirror")
    assert refused.value.refusal.code == "disclosure.behind"


def test_a_folder_of_another_key_is_not_written_over(say, settings):
    say(2)
    go()
    settings.LOG_KEY = make_signer("example.org/log", b"o" * 32).written()
    with pytest.raises(Refused) as refused:
        go()
    assert refused.value.refusal.code == "disclosure.foreign"


def test_a_changed_row_is_not_published(say, tmp_path):
    say(3)
    publish_when_grown(at=AT)
    dropped()
    PublicationRow.objects.filter(subject="F-26-000001").update(body=b"{}")
    with pytest.raises(Refused) as refused:
        go(tmp_path / "new")
    assert refused.value.refusal.code == "disclosure.changed" and "第 1 条" in refused.value.refusal.sentence


def test_an_entry_changed_together_with_its_leaf_is_never_signed(say):
    say(3)
    go()
    dropped()
    LogLeaf.objects.filter(position=1).update(leaf_hash="00" * 32)
    say(1, start=70)
    with pytest.raises(Refused) as refused:
        go()
    assert refused.value.refusal.code == "disclosure.fork"


def test_a_receipt_proves_the_exact_entry_and_opens_its_commitment(say):
    say(4)
    (row,) = say(1, personal={"donor": "张三"}, start=20)
    say(3, start=40)
    with pytest.raises(Hidden):
        proven_entries(row.subject)
    go()
    (proven,) = proven_entries(row.subject, with_salts=True)
    assert verify_receipt(proven.receipt, proven.entry, LOG.verifier).size == 8
    with pytest.raises(LogError):
        verify_receipt(proven.receipt, proven.entry + b"\n", LOG.verifier)
    commitment = read_canonical(proven.entry)["commitments"]["donor"]
    assert opens(commitment, proven.salts["donor"], "张三") and not opens(commitment, proven.salts["donor"], "李四")
    assert proven_entries(row.subject)[0].salts == {}, "salts go to nobody who does not ask as the person"


def test_erasing_a_person_leaves_the_log_valid_and_the_commitment_mute(say, tmp_path):
    (row,) = say(1, personal={"donor": "张三"})
    say(2, start=5)
    before = go().root
    Opening.objects.filter(row=row).delete()
    assert go(tmp_path / "after").root == before
    verify_folder(tmp_path / "after", LOG.verifier, [(own_folder() / "checkpoint").read_bytes()])
    (proven,) = proven_entries(row.subject, with_salts=True)
    assert proven.salts == {} and "张三".encode() not in proven.entry
    assert "donor" in read_canonical(proven.entry)["commitments"]
