"""The one shape of all channels."""

from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any, Protocol, cast

from django.conf import settings

SENT, DELIVERED, FAILED, LATER = "sent", "delivered", "failed", "later"


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent to one person.

    ``lines`` are merged messages, ``url`` an absolute link. ``id`` is the same at every try, so that a provider or a reader
    can tell a repeated letter; ``what``, ``where``, ``deadline`` and ``short_url`` are for channels of few characters;
    ``leave_url`` ends this kind of message by this channel without signing in.
    """

    address: str
    title: str
    lines: tuple[str, ...]
    url: str
    id: str = ""
    what: str = ""
    where: str = ""
    deadline: str = ""
    short_url: str = ""
    leave_url: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one try ended. ``state``: sent, delivered, failed (for good) or later (try again).

    ``reason`` says why, without personal data; ``is_down``: the channel itself does not work, not only this letter.
    """

    state: str
    reason: str = ""
    is_down: bool = False


class Channel(Protocol):
    """A module that carries messages."""

    NAME: str
    TITLE: Any
    ADDRESS: str
    KEEPS_QUIET: bool

    def missing(self) -> tuple[str, ...]: ...

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


def all_channels() -> tuple[Channel, ...]:
    """The channels that this installation knows, in order, set up or not."""
    return tuple(channel_named(name) for name in settings.NOTICE_CHANNELS)


def channels_in_use() -> tuple[Channel, ...]:
    """Those that are set up: nothing is written for a channel that could not carry it."""
    return tuple(channel for channel in all_channels() if not channel.missing())


def option(name: str) -> str:
    """A setting of a channel by its name without the prefix, "" when it is not set."""
    return str(settings.CHANNEL_OPTIONS.get(name, ""))


def not_set(*names: str) -> tuple[str, ...]:
    """Those of these settings that a channel needs and nobody has given, as an administrator writes them."""
    return tuple(f"BANGFU_{name}" for name in names if not option(name))
