"""Days, quarters and periods as law and books count them: calendar days in Shanghai, both ends included."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bangfu.values.folding import fold
from bangfu.values.refusal import refuse

SHANGHAI = ZoneInfo("Asia/Shanghai")
_DAY = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})|年(\d{1,2})月(\d{1,2})日)", re.ASCII
)
_MIDNIGHT = re.compile(r"[ T]0?0:00(:00)?$")
_QUARTER = re.compile(r"(\d{4})[-年 ]{0,2}(?:Q([1-4])|第?([1-4一二三四])季度?)", re.IGNORECASE | re.ASCII)


def parse_day(text: str) -> date:
    """A day from `2026-11-22`, `2026/11/22`, `2026.11.22` or `2026年11月22日`.

    Bare numbers are refused: whether 46348 is a spreadsheet's day count only the sheet's cell format can say.

    Raises:
        InvalidValue: with a Chinese sentence.

    >>> parse_day("２０２６年１１月２２日")
    datetime.date(2026, 11, 22)
    """
    folded = _MIDNIGHT.sub("", fold(text)).replace(" ", "")
    if re.fullmatch(r"[0-9]{5}(\.0)?", folded):
        refuse("day.serial", f"“{text}”像是表格软件的日期序号。", "请把该单元格设为日期格式，或写成 2026-11-22。")
    written = _DAY.fullmatch(folded)
    if written is None:
        refuse("day.form", f"“{text}”不是日期。", "请写成 2026-11-22、2026/11/22 或 2026年11月22日。")
    year, month, day = (int(part) for part in written.groups() if part is not None)
    try:
        return date(year, month, day)
    except ValueError:
        refuse("day.calendar", f"日历上没有“{text}”这一天。", "请核对月份和日期。")


def shanghai_day(moment: datetime) -> date:
    """The calendar day in Shanghai of an aware moment: what law, books and public numbers go by.

    >>> from datetime import timezone
    >>> shanghai_day(datetime(2026, 12, 31, 16, 0, tzinfo=timezone.utc))
    datetime.date(2027, 1, 1)
    """
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone has no day")
    return moment.astimezone(SHANGHAI).date()


@dataclass(frozen=True, slots=True)
class Period:
    """From a first to a last day, both included; without a last day it is open.

    >>> year = Period(date(2026, 1, 1), date(2026, 12, 31))
    >>> year.days, date(2026, 12, 31) in year, Period(date(2026, 12, 31)).overlaps(year)
    (365, True, True)
    """

    first: date
    last: date | None = None

    def __post_init__(self) -> None:
        for day in (self.first, self.last):
            if isinstance(day, datetime) or not (day is None or isinstance(day, date)):
                raise TypeError("a period has days, not moments")
        if self.last is not None and self.last < self.first:
            refuse("period.order", f"结束日期 {self.last} 早于开始日期 {self.first}。", "请核对两个日期是否写反。")

    @property
    def days(self) -> int | None:
        """How many days, None when open."""
        return None if self.last is None else (self.last - self.first).days + 1

    def __contains__(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)

    def overlaps(self, other: Period) -> bool:
        """Whether at least one day lies in both."""
        return (other.last is None or self.first <= other.last) and (self.last is None or other.first <= self.last)

    def closed_on(self, last: date) -> Period:
        """The same period with that last day."""
        return Period(self.first, last)

    @property
    def moments(self) -> tuple[datetime, datetime | None]:
        """First moment inside and first moment after, aware, in Shanghai time: for half-open queries."""
        start = datetime(self.first.year, self.first.month, self.first.day, tzinfo=SHANGHAI)
        if self.last is None:
            return start, None
        after = self.last + timedelta(days=1)
        return start, datetime(after.year, after.month, after.day, tzinfo=SHANGHAI)

    def __str__(self) -> str:
        return f"{self.first} 至 {self.last or '长期'}"


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of a calendar year, written 2026Q4.

    >>> Quarter.parse("2026年第四季度").text, Quarter.of(date(2026, 11, 22)).next.text
    ('2026Q4', '2027Q1')
    """

    year: int
    number: int

    def __post_init__(self) -> None:
        if not (1900 <= self.year <= 9998 and self.number in (1, 2, 3, 4)):
            refuse("quarter.form", f"没有 {self.year} 年第 {self.number} 季度。")

    @classmethod
    def parse(cls, text: str) -> Quarter:
        """A quarter from `2026Q4`, `2026-Q4`, `2026年第四季度` or `2026年4季度`."""
        written = _QUARTER.fullmatch(fold(text))
        if written is None:
            refuse("quarter.form", f"“{text}”不是季度。", "请写成 2026Q4 或 2026年第四季度。")
        digit = written[2] or written[3]
        return cls(int(written[1]), int(digit) if digit.isdigit() else "一二三四".index(digit) + 1)

    @classmethod
    def of(cls, day: date) -> Quarter:
        """The quarter a day lies in."""
        return cls(day.year, (day.month + 2) // 3)

    @property
    def text(self) -> str:
        """As stored and sorted: 2026Q4."""
        return f"{self.year}Q{self.number}"

    @property
    def wording(self) -> str:
        """As read: 2026年第四季度."""
        return f"{self.year}年第{'一二三四'[self.number - 1]}季度"

    @property
    def next(self) -> Quarter:
        """The quarter after."""
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def previous(self) -> Quarter:
        """The quarter before."""
        return Quarter(self.year - (self.number == 1), (self.number + 2) % 4 + 1)

    @property
    def period(self) -> Period:
        """Its first to its last day."""
        following = self.next
        return Period(
            date(self.year, 3 * self.number - 2, 1), date(following.year, 3 * following.number - 2, 1) - timedelta(1)
        )

    def __str__(self) -> str:
        return self.text
