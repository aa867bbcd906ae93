"""``bangfu demo``: an example city in a folder of its own, served at once, every role one click away.

The folder has its own database and its own keys, so that nothing of a real site is touched. A second start finds the city
ready; ``--reset`` begins anew.
"""

import argparse
import base64
import os
import secrets
import shutil
import socket
import time
from importlib import import_module
from pathlib import Path
from typing import Any

from bangfu.cli.output import CommandFailed, progress
from bangfu.cli.ports import port_number
from bangfu.cli.site import in_sentences, set_up
from bangfu.plumbing.datadir import default_data_dir

SCALES = ("small", "city", "province")
MARK = "demo.txt"


def add_parser(subparsers: Any) -> None:
    """Adds the command and its options."""
    parser = subparsers.add_parser("demo", help="建一个示例城市并打开网站")
    parser.add_argument("--port", type=port_number, default=8000, help="端口，默认 8000")
    parser.add_argument("--data", type=Path, help="放在哪个文件夹；默认在用户的数据目录里")
    parser.add_argument("--scale", choices=SCALES, default="small", help="规模：small（默认）、city、province")
    parser.add_argument("--reset", action="store_true", help="丢掉旧的示例，重新来过")
    parser.add_argument("--no-serve", action="store_true", help="只建数据，不打开网站")
    parser.add_argument("--quiet", action="store_true", help="不说进度")


def run(args: argparse.Namespace) -> int:
    """Builds what is missing and serves; answers 0."""
    folder = (args.data or default_data_dir() / "demo").expanduser().resolve()
    if not args.no_serve:
        require_free(args.port)
    prepare(folder, args.scale, reset=args.reset)
    enter(folder, args.port)
    set_up()
    site = import_module("bangfu.cli.demo_site")
    began = time.monotonic()
    with in_sentences():
        site.build(args.scale, quiet=args.quiet)
    progress(f"示例城市在 {folder} ，用时 {time.monotonic() - began:.0f} 秒。", quiet=args.quiet)
    print(site.sign_in_table())
    if not args.no_serve:
        site.serve(args.port)
    return 0


def require_free(port: int) -> None:
    """Errors: :class:`CommandFailed` when something listens there already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as problem:
            raise CommandFailed(
                f"端口 {port} 用不了：{problem}", fix="用 --port 换一个，例如 --port 8010。"
            ) from problem


def prepare(folder: Path, scale: str, *, reset: bool) -> None:
    """Makes the folder with its keys, or empties it.

    Errors: :class:`CommandFailed` for a folder that holds something else, or an example of another scale.
    """
    mark = folder / MARK
    if folder.exists() and any(folder.iterdir()) and not mark.exists():
        raise CommandFailed(f"{folder} 里有别的东西，不是示例。", fix="用 --data 指定一个空文件夹。")
    if reset and mark.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if not mark.exists():
        mark.write_text(f"{scale}\n这个文件夹是示例城市，可以整个删掉。\n", "utf-8")
    elif (found := mark.read_text("utf-8").split("\n")[0]) != scale:
        raise CommandFailed(
            f"{folder} 里是 {found} 规模的示例。", fix=f"加 --reset 重建，或用 --scale {found} 打开它。"
        )
    for name, made in (("secret.key", secrets.token_urlsafe(48)), ("field.keys", f"demo1:{new_field_key()}")):
        if not (folder / name).exists():
            write_secret(folder / name, made)


def new_field_key() -> str:
    """32 random bytes in base64."""
    return base64.b64encode(secrets.token_bytes(32)).decode("ascii")


def write_secret(path: Path, text: str) -> None:
    """Writes a file that only its owner may read."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


def enter(folder: Path, port: int) -> None:
    """Sets this process to the example's own settings; of the surroundings' only the programme pack counts."""
    pack = os.environ.get("BANGFU_PACK", "")
    for name in [name for name in os.environ if name.startswith("BANGFU_")]:
        del os.environ[name]
    os.environ |= {
        "BANGFU_DATA_DIR": str(folder),
        "BANGFU_DEMO": "1",
        "BANGFU_SECRET_KEY": (folder / "secret.key").read_text("utf-8"),
        "BANGFU_FIELD_KEYS": (folder / "field.keys").read_text("utf-8"),
        "BANGFU_SITE_URL": f"http://127.0.0.1:{port}",
    }
    if pack:
        os.environ["BANGFU_PACK"] = str(Path(pack).resolve()) if Path(pack).is_dir() else pack
