"""Links that change one filter and keep the others: every filter state is a URL (ux: principles)."""

from typing import Any

from django.http import QueryDict

PAGE = "page"


def with_value(query: QueryDict, name: str, value: Any) -> str:
    """The query string with `name` set to `value` alone, back on page one."""
    return _encode(query, name, [str(value)])


def without(query: QueryDict, name: str, value: Any = None) -> str:
    """The query string without that value of `name` (or without `name` when no value is given)."""
    kept = [] if value is None else [item for item in query.getlist(name) if item != str(value)]
    return _encode(query, name, kept)


def toggled(query: QueryDict, name: str, value: Any) -> str:
    """The query string with `value` added to `name`, or taken out where it was."""
    values = query.getlist(name)
    text = str(value)
    return _encode(query, name, [v for v in values if v != text] if text in values else [*values, text])


def page_numbers(current: int, last: int) -> list[int]:
    """Page numbers to offer: first, last, two around the current one; 0 marks a gap."""
    wanted = sorted({1, last, *range(max(1, current - 2), min(last, current + 2) + 1)})
    numbers: list[int] = []
    for page in wanted:
        if numbers and page - numbers[-1] > 1:
            numbers.append(0)
        numbers.append(page)
    return numbers


def _encode(query: QueryDict, name: str, values: list[str]) -> str:
    changed = query.copy()
    changed.pop(PAGE, None)
    changed.setlist(name, values)
    if not values:
        changed.pop(name, None)
    text = changed.urlencode()
    return f"?{text}" if text else "?"
