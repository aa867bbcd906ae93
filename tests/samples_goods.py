"""Samples of goods: what the promises try on `goods`."""

from datetime import timedelta

from bangfu.apps.funds import api as funds
from bangfu.apps.goods import actions, actions_books, actions_disposals
from bangfu.apps.goods.actions import Given
from bangfu.apps.goods.models import GoodsLot, Trip
from bangfu.apps.organisations.models import Organisation
from bangfu.apps.regions.models import Region
from bangfu.plumbing.clock import now, today
from tests import samples
from tests.cast import VILLAGE
from tests.samples import ELSEWHERE, Sample, World, somebody


def make_lot(organisation: str, quantity: int = 40, **changes: object) -> GoodsLot:
    """Rice of a named donor who is not shown, bought with an invoice."""
    given = {"expires_on": today() + timedelta(days=200), "unit_fen": 5_800, "basis": "invoice"}
    given |= {"donor_kind": "named", "donor": "穗丰粮油行"} | changes
    keeper = somebody("keeper", "staff", "organisation", organisation)
    return actions.receive_goods(
        by=keeper, organisation=organisation, given=Given("大米", "袋", quantity, today(), **given)
    )


def make_trip(organisation: str, region: str, units: int = 10) -> Trip:
    """Rice on its way to a village."""
    lot = make_lot(organisation)
    keeper = somebody("keeper", "staff", "organisation", organisation)
    place = Region.objects.get(code=region)
    return actions.send_goods(
        by=keeper,
        organisation=organisation,
        region=place,
        units={lot.number: units},
        on=today(),
        reason="照仓库里顺手的",
    )


def _stores(world: World) -> list[tuple[str, str, str]]:
    """(number of the organisation, where it is registered, a village) for both worlds."""
    numbers = [sample.organisation for sample in world.samples["organisation"]]
    found = Organisation.objects.select_related("region").in_bulk(numbers, field_name="number")
    return [
        (number, found[number].region.code, village)
        for number, village in zip(numbers, (VILLAGE, ELSEWHERE), strict=True)
    ]


def _lots(world: World) -> list[Sample]:
    return [Sample((make_lot(number).number,), region, number) for number, region, _ in _stores(world)]


def _trips(world: World) -> list[Sample]:
    return [Sample((make_trip(number, village).pk,), region, number) for number, region, village in _stores(world)]


def _lines(world: World) -> list[Sample]:
    return [
        Sample((make_trip(number, village).lines.get().pk,), region, number)
        for number, region, village in _stores(world)
    ]


def _arrivals(world: World) -> list[Sample]:
    return [Sample((make_trip(number, village).pk,), village) for number, _, village in _stores(world)]


def _disposals(world: World) -> list[Sample]:
    found = []
    for number, region, _village in _stores(world):
        keeper = somebody("keeper", "staff", "organisation", number)
        given = {"kind": "damaged", "units": 30, "reason": "搬运时淋湿了"}
        made = actions_disposals.dispose(by=keeper, number=make_lot(number).number, **given)
        found.append(Sample((made.pk,), region, number))
    return found


def make_booking(lot: GoodsLot) -> object:
    """The loss of a lot's broken units, asked for by one treasurer."""
    number = lot.organisation.number
    clerk = somebody("bookkeeper", "treasurer", "organisation", number)
    keeper = somebody("keeper", "staff", "organisation", number)
    fund = funds.open_fund(
        by=clerk, organisation=lot.organisation_id, code=f"WZ{lot.pk}", name="爱心物资", restriction="restricted"
    )
    actions_books.book_receipt(by=clerk, at=now(), number=lot.number, fund=fund.pk)
    actions_disposals.dispose(by=keeper, number=lot.number, kind="damaged", units=3, reason="搬运时淋湿了")
    return actions_books.ask_booking(by=clerk, number=lot.number, kind="loss")


def _bookings(world: World) -> list[Sample]:
    return [Sample((make_booking(make_lot(number)).pk,), region, number) for number, region, _ in _stores(world)]


samples.MAKERS |= {
    "goods_lot": _lots,
    "goods_lot_public": lambda world: [Sample(one.args, is_public=True) for one in world.samples["goods_lot"]],
    "goods_trip": _trips,
    "goods_line": _lines,
    "goods_arrival": _arrivals,
    "goods_disposal": _disposals,
    "goods_booking": _bookings,
}
