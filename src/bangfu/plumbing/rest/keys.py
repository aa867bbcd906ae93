"""Every POST carries an ``Idempotency-Key``; the action behind it does the rest."""

from django.http import HttpRequest
from ninja.errors import HttpError


def key_of(request: HttpRequest) -> str:
    """The request's key. Errors: ``HttpError`` 400 when it is missing or longer than 80 characters."""
    key = request.headers.get("Idempotency-Key", "").strip()
    if not key or len(key) > 80:
        raise HttpError(400, "请在请求头 Idempotency-Key 里写一个不超过 80 个字符的唯一编号。")
    return key
