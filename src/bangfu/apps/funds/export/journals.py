"""The two journals, and the vouchers as they stand in the books, written while the rows go by."""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from bangfu.apps.funds.export import plain
from bangfu.apps.funds.export.plain import AccountSaid, TransactionSaid
from bangfu.apps.funds.export.reading import VoucherRow

BEANCOUNT, HLEDGER, VOUCHERS = "books.beancount", "books.journal", "vouchers"
MOST_KEPT = 64 * 1024
"""Letters of one month's vouchers that are kept before they go to its file: months come mixed, and files stay closed."""


class Journals:
    """Writes both journals side by side. ``sums``: debits less credits in fen of each account name, as written."""

    def __init__(self, folder: Path, accounts: Mapping[int, AccountSaid]) -> None:
        self.sums: Counter[str] = Counter()
        self.transactions, self.last_day = 0, date.min
        self._accounts = {pk: account.name for pk, account in accounts.items()}
        self._said = accounts.values()
        self._beancount = (folder / BEANCOUNT).open("w", encoding="utf-8", newline="\n")
        self._hledger = (folder / HLEDGER).open("w", encoding="utf-8", newline="\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._beancount.close()
        self._hledger.close()

    def begin(self, title: str, opened_on: date | None) -> None:
        """Heads and accounts; ``opened_on`` is None for books in which nothing happened."""
        self._beancount.write(plain.beancount_head(title))
        self._hledger.write(plain.hledger_head(title))
        if opened_on is not None:
            for account in self._said:
                self._beancount.write(plain.beancount_open(opened_on, account))
                self._hledger.write(plain.hledger_open(account))

    def carry(self, day: date, organisation: str, opening: Mapping[int, int]) -> None:
        """What the accounts of one organisation stood at before ``day``."""
        mine = {pk: fen for pk, fen in opening.items() if fen and self._accounts[pk].split(":")[1] == organisation}
        postings = sorted((self._accounts[pk], fen) for pk, fen in mine.items())
        if postings:
            txid = f"opening/{day}/{organisation}"
            self._write(TransactionSaid(txid, day, "期初余额", postings, [("kind", "opening-balance")]))

    def add(self, row: VoucherRow) -> None:
        """One voucher; a reservation, or its end, moves nothing and stands in ``vouchers/`` alone."""
        postings = []
        for debit, credit, amount, phase in row.lines:
            if phase in ("single", "post"):
                postings += [(self._accounts[debit], amount), (self._accounts[credit], -amount)]
        if not postings:
            return
        said = (("kind", row.kind), ("reverses", row.reverses), ("maker", row.maker), ("approval", row.approval))
        words = [(key, value) for key, value in said if value]
        self._write(TransactionSaid(row.txid, row.day, row.narrative or row.kind, postings, words))

    def _write(self, said: TransactionSaid) -> None:
        for account, fen in said.postings:
            self.sums[account] += fen
        self.transactions += 1
        self.last_day = max(self.last_day, said.day)
        self._beancount.write(plain.beancount_transaction(said))
        self._hledger.write(plain.hledger_transaction(said))

    def close(self, until: date | None) -> None:
        """What every account must stand at, on the day after the last."""
        if self.transactions:
            day = max(until or date.min, self.last_day) + timedelta(days=1)
            balances = sorted(self.sums.items())
            self._beancount.write(plain.beancount_close(day, balances))
            self._hledger.write(plain.hledger_close(day, balances))


class VoucherFiles:
    """``vouchers/ORGANISATION/MONTH.jsonl``: each voucher whole, reservations too, in the order of posting."""

    def __init__(self, folder: Path, accounts: Mapping[int, AccountSaid]) -> None:
        self._folder, self.count = folder / VOUCHERS, 0
        self._accounts = {pk: account.name for pk, account in accounts.items()}
        self._waiting: dict[Path, list[str]] = {}
        self._letters: Counter[Path] = Counter()
        self._folder.mkdir()

    def add(self, row: VoucherRow) -> None:
        """One voucher as a line."""
        said = {
            "txid": row.txid,
            "day": row.day.isoformat(),
            "kind": row.kind,
            "narrative": row.narrative,
            "maker": row.maker,
            "approval": row.approval,
            "reverses": row.reverses,
            "lines": [
                {"debit": self._accounts[debit], "credit": self._accounts[credit], "amount_fen": fen, "phase": phase}
                for debit, credit, fen, phase in row.lines
            ],
            "lots": [[lot.pool, lot.a, lot.b] for lot in row.lots],
            "segments": row.segments,
        }
        path = self._folder / row.organisation / f"{row.ym}.jsonl"
        line = json.dumps(said, ensure_ascii=False, separators=(",", ":")) + "\n"
        self._waiting.setdefault(path, []).append(line)
        self._letters[path] += len(line)
        self.count += 1
        if self._letters[path] > MOST_KEPT:
            self._flush(path)

    def close(self) -> None:
        """Write what still waits."""
        for path in list(self._waiting):
            self._flush(path)

    def _flush(self, path: Path) -> None:
        path.parent.mkdir(exist_ok=True)
        with path.open("a", encoding="utf-8", newline="\n") as out:
            out.writelines(self._waiting.pop(path))
        del self._letters[path]
