"""An occasion as an iCalendar event (RFC 5545), for the calendar of a phone."""

from datetime import UTC, datetime

from bangfu.apps.occasions.queries import Row

LINE_MAX = 75


def event_of(row: Row, at: datetime) -> bytes:
    """One event. Lines are folded at 75 bytes and never inside a character (RFC 5545 3.1)."""
    one = row.occasion
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Bangfu//occasions//ZH",
        "BEGIN:VEVENT",
        f"UID:{one.pk}@bangfu",
        f"DTSTAMP:{_moment(at)}",
        f"DTSTART:{_moment(one.starts)}",
        f"DTEND:{_moment(one.ends)}",
        f"SUMMARY:{_text(one.title)}",
        f"LOCATION:{_text(f'{row.place}{one.address}')}",
        f"DESCRIPTION:{_text(one.note)}",
        f"STATUS:{'CANCELLED' if one.state == 'cancelled' else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\n")):
        words = words.replace(plain, escaped)
    return words


def _folded(line: str) -> bytes:
    found, room = [b""], LINE_MAX
    for character in line:
        data = character.encode()
        if len(found[-1]) + len(data) > room:
            found.append(b" ")
        found[-1] += data
    return b"\r\n".join(found) + b"\r\n"
