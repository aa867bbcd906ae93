"""``bangfu import``: a sheet into the site, whole or not at all; the same code as the upload page."""

import argparse
import hashlib
from pathlib import Path
from typing import Any

from django.db import transaction

from bangfu.apps.people import api as people
from bangfu.cli.output import CommandFailed
from bangfu.cli.planfiles.refusal import complain_about
from bangfu.cli.planfiles.whole import json_bytes, write_all
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.imports import Importer, importer_for, importers
from bangfu.plumbing.imports.actions import commit_batch, upload_sheet
from bangfu.plumbing.imports.examine import Examined, examine
from bangfu.plumbing.imports.queries import chosen_columns


def add_parser(subparsers: Any) -> None:
    """Adds the command and its options."""
    parser = subparsers.add_parser("import", help="把一张表导入网站：全部成功，或一行不动")
    parser.add_argument("kind", metavar="KIND", help=f"种类：{'、'.join(importers()) or '（还没有）'}")
    parser.add_argument("file", type=Path, metavar="FILE", help=".xlsx、.csv 或 .json")
    parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")
    parser.add_argument("--report", type=Path, metavar="report.json", help="写出报告")
    parser.add_argument("--as", dest="login", metavar="USER", help="以谁的名义（登录名），默认为系统")
    parser.add_argument("--batch", default="", metavar="NAME", help="批次名，撤销时要用")


def run(args: argparse.Namespace) -> int:
    """Checks, and writes when nothing is wrong.

    Returns:
        0 when everything went in (or would have, with ``--dry-run``); 1 when anything was refused.
    """
    importer = importer_named(args.kind)
    by = actor_named(args.login)
    if not by.has(importer.permission):
        raise CommandFailed(f"「{args.login}」没有导入{importer.title}的权限。", fix="请用有权限的人，或请管理员授权。")
    found = examine(importer, args.file, by=by, chosen=chosen_columns(by, importer.kind))
    if not found.report.errors and not args.dry_run:
        _commit(args, importer, by, found)
    if args.report:
        write_all({args.report: json_bytes(found.report.as_json())})
    if found.report.errors:
        complain_about([(args.file.name, problem) for problem in found.report.errors], nothing_written=False)
    print(found.report.sentence())
    if found.report.batch:
        print(f"批次：{found.report.batch}（撤销：bangfu undo-import {found.report.batch}）")
    return 1 if found.report.errors else 0


def _commit(args: argparse.Namespace, importer: Importer, by: Actor, found: Examined) -> None:
    data = args.file.read_bytes()
    if hashlib.sha256(data).hexdigest() != found.report.file_sha256:
        raise CommandFailed("文件在检查时被改动了。", where=args.file.name, fix="请保存好后重新运行。")
    try:
        with transaction.atomic():
            batch = upload_sheet(
                by=by,
                kind=importer.kind,
                file_name=args.file.name,
                data=data,
                sha256=found.report.file_sha256,
                name=args.batch,
            )
            commit_batch(by=by, batch_id=batch.pk, confirmed=found.counts())
    except Refused as refused:
        raise CommandFailed(refused.refusal.sentence, where=args.file.name, fix=refused.refusal.fix) from refused
    found.report.committed, found.report.batch = True, batch.name


def importer_named(kind: str) -> Importer:
    """The importer of a kind. Errors: :class:`CommandFailed` naming the kinds there are."""
    importer = importer_for(kind)
    if importer is None:
        raise CommandFailed(f"没有「{kind}」这种表。", fix=f"可以导入的有：{'、'.join(importers()) or '（还没有）'}。")
    return importer


def actor_named(login: str | None) -> Actor:
    """The person with that sign-in name, or the system. Errors: :class:`CommandFailed` when there is no such person."""
    if not login:
        return SYSTEM_ACTOR
    person = people.person_by_login(login)
    if person is None:
        raise CommandFailed(f"没有登录名为「{login}」的在用账号。", fix="请核对 --as。")
    return Actor(person=person, kind="person", grants=people.grants_of(person))
