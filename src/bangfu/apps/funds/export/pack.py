"""Writing a pack into a folder: of one moment, whole or not at all, the same bytes for the same books."""

import json
import os
import shutil
import zipfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bangfu.apps.disclosure.api import last_head, leaves, published_key
from bangfu.apps.funds.export import reading
from bangfu.apps.funds.export.journals import Journals, VoucherFiles
from bangfu.apps.funds.export.manifest import seal
from bangfu.apps.funds.export.plain import AccountSaid
from bangfu.apps.funds.export.reading import Wanted
from bangfu.apps.funds.export.tables import DONATIONS, TRIAL, Allocations, Uses, donations, write_table
from bangfu.apps.funds.export.words import about, readme
from bangfu.plumbing.actions import Refused
from bangfu.values import Refusal

LEAVES, README, CHECKPOINT, VKEY = "leaves.jsonl", "README.md", "checkpoint", "vkey"
_OLDEST = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class PackTotals:
    """What a pack holds, in numbers of rows."""

    vouchers: int
    transactions: int
    donations: int
    allocations: int
    leaves: int


def write_pack(
    out: Path,
    *,
    organisations: Collection[int] | None = None,
    since: date | None = None,
    until: date | None = None,
) -> PackTotals:
    """Write the books into ``out``, which must be missing or empty.

    Args: ``organisations`` by id (None: all); the days are both included (None: open).
    Errors: ``Refused`` for such a folder, for days the wrong way round, and when the written sums are not the database's own.
    """
    wanted = Wanted(organisations, since, until)
    if since is not None and until is not None and since > until:
        raise Refused(Refusal("pack_days", "起始日期在截止日期之后。", "请对调两个日期。"))
    with _whole(out) as folder, reading.one_moment():
        totals = _write(folder, wanted)
        seal(folder, about(wanted))
    return totals


@contextmanager
def _whole(out: Path) -> Iterator[Path]:
    """A folder beside ``out`` that takes its place at the end, or goes."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise Refused(Refusal("pack_not_empty", f"{out} 不是空的目录，不会覆盖。", "换一个目录。"))
    out.parent.mkdir(parents=True, exist_ok=True)
    beside = out.with_name(f".{out.name}.{os.getpid()}")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir()
    try:
        yield beside
        beside.replace(out)  # an empty folder gives way
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _write(folder: Path, wanted: Wanted) -> PackTotals:
    accounts, funds = reading.accounts_of(wanted), reading.funds_of_pools(wanted)
    uses, allocations, files = Uses(funds), Allocations(folder), VoucherFiles(folder, accounts)
    with Journals(folder, accounts) as journals:
        journals.begin(about(wanted), wanted.since or reading.first_day(wanted))
        if wanted.since is not None:
            opening = reading.balances(wanted, before=wanted.since)
            for organisation in sorted({_organisation_of(account) for account in accounts.values()}):
                journals.carry(wanted.since, organisation, opening)
        for row in reading.vouchers(wanted):
            is_shown = wanted.holds(row.day)
            allocations.add(uses.rows(row, is_known=wanted.is_known(row.day), is_shown=is_shown))
            if is_shown:
                journals.add(row)
                files.add(row)
        journals.close(wanted.until)
    allocations.close()
    files.close()
    _write_trial(folder, wanted, accounts, dict(journals.sums))
    given = ((pool, a, b, wanted.holds(day), txid) for pool, a, b, day, txid in reading.gifts(wanted))
    titles = ("donation_id", "txid", "fund", "amount_fen", "refunded_fen")
    gifts = write_table(folder / DONATIONS, titles, donations(given, uses, funds))
    logged = _write_leaves(folder, wanted, {_organisation_of(account) for account in accounts.values()})
    (folder / README).write_text(readme(wanted), "utf-8")
    return PackTotals(files.count, journals.transactions, gifts, allocations.count, logged)


def _organisation_of(account: AccountSaid) -> str:
    return account.name.split(":")[1]


def _write_trial(folder: Path, wanted: Wanted, accounts: dict[int, AccountSaid], written: dict[str, int]) -> None:
    """The trial balance as the database sums it. Errors: ``Refused`` when it is not what the journals say."""
    summed = {accounts[pk].name: fen for pk, fen in reading.balances(wanted).items()}
    for name in sorted(summed.keys() | written.keys()):
        if summed.get(name, 0) != written.get(name, 0):
            sentence = f"科目 {name} 的余额和分录之和不一致，没有写出审计包。"
            raise Refused(Refusal("pack_sums", sentence, "请运行 bangfu check。"))
    write_table(folder / TRIAL, ("account", "balance_fen"), sorted(summed.items()))


def _write_leaves(folder: Path, wanted: Wanted, organisations: Collection[str]) -> int:
    """The public log's leaves, with the exact text of those that are of these books, under the newest signed head."""
    count = 0
    with (folder / LEAVES).open("w", encoding="utf-8", newline="\n") as out:
        for position, hashed, kind, subject, body in leaves():
            said: dict[str, object] = {"index": position, "hash": hashed}
            if kind.startswith("funds.") and _is_ours(subject, wanted, organisations):
                said |= {"kind": kind, "txid": subject, "entry": body.decode()}
            out.write(json.dumps(said, ensure_ascii=False, separators=(",", ":")) + "\n")
            count += 1
    head = last_head()
    if head is not None and published_key():
        (folder / CHECKPOINT).write_text(head.note, "utf-8")
        (folder / VKEY).write_text(f"{published_key()}\n", "utf-8")
    return count


def _is_ours(subject: str, wanted: Wanted, organisations: Collection[str]) -> bool:
    return wanted.organisations is None or subject.split("/")[0] in organisations


def zip_pack(folder: Path, out: Path) -> None:
    """The files of a pack in one, in order and without the clock: the same bytes for the same pack. Written beside, then renamed."""
    beside = out.with_name(f".{out.name}.{os.getpid()}")
    with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _OLDEST)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            with path.open("rb") as source, archive.open(entry, "w") as target:
                shutil.copyfileobj(source, target, 1024 * 1024)
    beside.replace(out)
