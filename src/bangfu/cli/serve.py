"""``bangfu serve``: the site under gunicorn, with threads; static files by whitenoise. Refuses to start when it is not safe."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import Error, run_checks
from django.core.wsgi import get_wsgi_application
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from gunicorn.app.base import BaseApplication

from bangfu.cli.output import CommandFailed, progress
from bangfu.cli.ports import port_number

THREADS = 8
GUNICORN = {
    "worker_class": "gthread",
    "threads": THREADS,
    "timeout": 60,
    "graceful_timeout": 20,
    "keepalive": 5,
    "preload_app": True,
    "loglevel": "warning",
    "control_socket_disable": True,  # nothing listens but the documented port
    "limit_request_line": 4094,
    "limit_request_field_size": 8190,
    "max_requests": 20000,
    "max_requests_jitter": 2000,
}


def add_parser(subparsers: Any) -> None:
    """Adds the command and its options."""
    parser = subparsers.add_parser("serve", help="运行网站")
    parser.add_argument("--host", default="127.0.0.1", help="监听的地址；默认只有本机能访问")
    parser.add_argument("--port", type=port_number, default=8000, help="端口，默认 8000")
    parser.add_argument("--workers", type=int, default=2, help="进程数，默认 2")


def run(args: argparse.Namespace) -> int:
    """Serves until it is told to stop."""
    refuse_unless_safe()
    said = f"网站在 http://{args.host}:{args.port}/ ，按 Ctrl+C 停止。"
    serve_site(args.host, args.port, workers=args.workers, ready=lambda: progress(said))
    return 0


def refuse_unless_safe() -> None:
    """Errors: :class:`CommandFailed` with everything that forbids serving, and what to do about each."""
    executor = MigrationExecutor(connection)
    behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if behind:
        raise CommandFailed(f"数据库还差 {len(behind)} 步升级。", fix="先备份，再运行 bangfu migrate。")
    found = [issue for issue in run_checks(include_deployment_checks=True, databases=["default"]) if issue.level >= 40]
    if found:
        raise CommandFailed(
            "现在不能运行网站：" + "".join(f"\n      {issue.msg}" for issue in found),
            fix=" ".join(issue.hint for issue in found if isinstance(issue, Error) and issue.hint),
        )


def serve_site(host: str, port: int, *, workers: int, ready: Callable[[], None] = lambda: None) -> None:
    """Runs gunicorn in this process until a signal ends it.

    Args: ``workers`` processes of :data:`THREADS` threads each; ``ready`` is called once the port answers.
    Errors: ``SystemExit`` when the port is taken.
    """
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    connections.close_all()  # the workers are forked from this process and must not share a connection
    Site({"bind": f"{host}:{port}", "workers": workers, "when_ready": lambda _arbiter: ready()}).run()


class Site(BaseApplication):
    """gunicorn with our settings; loads the application once, before the workers are made."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        """Sets what gunicorn needs to know."""
        for name, value in (GUNICORN | self.options).items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The WSGI application."""
        return get_wsgi_application()
