"""What `backup`, `restore` and `verify-backup` have in common: putting a backup's content into a place and looking at it there."""

import json
import os
import subprocess
import sys
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from django.db.migrations.loader import MigrationLoader

from bangfu.cli.output import CommandFailed
from bangfu.plumbing.backup.contents import ABOUT, DATABASE
from bangfu.plumbing.backup.stream import BackupRefused
from bangfu.plumbing.backup.unpack import Opened, unpack
from bangfu.plumbing.sealed.keys import SealError

SQLITE = "bangfu.sqlite3"


def as_failure(refused: BackupRefused) -> CommandFailed:
    """The refusal as a command says it."""
    return CommandFailed(refused.sentence, fix=refused.fix)


def version_of_program() -> str:
    """The installed version; of a checkout that was not installed, that."""
    try:
        return version("bangfu")
    except PackageNotFoundError:
        return "(from sources)"


def open_into(backup: Path, folder: Path) -> Opened:
    """Unpack a backup into an empty folder, the SQLite file under the name that the site looks for.

    Errors: :class:`CommandFailed` with one sentence.
    """
    if not backup.is_file():
        raise CommandFailed("没有这个文件。", where=str(backup), fix="核对备份文件的路径。")
    known = set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
    try:
        opened = unpack(backup, folder, known=known)
    except BackupRefused as refused:
        raise CommandFailed(refused.sentence, where=str(backup), fix=refused.fix) from refused
    except SealError as wrong:
        raise CommandFailed(str(wrong), where="BANGFU_FIELD_KEYS", fix="运行 bangfu doctor。") from wrong
    if opened.about.engine == "sqlite":
        (folder / DATABASE).rename(folder / SQLITE)
    (folder / ABOUT).write_text(json.dumps(asdict(opened.about), ensure_ascii=False), "utf-8")
    return opened


def look_inside(folder: Path, database_url: str, *, settle: bool) -> dict[str, Any]:
    """Bring what was unpacked to life in a process whose site is this folder (and database), and look at all of it.

    Returns: ``findings`` of `bangfu check` and of the keys, and what was ``settled``. Errors: :class:`CommandFailed`.
    """
    surroundings = os.environ | {"BANGFU_DATA_DIR": str(folder), "BANGFU_DATABASE_URL": database_url}
    command = [sys.executable, "-m", "bangfu.cli.restored", str(folder), *(["--settle"] if settle else [])]
    done = subprocess.run(command, env=surroundings, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603 - our own program
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        raise CommandFailed("恢复出来的网站启动不了，见上面的说明。", fix="用写这份备份的版本再试一次。") from None
    (folder / ABOUT).unlink(missing_ok=True)
    if "refused" in answer:
        raise CommandFailed(answer["refused"], fix=answer["fix"])
    return answer
