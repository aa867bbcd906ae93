"""What a phone sends, read strictly: anything odd becomes a refusal of that one draft, never an error of the server. Pure."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bangfu.values import Refusal

BODY_MAX_BYTES = 1024 * 1024
DRAFTS_MAX = 20
FIELDS_MAX = 120
VALUE_MAX = 5000
CLOCK_SLACK = timedelta(minutes=5)
OLDEST = timedelta(days=400)
_DRAFT_ID = re.compile(r"[A-Za-z0-9_-]{8,40}")
_WORD = re.compile(r"[A-Za-z0-9_.:-]{0,40}")


@dataclass(frozen=True, slots=True)
class Draft:
    """One draft as it came. ``base`` is what its writer began from; ``written_at`` is what the phone's clock said."""

    id: str
    person: str
    kind: str
    subject: str
    base: tuple[tuple[str, str], ...]
    fields: tuple[tuple[str, str], ...]
    written_at: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """A draft whose id can be read and nothing else."""

    id: str
    refusal: Refusal


class UnfitBody(Exception):
    """Nothing of the request can be read; carries the refusal and the status."""

    def __init__(self, status: int, code: str, sentence: str) -> None:
        super().__init__(code)
        self.status, self.refusal = status, Refusal(code, sentence)


_STILL_THERE = "草稿还在手机上。"


def read_batch(body: bytes) -> list[Draft | Unread]:
    """The drafts of one request, in their order.

    Errors: :class:`UnfitBody` when the body is too large, is no JSON or holds no list of drafts with ids.
    """
    if len(body) > BODY_MAX_BYTES:
        raise UnfitBody(413, "body_too_large", f"一次发来的内容太多。{_STILL_THERE}请一份一份发送。")
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise UnfitBody(
            422, "body_unreadable", f"平台看不懂手机发来的内容。{_STILL_THERE}请联网刷新页面再发。"
        ) from None
    drafts = said.get("drafts") if isinstance(said, dict) else None
    if not isinstance(drafts, list) or not all(_id_of(each) for each in drafts):
        raise UnfitBody(422, "body_unreadable", f"平台看不懂手机发来的内容。{_STILL_THERE}请联网刷新页面再发。")
    if len(drafts) > DRAFTS_MAX:
        raise UnfitBody(413, "too_many_drafts", f"一次最多收 {DRAFTS_MAX} 份草稿。{_STILL_THERE}请分几次发送。")
    return [_draft(each) for each in drafts]


def _id_of(said: Any) -> str:
    found = said.get("id") if isinstance(said, dict) else None
    return found if isinstance(found, str) and _DRAFT_ID.fullmatch(found) else ""


def _draft(said: Mapping[str, Any]) -> Draft | Unread:
    draft = _id_of(said)
    words = [said.get(name, "") for name in ("person", "kind", "subject", "at")]
    if not all(isinstance(word, str) and _WORD.fullmatch(word) for word in words):
        return Unread(draft, Refusal("draft_unreadable", f"这份草稿缺了编号或种类，平台不认识。{_STILL_THERE}"))
    found = []
    for name in ("base", "fields"):
        values = said.get(name, {})
        refusal = _refusal_of(values)
        if refusal is not None:
            return Unread(draft, refusal)
        found.append(tuple(sorted(values.items())))
    person, kind, subject, at = words
    return Draft(draft, person, kind, subject, found[0], found[1], at)


def _refusal_of(values: Any) -> Refusal | None:
    if not isinstance(values, dict) or len(values) > FIELDS_MAX:
        return Refusal("fields_unreadable", f"这份草稿的栏目平台不认识。{_STILL_THERE}请联网刷新页面再发。")
    for name, value in values.items():
        if not _WORD.fullmatch(name) or not isinstance(value, str):
            return Refusal("fields_unreadable", f"这份草稿的栏目平台不认识。{_STILL_THERE}请联网刷新页面再发。")
        if len(value) > VALUE_MAX:
            return Refusal("value_too_long", f"有一栏写了超过 {VALUE_MAX} 个字，请删短一些再发。")
        if "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
            return Refusal("value_unreadable", "有一栏里有不能保存的符号，请删掉再发。")
    return None


def moment_claimed(text: str, at: datetime) -> tuple[datetime | None, timedelta]:
    """When a phone says that something was written, and how far its clock is ahead of ``at``.

    Returns: None for a moment that is unreadable, in the future or older than 400 days: such a claim is not kept.
    """
    try:
        said = datetime.fromisoformat(text)
        ahead = said - at if said.tzinfo else None
    except (ValueError, OverflowError):
        return None, timedelta()
    if ahead is None or ahead < -OLDEST:
        return None, timedelta()
    return (None, ahead) if ahead > CLOCK_SLACK else (min(said, at), timedelta())
