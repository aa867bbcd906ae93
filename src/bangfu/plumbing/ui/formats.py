"""How numbers, money and dates are written for readers (ux: words). Pure functions of value and language.

Chinese: 「2026 年 11 月 22 日」, 「86,240.00 元」, a space between Chinese and digits. English: "22 November 2026",
"CNY 86,240.00".
"""

from datetime import date, datetime, timedelta
from decimal import Decimal

FEN_PER_YUAN = 100
FEN_PER_WAN = 10_000 * FEN_PER_YUAN
MINUS = "−"
MISSING = "—"
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def number(value: int | float | Decimal | None, places: int | None = None) -> str:
    """Thousands grouped with commas, a true minus sign; None is a dash, so that zero and no data differ."""
    if value is None:
        return MISSING
    if places is None:
        text = f"{value:,}" if isinstance(value, int) else f"{Decimal(str(value)).normalize():,f}"
    else:
        text = f"{Decimal(str(value)):,.{places}f}"
    return text.replace("-", MINUS)


def yuan(fen: int | None, english: bool = False, unit: bool = True) -> str:
    """Whole fen as yuan with two decimals."""
    if fen is None:
        return MISSING
    text = number(Decimal(fen) / FEN_PER_YUAN, 2)
    if not unit:
        return text
    return f"CNY {text}" if english else f"{text} 元"


def wan(fen: int | None, english: bool = False) -> str:
    """Whole fen as 万元 with two decimals, for summaries only; in English as thousands would mislead, so full yuan."""
    if fen is None:
        return MISSING
    if english:
        return f"CNY {number(Decimal(fen) / FEN_PER_YUAN, 0)}"
    return f"{number(Decimal(fen) / FEN_PER_WAN, 2)} 万元"


def percent(part: float | None, whole: float | None = None, places: int = 1) -> str:
    """A share in percent; with `whole`, part ÷ whole. Without a denominator there is no figure, so a dash."""
    if part is None or (whole is not None and not whole):
        return MISSING
    share = part * 100 / whole if whole is not None else part
    return f"{number(share, places)}%"


def day(value: date | None, english: bool = False, year: bool = True) -> str:
    """A calendar day in words."""
    if value is None:
        return MISSING
    if english:
        return f"{value.day} {MONTHS[value.month - 1]}" + (f" {value.year}" if year else "")
    return (f"{value.year} 年 " if year else "") + f"{value.month} 月 {value.day} 日"


def moment(value: datetime | None, english: bool = False, year: bool = True) -> str:
    """A day with hours and minutes. The caller hands in local (Asia/Shanghai) time."""
    if value is None:
        return MISSING
    return f"{day(value, english, year)} {value:%H:%M}"


def days_left(until: date, today: date) -> int:
    """Whole days from today to `until`; negative when it has passed."""
    return (until - today) // timedelta(days=1)
