"""控制台, for development: writes the message to the log."""

import logging

from django.utils.translation import gettext_lazy as _

from bangfu.plumbing.channels.shape import DELIVERED, Letter, Outcome

NAME, TITLE, ADDRESS, KEEPS_QUIET = "console", _("控制台"), "", False
log = logging.getLogger(__name__)


def missing() -> tuple[str, ...]:
    """It needs no setting."""
    return ()


def send(letter: Letter) -> Outcome:
    """Into the log."""
    log.warning("%s: %s %s", letter.title, " / ".join(letter.lines), letter.url)
    return Outcome(DELIVERED)
