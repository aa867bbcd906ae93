"""Making a backup while the site works."""

import fcntl
import gzip
import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection

from bangfu.plumbing.backup import snapshot_postgresql, snapshot_sqlite
from bangfu.plumbing.backup.contents import ABOUT, DATABASE, FILES, MANIFEST, About, Manifest, as_document, log_heads
from bangfu.plumbing.backup.stream import BackupRefused, SealingWriter
from bangfu.plumbing.sealed.keys import field_keys

SCRATCH = ".backup-"


@dataclass(frozen=True, slots=True)
class Taken:
    """What was written: ``size`` in bytes, the SHA-256 of the file, what it says of itself."""

    size: int
    sha256: str
    about: About
    manifest: Manifest


class _Pack:
    """The members on their way into the file, their hashes noted as they pass."""

    def __init__(self, out: IO[bytes]) -> None:
        self.sealing = SealingWriter(out, field_keys()[0])
        # Level 1: photographs are compressed already, and tables shrink to a fifth with the cheapest.
        self._gzip = gzip.GzipFile(filename="", mode="wb", fileobj=self.sealing, compresslevel=1, mtime=0)
        self._tar = tarfile.open(mode="w|", fileobj=self._gzip, format=tarfile.PAX_FORMAT)  # noqa: SIM115 - closed by `finish`
        self.manifest = Manifest()

    def add(self, name: str, source: IO[bytes], size: int) -> None:
        """Pass one member of exactly ``size`` bytes through."""
        entry, hashing = tarfile.TarInfo(name), _Hashing(source)
        entry.size, entry.mode = size, 0o600
        self._tar.addfile(entry, hashing)  # type: ignore[arg-type]  # it reads, which is all that is asked of it
        self.manifest.members[name] = [size, hashing.digest.hexdigest()]

    def add_path(self, name: str, path: Path) -> None:
        """Pass a file through."""
        with path.open("rb") as source:
            self.add(name, source, os.fstat(source.fileno()).st_size)

    def add_json(self, name: str, document: dict[str, Any]) -> None:
        """Pass a document through."""
        data = json.dumps(document, ensure_ascii=False).encode()
        self.add(name, io.BytesIO(data), len(data))

    def finish(self) -> None:
        """Write the manifest and close every layer."""
        self.add_json(MANIFEST, as_document(self.manifest))
        self._tar.close()
        self._gzip.close()
        self.sealing.finish()


class _Hashing:
    def __init__(self, source: IO[bytes]) -> None:
        self._source, self.digest = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(size)
        self.digest.update(data)
        return data


def take_backup(out: Path, *, at: datetime, version: str) -> Taken:
    """Write the whole site into ``out``: beside it first, then renamed over it.

    Errors: :class:`BackupRefused` when another backup runs, or the disk is full, or a folder is missing; nothing is left then.
    """
    if out.is_dir() or not out.parent.is_dir():
        raise BackupRefused(f"{out} 写不了：文件夹不存在，或者它本身是文件夹。", "用 --out 指定一个文件。")
    keys = [{"id": key.id, "fingerprint": key.fingerprint} for key in field_keys()]
    about = About(version, at.isoformat(), connection.vendor, keys)
    handle, beside = tempfile.mkstemp(prefix=f".{out.name}.", dir=out.parent)
    try:
        with os.fdopen(handle, "wb") as stream, _scratch() as scratch:
            pack = _Pack(stream)
            try:
                _add_database(pack, about, scratch)
                _add_files(pack, about)
                pack.finish()
            except BaseException:
                pack.sealing.give_up()
                raise
            stream.flush()
            os.fsync(stream.fileno())
        taken = Taken(Path(beside).stat().st_size, _sha256_of(Path(beside)), about, pack.manifest)
        Path(beside).replace(out)
    except OSError as problem:
        raise BackupRefused(
            f"备份没有写成：{problem.strerror or problem}。", "检查磁盘空间和文件夹权限，再来一次。"
        ) from problem
    finally:
        Path(beside).unlink(missing_ok=True)
    return taken


@contextmanager
def _scratch() -> Iterator[Path]:
    """A folder in the data folder, as safe as the database itself; one backup at a time, and what a killed one left goes."""
    home = Path(settings.DATA_DIR)
    home.mkdir(parents=True, exist_ok=True)
    with (home / "backup.lock").open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupRefused("另一个备份正在进行。", "等它做完再来。") from None
        for left in home.glob(f"{SCRATCH}*"):
            shutil.rmtree(left, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix=SCRATCH, dir=home) as folder:
            yield Path(folder)


def _add_database(pack: _Pack, about: About, scratch: Path) -> None:
    copy = scratch / "copy"
    if connection.vendor == "sqlite":
        snapshot_sqlite.copy_database(str(connection.settings_dict["NAME"]), copy)
        snapshot_sqlite.describe(copy, about)
        _add_about(pack, about)
        pack.add_path(DATABASE, copy)
        return
    with snapshot_postgresql.one_moment() as raw:
        snapshot_postgresql.describe(raw, about)
        _add_about(pack, about)
        for table, columns in about.columns.items():
            snapshot_postgresql.copy_table(raw, table, columns, copy)
            pack.add_path(f"tables/{table}.copy", copy)
            copy.unlink()


def _add_about(pack: _Pack, about: About) -> None:
    for heads in log_heads.ask():
        about.heads |= heads
    pack.add_json(ABOUT, as_document(about))


def _add_files(pack: _Pack, about: About) -> None:
    """Files are written before the row that names them is committed, and never changed: what the snapshot names is there."""
    home = Path(settings.MEDIA_ROOT)
    for number, digest in about.files:
        path, name = home / number[:2] / number, f"{FILES}{number[:2]}/{number}"
        if not path.is_file():
            pack.manifest.missing.append(number)
            continue
        pack.add_path(name, path)
        if pack.manifest.members[name][1] != digest:
            pack.manifest.altered.append(number)


def _sha256_of(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
