"""``bangfu doctor``: settings with their origin, and what is wrong with database, keys, disk and clock, with a remedy each."""

import argparse
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import run_checks
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError

from bangfu.cli.output import GREEN, RED, YELLOW, coloured, print_json, table

GOOD, NOTICE, WRONG = "good", "notice", "wrong"
WORDS = {GOOD: ("正常", GREEN), NOTICE: ("注意", YELLOW), WRONG: ("不行", RED)}
DISK_WRONG, DISK_NOTICE = 200 * 1024**2, 2 * 1024**3
CLOCK_SLACK_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: ``about`` what, ``level``, what was ``seen``, and what to do (``fix``)."""

    about: str
    level: str
    seen: str
    fix: str = ""


def add_parser(subparsers: Any) -> None:
    """Adds the command and its options."""
    parser = subparsers.add_parser("doctor", help="检查设置、数据库、密钥、磁盘和时钟，并说明怎么办")
    parser.add_argument("--json", action="store_true", help="只输出一份 JSON")


def run(args: argparse.Namespace) -> int:
    """Looks at everything; answers 1 if something is wrong."""
    findings = [*database(), *safety(), *keys(), *disk(), *clock()]
    if args.json:
        print_json({"settings": list(shown_settings()), "findings": [asdict(finding) for finding in findings]})
    else:
        rows = [(s["name"], s["value"] or "（空）", s["origin"], s["purpose"]) for s in shown_settings()]
        print(table(rows, head=("设置", "值", "来自", "用来做什么")))
        print()
        print(table([(f.about, _level(f), f.seen) for f in findings], head=("检查", "结果", "看到的")))
        for finding in findings:
            if finding.fix:
                print(f"\n{finding.about}：{finding.fix}")
    return int(any(finding.level == WRONG for finding in findings))


def shown_settings() -> Iterator[dict[str, str]]:
    """Every setting with its value, its origin and its purpose; a secret shows only that it is set."""
    for name, value in settings.VALUES.items():
        text = masked(value.text) if value.option.secret else without_password(value.text)
        yield {"name": f"BANGFU_{name}", "value": text, "origin": value.origin, "purpose": value.option.purpose}


def masked(secret: str) -> str:
    """That a secret is set and how long it is, nothing of it."""
    return f"（已设置，{len(secret)} 个字符）" if secret else ""


def without_password(address: str) -> str:
    """An address with its password struck out.

    >>> without_password("postgresql://bangfu:geheim@db/bangfu")
    'postgresql://bangfu:***@db/bangfu'
    """
    scheme, mark, rest = address.partition("://")
    account, at, host = rest.rpartition("@")
    if not mark or not at or ":" not in account:
        return address
    return f"{scheme}://{account.partition(':')[0]}:***@{host}"


def database() -> Iterator[Finding]:
    """The library's version, whether it answers, and whether it is up to date."""
    try:
        connection.ensure_connection()
        version = ".".join(str(part) for part in connection.get_database_version())
        executor = MigrationExecutor(connection)
        behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Exception as problem:
        yield Finding(
            "数据库", WRONG, f"打不开：{problem}", "检查 BANGFU_DATABASE_URL、文件权限，以及数据库是否在运行。"
        )
        return
    yield Finding("数据库", GOOD, f"{connection.display_name} {version}")
    if behind:
        yield Finding("数据库结构", WRONG, f"还差 {len(behind)} 步升级", "先备份，再运行 bangfu migrate。")
    else:
        yield Finding("数据库结构", GOOD, "已是最新")


def safety() -> Iterator[Finding]:
    """What would forbid `bangfu serve`."""
    for issue in run_checks(include_deployment_checks=True):
        if issue.id and issue.id.startswith("bangfu."):
            yield Finding("安全", WRONG if issue.level >= 40 else NOTICE, str(issue.msg), issue.hint or "")
    if "HTTPS" in settings.VALUES and settings.VALUES["HTTPS"].text != "1":
        yield Finding(
            "安全", NOTICE, "没有使用 HTTPS", "对外开放前，在前面放一个 HTTPS 反向代理，并设 BANGFU_HTTPS=1。"
        )


def keys() -> Iterator[Finding]:
    """Whether personal fields can be sealed."""
    count = len([key for key in settings.FIELD_KEYS.split(",") if key.strip()])
    if count:
        yield Finding("字段密钥", GOOD, f"{count} 把，第一把用于加密")
    else:
        yield Finding(
            "字段密钥",
            WRONG,
            "没有设置 BANGFU_FIELD_KEYS，个人信息存不进去",
            "生成 32 字节随机数的 base64，设 BANGFU_FIELD_KEYS=“k1:…”，另存一份：丢了密钥，加密的内容就读不出来了。",
        )


def disk() -> Iterator[Finding]:
    """Whether the data folder can be written and has room."""
    folder = Path(settings.DATA_DIR)
    place = folder
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    size = f"{free / 1024**3:.1f} GB 可用"
    level = WRONG if free < DISK_WRONG else NOTICE if free < DISK_NOTICE else GOOD
    yield Finding("磁盘", level, size, "" if level == GOOD else f"给 {folder} 所在的磁盘腾出空间。")
    probe = place / ".bangfu-doctor"
    try:
        probe.write_text("", "utf-8")
        probe.unlink()
    except OSError as problem:
        yield Finding("数据目录", WRONG, f"{folder} 写不进去：{problem.strerror}", "改目录权限，或改 BANGFU_DATA_DIR。")
    else:
        yield Finding("数据目录", GOOD, str(folder))


def clock() -> Iterator[Finding]:
    """Whether this machine and the database agree about the time."""
    here = datetime.now(UTC)
    if here.year < 2026:
        yield Finding("时钟", WRONG, f"{here:%Y-%m-%d %H:%M} UTC", "时钟明显不对，请开启网络对时。")
        return
    if connection.vendor == "postgresql":
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT clock_timestamp()")
                off = abs((cursor.fetchone()[0] - here).total_seconds())
        except DatabaseError:
            return
        if off > CLOCK_SLACK_SECONDS:
            yield Finding("时钟", WRONG, f"与数据库相差 {off:.0f} 秒", "两台机器都开启网络对时。")
            return
    yield Finding("时钟", GOOD, f"{here:%Y-%m-%d %H:%M} UTC")


def _level(finding: Finding) -> str:
    word, colour = WORDS[finding.level]
    return coloured(word, colour)
