"""Checks a public log with nothing but its files. One file, Python's standard library alone, no network, no trust in the site.

    python3 verifier.py verify DIR [--vkey V] [--old-checkpoint F]... [--old-copy DIR]
    python3 verifier.py verify-receipt F --entry F --vkey V [--salt HEX --value TEXT]
``V`` is the log's public key, as text or in a file. Exit codes: 0 all fits, 1 something does not, 2 wrong usage.
Formats: RFC 9162; c2sp.org/tlog-tiles, /tlog-checkpoint, /signed-note, /tlog-proof; RFC 8032 (Ed25519).
Without an old checkpoint, an old copy or a witness this shows that the files agree with each other and with the key, not that
the whole log was never rewritten by whoever holds that key.
"""

import argparse
import base64
import hashlib
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

WIDTH = 256
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]
NEUTRAL: Point = (0, 1, 1, 0)


class Bad(Exception):
    """Something does not fit."""


def sha256(raw: bytes) -> bytes:
    """The hash of the log."""
    return hashlib.sha256(raw).digest()


def parent(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return sha256(b"\x01" + left + right)


def add(one: Point, other: Point) -> Point:
    """The sum of two points in extended coordinates (RFC 8032, 5.1.4)."""
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number: int, point: Point) -> Point:
    """A point taken ``number`` times."""
    found = NEUTRAL
    while number:
        if number & 1:
            found = add(found, point)
        point, number = add(point, point), number >> 1
    return found


def point_of(raw: bytes) -> Point:
    """A point from its 32 bytes (RFC 8032, 5.1.3). Errors: :class:`Bad`."""
    y, sign = int.from_bytes(raw, "little") & (1 << 255) - 1, raw[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * ROOT_OF_MINUS_ONE % P
    if y >= P or x * x % P != square or (x == 0 and sign):
        raise Bad("a key or a signature is not a point of the curve")
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether an Ed25519 signature fits (RFC 8032, 5.1.7)."""
    scalar = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or len(public) != 32 or scalar >= ORDER:
        return False
    try:
        key, first = point_of(public), point_of(signature[:32])
    except Bad:
        return False
    turn = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    left, right = times(scalar, BASE), add(first, times(turn, key))
    return all((left[axis] * right[2] - right[axis] * left[2]) % P == 0 for axis in (0, 1))


def from_base64(text: str) -> bytes:
    """Standard base64 in its one form. Errors: :class:`Bad`."""
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError:
        raw = b""
    if base64.b64encode(raw).decode() != text:
        raise Bad(f"{text[:40]!r} is not base64")
    return raw


def read_key(text: str) -> tuple[str, bytes, bytes]:
    """Name, id and public bytes of a verifier key. Errors: :class:`Bad`."""
    name, _, rest = text.strip().partition("+")
    told, _, body = rest.partition("+")
    raw = from_base64(body)
    identity = sha256(name.encode() + b"\n" + raw)[:4]
    if len(raw) != 33 or raw[0] != 1 or identity.hex() != told or not name:
        raise Bad("this is not the key of a log")
    return name, identity, raw[1:]


def number_in(text: str) -> int:
    """A whole number without leading zeros. Errors: :class:`Bad`."""
    if not (text.isascii() and text.isdigit()) or (text[0] == "0" and text != "0"):
        raise Bad(f"{text[:20]!r} is not a whole number")
    return int(text)


def open_head(raw: bytes, key: tuple[str, bytes, bytes]) -> tuple[int, bytes]:
    """Size and root of a checkpoint signed by ``key``. Errors: :class:`Bad`."""
    try:
        text, blank, lines = raw.decode().rpartition("\n\n")
    except UnicodeDecodeError:
        raise Bad("the checkpoint is not text") from None
    said, good = f"{text}\n", False
    for line in lines.splitlines():
        dash, name, body = (*line.split(" ", 2), "", "")[:3]
        signature = from_base64(body)
        if dash == "—" and (name, signature[:4]) == key[:2]:
            good = is_signed(key[2], said.encode(), signature[4:])
            if not good:
                raise Bad("the checkpoint's signature does not fit")
    parts = text.split("\n")
    if not blank or not good:
        raise Bad("the checkpoint is not signed by this key")
    if len(parts) != 3 or parts[0] != key[0] or len(from_base64(parts[2])) != 32:
        raise Bad("this is not a checkpoint of this log")
    return number_in(parts[1]), from_base64(parts[2])


def path_of(level: object, number: int, width: int) -> str:
    """Where a tile lies."""
    groups = [f"{number % 1000:03d}"]
    while number := number // 1000:
        groups.insert(0, f"x{number % 1000:03d}")
    return f"tile/{level}/{'/'.join(groups)}" + ("" if width == WIDTH else f".p/{width}")


def read(folder: Path, name: str) -> bytes:
    """A file of the log. Errors: :class:`Bad` when it is missing."""
    try:
        return (folder / name).read_bytes()
    except OSError:
        raise Bad(f"{name} is missing") from None


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root of leaves, or of complete nodes of one level with what stands right of them folded in (RFC 9162, 2.1.1)."""
    row = list(hashes)
    while len(row) > 1:
        odd = [row.pop()] if len(row) & 1 else []
        row = [parent(row[at], row[at + 1]) for at in range(0, len(row), 2)] + odd
    return row[0] if row else sha256(b"")


def entries_of(folder: Path, size: int, *, checked: bool = True) -> Iterable[bytes]:
    """The entries in order, each held against its hash in the tile. Errors: :class:`Bad` naming the first that is not."""
    for number in range(-(-size // WIDTH)):
        width = min(WIDTH, size - number * WIDTH)
        raw, tile = read(folder, path_of("entries", number, width)), read(folder, path_of(0, number, width))
        at = place = 0
        while at < len(raw) and place < width:
            end = at + 2 + int.from_bytes(raw[at : at + 2], "big")
            entry = raw[at + 2 : end]
            bad = end > len(raw) or sha256(b"\0" + entry) != tile[32 * place : 32 * place + 32]
            if checked and bad:
                raise Bad(f"entry {number * WIDTH + place} is not what was published: its bytes do not fit its hash")
            yield entry
            at, place = end, place + 1
        if checked and (place != width or at != len(raw) or len(tile) != 32 * width):
            raise Bad(
                f"entry {number * WIDTH + place}: there are not {width} entries in {path_of('entries', number, width)}"
            )


def compare_tiles(folder: Path, hashes: list[bytes]) -> None:
    """The tiles above the leaves are what the leaves make them. Errors: :class:`Bad` naming the entries below."""
    level, row = 0, hashes
    while len(row) >= WIDTH:
        level += 1
        row = [root_of(row[at : at + WIDTH]) for at in range(0, len(row) - len(row) % WIDTH, WIDTH)]
        for at in range(0, len(row), WIDTH):
            part = row[at : at + WIDTH]
            found = read(folder, path_of(level, at // WIDTH, len(part)))
            if found != b"".join(part):
                bad = next((n for n, each in enumerate(part) if found[32 * n : 32 * n + 32] != each), len(part))
                first = (at + bad) * WIDTH**level
                raise Bad(
                    f"an entry between {first} and {first + WIDTH**level - 1} was changed: a tile above does not fit"
                )


def verify(folder: Path, key: tuple[str, bytes, bytes], olds: Sequence[Path], copy: Path | None) -> str:
    """The whole log. Returns: what to say. Errors: :class:`Bad` naming the first bad entry as closely as the files tell."""
    size, root = open_head(read(folder, "checkpoint"), key)
    if copy is not None:
        compare_copy(folder, size, copy, key)
    hashes = [sha256(b"\0" + entry) for entry in entries_of(folder, size)]
    compare_tiles(folder, hashes)
    good = 0
    for was, old in sorted(open_head(path.read_bytes(), key) for path in olds):
        if was > size:
            raise Bad(f"entry {size}: the log was cut, an earlier head had {was} entries")
        if root_of(hashes[:was]) != old:
            raise Bad(f"an entry between {good} and {was - 1} was changed since an earlier head")
        good = was
    if root_of(hashes) != root:
        raise Bad(f"an entry between {good} and {size - 1} was changed: the signed root does not fit")
    held = f"{len(olds)} old checkpoint(s), {'1' if copy else 'no'} old copy"
    return f"OK 相符: {size} entries 条, root 根 {root.hex()}, key 密钥 {key[0]} {key[1].hex()}; {held}"


def compare_copy(folder: Path, size: int, copy: Path, key: tuple[str, bytes, bytes]) -> None:
    """The log begins with an older copy, entry by entry. Errors: :class:`Bad` naming the first that differs."""
    was, _ = open_head(read(copy, "checkpoint"), key)
    now = iter(entries_of(folder, size, checked=False))
    for index, entry in enumerate(entries_of(copy, was)):
        if next(now, None) != entry:
            raise Bad(f"entry {index} is not what the older copy has")


def verify_receipt(raw: bytes, entry: bytes, key: tuple[str, bytes, bytes]) -> str:
    """One entry by its receipt (RFC 9162, 2.1.3.2). Returns: what to say. Errors: :class:`Bad`."""
    head, blank, note = raw.partition(b"\n\n")
    lines = head.decode("utf-8", "replace").split("\n")
    if lines.pop(0) != "c2sp.org/tlog-proof@v1" or not blank or not lines:
        raise Bad("this is not a receipt")
    lines = lines[1:] if lines[0].startswith("extra ") else lines
    word, _, told = lines.pop(0).partition(" ") if lines else ("", "", "")
    if word != "index":
        raise Bad("the receipt does not say which entry it is of")
    index, (size, root) = number_in(told or "x"), open_head(note, key)
    if index >= size:
        raise Bad(f"there is no entry {index} in a log of {size}")
    place, last, found = index, size - 1, sha256(b"\0" + entry)
    for sibling in map(from_base64, lines):
        if last == 0 or len(sibling) != 32:
            raise Bad("the proof has a wrong length")
        if place & 1 or place == last:
            found = parent(sibling, found)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            found = parent(found, sibling)
        place, last = place >> 1, last >> 1
    if last or found != root:
        raise Bad(f"entry {index} is not in this log in these words")
    return f"OK 相符: entry 第 {index} 条 of 共 {size}, key 密钥 {key[0]} {key[1].hex()}"


def main(words: Sequence[str] | None = None) -> int:
    """Runs one check. Returns: the exit code."""
    parser = argparse.ArgumentParser(
        description="Checks a public log with nothing but its files. 只凭文件核对公开日志。"
    )
    parts = parser.add_subparsers(dest="word", required=True)
    log = parts.add_parser("verify", help="a whole log 整份日志")
    log.add_argument("folder", type=Path)
    log.add_argument("--old-checkpoint", dest="olds", type=Path, action="append", default=[])
    log.add_argument("--old-copy", dest="copy", type=Path)
    one = parts.add_parser("verify-receipt", help="one entry 一条")
    one.add_argument("receipt", type=Path)
    one.add_argument("--entry", type=Path, required=True)
    for each in ("--salt", "--value"):
        one.add_argument(each)
    for part in (log, one):
        part.add_argument("--vkey", required=part is one)
    args = parser.parse_args(words)
    try:
        told = args.vkey or read(args.folder, "vkey").decode()
        key = read_key(told if "+" in told else Path(told).read_text("utf-8"))
        if args.word == "verify":
            print(verify(args.folder, key, args.olds, args.copy))
            return 0
        entry = args.entry.read_bytes()
        print(verify_receipt(args.receipt.read_bytes(), entry, key))
        if args.salt and args.value is not None:
            made = hashlib.sha256(f"{args.salt}\n{args.value}".encode()).hexdigest()
            if made.encode() not in entry:
                raise Bad("the salt and the value are not what the entry commits to")
            print("OK 相符: the salt and the value are what the entry commits to 盐与内容正是这一条所承诺的")
    except (Bad, OSError, UnicodeDecodeError) as wrong:
        print(f"BAD 不符: {wrong}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
