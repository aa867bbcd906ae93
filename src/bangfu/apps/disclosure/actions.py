"""Who writes the log: the sequencer gives places, the signer signs heads. One at a time, whatever the number of workers."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.db.models import Exists, Max, OuterRef, QuerySet

from bangfu.apps.disclosure.keys import log_signer
from bangfu.apps.disclosure.models import Checkpoint, LogLeaf
from bangfu.apps.disclosure.queries import heads, tree_of_log
from bangfu.apps.disclosure.rules import head_refusal
from bangfu.engines.tlog import Checkpoint as Head
from bangfu.engines.tlog import leaf_hash, parse_checkpoint, read_canonical, sign_checkpoint
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.plumbing.publication.models import PublicationRow
from bangfu.values import Refusal

AT_ONCE = 5_000
_LOCK = 0x62616E676675  # any number that nothing else locks
_NOTHING = Refusal("disclosure.nothing", "还没有公布过内容，日志是空的。")


def _alone() -> None:
    """Nobody else sequences or signs until this transaction ends. On SQLite the transaction itself is the write lock."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def waiting() -> QuerySet[PublicationRow]:
    """Publication rows that are not in the log yet, earlier ones first."""
    logged = LogLeaf.objects.filter(publication=OuterRef("pk"))
    return PublicationRow.objects.filter(~Exists(logged)).order_by("pk")


@action("disclosure.sequence", unseen=True)
def sequence(*, by: Actor, at: datetime | None = None, key: str = "", limit: int = AT_ONCE) -> int:
    """Give the next committed publication rows their places. Returns: how many. Errors: ``Refused`` when none waits."""
    _alone()
    rows = list(waiting().values_list("pk", "body")[:limit])
    if not rows:
        raise Refused(_NOTHING)
    last = LogLeaf.objects.aggregate(last=Max("position"))["last"]
    begin = 0 if last is None else last + 1
    made = [
        LogLeaf(position=begin + place, publication_id=pk, leaf_hash=leaf_hash(bytes(body)).hex())
        for place, (pk, body) in enumerate(rows)
    ]
    LogLeaf.objects.bulk_create(made, batch_size=300)
    record(subject=made[-1], note=f"{begin}–{made[-1].position}", count=len(made))
    return len(made)


def sequence_all(*, by: Actor = SYSTEM_ACTOR, at: datetime | None = None) -> int:
    """Sequence until nothing waits. Returns: how many entries got a place."""
    done = 0
    while waiting().exists():
        try:
            done += sequence(by=by, at=at)
        except Refused:  # another one was faster
            break
    return done


@action("disclosure.sign_head", unseen=True)
def sign_head(*, by: Actor, at: datetime | None = None, key: str = "", outside: Sequence[Head] = ()) -> Checkpoint:
    """Sign the present head and keep it, before anybody is shown it.

    Args: ``outside`` are heads found where the log was published, which a restored database may know nothing of.
    Errors: ``Refused`` when the log is empty, has no key, or does not continue everything that was ever signed.
    """
    assert at is not None
    _alone()
    tree, signer = tree_of_log(), log_signer()
    if tree.size == 0:
        raise Refused(_NOTHING)
    refuse(head_refusal(tree, [*(parse_checkpoint(each.note.split("\n\n")[0] + "\n") for each in heads()), *outside]))
    kept = Checkpoint.objects.filter(pk=tree.size).first()
    if kept is None:
        note = sign_checkpoint(tree.size, tree.root(), signer)
        kept = Checkpoint.objects.create(size=tree.size, root=tree.root().hex(), note=str(note), published_at=at)
    record(subject=kept, note=f"{kept.size} {kept.root}")
    return kept


@action("disclosure.catch_up", unseen=True)
def catch_up(*, by: Actor, at: datetime | None = None, key: str = "", entries: Sequence[bytes]) -> int:
    """Bring back entries that were published and that a restored database lacks, from their published bytes.

    ``entries`` are all that were published, in order, already verified against the signed head. What the database has must be
    how they begin; the rest come back as publication rows and leaves. Returns: how many. Errors: ``Refused``.
    """
    _alone()
    known = list(LogLeaf.objects.order_by("position").values_list("leaf_hash", flat=True))
    for position, ours in enumerate(known[: len(entries)]):
        if leaf_hash(entries[position]).hex() != ours:
            sentence = f"数据库里的第 {position} 条和公布过的不一样，补不上。"
            raise Refused(Refusal("disclosure.fork", sentence, "请运行 bangfu check。"))
    missing = list(entries[len(known) :])
    if not missing:
        raise Refused(Refusal("disclosure.nothing", "数据库里不缺条目。"))
    leaves = [
        LogLeaf(position=len(known) + place, publication=_row_again(entry), leaf_hash=leaf_hash(entry).hex())
        for place, entry in enumerate(missing)
    ]
    LogLeaf.objects.bulk_create(leaves, batch_size=300)
    record(subject=leaves[-1], note=f"{leaves[0].position}–{leaves[-1].position}", count=len(leaves))
    return len(leaves)


def _row_again(entry: bytes) -> PublicationRow:
    """The publication row of published bytes: the one that is here and waits, else a new one."""
    digest = hashlib.sha256(entry).hexdigest()
    found = PublicationRow.objects.filter(digest=digest).first()
    if found is not None:
        return found
    said = read_canonical(entry)
    return PublicationRow.objects.create(
        kind=said["kind"],
        subject=said["subject"],
        body=entry,
        digest=digest,
        at=datetime.fromisoformat(said["at"]),
    )
