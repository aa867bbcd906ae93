"""Django's SMTP, with an end: one letter takes at most so many seconds, however slowly the server speaks."""

import smtplib
import socket
import threading
from contextlib import suppress
from typing import Any

from django.core.mail.backends.smtp import EmailBackend

SECONDS = 15.0


def _cut(sock: socket.socket) -> None:
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


class _TimedSocket:
    """Mixed into smtplib's classes: whoever opens the line starts the watch."""

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        sock: socket.socket = super()._get_socket(host, port, timeout)  # type: ignore[misc]
        self.watch = threading.Timer(SECONDS, _cut, args=(sock,))
        self.watch.daemon = True
        self.watch.start()
        return sock

    def close(self) -> None:
        watch = getattr(self, "watch", None)
        if watch is not None:
            watch.cancel()
        super().close()  # type: ignore[misc]


class _Timed(_TimedSocket, smtplib.SMTP):
    pass


class _TimedSSL(_TimedSocket, smtplib.SMTP_SSL):
    pass


class TimedBackend(EmailBackend):
    """The mail backend of installations that have a mail server."""

    @property
    def connection_class(self) -> Any:
        return _TimedSSL if self.use_ssl else _Timed
