"""``bangfu backup``: one encrypted file with the whole site, while people work."""

import argparse
from pathlib import Path
from typing import Any

from bangfu.cli.keeping import as_failure, version_of_program
from bangfu.cli.output import CommandFailed, print_json, progress
from bangfu.plumbing.backup.stream import BackupRefused
from bangfu.plumbing.backup.take import Taken, take_backup
from bangfu.plumbing.clock import now
from bangfu.plumbing.sealed.keys import SealError


def add_parser(subparsers: Any) -> None:
    """Adds the command and its options."""
    parser = subparsers.add_parser("backup", help="把整个网站写成一份加密的备份")
    parser.add_argument("--out", type=Path, required=True, help="写到哪个文件")
    parser.add_argument("--json", action="store_true", help="只输出一份 JSON")


def run(args: argparse.Namespace) -> int:
    """Backs up; answers 1 when stored files were missing or altered already (the backup is written all the same)."""
    progress("正在备份，网站可以照常使用……", quiet=args.json)
    try:
        taken = take_backup(args.out, at=now(), version=version_of_program())
    except BackupRefused as refused:
        raise as_failure(refused) from refused
    except SealError as wrong:
        raise CommandFailed(str(wrong), where="BANGFU_FIELD_KEYS", fix="运行 bangfu doctor。") from wrong
    document = as_document(args.out, taken)
    if args.json:
        print_json(document)
    else:
        print(
            f"备份写好了：{args.out}，{taken.size / 1e6:.1f} MB，文件 {document['files']} 个，"
            f"公开记录 {taken.about.record['rows']} 条，密钥编号 {'、'.join(document['keys'])}。"
        )
        print("密钥不在里面。请把 BANGFU_FIELD_KEYS 和 BANGFU_SECRET_KEY 另存一处，没有密钥谁也打不开这份备份。")
        for word, numbers in (("不见了", taken.manifest.missing), ("内容变了", taken.manifest.altered)):
            if numbers:
                progress(f"注意：备份前就有 {len(numbers)} 个文件{word}：{'、'.join(numbers[:5])}")
    return int(bool(taken.manifest.missing or taken.manifest.altered))


def as_document(out: Path, taken: Taken) -> dict[str, Any]:
    """What was written, for scripts."""
    about, manifest = taken.about, taken.manifest
    return {
        "file": str(out),
        "size_bytes": taken.size,
        "sha256": taken.sha256,
        "made_at": about.made_at,
        "version": about.version,
        "engine": about.engine,
        "keys": [key["id"] for key in about.keys],
        "tables": len(about.rows),
        "rows": sum(about.rows.values()),
        "files": len(about.files) - len(manifest.missing),
        "missing_files": manifest.missing,
        "altered_files": manifest.altered,
        "record": about.record,
        "heads": about.heads,
    }
