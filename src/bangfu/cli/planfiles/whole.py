"""Files are written whole or not at all: beside the target, then renamed over it."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from bangfu.cli.output import CommandFailed


def write_all(files: dict[Path, bytes]) -> None:
    """Writes several files; all stand complete beside their targets before the first is renamed.

    Raises:
        CommandFailed: a folder is missing or may not be written; then no target has changed.
    """
    waiting: list[tuple[str, Path]] = []
    try:
        for target, content in files.items():
            waiting.append((_beside(target, content), target))
        for temporary, target in waiting:
            Path(temporary).replace(target)
    except OSError as error:
        for temporary, _ in waiting:
            Path(temporary).unlink(missing_ok=True)
        raise CommandFailed(
            f"写不了：{error.strerror}。",
            where=str(error.filename2 or error.filename),
            fix="请核对文件夹是否存在、是否可写、磁盘是否已满。",
        ) from error


def _beside(target: Path, content: bytes) -> str:
    if target.is_dir():
        raise IsADirectoryError(21, "这是文件夹，不是文件", str(target))
    handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(0o666 & ~_umask())
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
    return temporary


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def json_bytes(document: Any) -> bytes:
    """The document as UTF-8 JSON with a last line end; the order of keys is the document's."""
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def print_json(document: Any) -> None:
    """The one document on stdout."""
    sys.stdout.write(json_bytes(document).decode())
