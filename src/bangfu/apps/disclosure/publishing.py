"""The publisher: the signed log as plain files that any web server, mirror or memory stick can carry.

A head is signed and kept in the database first, then the entries and tiles are written, and ``checkpoint`` last: whoever reads
it finds all that it speaks of. The site's own folder is also the memory of what went out: a database restored from an
earlier backup is measured against it before anything is signed.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from bangfu.apps.disclosure.actions import catch_up, sequence_all, sign_head
from bangfu.apps.disclosure.keys import has_key, log_signer
from bangfu.apps.disclosure.models import Checkpoint
from bangfu.apps.disclosure.queries import entries_between, last_head, own_folder, tree_of_log
from bangfu.engines.tlog import Checkpoint as Head
from bangfu.engines.tlog import LogError, Tree, leaf_hash, open_checkpoint
from bangfu.engines.tlog.folder import published_entries
from bangfu.engines.tlog.tiles import CHECKPOINT, WIDTH, bundle, tile_bytes, tile_path, tiles_of
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor
from bangfu.plumbing.actions import Refused
from bangfu.values import Refusal

VKEY = "vkey"


@contextmanager
def _queue() -> Iterator[None]:
    """One publisher at a time on this machine: an older head never overwrites a newer one."""
    own_folder().parent.mkdir(parents=True, exist_ok=True)
    with own_folder().with_name("log.queue").open("ab") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def head_in(folder: Path) -> Head | None:
    """The head that lies in a folder; None where nothing was published. Errors: ``Refused`` when it is not of our key."""
    path = folder / CHECKPOINT
    if not path.exists():
        return None
    try:
        return open_checkpoint(path.read_bytes(), log_signer().verifier)[0]
    except LogError as wrong:
        sentence = f"{path} 不是这把密钥签的检查点，不能接着公布。"
        raise Refused(Refusal("disclosure.foreign", sentence, f"换一个目录，或找回原来的密钥。（{wrong}）")) from wrong


def publish(out: Path | None = None, *, by: Actor, at: datetime | None = None) -> Checkpoint:
    """Sequence, sign and write the whole log into ``out`` (default: the site's own folder).

    Errors: ``Refused`` when it does not continue what was published in either folder, or an entry is not what was hashed.
    """
    with _queue():
        folders = dict.fromkeys((own_folder(), out or own_folder()))
        outside = [head for head in map(head_in, folders) if head is not None]
        sequence_all(by=by, at=at)
        head = sign_head(by=by, at=at, outside=outside)
        tree = tree_of_log()
        for folder in folders:
            _write_log(folder, head, tree)
    return head


def publish_when_grown(*, at: datetime) -> int:
    """About once a minute: put what is new into the log and publish it, where a key is set. Returns: how many entries."""
    done = sequence_all(at=at)
    head = last_head()
    if has_key() and (done or head is None or head_in(own_folder()) is None):
        try:
            publish(by=SYSTEM_ACTOR, at=at)
        except Refused as refused:
            if refused.refusal.code != "disclosure.nothing":
                raise
    return done


def catch_up_from(folder: Path, *, by: Actor, at: datetime | None = None) -> int:
    """Bring back into a restored database what ``folder`` shows was published. Errors: ``Refused``, :class:`LogError`."""
    with _queue():
        return catch_up(by=by, at=at, entries=published_entries(folder, log_signer().verifier))


def _write(path: Path, raw: bytes) -> None:
    """A whole file or none: written beside, then renamed. One that is already so is left alone."""
    if path.exists() and path.read_bytes() == raw:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_bytes(raw)
    beside.replace(path)


def _since(folder: Path) -> int:
    """How many entries a folder already holds for certain; 0 means: write all anew."""
    found = head_in(folder)
    return found.size if found is not None else 0


def _is_there(folder: Path, head: Checkpoint) -> bool:
    """Whether the folder shows this head already: witnesses may have added their names to it."""
    path, (said, blank, _) = folder / CHECKPOINT, head.note.partition("\n\n")
    return path.exists() and path.read_bytes().startswith(f"{said}{blank}".encode())


def _write_log(folder: Path, head: Checkpoint, tree: Tree) -> None:
    since = _since(folder)
    for level, number, width in tiles_of(head.size, since):
        _write(folder / tile_path(level, number, width), tile_bytes(tree.node, level, number, width))
        if level == 0:
            _write_bundle(folder, number, width)
        if width == WIDTH:
            _drop_partials(folder, level, number)
    _write(folder / VKEY, f"{log_signer().verifier}\n".encode())
    if not _is_there(folder, head):
        _write(folder / CHECKPOINT, head.note.encode())


def _write_bundle(folder: Path, number: int, width: int) -> None:
    entries = []
    for position, hashed, entry in entries_between(number * WIDTH, number * WIDTH + width):
        if leaf_hash(entry).hex() != hashed:
            sentence = f"第 {position} 条的内容和进日志时不一样，不能公布。"
            raise Refused(Refusal("disclosure.changed", sentence, "请运行 bangfu check。"))
        entries.append(entry)
    if len(entries) != width:
        sentence = f"从第 {number * WIDTH} 条起缺少公开行，不能公布。"
        raise Refused(Refusal("disclosure.missing", sentence, "请运行 bangfu check。"))
    _write(folder / tile_path("entries", number, width), bundle(entries))


def _drop_partials(folder: Path, level: int, number: int) -> None:
    """Partial tiles may go once the full one is there (c2sp.org/tlog-tiles)."""
    for kind in (level, "entries") if level == 0 else (level,):
        partial = (folder / tile_path(kind, number)).with_name(f"{(folder / tile_path(kind, number)).name}.p")
        for each in partial.glob("*"):
            each.unlink(missing_ok=True)
        if partial.is_dir():
            partial.rmdir()
