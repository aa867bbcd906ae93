"""``bangfu set-up``: what a new site needs before anybody can sign in: the places, and the first administrator."""

import argparse
from typing import Any

from django.conf import settings

from bangfu.apps.people import api as people
from bangfu.apps.regions import api as regions
from bangfu.cli.output import CommandFailed, progress
from bangfu.plumbing.access import SYSTEM_ACTOR
from bangfu.plumbing.actions import Refused


def add_parser(subparsers: Any) -> None:
    """Adds the command and its options."""
    parser = subparsers.add_parser("set-up", help="为新站点装入区划，建立首位系统管理员")
    parser.add_argument("--login", required=True, metavar="LOGIN", help="管理员的登录名")
    parser.add_argument("--name", required=True, metavar="NAME", help="管理员的姓名")
    parser.add_argument("--quiet", action="store_true", help="不说进度")


def run(args: argparse.Namespace) -> int:
    """Loads the shipped places where there are none, and prints the link with which a password is set; answers 0.

    Errors: :class:`CommandFailed` when there is an administrator already or the name or login is not fit.
    """
    if not regions.provinces():
        progress("装入区划……", quiet=args.quiet)
        regions.load_regions(by=SYSTEM_ACTOR, rows=regions.read_pack(), edition=regions.SHIPPED_EDITION)
    try:
        secret = people.make_first_administrator(by=SYSTEM_ACTOR, login=args.login, name=args.name)
    except Refused as refused:
        raise CommandFailed(refused.refusal.sentence, fix=refused.refusal.fix) from refused
    print("请在三天内打开这个地址设置密码（只能用一次）：")
    print(f"{settings.SITE_URL}/accounts/set-password/{secret}/")
    return 0
