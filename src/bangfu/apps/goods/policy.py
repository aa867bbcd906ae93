"""Who may do what with goods, and what each address asks for.

A lot belongs to the organisation that keeps it; the office of that organisation's place reads it. A trip is read by those who
sent it; the village that it goes to has a page of its own.
"""

from bangfu.apps.goods.models import GoodsLot, Trip
from bangfu.plumbing.access import Actor, Denied, Hidden, Route, Scope

KEEP, CHECK, ACCEPT, READ = "goods.keep", "goods.check", "goods.accept", "goods.read"
BOOK, APPROVE = "funds.book", "funds.approve"
_BOTH = ("GET", "POST")


def _act(name: str, needs: str, on: str) -> Route:
    return Route(f"goods:{name}", needs=needs, on=on, hides=True, sees=READ, methods=("POST",))


ROUTES = (
    Route("goods:list"),
    Route("goods:list-json"),
    Route("goods:one", on="goods_lot_public"),
    Route("goods:one-json", on="goods_lot_public"),
    Route("goods:mine", needs=READ, anywhere=True),
    Route("goods:new", needs=KEEP, anywhere=True, methods=_BOTH),
    Route("goods:send", needs=KEEP, anywhere=True, methods=_BOTH),
    Route("goods:lot", needs=READ, on="goods_lot", hides=True),
    _act("dispose", KEEP, "goods_lot"),
    _act("show-donor", KEEP, "goods_lot"),
    Route("goods:trip", needs=READ, on="goods_trip", hides=True),
    _act("settle", KEEP, "goods_line"),
    _act("decide", CHECK, "goods_disposal"),
    _act("book", BOOK, "goods_lot"),
    _act("book-use", BOOK, "goods_lot"),
    _act("approve-use", APPROVE, "goods_booking"),
    Route("goods:arrivals", needs=ACCEPT, anywhere=True),
    Route("goods:arrival", needs=ACCEPT, on="goods_arrival", hides=True, methods=_BOTH),
    Route("goods:desk", needs=READ, anywhere=True),
)


def scope_of(lot: GoodsLot | Trip) -> Scope:
    """The organisation that keeps or sends it, and where that one is registered."""
    return Scope(region=lot.organisation.region.code, organisation=lot.organisation.number)


def require(actor: Actor, lot: GoodsLot | Trip, permission: str) -> None:
    """Errors: ``Hidden`` for what one may not know, ``Denied`` for what one may see but not do."""
    if actor.may(permission, scope_of(lot)):
        return
    if actor.may(READ, scope_of(lot)):
        raise Denied(permission)
    raise Hidden


def require_arrival(actor: Actor, trip: Trip) -> None:
    """Errors: ``Hidden`` unless the actor accepts for the place that the trip goes to."""
    if not actor.may(ACCEPT, Scope(region=trip.region_path)):
        raise Hidden
