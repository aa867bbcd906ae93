"""The words of ``bangfu log`` that work on a site's data."""

import json
import os
from pathlib import Path

from bangfu.apps.disclosure.api import catch_up_from, proven_entries
from bangfu.apps.disclosure.api import publish as publish_log
from bangfu.cli.output import CommandFailed, progress
from bangfu.engines.tlog import parse_checkpoint
from bangfu.plumbing.access import SYSTEM_ACTOR, Hidden
from bangfu.plumbing.actions import Refused


def publish(out: Path) -> int:
    """Sequences, signs and writes the log into ``out``. Errors: :class:`CommandFailed` with why it must not be signed."""
    try:
        head = publish_log(out, by=SYSTEM_ACTOR)
    except Refused as refused:
        raise CommandFailed(refused.refusal.sentence, where=str(out), fix=refused.refusal.fix) from refused
    print(f"已公布：{head.size} 条，根 {head.root}，在 {out}。")
    return 0


def receipt(number: str, out: Path) -> int:
    """Writes ``NO.tlog-proof``, ``NO.entry`` and ``NO.salt``; further entries of the number as ``NO-2`` and so on."""
    try:
        found = proven_entries(number, with_salts=True)
    except Hidden:
        raise CommandFailed(
            "公开日志里还没有这个编号。", where=number, fix="核对编号；刚公布的，先运行 bangfu log publish。"
        ) from None
    out.mkdir(parents=True, exist_ok=True)
    for place, one in enumerate(found, 1):
        name = number if place == 1 else f"{number}-{place}"
        _write(out / f"{name}.tlog-proof", str(one.receipt).encode())
        _write(out / f"{name}.entry", one.entry)
        _write(
            out / f"{name}.salt",
            f"{json.dumps(one.salts, ensure_ascii=False, sort_keys=True)}\n".encode(),
            private=True,
        )
        print(f"{name}：第 {one.receipt.index} 条，{one.kind}。")
    size = parse_checkpoint(found[-1].receipt.note.text).size
    progress(f"核对：bangfu log verify-receipt {number}.tlog-proof --entry {number}.entry --vkey …（日志共 {size} 条）")
    return 0


def catch_up(folder: Path) -> int:
    """Brings back published entries that a restored database lacks."""
    try:
        done = catch_up_from(folder, by=SYSTEM_ACTOR)
    except Refused as refused:
        raise CommandFailed(refused.refusal.sentence, where=str(folder), fix=refused.refusal.fix) from refused
    print(f"补上了 {done} 条。")
    return 0


def _write(path: Path, raw: bytes, *, private: bool = False) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600 if private else 0o644), "wb") as out:
        out.write(raw)
    beside.replace(path)
