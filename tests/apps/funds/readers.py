"""An independent reader of a pack: sums the postings of both journals, knowing nothing of the code that wrote them."""

import csv
import re
from collections import Counter
from pathlib import Path

_POSTING = re.compile(r"^ +([A-Z]\w+:\S+)  (-?\d+\.\d\d) CNY$")


def fen(text: str) -> int:
    return int(text.replace(".", ""))


def sums(path: Path, until: str = "9999") -> Counter[str]:
    """Fen by account over all transactions up to a day."""
    found, counts = Counter(), False
    for line in path.read_text("utf-8").split("\n"):
        if line[:1].isdigit():
            counts = line[:10] <= until and line[11:12] == "*"
        elif counts and (posting := _POSTING.match(line)):
            found[posting[1]] += fen(posting[2])
    return found


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def trial(folder: Path) -> dict[str, int]:
    return {row["account"]: int(row["balance_fen"]) for row in table(folder / "trial.csv")}


def same(one, other) -> bool:
    """Equal balances, an account without one counting as nought."""
    return all(one.get(name, 0) == other.get(name, 0) for name in {*one, *other})
