"""What the three commands for sheets share: the kinds, the acting person, and files that are never half written."""

import argparse
import json
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model

from bangfu.apps.people import api as people
from bangfu.cli.output import CommandFailed
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor
from bangfu.plumbing.sheetkinds import SheetKind, sheet_kinds


def kind_named(name: str) -> SheetKind:
    """A kind of sheet. Errors: ``ArgumentTypeError`` that names those there are."""
    kinds = sheet_kinds()
    if name not in kinds:
        raise argparse.ArgumentTypeError(f"没有“{name}”这种表；有：{'、'.join(kinds) or '（还没有）'}")
    return kinds[name]


def add_actor(parser: argparse.ArgumentParser) -> None:
    """Adds ``--as``."""
    parser.add_argument("--as", dest="login", metavar="USER", help="以谁的名义；不写则记为系统")


def actor_named(login: str | None) -> Actor:
    """The person with that login and what they hold now; the system itself when nobody is named.

    Errors: :class:`CommandFailed` for a login that nobody has.
    """
    if not login:
        return SYSTEM_ACTOR
    person = get_user_model()._default_manager.filter(login=login, is_active=True).first()
    if person is None:
        raise CommandFailed(f"没有登录名是“{login}”的在用账号。", where="--as", fix="检查拼写，或去掉 --as。")
    return Actor(person=str(person.pk), kind="person", grants=people.grants_of(str(person.pk)))


def write_whole(path: Path, content: bytes) -> None:
    """Writes beside and renames, so that nobody ever sees half a file. Errors: :class:`CommandFailed`."""
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as problem:
        beside.unlink(missing_ok=True)
        raise CommandFailed(f"写不进去：{problem.strerror}", where=str(path), fix="换一个能写的地方。") from problem


def as_bytes(document: Any) -> bytes:
    """A JSON document as it stands in a file."""
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
