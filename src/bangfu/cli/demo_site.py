"""The part of ``bangfu demo`` that works inside the example's own site."""

import os
import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from bangfu.cli.migrate import migrate
from bangfu.cli.output import progress, table
from bangfu.cli.serve import refuse_unless_safe, serve_site
from bangfu.plumbing.access.roles import ROLES

EXAMPLE = "bangfu.config.example"


def example() -> Any:
    """The builder of the example city, which may use every room."""
    return import_module(EXAMPLE) if find_spec(EXAMPLE) else None


def build(scale: str, *, quiet: bool) -> None:
    """Brings the database up to date and fills in what the example lacks."""
    progress("正在建立数据库……", quiet=quiet)
    migrate(quiet=True)
    builder = example()
    if builder is not None:
        progress("正在建立示例城市……", quiet=quiet)
        builder.build(scale=scale, say=lambda sentence: progress(sentence, quiet=quiet))


def sign_in_table() -> str:
    """One sign-in for each role: what to click on the sign-in page, and as whom."""
    builder = example()
    if builder is not None and hasattr(builder, "sign_ins"):
        return table(builder.sign_ins(), head=("角色", "登录名", "姓名"))
    return table([(role.title, role.name, role.sentence) for role in ROLES.values()], head=("角色", "代号", "做什么"))


def serve(port: int) -> None:
    """Serves the example, with a worker beside it that ends with it."""
    refuse_unless_safe()
    worker = subprocess.Popen([sys.executable, "-m", "bangfu.cli", "worker", "--quiet"], env=os.environ)
    try:
        serve_site("127.0.0.1", port, workers=1, ready=lambda: print(f"Ready: http://127.0.0.1:{port}/", flush=True))
    finally:
        worker.terminate()
        worker.wait(timeout=30)
