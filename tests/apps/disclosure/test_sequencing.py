"""Places are given once, in order, without a gap; the database itself refuses anything else."""

import threading

import pytest
from django.db import DatabaseError, connection, transaction

from bangfu.apps.disclosure.actions import sequence, sequence_all
from bangfu.apps.disclosure.models import Checkpoint, LogLeaf
from bangfu.apps.disclosure.publishing import publish_when_grown
from bangfu.engines.tlog import leaf_hash
from bangfu.plumbing.access import SYSTEM_ACTOR
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.audit.models import AuditRecord
from bangfu.plumbing.publication.models import PublicationRow
from tests.apps.disclosure.conftest import AT

pytestmark = pytest.mark.django_db
both = pytest.mark.both_engines


@both
def test_earlier_rows_enter_in_order_each_once(say):
    rows = say(7)
    assert sequence(by=SYSTEM_ACTOR, at=AT, limit=3) == 3
    assert sequence_all(at=AT) == 4 and sequence_all(at=AT) == 0
    leaves = list(LogLeaf.objects.order_by("position"))
    assert [(leaf.position, leaf.publication_id) for leaf in leaves] == [(at, row.pk) for at, row in enumerate(rows)]
    assert [leaf.leaf_hash for leaf in leaves] == [leaf_hash(bytes(row.body)).hex() for row in rows]
    assert AuditRecord.objects.filter(action="disclosure.sequence").count() == 2


def test_nothing_to_do_leaves_no_trace(db):
    with pytest.raises(Refused):
        sequence(by=SYSTEM_ACTOR, at=AT)
    assert publish_when_grown(at=AT) == 0 and not Checkpoint.objects.exists() and not AuditRecord.objects.exists()


@both
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE disclosure_logleaf SET leaf_hash = 'x' WHERE position = 1",
        "DELETE FROM disclosure_logleaf WHERE position = 2",
        "INSERT INTO disclosure_logleaf (position, publication_id, leaf_hash) SELECT 4, id, 'x' FROM publication_publicationrow WHERE subject = 'F-26-000003'",
        "INSERT INTO disclosure_logleaf (position, publication_id, leaf_hash) SELECT 1, id, 'x' FROM publication_publicationrow WHERE subject = 'F-26-000003'",
        "INSERT INTO disclosure_logleaf (position, publication_id, leaf_hash) SELECT -1, id, 'x' FROM publication_publicationrow WHERE subject = 'F-26-000003'",
        "INSERT INTO disclosure_logleaf (position, publication_id, leaf_hash) SELECT 3, id, 'x' FROM publication_publicationrow WHERE subject = 'F-26-000000'",
        "UPDATE disclosure_checkpoint SET root = 'x'",
        "DELETE FROM disclosure_checkpoint",
        "INSERT INTO disclosure_checkpoint (size, root, note, published_at) VALUES (3, 'x', 'x', '2026-01-01')",
        "INSERT INTO disclosure_checkpoint (size, root, note, published_at) VALUES (2, 'x', 'x', '2026-01-01')",
        "INSERT INTO disclosure_checkpoint (size, root, note, published_at) VALUES (9, 'x', 'x', '2026-01-01')",
        "UPDATE publication_publicationrow SET at = '2020-01-01'",
        "DELETE FROM publication_publicationrow",
    ],
)
def test_the_database_refuses_every_other_hand(say, sql):
    say(3)
    publish_when_grown(at=AT)
    say(1, start=3)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite can replace a row by inserting")
@pytest.mark.parametrize(
    "sql",
    [
        "INSERT OR REPLACE INTO disclosure_logleaf (position, publication_id, leaf_hash) SELECT 3, publication_id, 'x' FROM disclosure_logleaf WHERE position = 0",
        "INSERT OR REPLACE INTO disclosure_logleaf (position, publication_id, leaf_hash) SELECT 1, publication_id, 'x' FROM disclosure_logleaf WHERE position = 1",
        "INSERT OR REPLACE INTO disclosure_checkpoint (size, root, note, published_at) VALUES (3, 'x', 'x', '2026-01-01')",
        "INSERT OR REPLACE INTO publication_publicationrow (id, kind, subject, body, digest, at) SELECT id, kind, subject, 'x', 'x', at FROM publication_publicationrow",
        "INSERT OR REPLACE INTO publication_publicationrow (id, kind, subject, body, digest, at) SELECT 99 + id, 'x', subject, body, digest, at FROM publication_publicationrow",
    ],
)
def test_a_replacing_insert_is_refused_too(say, sql):
    say(3)
    publish_when_grown(at=AT)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert PublicationRow.objects.count() == 3 and LogLeaf.objects.count() == 3


@both
@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="the tests' SQLite lives in memory: one transaction at a time anyway"
)
@pytest.mark.django_db(transaction=True)
def test_two_sequencers_at_once_give_no_place_twice(say):
    say(40)
    begin, failed = threading.Barrier(2), []

    def run():
        try:
            begin.wait(10)
            while True:
                sequence(by=SYSTEM_ACTOR, at=AT, limit=3)
        except Refused:
            pass
        except Exception as problem:
            failed.append(problem)
        finally:
            connection.close()

    workers = [threading.Thread(target=run) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert not failed
    assert list(LogLeaf.objects.order_by("position").values_list("position", flat=True)) == list(range(40))
