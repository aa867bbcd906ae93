"""Where a plan's pairs begin and end, on the schematic: prefectures, or counties when all lies in one prefecture."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from bangfu.apps.exchange.desk.opened import Opened
from bangfu.apps.regions.api import children_of, regions_by_code
from bangfu.plumbing.ui.planmaps import Flow, PlanPlace, plan_map

PREFECTURE, COUNTY = 4, 6


def map_board(desk: Opened, asof: str) -> dict[str, Any]:
    """Context of `components/plan_map.html`."""
    size = _size(desk)
    places, flows = _places(desk, size), _flows(desk, size)
    lost = len(desk.board.rows) - sum(flow.pairs for flow in flows)
    drawn = plan_map(places, flows)
    return {"plan": drawn, "title": _title(desk, places), "sub": asof, "note": _note(lost), "open_twin": False}


def _size(desk: Opened) -> int:
    heads = {one.region[:PREFECTURE] for one in desk.board.lists.needs.values() if one.region}
    heads |= {desk.organisation(name).region[:PREFECTURE] for name in desk.load}
    return COUNTY if len(heads - {""}) == 1 else PREFECTURE


def _places(desk: Opened, size: int) -> list[PlanPlace]:
    asked: dict[str, int] = defaultdict(int)
    served: dict[str, int] = defaultdict(int)
    sends: dict[str, int] = defaultdict(int)
    for name, one in desk.board.lists.needs.items():
        if len(one.region) >= size:
            asked[one.region[:size]] += 1
            served[one.region[:size]] += name in desk.partners
    for name in desk.load:
        sends[desk.organisation(name).region[:size]] += 1
    regions = _regions({*asked, *sends} - {""}, size)
    return [
        PlanPlace(
            key=key,
            name=_short(name),
            lon=lon,
            lat=lat,
            asked=asked.get(key, 0),
            served=served.get(key, 0),
            sends=sends.get(key, 0),
            href=desk.link(view="table", place=key, page="") if asked.get(key) or sends.get(key) else "",
        )
        for key, name, lon, lat in regions
    ]


def _regions(keys: Iterable[str], size: int) -> list[tuple[str, str, float, float]]:
    """The places of the plan and their neighbours below the same parents, so that the shape is known."""
    above = size - 2
    parents = regions_by_code({key[:above].ljust(12, "0") for key in keys})
    found = {child.code[:size]: child for parent in parents.values() for child in children_of(parent)}
    found |= {code[:size]: region for code, region in regions_by_code(key.ljust(12, "0") for key in keys).items()}
    return sorted(
        (key, region.name, region.lon, region.lat)
        for key, region in found.items()
        if region.lon is not None and region.lat is not None
    )


def _flows(desk: Opened, size: int) -> list[Flow]:
    pairs: dict[tuple[str, str], list[float | None]] = defaultdict(list)
    for row in desk.board.rows:
        origin = desk.organisation(row.organisation).region
        target = desk.need(row.need).region
        if len(origin) >= size and len(target) >= size:
            km = desk.kilometres(row.organisation, row.need)
            pairs[origin[:size], target[:size]].append(km)
    return [
        Flow(origin, target, len(legs), _mean(legs), desk.link(view="table", place=target, origin=origin, page=""))
        for (origin, target), legs in pairs.items()
    ]


def _mean(legs: Iterable[float | None]) -> float | None:
    known = [leg for leg in legs if leg is not None]
    return round(sum(known) / len(known)) if known else None


def _short(name: str) -> str:
    for ending in ("自治县", "市", "县", "区"):
        if name.endswith(ending) and len(name) > len(ending) + 1:
            return name.removesuffix(ending)
    return name


def _title(desk: Opened, places: list[PlanPlace]) -> str:
    total, served = len(desk.board.lists.needs), len(desk.partners)
    if served == total:
        return _("%(n)d 项都有人了") % {"n": total}
    worst = max(places, key=lambda one: (one.asked - one.served, one.key), default=None)
    words = {"n": total, "served": served}
    if worst is None or worst.asked == worst.served:
        return _("%(n)d 项里 %(served)d 项有了人") % words
    return _("%(n)d 项里 %(served)d 项有了人，%(place)s缺得最多") % {**words, "place": worst.name}


def _note(lost: int) -> str:
    return _("有 %(n)d 对的一头没有写清地点，不在图上。") % {"n": lost} if lost else ""
