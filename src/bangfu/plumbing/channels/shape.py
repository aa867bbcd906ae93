"""The one shape of all channels."""

from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any, Protocol, cast

from django.conf import settings

SENT, DELIVERED, FAILED = "sent", "delivered", "failed"


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent to one person: ``lines`` are merged messages, ``url`` an absolute link."""

    address: str
    title: str
    lines: tuple[str, ...]
    url: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """``state`` is sent, delivered or failed; ``reason`` says why it failed, without personal data."""

    state: str
    reason: str = ""


class Channel(Protocol):
    """A module that carries messages."""

    NAME: str
    TITLE: Any
    ADDRESS: str
    KEEPS_QUIET: bool

    def send(self, letter: Letter) -> Outcome: ...


@lru_cache(maxsize=32)
def channel_named(name: str) -> Channel:
    """The channel in the folder ``name``. Errors: ``LookupError`` when there is none."""
    if not name.isidentifier():
        raise LookupError(name)
    try:
        return cast(Channel, import_module(f"bangfu.plumbing.channels.{name}.channel"))
    except ModuleNotFoundError:
        raise LookupError(f"no channel folder named {name}") from None


def channels_in_use() -> tuple[Channel, ...]:
    """The channels of this installation, in order."""
    return tuple(channel_named(name) for name in settings.NOTICE_CHANNELS)
