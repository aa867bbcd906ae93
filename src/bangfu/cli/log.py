"""``bangfu log``: publish the public log, hand out receipts, verify, witness. Verifying and witnessing need no site."""

import argparse
import os
import time
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from bangfu.cli.output import CommandFailed, print_json, progress
from bangfu.engines.tlog import (
    COSIGNATURE,
    NOTE,
    LogError,
    Signer,
    Verifier,
    cosign,
    make_signer,
    parse_receipt,
    read_signer,
    read_verifier,
    verify_receipt,
    witnesses_of,
)
from bangfu.engines.tlog.folder import Verdict, verify_folder

CHECKPOINT, VKEY = "checkpoint", "vkey"
MAX_KEY_BYTES = 4_096
UNKNOWN = "密钥取自这个目录自己。请与网站“核验”页或公告上的编号对照，或用 --vkey 指定。"


def add_parser(subparsers: Any) -> None:
    """Adds the command and its words."""
    words = subparsers.add_parser("log", help="公开日志").add_subparsers(dest="word", metavar="WORD", required=True)
    publish = words.add_parser("publish", help="编号、签发，并写成任何网站都能托管的文件")
    publish.add_argument("--out", type=Path, required=True, metavar="DIR")
    receipt = words.add_parser("receipt", help="一个编号的凭据：证明、原文和盐")
    receipt.add_argument("number", metavar="NO")
    receipt.add_argument("--out", type=Path, required=True, metavar="DIR")
    catch_up = words.add_parser("catch-up", help="从公布过的文件补上恢复后缺的条目")
    catch_up.add_argument("folder", type=Path, metavar="DIR")
    verify = words.add_parser("verify", help="只凭文件核对整份日志")
    verify.add_argument("folder", type=Path, metavar="DIR")
    _with_olds(verify)
    verify.add_argument("--vkey", metavar="V", help="日志的公钥，或写着它的文件")
    verify.add_argument("--witness", action="append", default=[], metavar="V", help="见证人的公钥；可以多个")
    verify.add_argument("--json", action="store_true", help="只输出一份 JSON")
    one = words.add_parser("verify-receipt", help="只凭文件核对一张凭据")
    one.add_argument("receipt", type=Path, metavar="F")
    one.add_argument("--entry", type=Path, required=True, metavar="F", help="条目原文")
    one.add_argument("--vkey", required=True, metavar="V", help="日志的公钥，或写着它的文件")
    one.add_argument("--json", action="store_true", help="只输出一份 JSON")
    witness = words.add_parser("witness", help="核对后以见证人的名义会签")
    witness.add_argument("folder", type=Path, metavar="DIR")
    witness.add_argument("--key", type=Path, required=True, metavar="F", help="见证人的密钥文件")
    _with_olds(witness)
    witness.add_argument("--vkey", metavar="V", help="日志的公钥，或写着它的文件")
    keygen = words.add_parser("keygen", help="生成签名密钥：网站的，或见证人的")
    keygen.add_argument("name", metavar="NAME", help="像网址的名字，例如 example.org/log")
    keygen.add_argument("--out", type=Path, required=True, metavar="F", help="密钥写进这个文件，只有本人可读")
    keygen.add_argument("--witness", action="store_true", help="见证人的密钥")


def _with_olds(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--old-checkpoint",
        dest="olds",
        type=Path,
        action="append",
        default=[],
        metavar="F",
        help="以前留下的检查点；可以多个",
    )


def run(args: argparse.Namespace) -> int:
    """Does what the word says; answers 0, or 1 when something does not verify."""
    try:
        return WORDS[args.word](args)
    except LogError as wrong:
        raise CommandFailed(f"核对不上：{wrong}（{wrong.code}）", where=str(getattr(args, "folder", ""))) from wrong
    except OSError as problem:
        raise CommandFailed(f"读写不了：{problem.strerror}", where=str(problem.filename or "")) from problem


def _site() -> Any:
    """The room, with the site's data behind it."""
    import_module("bangfu.cli.site").set_up()
    return import_module("bangfu.cli.log_site")


def _publish(args: argparse.Namespace) -> int:
    with import_module("bangfu.cli.site").in_sentences():
        return int(_site().publish(args.out))


def _receipt(args: argparse.Namespace) -> int:
    with import_module("bangfu.cli.site").in_sentences():
        return int(_site().receipt(args.number, args.out))


def _catch_up(args: argparse.Namespace) -> int:
    with import_module("bangfu.cli.site").in_sentences():
        return int(_site().catch_up(args.folder))


def _verifier(text: str | None, folder: Path | None) -> Verifier:
    """The log's key: given as text or as a file, else the one that lies in the folder, saying so."""
    if text is None and folder is not None:
        progress(UNKNOWN)
        return read_verifier(_short(folder / VKEY))
    assert text is not None
    return read_verifier(text if "+" in text and not Path(text).exists() else _short(Path(text)))


def _short(path: Path) -> str:
    return path.read_bytes()[:MAX_KEY_BYTES].decode("utf-8", "replace")


def _told(done: int, total: int) -> None:
    if done % 51_200 == 0:
        progress(f"{done}/{total}")


def _verified(args: argparse.Namespace) -> tuple[Verdict, Verifier]:
    verifier = _verifier(args.vkey, args.folder)
    olds = [path.read_bytes() for path in args.olds]
    return verify_folder(args.folder, verifier, olds, told=_told), verifier


def _verify(args: argparse.Namespace) -> int:
    verdict, verifier = _verified(args)
    seen = witnesses_of(verdict.note, [_verifier(text, None) for text in args.witness])
    if len(seen) != len(args.witness):
        raise LogError("witness", "a witness that was asked for did not sign this head")
    when = {name: datetime.fromtimestamp(seconds).astimezone().isoformat() for name, seconds in seen.items()}
    if args.json:
        print_json(_document(verdict, verifier) | {"old_checkpoints": len(args.olds), "witnesses": when})
        return 0
    print(f"相符：{verdict.head.size} 条，根 {verdict.head.root.hex()}，密钥 {verifier.name} {verifier.id.hex()}。")
    for name, moment in when.items():
        print(f"见证：{name}，{moment}。")
    print(_what_it_says(len(args.olds), len(when)))
    return 0


def _document(verdict: Verdict, verifier: Verifier) -> dict[str, Any]:
    return {
        "ok": True,
        "origin": verdict.head.origin,
        "size": verdict.head.size,
        "root": verdict.head.root.hex(),
        "key_id": verifier.id.hex(),
    }


def _what_it_says(olds: int, witnesses: int) -> str:
    if olds or witnesses:
        return f"这份日志接着 {olds} 份以前的检查点，{witnesses} 位见证人看到的也是它。"
    return "没有给以前的检查点，也没有见证人：只说明这些文件彼此相符，不能说明它从未被整份重写。"


def _verify_receipt(args: argparse.Namespace) -> int:
    verifier = _verifier(args.vkey, None)
    receipt = parse_receipt(args.receipt.read_bytes())
    head = verify_receipt(receipt, args.entry.read_bytes(), verifier)
    if args.json:
        found = {"origin": head.origin, "index": receipt.index, "size": head.size, "root": head.root.hex()}
        print_json({"ok": True, **found, "key_id": verifier.id.hex()})
    else:
        print(
            f"相符：这是 {head.origin} 的第 {receipt.index} 条，在 {head.size} 条的日志里，密钥 {verifier.id.hex()}。"
        )
    return 0


def _witness(args: argparse.Namespace) -> int:
    """Cosign a log that verifies and continues what this witness signed before; the head is kept beside the key."""
    key = _signer(args.key)
    kept = args.key.with_name(f"{args.key.name}.seen")
    args.olds = [*args.olds, *([kept] if kept.exists() else [])]
    verdict, _log = _verified(args)
    note = cosign(verdict.note, key, int(time.time()))
    # What was seen is kept before the signature goes out: a witness never signs two histories.
    _replace(kept, str(note).encode())
    _replace(args.folder / CHECKPOINT, str(note).encode())
    print(f"已会签：{verdict.head.size} 条，见证人 {key.verifier.name} {key.verifier.id.hex()}。")
    return 0


def _signer(path: Path) -> Signer:
    signer = read_signer(_short(path))
    if signer.verifier.kind != COSIGNATURE:
        raise CommandFailed("这不是见证人的密钥。", where=str(path), fix="用 bangfu log keygen NAME --witness 生成。")
    return signer


def _replace(path: Path, raw: bytes) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_bytes(raw)
    beside.replace(path)


def _keygen(args: argparse.Namespace) -> int:
    signer = make_signer(args.name, os.urandom(32), COSIGNATURE if args.witness else NOTE)
    handle = os.open(args.out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(f"{signer.written()}\n")
    print(f"公钥（可以公开）：{signer.verifier}")
    progress(f"密钥写在 {args.out}，请离线备份，不要给任何人。")
    return 0


WORDS = {
    "publish": _publish,
    "receipt": _receipt,
    "catch-up": _catch_up,
    "verify": _verify,
    "verify-receipt": _verify_receipt,
    "witness": _witness,
    "keygen": _keygen,
}
