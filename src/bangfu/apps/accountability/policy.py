"""What everybody reads of the books, and who corrects what was published."""

from django.urls import reverse
from django.utils.translation import gettext as _

from bangfu.apps.accountability.models import Correction
from bangfu.apps.funds.api import Voucher
from bangfu.apps.people.api import Todo
from bangfu.plumbing.access import Actor, Denied, Hidden, Route, Scope

CORRECT = "accountability.correct"


def _act(name: str) -> Route:
    return Route(f"accountability:{name}", needs=CORRECT, on="correction", hides=True, methods=("POST",))


ROUTES = (
    Route("accountability:open"),
    Route("accountability:open-json"),
    Route("accountability:ledger"),
    Route("accountability:ledger-json"),
    Route("accountability:ledger-csv"),
    Route("accountability:bundle"),
    Route("accountability:fund", on="open_fund"),
    Route("accountability:fund-json", on="open_fund"),
    Route("accountability:voucher", on="open_voucher"),
    Route("accountability:voucher-json", on="open_voucher"),
    Route("accountability:corrections"),
    Route("accountability:corrections-json"),
    Route("accountability:desk", needs=CORRECT, anywhere=True),
    Route("accountability:draft", needs=CORRECT, anywhere=True, methods=("GET", "POST")),
    Route("accountability:correction", needs=CORRECT, on="correction", hides=True),
    _act("confirm"),
    _act("send-back"),
)


def scope_of(voucher: Voucher) -> Scope:
    """A voucher lies with its organisation, and where that is registered."""
    return Scope(region=voucher.organisation.region.code, organisation=voucher.organisation.number)


def may_correct(actor: Actor, voucher: Voucher) -> bool:
    """Whether this person may draft or confirm corrections of a voucher."""
    return actor.may(CORRECT, scope_of(voucher))


def require(actor: Actor, voucher: Voucher, *, hidden: bool) -> None:
    """Errors: ``Hidden`` for a draft that one may not know of, ``Denied`` for a public voucher that one may not correct."""
    if not may_correct(actor, voucher):
        raise Hidden if hidden else Denied(CORRECT)


def todo_of(correction: Correction, txid: str) -> Todo:
    """A draft that waits for a second person."""
    url = reverse("accountability:correction", args=[correction.pk])
    return Todo(_("更正说明"), txid, correction.said, correction.drafted_at, url, _("确认"), "warn")
