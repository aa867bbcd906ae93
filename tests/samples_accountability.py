"""Samples of the open books: what the promises try on `accountability`."""

from typing import Any

from bangfu.apps.accountability import actions
from bangfu.apps.funds import api as funds
from bangfu.plumbing.access import Actor
from bangfu.plumbing.clock import today
from tests import samples
from tests.samples import Sample, World, somebody

SAID = {"said": "买血压计 10 台", "now": "买血压计 9 台", "reason": "录入时把备用的一台也算上了。"}


def treasurers(organisation: Any) -> tuple[Actor, Actor]:
    """Two people who keep an organisation's books."""
    number = organisation.number
    return (
        somebody("openbooks1", "treasurer", "organisation", number),
        somebody("openbooks2", "treasurer", "organisation", number),
    )


def make_open_books(organisation: Any, *, code: str = "GK01") -> tuple[Any, Any]:
    """A fund with one gift and one payment of it. Returns: the fund and the payment's voucher."""
    maker, checker = treasurers(organisation)
    fund = funds.open_fund(
        by=maker, organisation=organisation.pk, code=code, name="助老专项基金", restriction="restricted"
    )
    pool = funds.open_pool(by=maker, fund=fund.pk, purpose="村卫生站血压计")
    day = today()
    funds.receive(
        by=maker, pool=pool.pk, amount=100_00, through="bank", on=day, source="secretorder", narrative="扫码一元捐"
    )
    kept = funds.reserve_spend(by=maker, parts=[funds.Part(pool.pk, 60_00)], on=day, narrative="买血压计")
    return fund, funds.post_spend(by=checker, reservation=kept.pk, on=day)


def _books(world: World) -> tuple[Any, Any]:
    if "open_books" not in world.objects:
        world.objects["open_books"] = make_open_books(world.objects["organisation"])
    return world.objects["open_books"]  # type: ignore[no-any-return]


def _fund(world: World) -> list[Sample]:
    return [Sample((_books(world)[0].pk,), is_public=True)]


def _voucher(world: World) -> list[Sample]:
    voucher = _books(world)[1]
    return [Sample((voucher.organisation.number, voucher.period.ym, voucher.no), is_public=True)]


def _correction(world: World) -> list[Sample]:
    own, voucher = world.objects["organisation"], _books(world)[1]
    drafting = somebody("drafting", "treasurer", "organisation", own.number)
    made = actions.draft_correction(by=drafting, voucher=voucher.pk, **SAID)
    return [Sample((made.pk,), own.region.code, own.number)]


samples.MAKERS |= {"open_fund": _fund, "open_voucher": _voucher, "correction": _correction}
