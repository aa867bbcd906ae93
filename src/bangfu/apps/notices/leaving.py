"""The signed address at the end of a letter, with which its reader ends that kind of letter without signing in."""

from dataclasses import dataclass

from django.core import signing

from bangfu.apps.notices.rules import KINDS

SALT = "bangfu.notices.leave"


@dataclass(frozen=True, slots=True)
class Leaving:
    """Who does not want which kind by which channel any more."""

    person: str
    kind: str
    channel: str


def token_of(leaving: Leaving) -> str:
    """The text that stands in the address; it holds ids only, and nobody else can make one."""
    return signing.dumps([leaving.person, leaving.kind, leaving.channel], salt=SALT)


def leaving_of(token: str) -> Leaving | None:
    """What a token says; None for one that we did not make."""
    try:
        person, kind, channel = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    return Leaving(person, kind, channel) if kind in KINDS else None
