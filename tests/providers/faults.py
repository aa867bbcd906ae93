"""A server on a loopback port that fails as told."""

import json
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer
from typing import Any, ClassVar

# What a dependency can do: nothing listens; it listens and says nothing; cuts the line; answers 500, nonsense, or a byte
# now and then; carries the order out and cuts the line before it says so.
FAULTS = ("down", "hang", "reset", "500", "garbage", "slow", "lost_answer")
PATIENCE = 30.0


class Provider:
    """One stand-in. ``mode`` is "ok" or one of :data:`FAULTS`.

    ``tries`` counts what was asked by the letter's id, ``applied`` what reached the reader; ``faults`` is what it held
    against the asker; ``asked``: how many connections came.
    """

    handler: ClassVar[type[Any]]

    def __init__(self) -> None:
        self.mode, self.delay = "ok", 0.0
        self.tries: Counter[str] = Counter()
        self.applied: Counter[str] = Counter()
        self.faults: list[str] = []
        self.asked = 0
        self.released = threading.Event()
        self._server: ThreadingTCPServer | None = None
        self.port = 0
        self._open()

    def _open(self) -> None:
        provider = self

        class Server(ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True
            request_queue_size = 64

            def handle_error(self, request: Any, client_address: Any) -> None:
                """A reader that went away is what these tests are about."""

        handler = type("Handler", (self.handler,), {"provider": provider})
        self._server = Server(("127.0.0.1", self.port), handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def _close(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def be(self, mode: str) -> None:
        """From now on, fail like this ("ok": do not)."""
        self.mode = mode
        if mode == "down":
            self._close()
        elif self._server is None:
            self._open()
        if mode == "hang":
            self.released.clear()
        else:
            self.released.set()

    def close(self) -> None:
        """End it; whoever still waits is let go."""
        self.released.set()
        self._close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def apply(self, letter: str, *, repeat: bool) -> None:
        """The reader gets a letter, unless the provider knows it for a repeat and drops it."""
        if not repeat:
            self.applied[letter] += 1


@contextmanager
def running(provider: Provider) -> Iterator[Provider]:
    """Closed at the end, whatever happened."""
    try:
        yield provider
    finally:
        provider.close()


def cut(connection: socket.socket) -> None:
    """End a connection with a reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


class JsonHandler(BaseHTTPRequestHandler):
    """Answers JSON; subclasses say what to whom in ``answer``."""

    provider: Any
    protocol_version = "HTTP/1.0"

    def do_GET(self) -> None:
        self._serve(b"")

    def do_POST(self) -> None:
        self._serve(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

    def _serve(self, body: bytes) -> None:
        provider = self.provider
        provider.asked += 1
        time.sleep(provider.delay)
        mode = provider.mode
        if mode == "hang":
            provider.released.wait(PATIENCE)
            return
        if mode == "reset":
            cut(self.connection)
            return
        if mode in ("500", "garbage"):
            self._reply(500 if mode == "500" else 200, b"\x00<html>oops" if mode == "garbage" else b"{}")
            return
        said = json.dumps(self.answer(body)).encode()
        if mode == "lost_answer" and self.command == "POST" and self.path.split("?")[0] not in provider.token_paths:
            cut(self.connection)
            return
        self._reply(200, said, slowly=mode == "slow")

    def _reply(self, status: int, body: bytes, *, slowly: bool = False) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        for place in range(len(body)) if slowly else ():
            self.wfile.write(body[place : place + 1])
            time.sleep(0.15)
        if not slowly:
            self.wfile.write(body)

    def answer(self, body: bytes) -> dict[str, Any]:
        raise NotImplementedError

    def log_message(self, *_args: Any) -> None:
        """Quiet."""
