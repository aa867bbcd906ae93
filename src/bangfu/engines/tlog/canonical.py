"""Entries as bytes: the canonical JSON of RFC 8785, restricted to what needs no rule for floating numbers.

Objects, lists, text, whole numbers within ±(2^53 − 1), true, false and null. Keys are sorted by UTF-16 code units. What is
kept and hashed is the bytes; they are never made anew to verify something.
"""

import json
from typing import Any

from bangfu.engines.tlog.errors import LogError

MAX_WHOLE = 2**53 - 1


def canonical(value: Any) -> bytes:
    """The one way to write ``value``. Errors: :class:`LogError` for a float, a huge number, a lone surrogate, a key not text.

    >>> canonical({"b": 1, "a": ["元", None]})
    b'{"a":["\\xe5\\x85\\x83",null],"b":1}'
    """
    try:
        return _written(value).encode()
    except UnicodeEncodeError:
        raise LogError("canonical", "a text holds half a character") from None


def _written(value: Any) -> str:
    if value is None or isinstance(value, bool | str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int):
        if abs(value) > MAX_WHOLE:
            raise LogError("canonical", f"{value} is beyond 2^53 - 1")
        return str(value)
    if isinstance(value, list | tuple):
        return f"[{','.join(map(_written, value))}]"
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise LogError("canonical", "a key is not text")
        keys = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(f"{_written(key)}:{_written(value[key])}" for key in keys) + "}"
    raise LogError("canonical", f"an entry holds no {type(value).__name__}")


def read_canonical(raw: bytes) -> Any:
    """What canonical bytes say. Errors: :class:`LogError` when they are not written in the one way."""
    try:
        value = json.loads(raw.decode(), parse_float=_no_float, parse_constant=_no_float)
        again = canonical(value)
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise LogError("canonical", "the entry is not JSON without fractions") from None
    if again != raw:
        raise LogError("canonical", "the entry is not written in its one form")
    return value


def _no_float(text: str) -> Any:
    raise ValueError(text)
