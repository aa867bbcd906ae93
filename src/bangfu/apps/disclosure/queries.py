"""Reading the log: its tree, its heads, its entries, and receipts for what stands in it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from bangfu.apps.disclosure.models import Checkpoint, LogLeaf
from bangfu.engines.tlog import LogError, Note, Receipt, Tree, make_receipt, parse_note
from bangfu.engines.tlog.nodes import Lookup
from bangfu.engines.tlog.tiles import TileNodes
from bangfu.plumbing.access import Hidden
from bangfu.plumbing.publication.models import Opening

SHOWN_ENTRIES = 50


def tree_of_log() -> Tree:
    """The tree of all leaves, as their rows say. 100,000 leaves take about a quarter of a second."""
    hashes = LogLeaf.objects.order_by("position").values_list("leaf_hash", flat=True)
    return Tree(map(bytes.fromhex, hashes.iterator(chunk_size=10_000)))


def heads() -> QuerySet[Checkpoint]:
    """Every head that was signed, the smallest first."""
    return Checkpoint.objects.order_by("size")


def last_head() -> Checkpoint | None:
    """The newest signed head."""
    return Checkpoint.objects.order_by("-size").first()


def head_for_backup() -> dict[str, str]:
    """Answers ``backup.log_heads``: the newest signed head, so that a restored log can be held against what went out."""
    head = last_head()
    return {"checkpoint": head.note} if head else {}


def entries_between(begin: int, end: int) -> Iterator[tuple[int, str, bytes]]:
    """Position, leaf hash and exact bytes of the entries from ``begin`` to before ``end``."""
    rows = LogLeaf.objects.filter(position__gte=begin, position__lt=end).order_by("position")
    for position, hashed, body in rows.values_list("position", "leaf_hash", "publication__body").iterator(
        chunk_size=2_000
    ):
        yield position, hashed, bytes(body)


def leaves() -> Iterator[tuple[int, str, str, str, bytes]]:
    """Position, leaf hash, kind, subject and exact bytes of everything in the log, in order."""
    rows = LogLeaf.objects.order_by("position").values_list(
        "position", "leaf_hash", "publication__kind", "publication__subject", "publication__body"
    )
    for position, hashed, kind, subject, body in rows.iterator(chunk_size=2_000):
        yield position, hashed, kind, subject, bytes(body)


@dataclass(frozen=True, slots=True)
class Proven:
    """An entry of the log with what proves it: the receipt, the exact bytes, and the salts that are still there."""

    receipt: Receipt
    kind: str
    entry: bytes
    salts: dict[str, str]
    subject: str = ""


def proven_entries(number: str, *, with_salts: bool = False) -> list[Proven]:
    """Everything that the log says of a public number, in order, each with its receipt under the newest signed head.

    ``with_salts``: only for whom the entry is about. Errors: ``Hidden`` when nothing of it stands under a signed head.
    """
    return _proven(LogLeaf.objects.filter(publication__subject=number), with_salts)


def proven_about(numbers: Collection[str]) -> list[Proven]:
    """Everything that the log says of several public numbers, in order, without salts. Errors: as :func:`proven_entries`."""
    found: list[Proven] = []
    every = list(dict.fromkeys(numbers))
    head = last_head()
    for start in range(0, len(every), 500):
        leaves = LogLeaf.objects.filter(publication__subject__in=every[start : start + 500])
        if head is not None and leaves.filter(position__lt=head.size).exists():
            found += _proven(leaves, False, most=None)
    if not found:
        raise Hidden
    return sorted(found, key=lambda one: one.receipt.index)


def proven_entry(position: int) -> Proven:
    """One entry by its place, without salts. Errors: ``Hidden`` when it does not stand under a signed head."""
    return _proven(LogLeaf.objects.filter(position=min(position, 2**62)), False)[0]


def _proven(leaves: QuerySet[LogLeaf], with_salts: bool, most: int | None = SHOWN_ENTRIES) -> list[Proven]:
    head = last_head()
    leaves = leaves.filter(position__lt=head.size if head else 0)
    found = list(leaves.select_related("publication").order_by("position")[:most])
    if head is None or not found:
        raise Hidden
    note = parse_note(head.note.encode())
    lookup = TileNodes(_read, head.size).node
    return [
        Proven(
            _receipt(lookup, leaf.position, note),
            leaf.publication.kind,
            bytes(leaf.publication.body),
            _salts(leaf.publication_id) if with_salts else {},
            leaf.publication.subject,
        )
        for leaf in found
    ]


def own_folder() -> Path:
    """Where the site keeps what it published, beside the database."""
    return Path(settings.DATA_DIR) / "log"


def published_key() -> str:
    """The public key of the heads, as it lies beside them; empty while nothing was published."""
    path = own_folder() / "vkey"
    return path.read_text("ascii").strip() if path.exists() else ""


def verifier_path() -> Path:
    """The one-file verifier that anybody can download."""
    return Path(__file__).with_name("verifier.py")


def _read(path: str) -> bytes:
    return (own_folder() / path).read_bytes()


def _receipt(lookup: Lookup, position: int, note: Note) -> Receipt:
    """From the published tiles, in a millisecond; from the leaves themselves where the tiles are gone or no longer fit."""
    try:
        return make_receipt(lookup, position, note)
    except (OSError, LogError):
        return make_receipt(tree_of_log().node, position, note)


def _salts(row: int) -> dict[str, str]:
    return dict(Opening.objects.filter(row_id=row).values_list("field", "salt"))
