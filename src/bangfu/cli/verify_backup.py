"""``bangfu verify-backup``: restores a backup into a temporary place, looks at all of it there, and throws the place away."""

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.db.utils import DatabaseError

from bangfu.cli.keeping import look_inside, open_into
from bangfu.cli.output import CommandFailed, print_json, progress
from bangfu.plumbing.backup.unpack import Opened

SHOWN = 10


def add_parser(subparsers: Any) -> None:
    """Adds the command and its options."""
    parser = subparsers.add_parser("verify-backup", help="试着恢复一份备份，核对里面的一切，不动网站")
    parser.add_argument("backup", type=Path, help="备份文件")
    parser.add_argument("--json", action="store_true", help="只输出一份 JSON")


def run(args: argparse.Namespace) -> int:
    """Verifies; answers 1 when something is wrong."""
    progress("正在临时的地方恢复并核对……", quiet=args.json)
    home = Path(settings.DATA_DIR)
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".verify-", dir=home) as folder:
        opened = open_into(args.backup, Path(folder))
        with temporary_database(opened) as url:
            answer = look_inside(Path(folder), url, settle=False)
    answer |= {"made_at": opened.about.made_at, "record": opened.about.record, "heads": opened.about.heads}
    answer |= {"missing_files": opened.manifest.missing, "altered_files": opened.manifest.altered}
    if args.json:
        print_json({"ok": not answer["findings"]} | answer)
    else:
        say(opened, answer)
    return int(bool(answer["findings"]))


@contextmanager
def temporary_database(opened: Opened) -> Iterator[str]:
    """Nothing for SQLite; for PostgreSQL a database of its own on the site's server, dropped at the end."""
    if opened.about.engine == "sqlite":
        yield ""
        return
    if connection.vendor != "postgresql":
        raise CommandFailed(
            "这份备份来自 PostgreSQL，核对它要有一台 PostgreSQL 服务器。",
            fix="把 BANGFU_DATABASE_URL 设为那台服务器上的任一数据库。",
        )
    before, mark, query = str(settings.VALUES["DATABASE_URL"].text).partition("?")
    name = f"bangfu_verify_{uuid4().hex[:12]}"
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
    except DatabaseError as problem:
        fix = "让管理员授予建库的权限：ALTER ROLE 账号 CREATEDB;"
        raise CommandFailed(f"不能建立临时数据库：{problem}".strip(), fix=fix) from problem
    try:
        yield f"{before.rpartition('/')[0]}/{name}{mark}{query}"
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def say(opened: Opened, answer: dict[str, Any]) -> None:
    """What was looked at."""
    about = opened.about
    print(
        f"这份备份能恢复：{about.made_at} 备份，{answer['rows']} 行逐表相符，文件 {len(about.files) - len(opened.manifest.missing)} 个"
        f"逐个相符，公开记录 {about.record['rows']} 条相符，{answer['invariants']} 条不变量核对过。"
    )
    for word, numbers in (("不见了", opened.manifest.missing), ("内容变了", opened.manifest.altered)):
        if numbers:
            progress(f"注意：备份时就有 {len(numbers)} 个文件{word}：{'、'.join(numbers[:5])}")
    for finding in answer["findings"][:SHOWN]:
        progress(f"不符：{finding}")
