"""A race of goods: the last units of a lot. Run by `races`."""

import itertools
from collections.abc import Callable
from functools import partial

from bangfu.apps.goods import actions, rules
from bangfu.apps.goods.invariants import INVARIANTS
from bangfu.apps.regions.models import Region
from bangfu.plumbing.clock import today
from tests.samples import make_organisation, make_places, somebody
from tests.samples_goods import make_lot

VILLAGE = "441802101990"
HANDS = 4
Together = Callable[..., list[str]]
_serial = itertools.count(7000)


def last_units(together: Together) -> list[str]:
    """Four send six of ten: one lorry leaves, the others are told how many there are."""
    if not Region.objects.filter(code=VILLAGE).exists():
        make_places()
    own, place = make_organisation(next(_serial)).number, Region.objects.get(code=VILLAGE)
    lot = make_lot(own, 10)
    given = {"organisation": own, "region": place, "units": {lot.number: 6}, "on": today()}
    hands = [somebody(f"keeper{hand}", "staff", "organisation", own) for hand in range(HANDS)]
    ends = together(*(partial(actions.send_goods, by=hand, **given) for hand in hands))
    wrong = [end for end in ends if end not in ("done", "not_so_many")]
    lot.refresh_from_db()
    wrong += [] if (ends.count("done"), lot.in_store, lot.on_way) == (1, 4, 6) else [f"{lot.stock}"]
    return wrong + [finding.what for each in INVARIANTS for finding in each.broken() if finding.where == lot.number]


def uncounted_units() -> None:
    """The planted fault: nobody looks at how many there are before the lorry leaves."""
    rules.dispatch_refusal = lambda *_batches, **_said: None
    rules.Stock.moved = lambda stock, _name, _units: stock  # type: ignore[method-assign,assignment]


GOODS_RACES = (last_units,)
