"""Pure decisions about certificates of hours. No Django.

What one holds is what the ministry's rules ask for (民政部令第 67 号《志愿服务记录与证明出具办法（试行）》, in force since
2021-02-01): who, when, what, how long, who recorded it, a number and a day; free of charge, true, and for the volunteer alone.
"""

from __future__ import annotations

from datetime import date

from bangfu.values import Refusal

SHOWS = {
    "hours": "只显示时长，不显示姓名",
    "surname": "显示姓，名字用 * 代替",
    "name": "显示姓名",
    "closed": "不公开，核验页看不到",
}
AT_MOST = 500
"""Rows of one certificate; who has more takes a shorter time."""
CODE_GROUP = 4


def issuing_refusal(*, since: date, until: date, today: date, found: int) -> Refusal | None:
    """A certificate is about a time that has begun and counts at least one confirmed stretch."""
    if since > until:
        return Refusal("volunteers.certificate_order", "开始的日子要在结束的日子之前。")
    if since > today:
        return Refusal("volunteers.certificate_future", "这段时间还没有到。")
    if not found:
        return Refusal(
            "volunteers.certificate_none",
            "这段时间没有村里确认过的时长，开不出证明。",
            "请换一段时间，或等村里确认以后再开。",
        )
    if found > AT_MOST:
        return Refusal("volunteers.certificate_many", f"一张证明最多列 {AT_MOST} 次，请把时间分成几段来开。")
    return None


def shows_refusal(shows: str) -> Refusal | None:
    """What the public page tells is the person's own choice among these."""
    return None if shows in SHOWS else Refusal("volunteers.certificate_shows", "请选核验页显示什么。")


def name_shown(name: str, shows: str) -> str:
    """The name as the public page tells it; "" for nothing.

    >>> name_shown("许青苗", "surname"), name_shown("许青苗", "hours")
    ('许**', '')
    """
    if shows == "name":
        return name
    return name[:1] + "*" * (len(name) - 1) if shows == "surname" else ""


def code_written(code: str) -> str:
    """The code in groups of four, as it is printed and read aloud.

    >>> code_written("abcdefghijklmnop")
    'abcd-efgh-ijkl-mnop'
    """
    return "-".join(code[place : place + CODE_GROUP] for place in range(0, len(code), CODE_GROUP))


def code_typed(text: str) -> str:
    """A code as somebody types it, without the dashes and blanks between its groups."""
    return "".join(each for each in text.lower() if each.isalnum())[:20]
