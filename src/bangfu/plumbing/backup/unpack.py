"""Opening a backup into a folder; nothing is believed before it was compared."""

import gzip
import hashlib
import json
import tarfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from bangfu.plumbing.backup.contents import ABOUT, MANIFEST, About, Manifest, is_known_name, newer_refusal
from bangfu.plumbing.backup.stream import BackupRefused, OpeningReader
from bangfu.plumbing.sealed.keys import field_keys

PART = 1024 * 1024
SAID_MAX = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Opened:
    """A backup that was compared with its own manifest."""

    about: About
    manifest: Manifest


def unpack(backup: Path, folder: Path, *, known: set[tuple[str, str]]) -> Opened:
    """Decrypt ``backup`` into the empty ``folder`` and compare every member.

    Args: ``known``: the migrations that this program has. Errors: :class:`BackupRefused` with one sentence for a wrong key, a
    changed or cut-off file, a newer version; the caller throws the folder away.
    """
    try:
        with backup.open("rb") as source:
            opening = OpeningReader(source, field_keys())
            with gzip.GzipFile(fileobj=opening, mode="rb") as plain:  # type: ignore[arg-type]
                opened = _members(plain, folder, known)
            if opening.read(1):
                raise BackupRefused("备份文件后面多出了内容。", "换一份完好的备份。")
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile, KeyError, TypeError, ValueError):
        raise BackupRefused("备份的内容读不出来，文件已经损坏。", "换一份完好的备份。") from None
    except OSError as problem:
        raise BackupRefused(f"读写不了：{problem.strerror or problem}。", "检查文件、磁盘空间和权限。") from problem
    return opened


def _members(plain: Any, folder: Path, known: set[tuple[str, str]]) -> Opened:
    about, manifest, seen = None, None, {}
    with tarfile.open(mode="r|", fileobj=plain) as tar:
        for entry in tar:
            source = tar.extractfile(entry)
            if source is None or manifest is not None:
                raise BackupRefused("备份里有不该有的东西。", "换一份完好的备份。")
            if entry.name in (ABOUT, MANIFEST):
                data = source.read(SAID_MAX)
                document = json.loads(data)
                if entry.name == MANIFEST:
                    manifest = Manifest(**document)
                    continue
                about = About(**document)
                if newer := newer_refusal(about, known):
                    raise newer
                seen[entry.name] = [len(data), hashlib.sha256(data).hexdigest()]
            elif about is not None and is_known_name(entry.name):
                seen[entry.name] = _write(source, folder / entry.name)
            else:
                raise BackupRefused("备份里有不该有的东西。", "换一份完好的备份。")
    if about is None or manifest is None:
        raise BackupRefused("备份不完整：没有目录或清单。", "换一份完好的备份。")
    while plain.read(PART):  # to the end, so that the last block was authenticated too
        pass
    return _compared(Opened(about, manifest), seen)


def _write(source: IO[bytes], target: Path) -> list[Any]:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    size, digest = 0, hashlib.sha256()
    with target.open("wb") as out:
        target.chmod(0o600)
        while part := source.read(PART):
            out.write(part)
            digest.update(part)
            size += len(part)
    return [size, digest.hexdigest()]


def _compared(opened: Opened, seen: dict[str, list[Any]]) -> Opened:
    wanted = opened.manifest.members
    for name in sorted(wanted.keys() | seen.keys()):
        if wanted.get(name) != seen.get(name):
            raise BackupRefused(f"备份里的 {name} 与清单不符。", "换一份完好的备份。")
    for number, digest in opened.about.files:
        packed = seen.get(f"files/{number[:2]}/{number}")
        if packed is None and number not in opened.manifest.missing:
            raise BackupRefused(f"备份里少了文件 {number}。", "换一份完好的备份。")
        if packed is not None and packed[1] != digest and number not in opened.manifest.altered:
            raise BackupRefused(f"备份里的文件 {number} 与登记的不同。", "换一份完好的备份。")
    return opened
