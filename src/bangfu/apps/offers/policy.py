"""Who may do what with offers and orders, and what each route asks for.

An offer belongs to its organisation; the office of the organisation's place checks it. An order belongs to the place that asks.
"""

from bangfu.apps.offers.models import Offer, Order
from bangfu.plumbing.access import Actor, Denied, Hidden, Route, Scope

READ, DRAFT, CHECK, ORDER = "offers.read", "offers.draft", "offers.check", "offers.order"
PUBLIC_STATES = ("published", "paused")


def scope_of(offer: Offer) -> Scope:
    """Its organisation, and where that one is registered."""
    return Scope(region=offer.organisation.region.code, organisation=offer.organisation.number)


def works_on(actor: Actor, offer: Offer) -> bool:
    """Whether this person writes it, checks it, or reads what is not public."""
    if not actor.is_person:
        return actor.kind == "system"
    return actor.may(READ, scope_of(offer))


def can_see(actor: Actor, offer: Offer) -> bool:
    """What is or was public: everybody. All else: who works on it."""
    return offer.published_at is not None or works_on(actor, offer)


def require(actor: Actor, offer: Offer, permission: str) -> None:
    """Errors: ``Hidden`` for what one may not know, ``Denied`` for what one may see but not do."""
    if not can_see(actor, offer):
        raise Hidden
    if not actor.may(permission, scope_of(offer)):
        raise Denied(permission)


def answers(actor: Actor, order: Order) -> bool:
    """Whether this person answers for the organisation that is asked."""
    return actor.may(DRAFT, Scope(organisation=order.offer.organisation.number))


def asks(actor: Actor, order: Order) -> bool:
    """Whether this person asks for the order's place."""
    return actor.may(ORDER, Scope(region=order.region_path))


def _step(needs: str, on: str) -> Route:
    """A row for one step: which right it asks for depends on the step that the address names."""
    return Route("offers:step", needs=needs, on=on, hides=True, sees=READ, methods=("POST",))


ROUTES = (
    Route("offers:list"),
    Route("offers:list-json"),
    Route("offers:list-csv"),
    Route("offers:detail", on="published_offer"),
    Route("offers:detail-json", on="published_offer"),
    Route("offers:own", needs=DRAFT, anywhere=True),
    Route("offers:new", needs=DRAFT, anywhere=True, methods=("GET", "POST")),
    Route("offers:edit", needs=DRAFT, on="draft_offer", hides=True, sees=READ, methods=("GET", "POST")),
    Route("offers:desk", needs=CHECK, anywhere=True),
    Route("offers:work", needs=READ, on="submitted_offer", hides=True),
    _step(DRAFT, "offer_to_submit"),
    _step(CHECK, "offer_to_publish"),
    Route("offers:order", needs=ORDER, anywhere=True, on="published_offer", methods=("GET", "POST")),
    Route("offers:orders", needs=ORDER, anywhere=True),
    Route("offers:order-page", needs=ORDER, on="order", hides=True, sees=DRAFT),
    Route("offers:order-step", needs=ORDER, on="order_to_withdraw", hides=True, sees=DRAFT, methods=("POST",)),
    Route("imports:template", needs="offers.import", anywhere=True, on="import_kind_offers"),
    Route("api:offers_listed"),
    Route("api:offer_detail", on="published_offer"),
)
