"""The needs explorer: filters with counts, chips, views, sorts, downloads. Every state of it is one address."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from bangfu.apps.needs.api import (
    DUE_DAYS,
    NATURES,
    URGENCIES,
    Explored,
    Facets,
    Filters,
    Need,
)
from bangfu.apps.programmes.api import vocabulary
from bangfu.apps.regions.api import Region, children_of, provinces, regions_by_code
from bangfu.plumbing.ui import hexmaps
from bangfu.plumbing.ui.formats import number
from bangfu.plumbing.ui.queries import page_numbers
from bangfu.web.need_parts import amount, card, href_of
from bangfu.web.wording import due_tag, name_of

VIEWS = ("list", "table", "map")
MAP_STEPS = (1, 5, 10, 20, 40)
FILTER_NAMES = {
    "q": "关键词",
    "region": "地区",
    "help": "帮扶类别",
    "theme": "领域",
    "nature": "输血造血",
    "resource": "要什么",
    "urgency": "紧急程度",
    "due": "截止",
}


def address(filters: Filters, view: str = "list") -> str:
    """The explorer's address of these filters in this view."""
    path = reverse("web:needs-map") if view == "map" else reverse("web:needs")
    query = filters.query_string()
    if view == "table":
        query = f"{query}&view=table" if query else "view=table"
    return f"{path}?{query}" if query else path


def codes_shown(facets: Facets, filters: Filters) -> list[str]:
    """Codes of the places that filters and chips name: prefectures, and below the chosen place its parts."""
    found = [code for code in facets.counts["region"] if len(code) == 4]
    for length in (4, 6):
        if len(filters.region) >= length:
            head = filters.region[:length]
            below = 6 if length == 4 else 9
            found += [code for code in facets.counts["region"] if len(code) == below and code.startswith(head)]
    found += [filters.region] if filters.region else []
    return [code.ljust(12, "0") for code in found]


def places_shown(facets: Facets, filters: Filters) -> dict[str, Region]:
    """The places of :func:`codes_shown`, one query."""
    return regions_by_code(codes_shown(facets, filters))


def _option(value: str, label: str, count: int | None, chosen: str, *, deep: bool = False) -> dict[str, Any]:
    return {"value": value, "label": label, "count": count, "checked": value == chosen, "deep": deep}


def _region_options(facets: Facets, filters: Filters, places: dict[str, Region]) -> list[dict[str, Any]]:
    counts = facets.counts["region"]
    chosen = filters.region.rstrip("0") if len(filters.region) == 12 else filters.region
    options = []
    for code, region in sorted(places.items()):
        prefix = code[: {"prefecture": 4, "county": 6, "town": 9}.get(region.level, 12)]
        if region.level == "province":
            continue
        name = region.spoken
        options.append(_option(prefix, name, counts.get(prefix, 0), chosen, deep=region.level != "prefecture"))
    return options


def _everything(chosen: str) -> dict[str, Any]:
    return _option("", _("不限"), None, chosen)


def filter_groups(facets: Facets, filters: Filters, places: dict[str, Region]) -> list[dict[str, Any]]:
    """Groups of `components/filter_sheet.html`; a choice of one each, values without a need are left out."""
    counts = facets.counts
    vocabulary_groups = [
        ("help", _("帮扶类别"), "kinds_of_help", True),
        ("resource", _("要什么"), "resource_classes", True),
    ]
    groups = [_group("region", _("地区"), _region_options(facets, filters, places), filters.region, True)]
    for name, label, section, is_open in vocabulary_groups:
        options = _vocabulary_options(section, counts[name], getattr(filters, name))
        groups.append(_group(name, label, options, getattr(filters, name), is_open))
    days = [(str(limit), _("%(n)d 天内") % {"n": limit}) for limit in DUE_DAYS]
    for name, label, values in (
        ("urgency", _("紧急程度"), [(str(level), text) for level, text in sorted(URGENCIES.items(), reverse=True)]),
        ("due", _("接单截止"), days),
        ("nature", _("输血还是造血"), list(NATURES.items())),
    ):
        chosen = getattr(filters, name)
        options = [_option(value, text, counts[name].get(value, 0), chosen) for value, text in values]
        groups.append(_group(name, label, options, chosen, name != "nature"))
    themes = _vocabulary_options("themes", counts["theme"], filters.theme)
    return [*groups, _group("theme", _("领域"), themes, filters.theme, False)]


def _group(name: str, label: str, options: list[dict[str, Any]], chosen: str, is_open: bool) -> dict[str, Any]:
    return {
        "label": label,
        "name": name,
        "open": is_open or bool(chosen),
        "single": True,
        "options": [_everything(chosen), *options],
    }


def _vocabulary_options(section: str, counts: dict[str, int], chosen: str) -> list[dict[str, Any]]:
    return [
        _option(entry.id, name_of(section, entry.id), counts.get(entry.id, 0), chosen)
        for entry in vocabulary().section(section)
        if counts.get(entry.id) or entry.id == chosen
    ]


def _value_text(name: str, value: str, places: dict[str, Region]) -> str:
    if name == "region":
        found = places.get(value.ljust(12, "0"))
        return found.full_name if found else value
    sections = {"help": "kinds_of_help", "theme": "themes", "resource": "resource_classes"}
    if name in sections:
        return name_of(sections[name], value)
    if name == "nature":
        return NATURES.get(value, value)
    if name == "urgency":
        return URGENCIES[int(value)]
    return _("%(n)s 天内截止") % {"n": value} if name == "due" else f"“{value}”"


def in_words(filters: Filters, places: dict[str, Region]) -> str:
    """The filters in force as a person would say them, for downloads."""
    said = [f"{FILTER_NAMES[name]} {_value_text(name, value, places)}" for name, value in filters.set_ones().items()]
    return "；".join(said) or "全部"


def chips(filters: Filters, places: dict[str, Region], view: str) -> list[dict[str, Any]]:
    """One removable chip for each filter in force."""
    return [
        {"label": _value_text(name, value, places), "href": address(replace(filters, **{name: ""}), view), "count": ""}
        for name, value in filters.set_ones().items()
    ]


def narrowest(filters: Filters, left: dict[str, int]) -> str:
    """The filter whose removal brings back most needs (``left`` by filter name), or nothing."""
    return max(sorted(left), key=lambda name: left[name], default="") if any(left.values()) else ""


def views(filters: Filters, view: str) -> list[dict[str, Any]]:
    """The three equal ways of seeing the same needs."""
    labels = {"list": (_("列表"), "list"), "table": (_("表格"), "grid"), "map": (_("地图"), "map")}
    return [
        {
            "key": key,
            "label": labels[key][0],
            "icon": labels[key][1],
            "href": address(filters, key),
            "current": key == view,
        }
        for key in VIEWS
    ]


def sorts(filters: Filters, view: str) -> list[dict[str, Any]]:
    """Orders of the list."""
    labels = {"urgent": _("先急后缓"), "new": _("最新发布"), "deadline": _("截止最近")}
    return [
        {"label": label, "href": address(replace(filters, order=order), view), "current": order == filters.order}
        for order, label in labels.items()
    ]


def exports(filters: Filters) -> list[dict[str, str]]:
    """Downloads of exactly these needs."""
    query = f"?{filters.query_string()}" if filters.query_string() else ""
    return [
        {"label": "CSV", "href": reverse("needs:list-csv") + query},
        {"label": "Excel", "href": reverse("needs:list-xlsx") + query},
    ]


def pages(found: Explored, page_size: int) -> dict[str, Any]:
    """Context of `components/pagination.html`."""
    first = (found.page - 1) * page_size + 1 if found.total else 0
    return {
        "number": found.page,
        "last": found.pages,
        "first_row": first,
        "last_row": min(found.total, found.page * page_size),
        "total": found.total,
        "numbers": page_numbers(found.page, found.pages),
        "previous": found.page - 1,
        "next": found.page + 1,
    }


def cards(rows: Iterable[Need], on: date) -> list[dict[str, Any]]:
    """Needs as cards."""
    return [card(need, on) for need in rows]


def table(rows: Iterable[Need], on: date) -> dict[str, Any]:
    """Needs as a table."""
    columns = (_("需求"), _("地点"), _("帮扶类别"), _("要什么"), _("受益"), _("截止"))
    return {
        "caption": _("需求"),
        "dense": True,
        "columns": [{"label": label, "num": label == columns[4]} for label in columns],
        "rows": [_table_row(need, on, columns) for need in rows],
    }


def _table_row(need: Need, on: date, columns: tuple[str, ...]) -> list[dict[str, Any]]:
    due = due_tag(need.claim_by, on)
    wanted = "；".join(f"{line.item} {amount(line)}" for line in need.lines.all() if line.is_must)
    cells: list[dict[str, Any]] = [
        {"text": need.title, "href": href_of(need), "small": need.number},
        {"text": need.region.full_name},
        {"text": name_of("kinds_of_help", need.kind_of_help)},
        {"text": wanted},
        {"text": number(need.beneficiaries) if need.beneficiaries else "—", "num": True},
        {"text": due["text"] if due else "—", "late": bool(due and due["tone"] == "err")},
    ]
    return [cell | {"label": label} for cell, label in zip(cells, columns, strict=True)]


def hexagons(facets: Facets, filters: Filters, *, link: bool = True) -> dict[str, Any]:
    """The schematic of prefectures with how many needs wait in each, titled by what it shows. Two queries."""
    counts = {code: count for code, count in facets.counts["region"].items() if len(code) == 4}
    regions = [
        hexmaps.Region(
            key=place.code[:4],
            name=place.name.removesuffix("市"),
            lon=place.lon or 0.0,
            lat=place.lat or 0.0,
            value=counts.get(place.code[:4], 0),
            href=address(replace(filters, region=place.code[:4])) if link else "",
            label=_("%(place)s：%(n)d 条") % {"place": place.name, "n": counts.get(place.code[:4], 0)},
        )
        for province in provinces()[:1]
        for place in children_of(province)
    ]
    return {
        "map": hexmaps.hex_map(regions, steps=MAP_STEPS),
        "title": _finding(regions),
        "sub": _("每个地级市还在等人接单的需求，条；点一格看清单"),
        "unit": _("条"),
    }


def _finding(regions: list[hexmaps.Region]) -> str:
    most = sorted((region for region in regions if region.value), key=lambda region: (-(region.value or 0), region.key))
    if not most:
        return _("现在没有等人接单的需求")
    total = sum(region.value or 0 for region in most)
    if len(most) == 1:
        return _("%(n)s 条需求都在%(place)s") % {"n": total, "place": most[0].name}
    share = round(sum(region.value or 0 for region in most[:3]) * 100 / total)
    names = "、".join(region.name for region in most[:3])
    return _("%(names)s缺得最多，占 %(share)d%%") % {"names": names, "share": share}
