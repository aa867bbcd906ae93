"""``bangfu restore``: a backup into an empty place, or nothing at all."""

import argparse
import shutil
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from bangfu.cli.keeping import SQLITE, look_inside, open_into
from bangfu.cli.output import CommandFailed, print_json, progress
from bangfu.plumbing.backup.unpack import Opened

SHOWN = 10


def add_parser(subparsers: Any) -> None:
    """Adds the command and its options."""
    parser = subparsers.add_parser("restore", help="把一份备份恢复到空的地方")
    parser.add_argument("backup", type=Path, help="备份文件")
    parser.add_argument("--into", type=Path, required=True, help="恢复到哪个文件夹：空的，或者还没有")
    parser.add_argument("--json", action="store_true", help="只输出一份 JSON")


def run(args: argparse.Namespace) -> int:
    """Restores; answers 1 when what was restored breaks an invariant (it did so before the backup)."""
    target = args.into.expanduser().absolute()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise CommandFailed("这里不是空的，不会覆盖。", where=str(target), fix="用 --into 指定一个空文件夹。")
    progress("正在恢复……", quiet=args.json)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=".restore-", dir=target.parent))
    except OSError as problem:
        raise CommandFailed(
            f"写不了：{problem.strerror}。", where=str(target.parent), fix="检查文件夹权限。"
        ) from problem
    try:
        opened = open_into(args.backup, beside)
        answer = look_inside(beside, url_for(opened), settle=True)
        shutil.rmtree(beside / "tables", ignore_errors=True)
        beside.replace(target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    say(args, opened, answer, target)
    return int(bool(answer["findings"]))


def url_for(opened: Opened) -> str:
    """The database to restore into: the file in the new folder, or the empty PostgreSQL database of the settings."""
    if opened.about.engine != connection.vendor:
        words = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
        made, here = words[opened.about.engine], words.get(connection.vendor, connection.vendor)
        fix = (
            "去掉 BANGFU_DATABASE_URL。"
            if made == "SQLite"
            else "把 BANGFU_DATABASE_URL 设为一个空的 PostgreSQL 数据库。"
        )
        raise CommandFailed(f"这份备份来自 {made}，而设置里是 {here}。", where="BANGFU_DATABASE_URL", fix=fix)
    return "" if connection.vendor == "sqlite" else str(settings.VALUES["DATABASE_URL"].text)


def say(args: argparse.Namespace, opened: Opened, answer: dict[str, Any], target: Path) -> None:
    """What was restored and what is to be done now."""
    about, settled = opened.about, answer["settled"]
    if args.json:
        print_json(
            {"into": str(target), "made_at": about.made_at, "record": about.record, "heads": about.heads} | answer
        )
        return
    place = f"数据库 {target / SQLITE}" if about.engine == "sqlite" else "数据库是 BANGFU_DATABASE_URL 里的那一个"
    print(
        f"恢复好了：{target}，备份于 {about.made_at}，{answer['rows']} 行，公开记录 {about.record['rows']} 条；{place}。"
    )
    print(
        f"为了不把同样的话说两遍：{settled['sessions']} 个登录已失效，{settled['letters']} 封可能已发出的信已搁置"
        f"（站内消息照常在），{settled['runs']} 项没做完的任务已结束，可重新发起。"
    )
    print(f"接下来：设 BANGFU_DATA_DIR={target}，运行 bangfu doctor，再启动 serve 和 worker。")
    for finding in answer["findings"][:SHOWN]:
        progress(f"不符：{finding}")
