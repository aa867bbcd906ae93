"""The chart of accounts, as data, and where a role of the rules stands in it.

Source: a public code file of the system in force from 2026-01-01 (财会〔2024〕25号), and a page with the system of 2004; neither
is the official text, so `evidence` says for each account how far it was checked. The same code means another account in the
two systems (1701, 5201, 5301, 5401): the system is part of the key.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

SYSTEM = 2026
CODES = {
    "bank": "1002",
    "cash": "1001",
    "wechat": "1009.01",
    "alipay": "1009.02",
    "platform": "1009.03",
    "refunds": "2209.01",
    "stock": "1201",
    "expense": "5101",
    "available": "8001",
    "control": "8002",
}
"""Codes of the roles; 8001 and 8002 are memoranda of ours and stand in no statement."""


@dataclass(frozen=True, slots=True)
class ChartAccount:
    """One account of a system: ``balance`` is debit or credit."""

    system: int
    code: str
    name: str
    type: str
    balance: str
    evidence: str


@cache
def chart() -> dict[tuple[int, str], ChartAccount]:
    """Every account by system and code."""
    text = (files("bangfu.packs") / "cnpo_accounts.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return {
        (int(row["system_version"]), row["code"]): ChartAccount(
            int(row["system_version"]),
            row["code"],
            row["name"],
            row["class"],
            row["normal_balance"],
            row["evidence"],
        )
        for row in rows
    }


def code_of(role: str, pool: int = 0, *, restricted: bool = True) -> str:
    """The organisation's number of an account: income and net assets by restriction, those of a pool with its id.

    >>> code_of("bank"), code_of("income", 7), code_of("net", 7, restricted=False)
    ('1002', '4101.02.7', '3101.7')
    """
    split = {"income": ("4101.01", "4101.02"), "net": ("3101", "3102")}
    base = split[role][restricted] if role in split else CODES[role]
    return f"{base}.{pool}" if pool else base


def carried_to(code_2004: str) -> str | None:
    """The account of 2026 that takes the balance of one of 2004, or None when a person must decide.

    By name: an account whose name stands in both systems goes to its new code. Whether the transition rule (财会〔2025〕6号)
    splits a balance was not verified: what has no namesake is left to a person.
    """
    old = chart().get((2004, code_2004))
    if old is None:
        return None
    same = [account.code for account in chart().values() if account.system == SYSTEM and account.name == old.name]
    return same[0] if len(same) == 1 else None
