"""Who may do what with suggestions and wishes, and what each address asks for."""

from bangfu.apps.voices.models import Suggestion, Wish
from bangfu.plumbing.access import Actor, Denied, Hidden, Route, Scope

_BOTH = ("GET", "POST")
# What deciding asks for where the place lies, by kind: residents speak to the place, organisations to its offices too.
DECIDE = {"resident": "voices.hear", "organisation": "voices.weigh"}


def _decide(name: str, kind: str) -> Route:
    needs = DECIDE["organisation" if kind == "idea" else "resident"]
    return Route(f"voices:{name}", needs=needs, on=kind, hides=True, methods=("POST",))


ROUTES = (
    Route("voices:choose-place", methods=_BOTH),
    Route("voices:suggest", on="place", methods=_BOTH),
    Route("voices:poster", on="place"),
    Route("voices:poster-svg", on="place"),
    Route("voices:find", methods=_BOTH),
    Route("voices:followed", on="suggestion_code"),
    Route("voices:inbox", signed_in=True),
    Route("voices:suggestion", needs="voices.hear", on="suggestion", hides=True),
    Route("voices:suggestion", needs="voices.weigh", on="idea", hides=True),
    *(_decide(name, kind) for name in ("draft", "merge", "answer") for kind in ("suggestion", "idea")),
    Route("voices:ideas", needs="voices.propose", anywhere=True),
    Route("voices:propose", needs="voices.propose", anywhere=True, methods=_BOTH),
    Route("voices:idea", needs="voices.propose", on="idea", hides=True),
    Route("voices:wishes", needs="voices.wish", anywhere=True),
    Route("voices:enter-wish", needs="voices.wish", anywhere=True, methods=_BOTH),
    Route("voices:wish", needs="voices.wish", on="wish", hides=True, own=True),
    Route(
        "voices:open-wish",
        needs="voices.open_wish",
        on="wish",
        hides=True,
        own=True,
        sees="voices.wish",
        methods=("POST",),
    ),
    Route("voices:end-wish", needs="voices.wish", on="wish", hides=True, methods=("POST",)),
    Route("voices:group-wishes", needs="voices.wish", anywhere=True, methods=("POST",)),
    Route("voices:figures", needs="voices.count", anywhere=True, methods=_BOTH),
    Route("api:published_wish_figures", on="place"),
)


def scope_of(row: Suggestion | Wish) -> Scope:
    """Suggestions and wishes belong to their place."""
    return Scope(region=row.region)


def may_decide(actor: Actor, suggestion: Suggestion) -> bool:
    """Whether this person decides about it: for the place, never as the organisation that proposed it."""
    return actor.may(DECIDE[suggestion.kind], scope_of(suggestion))


def require_decision(actor: Actor, suggestion: Suggestion) -> None:
    """Errors: ``Hidden``: who does not decide about it does not know of it here."""
    if not may_decide(actor, suggestion):
        raise Hidden


def can_see(actor: Actor, wish: Wish) -> bool:
    """That there is a wish of some group: those who keep wishes there, and who entered it."""
    return bool(actor.person) and actor.person == wish.entered_by or actor.may("voices.wish", scope_of(wish))


def may_read(actor: Actor, wish: Wish) -> bool:
    """The words of a wish: who entered it, and who may open wishes there."""
    return actor.may("voices.open_wish", scope_of(wish)) or (bool(actor.person) and actor.person == wish.entered_by)


def require_reading(actor: Actor, wish: Wish) -> None:
    """Errors: ``Hidden``, ``Denied``."""
    if may_read(actor, wish):
        return
    if not can_see(actor, wish):
        raise Hidden
    raise Denied("voices.open_wish")


def require_keeping(actor: Actor, wish: Wish) -> None:
    """Ending a wish. Errors: ``Hidden``, ``Denied``."""
    if not can_see(actor, wish):
        raise Hidden
    if not actor.may("voices.wish", scope_of(wish)):
        raise Denied("voices.wish")
