"""Who may do what with questions, and what each address asks for."""

from bangfu.apps.supervision.models import Complaint, Inquiry
from bangfu.plumbing.access import Actor, Denied, Hidden, Route, Scope

_BOTH = ("GET", "POST")
# What reading, answering and releasing ask for, by kind of question: a visitor's is the office's business alone.
READ = {"organisation": "supervision.read", "visitor": "supervision.handle"}
ANSWER = {"organisation": "supervision.answer", "visitor": "supervision.handle"}
RELEASE = {"organisation": "supervision.release", "visitor": "supervision.handle"}


def _act(name: str, needs: str, on: str, sees: str) -> Route:
    return Route(f"supervision:{name}", needs=needs, on=on, hides=True, sees=sees, methods=("POST",))


ROUTES = (
    Route("supervision:ask", on="askable_need", methods=_BOTH),
    Route("supervision:asked", methods=_BOTH),
    Route("supervision:followed", on="inquiry_code"),
    Route("supervision:mine", signed_in=True),
    Route("supervision:desk", needs="supervision.handle", anywhere=True),
    Route("supervision:inquiry", needs="supervision.read", on="inquiry", hides=True),
    Route("supervision:inquiry", needs="supervision.handle", on="visitor_inquiry", hides=True),
    _act("answer", "supervision.answer", "inquiry", "supervision.read"),
    _act("answer", "supervision.handle", "visitor_inquiry", "supervision.handle"),
    _act("close", "supervision.answer", "inquiry", "supervision.read"),
    _act("close", "supervision.handle", "visitor_inquiry", "supervision.handle"),
    _act("release", "supervision.release", "answered_inquiry", "supervision.read"),
    _act("release", "supervision.handle", "answered_visitor_inquiry", "supervision.handle"),
    _act("take-back", "supervision.release", "released_inquiry", "supervision.read"),
    Route("api:published_answers", on="askable_need"),
    Route("supervision:complain", methods=_BOTH),
    Route("supervision:replies"),
    Route("supervision:replies-json"),
    Route("supervision:complained", on="complaint_code"),
    Route("supervision:reopen", on="complaint_code", methods=("POST",)),
    Route("supervision:complaints", needs="supervision.handle", anywhere=True),
    Route("supervision:complaint", needs="supervision.handle", on="complaint", hides=True),
    _act("draft", "supervision.handle", "complaint", "supervision.handle"),
    _act("release-reply", "supervision.oversee", "drafted_complaint", "supervision.handle"),
    _act("send-back", "supervision.oversee", "drafted_complaint", "supervision.handle"),
)


def scope_of(inquiry: Inquiry) -> Scope:
    """A question lies where its subject lies, and with the organisation that asks."""
    return Scope(region=inquiry.region, organisation=inquiry.organisation)


def can_see(actor: Actor, inquiry: Inquiry) -> bool:
    """Both sides see a thread; of a visitor's question only the office that handles it."""
    return actor.may(READ[inquiry.kind], scope_of(inquiry))


def may_answer(actor: Actor, inquiry: Inquiry) -> bool:
    """Whether this person may answer or close it: by a grant over the place, never as the asking organisation."""
    return actor.may(ANSWER[inquiry.kind], Scope(region=inquiry.region))


def may_release(actor: Actor, inquiry: Inquiry) -> bool:
    """Whether this person may put the answer before everybody."""
    return actor.may(RELEASE[inquiry.kind], Scope(region=inquiry.region))


def require(actor: Actor, inquiry: Inquiry, table: dict[str, str]) -> None:
    """Errors: ``Hidden`` for what one may not know, ``Denied`` for what one may see but not do."""
    if not can_see(actor, inquiry):
        raise Hidden
    if not actor.may(table[inquiry.kind], Scope(region=inquiry.region)):
        raise Denied(table[inquiry.kind])


def can_see_complaint(actor: Actor, complaint: Complaint) -> bool:
    """Those who handle or oversee complaints where the page's subject lies, and nobody else."""
    return actor.may("supervision.handle", Scope(region=complaint.region))


def may_judge(actor: Actor, complaint: Complaint, drafted_by: str) -> bool:
    """Whether this person may release a draft or send it back: never its author."""
    return actor.person != drafted_by and actor.may("supervision.oversee", Scope(region=complaint.region))
