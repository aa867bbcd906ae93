"""One call to a provider, which ends in time whatever the other side does."""

import json
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

SECONDS = 8.0
"""The longest that one call may take, from the connection to the last byte of the answer."""
ANSWER_MAX = 64 * 1024


class CallFailed(Exception):
    """The provider could not be reached or did not answer as it should; the text names how, and holds no secret."""


@contextmanager
def cut_after(sock: socket.socket, seconds: float) -> Iterator[None]:
    """Cut the line after ``seconds``: a time-out of a socket starts anew with each byte, and a slow server sends some."""

    def cut() -> None:
        with suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def ask_json(
    url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None, *, seconds: float | None = None
) -> dict[str, Any]:
    """POST ``body`` (GET without one) and read the JSON object that comes back.

    Errors: :class:`CallFailed` for no connection, no end in time, a status that is not 200, or an answer that is no object.
    """
    limit = SECONDS if seconds is None else seconds
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=limit)
    try:
        connection.connect()
        with cut_after(connection.sock, limit):
            path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
            connection.request("GET" if body is None else "POST", path, body, dict(headers or {}))
            answer = connection.getresponse()
            text = answer.read(ANSWER_MAX)
    except (OSError, HTTPException, ValueError) as error:
        raise CallFailed(type(error).__name__) from None
    finally:
        connection.close()
    if answer.status != 200:
        raise CallFailed(f"HTTP {answer.status}")
    try:
        found = json.loads(text)
    except ValueError:
        raise CallFailed("not JSON") from None
    if not isinstance(found, dict):
        raise CallFailed("no object")
    return found
