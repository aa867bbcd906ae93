"""How books look as plain text: names, amounts and transactions for Beancount and for hledger. Pure text in, text out.

Sources: Beancount's language syntax (v2 and v3 read this) and hledger's journal manual (1.25 and later).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

CURRENCY = "CNY"
ROOTS = {
    "asset": "Assets",
    "liability": "Liabilities",
    "net": "Equity",
    "control": "Equity",
    "income": "Income",
    "expense": "Expenses",
}
_CONTROL = dict.fromkeys((*range(32), 127, 133, 8232, 8233), " ")
_IN_BEANCOUNT = _CONTROL | {ord('"'): '\\"', ord("\\"): "\\\\"}
# What ends a description, a comment or a tag in hledger has a full-width twin that does not.
_IN_HLEDGER = _CONTROL | {ord(";"): "；", ord("|"): "｜"}
_IN_TAG = _IN_HLEDGER | {ord(","): "，"}

Posting = tuple[str, int]
"""An account's name, and fen: positive is a debit."""


@dataclass(frozen=True, slots=True)
class AccountSaid:
    """An account as the files name it. ``title`` from the chart of accounts; the rest is empty where no pool stands behind it."""

    name: str
    code: str
    title: str
    fund: str = ""
    restriction: str = ""
    purpose: str = ""

    def words(self) -> list[tuple[str, str]]:
        """What its ``open`` directive carries, in order."""
        said = [("code", self.code), ("title", self.title), ("fund", self.fund), ("restriction", self.restriction)]
        return [(key, value) for key, value in (*said, ("purpose", self.purpose)) if value]


@dataclass(frozen=True, slots=True)
class TransactionSaid:
    """One voucher that moves money. ``words`` are further keys and values, such as what it reverses."""

    txid: str
    day: date
    narrative: str
    postings: Sequence[Posting]
    words: Sequence[tuple[str, str]] = ()


def account_name(kind: str, organisation: str, code: str) -> str:
    """The name that both programs take.

    >>> account_name("income", "O-26-000001-K", "4101.02.7")
    'Income:O-26-000001-K:4101-02-7'
    """
    return f"{ROOTS[kind]}:{organisation}:{code.replace('.', '-')}"


def amount_text(fen: int) -> str:
    """Yuan with two places, exactly.

    >>> amount_text(-5), amount_text(100_000)
    ('-0.05', '1000.00')
    """
    sign, whole = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{whole // 100}.{whole % 100:02d}"


def beancount_text(text: str) -> str:
    """A text between quotation marks, on one line.

    >>> beancount_text('a "b" \\\\ c')
    'a \\\\"b\\\\" \\\\\\\\ c'
    """
    return text.translate(_IN_BEANCOUNT)


def hledger_text(text: str, *, is_tag: bool = False) -> str:
    """A description, or the value of a tag, that says nothing else to hledger.

    >>> hledger_text("买米; 2 袋|a"), hledger_text("a,b", is_tag=True)
    ('买米； 2 袋｜a', 'a，b')
    """
    return text.translate(_IN_TAG if is_tag else _IN_HLEDGER).strip()


def beancount_head(title: str) -> str:
    """What the file begins with."""
    return f'option "title" "{beancount_text(title)}"\noption "operating_currency" "{CURRENCY}"\n\n'


def hledger_head(title: str) -> str:
    """What the file begins with."""
    return f"; {hledger_text(title)}\ndecimal-mark .\ncommodity 1000.00 {CURRENCY}\n\n"


def beancount_open(day: date, account: AccountSaid) -> str:
    """The directive that opens an account, with fund and restriction."""
    words = "".join(f'  {key}: "{beancount_text(value)}"\n' for key, value in account.words())
    return f"{day} open {account.name} {CURRENCY}\n{words}\n"


def hledger_open(account: AccountSaid) -> str:
    """The directive that declares an account, with the same words as tags."""
    words = "".join(f"    ; {key}:{hledger_text(value, is_tag=True)}\n" for key, value in account.words())
    return f"account {account.name}\n{words}\n"


def beancount_transaction(said: TransactionSaid) -> str:
    """One transaction with its ``txid``."""
    words = "".join(f'  {key}: "{beancount_text(value)}"\n' for key, value in said.words)
    lines = "".join(f"  {account}  {amount_text(fen)} {CURRENCY}\n" for account, fen in said.postings)
    return f'{said.day} * "{beancount_text(said.narrative)}"\n  txid: "{said.txid}"\n{words}{lines}\n'


def hledger_transaction(said: TransactionSaid) -> str:
    """One transaction with its ``txid`` as code and tag."""
    words = "".join(f"    ; {key}:{hledger_text(value, is_tag=True)}\n" for key, value in said.words)
    lines = "".join(f"    {account}  {amount_text(fen)} {CURRENCY}\n" for account, fen in said.postings)
    return f"{said.day} * ({said.txid}) {hledger_text(said.narrative)}\n    ; txid:{said.txid}\n{words}{lines}\n"


def beancount_close(day: date, balances: Iterable[Posting]) -> str:
    """What bean-check must find at the beginning of ``day``, to the fen: without ``~ 0`` it would forgive one."""
    return "".join(f"{day} balance {account}  {amount_text(fen)} ~ 0 {CURRENCY}\n" for account, fen in balances)


def hledger_close(day: date, balances: Iterable[Posting]) -> str:
    """The same for ``hledger check``, as a transaction that moves nothing."""
    lines = "".join(f"    {account}  0 {CURRENCY} = {amount_text(fen)} {CURRENCY}\n" for account, fen in balances)
    return f"{day} * (closing/{day}) 期末余额\n    ; txid:closing/{day}\n{lines}\n" if lines else ""
