"""Gifts, what they were used for, and the trial balance, as CSV with whole fen.

Every text cell begins with a letter of ours (``P``, ``O-``, an account's root, ``person-``): no cell is a formula.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bangfu.apps.funds.export.origins import Gift, Origins
from bangfu.apps.funds.export.reading import VoucherRow

DONATIONS, ALLOCATIONS, TRIAL = "donations.csv", "allocations.csv", "trial.csv"
_BOOKED_FROM_OUTSIDE = ("receive", "opening")


def donation_id(gift: Gift) -> str:
    """A gift by its place on its pool's line, as the public log states it too.

    >>> donation_id((7, 100))
    'P7-100'
    """
    return f"P{gift[0]}-{gift[1]}"


class Uses:
    """Finds what gifts were used for while vouchers go by. ``given_back``: fen of a gift returned or struck out, so far."""

    def __init__(self, funds: Mapping[int, str]) -> None:
        self._origins, self._funds = Origins(), funds
        self.given_back: Counter[Gift] = Counter()
        self.touched: set[Gift] = set()

    def rows(self, row: VoucherRow, *, is_known: bool, is_shown: bool) -> list[Sequence[Any]]:
        """The lines of ``allocations.csv`` of one voucher; lots are learnt whatever its day.

        Args: ``is_known``: counts up to the end of the pack; ``is_shown``: lies in its days.
        """
        used: Counter[tuple[Gift, str]] = Counter()
        if is_known:
            self._taken(row, used)
            self._returned(row, used)
        for lot in row.lots:
            self._origins.tell(lot.pool, lot.a, lot.b, lot.came_from[:2] if lot.came_from else None)
        if not is_shown:
            return []
        self.touched.update(gift for gift, _ in used)
        return [
            (donation_id(gift), row.txid, fund, fen, row.reverses, row.approval) for (gift, fund), fen in used.items()
        ]

    def _taken(self, row: VoucherRow, used: Counter[tuple[Gift, str]]) -> None:
        struck_out = row.kind == "reversal" and row.reverses_kind in _BOOKED_FROM_OUTSIDE
        for pool, a, b, kind in row.segments:
            if kind == "spend":
                for gift, fen in self._origins.of(pool, a, b):
                    used[(gift, self._funds[pool])] += fen
            elif kind == "refund" or struck_out:
                for gift, fen in self._origins.of(pool, a, b):
                    self.given_back[gift] += fen

    def _returned(self, row: VoucherRow, used: Counter[tuple[Gift, str]]) -> None:
        for lot in row.lots:
            if lot.came_from is None or lot.came_from[2] not in ("spend", "refund"):
                continue
            pool, a, kind = lot.came_from
            for gift, fen in self._origins.of(pool, a, a + lot.b - lot.a):
                if kind == "spend":
                    used[(gift, self._funds[pool])] -= fen
                else:
                    self.given_back[gift] -= fen


class Allocations:
    """``allocations.csv``, line by line."""

    def __init__(self, folder: Path) -> None:
        self._out = (folder / ALLOCATIONS).open("w", encoding="utf-8", newline="")
        self._rows = csv.writer(self._out, lineterminator="\n")
        self._rows.writerow(("donation_id", "spend_txid", "fund", "amount_fen", "reversal_of", "approval"))
        self.count = 0

    def add(self, rows: Sequence[Sequence[Any]]) -> None:
        """The lines of one voucher."""
        self._rows.writerows(rows)
        self.count += len(rows)

    def close(self) -> None:
        """Finish the file."""
        self._out.close()


def write_table(path: Path, titles: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """A CSV of ours. Returns: how many rows stand under the titles."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow(titles)
        for row in rows:
            table.writerow(row)
            count += 1
    return count


def donations(
    gifts: Iterable[tuple[int, int, int, bool, str]], uses: Uses, funds: Mapping[int, str]
) -> Iterator[Sequence[Any]]:
    """The lines of ``donations.csv``: gifts of the pack's days, and earlier ones that something happened to in them.

    Args: ``gifts``: pool, first fen, fen after the last, whether given in the pack's days, txid.
    """
    for pool, a, b, is_shown, txid in gifts:
        if is_shown or (pool, a) in uses.touched:
            yield donation_id((pool, a)), txid, funds[pool], b - a, uses.given_back[(pool, a)]
