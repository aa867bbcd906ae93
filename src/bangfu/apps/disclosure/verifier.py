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
from collections.abc import Iterable, Iterator, Sequence
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


# --- the audit pack: its manifest, its sums, and the log's entries that speak of its vouchers ----------------------------------
# python3 verifier.py pack DIR [--vkey V]. All that only this part needs stands here, so that what checks the log reads by itself.
import csv  # noqa: E402
import json  # noqa: E402
import re  # noqa: E402
from collections import Counter  # noqa: E402
from itertools import islice, zip_longest  # noqa: E402

POSTING = re.compile(r" {2,4}([A-Z][a-z]+:\S+)  (-?)(\d+)\.(\d\d) CNY\n")
TXID = re.compile(r'  txid: "([^"]+)"\n|    ; txid:(\S+)\n')
HEADER = re.compile(r'(\d{4}-\d\d-\d\d) \* (?:"(.*)"|\([^)]*\).*)\n')
LISTED = re.compile(r"([0-9a-f]{64})  (\S.*)\n")
BLOCK = 100
CONTROL = dict.fromkeys((*range(32), 127, 133, 8232, 8233), " ")
Written = tuple[str, str, list[tuple[str, int]]]


def blocks_of(path: Path) -> Iterator[bytes]:
    """A file by hundreds of lines."""
    with path.open("rb") as source:
        while block := b"".join(islice(source, BLOCK)):
            yield block


def file_hash(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    whole = hashlib.sha256()
    for block in blocks_of(path):
        whole.update(block)
    return whole.hexdigest()


def place_in(folder: Path, name: str) -> str:
    """Which lines of a changed file are not those that were sealed, as far as ``LINES`` tells."""
    told = [line.split(b" ", 2) for line in read(folder, "LINES").splitlines()]
    if name == "LINES":
        files = list(dict.fromkeys(line[2].decode("utf-8", "replace") for line in told if len(line) == 3))
        now = [sha256(block).hex() for each in files if (folder / each).is_file() for block in blocks_of(folder / each)]
        was = [line[0].decode("utf-8", "replace") for line in told]
        bad = next((n for n, (one, other) in enumerate(zip_longest(now, was), 1) if one != other), len(was))
        return f"line {bad}"
    sealed = [line[0].decode("utf-8", "replace") for line in told if len(line) == 3 and line[2] == name.encode()]
    now = [sha256(block).hex() for block in blocks_of(folder / name)]
    bad = next((n for n, (one, other) in enumerate(zip_longest(now, sealed)) if one != other), 0)
    return f"lines {bad * BLOCK + 1} to {bad * BLOCK + BLOCK}"


def check_manifest(folder: Path) -> str:
    """Every file is what was sealed, none is missing, none was added. Returns: what the pack says it holds.

    Errors: :class:`Bad` naming the changed file and the place in it.
    """
    text, _, sealed = read(folder, "MANIFEST").decode("utf-8", "replace").rpartition("# sealed ")
    lines = text.splitlines(keepends=True)
    listed = {found[2]: (n, found[1]) for n, line in enumerate(lines, 1) if (found := LISTED.fullmatch(line))}
    there = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    there.pop("MANIFEST", None)
    if sealed != sha256(text.encode()).hex() + "\n":
        odd = (
            n
            for n, line in enumerate(lines[2:], 3)
            if not (found := LISTED.fullmatch(line)) or found[2] not in there or file_hash(there[found[2]]) != found[1]
        )
        place = next((f"line {n}" for n in odd), "its first two lines or its seal")
        raise Bad(f"MANIFEST was changed: {place}")
    if len(lines) < 2 or lines[0] != "# bangfu books 1\n":
        raise Bad("MANIFEST, line 1: this is not a pack that this program knows")
    for name in sorted(listed.keys() | there.keys()):
        if name not in there:
            raise Bad(f"{name} is missing")
        if name not in listed:
            raise Bad(f"{name} was added: it does not stand in MANIFEST")
        if file_hash(there[name]) != listed[name][1]:
            raise Bad(f"{name} was changed: {place_in(folder, name)}")
    return lines[1][2:].strip()


def read_journal(path: Path) -> dict[str, Written]:
    """Day, narration (of Beancount) and postings in fen by txid. Errors: :class:`Bad` for a txid that stands twice."""
    found: dict[str, Written] = {}
    day, said, txid = "", "", ""
    with path.open(encoding="utf-8", newline="\n") as source:
        for number, line in enumerate(source, 1):
            if header := HEADER.fullmatch(line):
                day, said, txid = header[1], header[2] or "", ""
            elif not txid and day and (told := TXID.fullmatch(line)):
                txid = told[1] or told[2]
                if txid in found:
                    raise Bad(f"{path.name}, line {number}: {txid} stands there twice")
                found[txid] = (day, said, [])
            elif posting := POSTING.fullmatch(line):
                if not txid:
                    raise Bad(f"{path.name}, line {number}: a posting of no transaction")
                fen = int(posting[3]) * 100 + int(posting[4])
                found[txid][2].append((posting[1], -fen if posting[2] else fen))
            elif line == "\n":
                day = txid = ""
    return {txid: each for txid, each in found.items() if each[2]}


def read_csv(folder: Path, name: str) -> list[dict[str, str]]:
    """The rows of a table. Errors: :class:`Bad` when it is missing."""
    return list(csv.DictReader(read(folder, name).decode().splitlines(keepends=True)))


def check_sums(folder: Path) -> dict[str, Written]:
    """Both journals say the same, each transaction and the trial balance to the fen. Returns: the transactions."""
    books, other = read_journal(folder / "books.beancount"), read_journal(folder / "books.journal")
    for txid in books.keys() | other.keys():
        one, two = books.get(txid), other.get(txid)
        if one is None or two is None or (one[0], one[2]) != (two[0], two[2]):
            raise Bad(f"books.beancount and books.journal do not say the same of {txid}")
        if sum(fen for _, fen in one[2]):
            raise Bad(f"books.beancount: {txid} does not balance")
    sums: Counter[str] = Counter()
    for _, _, postings in books.values():
        for account, fen in postings:
            sums[account] += fen
    trial = {row["account"]: int(row["balance_fen"]) for row in read_csv(folder, "trial.csv")}
    for account in sorted(sums.keys() | trial.keys()):
        if sums[account] != trial.get(account, 0):
            raise Bad(f"trial.csv: {account} stands at {trial.get(account, 0)} fen, its postings at {sums[account]}")
    return books


def check_gifts(folder: Path, books: dict[str, Written]) -> int:
    """No gift was used or given back beyond its amount; each spending is made of gifts, to the fen. Returns: how many gifts."""
    left = {
        row["donation_id"]: int(row["amount_fen"]) - int(row["refunded_fen"])
        for row in read_csv(folder, "donations.csv")
    }
    used, spent = Counter[str](), Counter[str]()
    for row in read_csv(folder, "allocations.csv"):
        used[row["donation_id"]] += int(row["amount_fen"])
        spent[row["spend_txid"]] += int(row["amount_fen"])
    for gift in used.keys() | left.keys():
        if gift not in left or used[gift] > left[gift] or left[gift] < 0:
            raise Bad(f"allocations.csv: of {gift} more was used or given back than was given")
    for txid, fen in spent.items():
        postings = books[txid][2] if txid in books else []
        if fen != sum(each for account, each in postings if account.startswith("Expenses:")):
            raise Bad(f"allocations.csv: the gifts of {txid} are not what books.beancount says was spent")
    return len(left)


def check_entry(said: dict, books: dict[str, Written], about: str) -> None:
    """A published voucher stands in the books as it was published. Errors: :class:`Bad` naming it."""
    txid, fields = said["subject"], said["fields"]
    lines = [line for line in fields["lines"] if line[3] in ("single", "post")]
    days = re.findall(r"\d{4}-\d\d-\d\d", about)
    since = days[0] if days and "the beginning" not in about else ""
    until = days[-1] if days and "the end" not in about else "9999"
    if txid not in books:
        if lines and since <= fields["day"] <= until:
            raise Bad(f"books.beancount: {txid} was published and is missing")
        return
    wanted = [
        (code.replace(".", "-"), sign * line[2]) for line in lines for code, sign in ((line[0], 1), (line[1], -1))
    ]
    day, narrative, postings = books[txid]
    words = re.sub(r"\\(.)", r"\1", narrative)
    found = [(account.split(":", 2)[2], fen) for account, fen in postings]
    same = (fields["narrative"] or fields["kind"]).translate(CONTROL) == words
    if found != wanted or day != fields["day"] or not same:
        raise Bad(f"books.beancount: {txid} is not what was published")


def check_leaves(folder: Path, books: dict[str, Written], about: str, key: tuple[str, bytes, bytes] | None) -> str:
    """The books are what the signed log says. Returns: what to say of it. Errors: :class:`Bad`."""
    hashes, logged = [], set()
    with (folder / "leaves.jsonl").open(encoding="utf-8", newline="\n") as source:
        for place, line in enumerate(source):
            leaf = json.loads(line)
            hashes.append(bytes.fromhex(leaf["hash"]))
            entry = leaf.get("entry")
            if leaf["index"] != place or (entry is not None and sha256(b"\0" + entry.encode()) != hashes[-1]):
                raise Bad(f"leaves.jsonl, line {place + 1}: entry {place} does not fit its hash")
            if entry is not None and leaf["kind"] == "funds.voucher":
                check_entry(json.loads(entry), books, about)
                logged.add(leaf["txid"])
    waiting = [txid for txid in books if txid not in logged and not txid.startswith("opening/")]
    told = f"{len(waiting)} not in the log yet 笔还没进日志" + (f" ({waiting[0]} …)" if waiting else "")
    if key is None:
        return f"{told}; no signed head 没有签名的检查点"
    size, root = open_head(read(folder, "checkpoint"), key)
    if size > len(hashes) or root_of(hashes[:size]) != root:
        raise Bad("leaves.jsonl: the signed root does not fit")
    return f"{told}; log 日志 {size} entries 条, root 根 {root.hex()}, key 密钥 {key[0]} {key[1].hex()}"


def verify_pack(folder: Path, vkey: str | None) -> str:
    """An audit pack: files, sums, gifts, and the log. Returns: what to say. Errors: :class:`Bad` with the file and the place."""
    about = check_manifest(folder)
    try:
        books = check_sums(folder)
        gifts = check_gifts(folder, books)
        key = read_key(vkey) if vkey else None
        if key is None and (folder / "vkey").exists():
            key = read_key(read(folder, "vkey").decode())
        told = check_leaves(folder, books, about, key)
    except (ValueError, KeyError, IndexError, TypeError) as odd:
        raise Bad(f"a file of the pack is not as this program knows it: {odd!r}") from odd
    fen = sum(each for _, _, postings in books.values() for account, each in postings if account.startswith("Assets:"))
    return f"OK 相符: {about}; {len(books)} transactions 笔, {gifts} gifts 笔捐赠, assets 资产 {fen} fen 分; {told}"


def add_pack(parts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> argparse.ArgumentParser:
    """The words of this part on the command line."""
    pack = parts.add_parser("pack", help="an audit pack 审计包")
    pack.add_argument("folder", type=Path)
    return pack


def run_pack(folder: Path, vkey: str | None) -> int:
    """Checks one pack; ``vkey`` is the key or the file that holds it. Returns: the exit code. Errors: as :func:`verify_pack`."""
    told = vkey if vkey is None or "+" in vkey else Path(vkey).read_text("utf-8")
    print(verify_pack(folder, told))
    return 0


def main(words: Sequence[str] | None = None) -> int:
    """Runs one check. Returns: the exit code."""
    parser = argparse.ArgumentParser(description="Checks a public log with its files alone. 只凭文件核对公开日志。")
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
    pack = add_pack(parts)
    for part in (log, one, pack):
        part.add_argument("--vkey", required=part is one)
    args = parser.parse_args(words)
    try:
        if args.word == "pack":
            return run_pack(args.folder, args.vkey)
        told = args.vkey or read(args.folder, "vkey").decode()
        key = read_key(told if "+" in told else Path(told).read_text("utf-8"))
        if args.word == "verify":
            print(verify(args.folder, key, args.olds, args.copy))
            return 0
        entry = args.entry.read_bytes()
        print(verify_receipt(args.receipt.read_bytes(), entry, key))
        if args.salt and args.value is not None:
            if sha256(f"{args.salt}\n{args.value}".encode()).hex().encode() not in entry:
                raise Bad("the salt and the value are not what the entry commits to")
            print("OK 相符: the salt and the value are what the entry commits to 盐与内容正是这一条所承诺的")
    except (Bad, OSError, UnicodeDecodeError) as wrong:
        print(f"BAD 不符: {wrong}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
