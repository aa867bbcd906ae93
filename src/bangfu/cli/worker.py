"""``bangfu worker``: hands out what waits in the outbox and carries out queued work, until it is told to stop."""

import argparse
import logging
import time
from typing import Any

from django.db import close_old_connections
from django_tasks_db.management.commands.db_worker import Worker

from bangfu.apps.exchange.api import warm_up
from bangfu.apps.notices.api import Carriers, send_due
from bangfu.cli.output import progress
from bangfu.plumbing.clock import now
from bangfu.plumbing.outbox.deliver import deliver_pending
from bangfu.plumbing.runs.minutely import SECONDS, look_after
from bangfu.plumbing.runs.wake import rung_at, wait_for_work
from bangfu.values import opaque_id

PAUSE_SECONDS = 1.0


def add_parser(subparsers: Any) -> None:
    """Adds the command and its options."""
    parser = subparsers.add_parser("worker", help="运行后台任务")
    parser.add_argument("--once", action="store_true", help="做完现有的就结束")
    parser.add_argument("--quiet", action="store_true", help="不说进度")


def run(args: argparse.Namespace) -> int:
    """Works until a signal comes; a task that is under way is finished first. Answers 0."""
    worker = Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=opaque_id(),
        excluded_queue_names=[],
    )
    logging.getLogger("django_tasks_db").setLevel(logging.ERROR)  # a wanted stop is nothing to warn of
    worker.configure_signals()
    progress("后台任务已开始，按 Ctrl+C 停止。", quiet=args.quiet)
    looked = -float(SECONDS)
    carriers = Carriers()
    if not args.once:
        carriers.start()
        warm_up()
    while worker.running:
        close_old_connections()
        if time.monotonic() - looked >= SECONDS:
            looked = time.monotonic()
            look_after(at=now())
        since = rung_at()
        delivered = deliver_pending(at=now())
        worker.run()
        if args.once:
            send_due(at=now())
            return 0
        if worker.running and not delivered:
            wait_for_work(PAUSE_SECONDS, since=since)
    carriers.stop()
    return 0
