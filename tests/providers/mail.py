"""Stands in for a mail server (RFC 5321): greeting, EHLO, MAIL, RCPT, DATA, QUIT."""

import time
from email import message_from_bytes
from socketserver import StreamRequestHandler
from typing import Any

from tests.providers.faults import PATIENCE, Provider, cut


class Handler(StreamRequestHandler):
    """One connection."""

    provider: Any

    def handle(self) -> None:
        provider = self.provider
        provider.asked += 1
        time.sleep(provider.delay)
        if provider.mode == "hang":
            provider.released.wait(PATIENCE)
        elif provider.mode == "reset":
            cut(self.connection)
        elif provider.mode == "garbage":
            self.wfile.write(b"\x00\xff<html>\r\n")
        elif provider.mode == "500":
            self._say("421 4.3.2 service not available")
        else:
            self._talk()

    def _say(self, line: str) -> None:
        data = f"{line}\r\n".encode()
        for place in range(len(data)) if self.provider.mode == "slow" else ():
            self.wfile.write(data[place : place + 1])
            time.sleep(0.15)
        if self.provider.mode != "slow":
            self.wfile.write(data)

    def _talk(self) -> None:
        self._say("220 mail.example ESMTP")
        while line := self.rfile.readline(2048):
            word = line[:4].upper().strip()
            if word == b"QUIT":
                self._say("221 bye")
                return
            if word == b"DATA":
                self._say("354 go on")
                if not self._take():
                    return
            elif word == b"RCPT" and any(each in line.lower() for each in self.provider.refused):
                self._say(self.provider.refused[next(each for each in self.provider.refused if each in line.lower())])
            else:
                self._say("250 ok")

    def _take(self) -> bool:
        data = b""
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            data += line
        message = message_from_bytes(data)
        letter = (message["Message-ID"] or "").strip("<>").partition("@")[0]
        self.provider.tries[letter] += 1
        self.provider.messages.append(message)
        # A mailbox shows one mail of those with the same Message-ID.
        self.provider.apply(letter, repeat=letter in self.provider.applied)
        if self.provider.mode == "lost_answer":
            cut(self.connection)
            return False
        self._say("250 queued")
        return True


class Mail(Provider):
    """``refused``: what to say to a receiver whose address holds these bytes; ``messages``: what came."""

    handler = Handler

    def __init__(self) -> None:
        self.refused: dict[bytes, str] = {}
        self.messages: list[Any] = []
        super().__init__()
