"""I6, I14, I15 and I16 of the books, for the public log, re-derived from the rows."""

import hashlib
from collections.abc import Iterator
from typing import Any

from bangfu.apps.disclosure.models import Checkpoint, LogLeaf
from bangfu.apps.disclosure.rules import unfit_parts
from bangfu.engines.tlog import LogError, Tree, leaf_hash, parse_checkpoint, parse_note, read_canonical
from bangfu.engines.tlog.proofs import verify_consistency
from bangfu.plumbing.checks import Finding, Invariant
from bangfu.plumbing.publication.models import PublicationRow
from bangfu.plumbing.publication.write import canonical_bytes


def _rebuilt(row: PublicationRow, said: dict[str, Any]) -> bytes:
    return canonical_bytes(row.kind, row.subject, row.at, said["fields"], said["commitments"])


def _changed() -> Iterator[Finding]:
    leaves = LogLeaf.objects.order_by("position").values_list("position", "publication_id", "leaf_hash")
    hashes = {publication: (position, hashed) for position, publication, hashed in leaves.iterator(chunk_size=10_000)}
    for row in PublicationRow.objects.order_by("pk").iterator(chunk_size=1_000):
        position, hashed = hashes.pop(row.pk, (None, ""))
        where = f"{row.kind} {row.subject}" if position is None else f"第 {position} 条"
        entry = bytes(row.body)
        if hashed and leaf_hash(entry).hex() != hashed:
            yield Finding(where, "公开行的内容和进日志时不一样。")
        elif hashlib.sha256(entry).hexdigest() != row.digest:
            yield Finding(where, "公开行的摘要和内容不符。")
        else:
            yield from _not_its_own(row, entry, where)
    for position, _hashed in hashes.values():
        yield Finding(f"第 {position} 条", "日志里的这一条已经没有公开行了。")


def _not_its_own(row: PublicationRow, entry: bytes, where: str) -> Iterator[Finding]:
    try:
        if _rebuilt(row, read_canonical(entry)) != entry:
            yield Finding(where, "从公开行各栏重建的内容和日志里的不一样。")
    except (LogError, KeyError, TypeError):
        yield Finding(where, "公开行的内容不是规定的写法。")


def _gaps() -> Iterator[Finding]:
    wanted, seen = 0, set[int]()
    for position, publication in LogLeaf.objects.order_by("position").values_list("position", "publication_id"):
        if position != wanted:
            yield Finding(f"第 {wanted} 条", f"日志从第 {wanted} 条跳到第 {position} 条。")
        if publication in seen:
            yield Finding(f"第 {position} 条", "同一公开行在日志里出现了两次。")
        seen.add(publication)
        wanted = position + 1


def _heads() -> Iterator[Finding]:
    hashes = LogLeaf.objects.order_by("position").values_list("leaf_hash", flat=True)
    try:
        tree = Tree(map(bytes.fromhex, hashes))
    except (LogError, ValueError):
        yield Finding("日志", "有一条的散列值不是散列值。")
        return
    before = 0
    for head in Checkpoint.objects.order_by("size"):
        where = f"{head.size} 条的检查点"
        try:
            signed = parse_checkpoint(parse_note(head.note.encode()).text)
        except LogError:
            yield Finding(where, "检查点读不出来。")
            continue
        if (signed.size, signed.root.hex()) != (head.size, head.root):
            yield Finding(where, "检查点签的和这一行写的不一样。")
        if head.size > tree.size:
            yield Finding(where, f"签过 {head.size} 条，现在只有 {tree.size} 条。")
        elif tree.root(head.size) != signed.root:
            yield Finding(where, f"签过的根重算不出来：第 {before} 到第 {head.size - 1} 条里有改动。")
        else:
            verify_consistency(before, head.size, tree.consistency(before, head.size), tree.root(before), signed.root)
            before = head.size


def _unfit() -> Iterator[Finding]:
    for row in PublicationRow.objects.order_by("pk").iterator(chunk_size=1_000):
        try:
            said = read_canonical(bytes(row.body))
        except LogError:
            continue  # I6 names it
        for part in unfit_parts(said) if isinstance(said, dict) else ():
            yield Finding(f"{row.kind} {row.subject}", f"公开日志里不该有：{part}。")


INVARIANTS = (
    Invariant(
        "I6", "Every entry of the log is, byte for byte, what its row says.", PublicationRow.objects.count, _changed
    ),
    Invariant("I14", "The log's positions run from 0 without a gap, each row once.", LogLeaf.objects.count, _gaps),
    Invariant(
        "I15",
        "Every signed head's root recomputes, and each continues the one before.",
        Checkpoint.objects.count,
        _heads,
    ),
    Invariant(
        "I16",
        "No entry holds a field off the list, a phone, an identity or a bank number.",
        PublicationRow.objects.count,
        _unfit,
    ),
)
