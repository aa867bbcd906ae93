"""Verifying a published folder with nothing but its files: every entry, every tile, the signed head, earlier heads, witnesses."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bangfu.engines.tlog.checkpoints import Checkpoint, open_checkpoint
from bangfu.engines.tlog.errors import LogError
from bangfu.engines.tlog.nodes import leaf_hash
from bangfu.engines.tlog.notes import Note, Verifier
from bangfu.engines.tlog.proofs import verify_consistency
from bangfu.engines.tlog.tiles import CHECKPOINT, WIDTH, tile_bytes, tile_path, tiles_of, unbundle
from bangfu.engines.tlog.tree import Tree


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a folder holds: its signed ``head``, the ``note``, the ``tree`` of its entries, the entries themselves."""

    head: Checkpoint
    note: Note
    tree: Tree
    entries: list[bytes] = field(repr=False)


def _read(folder: Path, path: str) -> bytes:
    try:
        return (folder / path).read_bytes()
    except OSError:
        raise LogError("missing", f"{path} is missing") from None


def verify_folder(
    folder: Path,
    verifier: Verifier,
    olds: Sequence[bytes] = (),
    told: Callable[[int, int], None] = lambda done, total: None,
) -> Verdict:
    """Recompute everything. ``olds`` are earlier checkpoints, as somebody kept them; ``told`` hears (done, total) entries.

    Errors: :class:`LogError` whose sentence names the first bad entry where the files tell it.
    """
    head, note = open_checkpoint(_read(folder, CHECKPOINT), verifier)
    tree, entries = Tree(), []
    for number in range(-(-head.size // WIDTH)):
        width = min(WIDTH, head.size - number * WIDTH)
        found = unbundle(_read(folder, tile_path("entries", number, width)))
        _compare(number, width, found, _read(folder, tile_path(0, number, width)))
        tree.extend(map(leaf_hash, found))
        entries += found
        told(len(entries), head.size)
    for level, number, width in tiles_of(head.size):
        if level and _read(folder, tile_path(level, number, width)) != tile_bytes(tree.node, level, number, width):
            begin, end = number * WIDTH ** (level + 1), min(head.size, (number + 1) * WIDTH ** (level + 1))
            raise LogError("tile", f"{tile_path(level, number, width)} does not fit the entries {begin} to {end - 1}")
    _compare_heads(tree, head, verifier, olds)
    return Verdict(head, note, tree, entries)


def _compare(number: int, width: int, entries: list[bytes], tile: bytes) -> None:
    """The bundle has as many entries as it should, each with the hash in the tile."""
    first = number * WIDTH
    for place, entry in enumerate(entries[:width]):
        if leaf_hash(entry) != tile[32 * place : 32 * place + 32]:
            raise LogError("entry", f"entry {first + place} is not what was published: its bytes do not fit its hash")
    if len(entries) != width or len(tile) != 32 * width:
        raise LogError(
            "entry", f"from entry {first + min(len(entries), width)} on the files hold {len(entries)} of {width}"
        )


def _compare_heads(tree: Tree, head: Checkpoint, verifier: Verifier, olds: Sequence[bytes]) -> None:
    heads = sorted((open_checkpoint(raw, verifier)[0] for raw in olds), key=lambda each: each.size)
    good = 0
    for old in heads:
        if old.size > head.size:
            raise LogError(
                "cut",
                f"an earlier head had {old.size} entries, this log has {head.size}: from entry {head.size} on it was cut",
            )
        if tree.root(old.size) != old.root:
            raise LogError(
                "fork",
                f"an earlier head of {old.size} does not fit: an entry between {good} and {old.size - 1} was changed",
            )
        verify_consistency(old.size, head.size, tree.consistency(old.size, head.size), old.root, tree.root())
        good = old.size
    if tree.root() != head.root:
        raise LogError("root", f"the signed root does not fit: an entry between {good} and {head.size - 1} was changed")


def published_entries(folder: Path, verifier: Verifier) -> list[bytes]:
    """All entries of a folder that verifies. Errors: :class:`LogError`."""
    return verify_folder(folder, verifier).entries
