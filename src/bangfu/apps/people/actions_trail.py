"""What the trail says of entering and being turned away: whose account and what happened, never an address or a path."""

from datetime import datetime

from bangfu.apps.people.models import Person
from bangfu.plumbing.access import Actor
from bangfu.plumbing.actions import action, record


@action("people.sign_out", unseen=True)
def note_sign_out(*, by: Actor, at: datetime | None = None, key: str = "", why: str) -> None:
    """Leave a trace of the end of a session. ``why``: ``asked`` or ``expired``."""
    record(subject=Person(pk=by.person), note=why)


@action("people.change_factor", unseen=True)
def note_factor_change(*, by: Actor, at: datetime | None = None, key: str = "", what: str) -> None:
    """Leave a trace of a second factor or a password set up, changed or removed. ``what``: ``totp_activated`` and so on."""
    record(subject=Person(pk=by.person), note=what)


@action("people.meet_refusal", unseen=True)
def note_denial(*, by: Actor, at: datetime | None = None, key: str = "", permission: str) -> None:
    """Leave a trace of a page or an act refused for want of a permission."""
    record(subject=Person(pk=by.person), note=permission)


def on_program_denied(by: Actor, permission: str) -> None:
    """Answers ``rest.denial_met``: what a program was refused stands in the trail of the person whose token it used."""
    note_denial(by=by, permission=permission)
