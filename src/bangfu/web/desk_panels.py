"""The panels of the desk's home: figures that open into their rows, a heat map of what is missing, the longest waiting."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from bangfu.apps.needs.api import DeskFigures
from bangfu.apps.programmes.api import vocabulary
from bangfu.apps.regions.api import regions_by_code
from bangfu.apps.rounds.api import ACTS, Why, act_href, reasons_for
from bangfu.plumbing.said import said
from bangfu.plumbing.ui.charts import heat_map
from bangfu.plumbing.ui.formats import number
from bangfu.plumbing.ui.nav import localised
from bangfu.web.wording import is_english

ROWS_SHOWN = 10


def heat(found: DeskFigures) -> dict[str, Any] | None:
    """Where and in which kind of help most is missing; None when nothing waits."""
    places = sorted({place for place, _kind in found.open_cells}, key=lambda place: (-_total(found, place), place))
    if not places:
        return None
    kinds = vocabulary().section("kinds_of_help")
    names = regions_by_code(place.ljust(12, "0") for place in places[:ROWS_SHOWN])
    rows = []
    for place in places[:ROWS_SHOWN]:
        region = names.get(place.ljust(12, "0"))
        label = region.name.removesuffix("市") if region else place
        cells = [_cell(found, place, kind.id, label, kind.zh) for kind in kinds]
        rows.append({"label": label, "cells": cells, "total": _total(found, place)})
    first = rows[0]["label"]
    return {
        "title": _("%(place)s缺得最多，%(n)d 条等人接单") % {"place": first, "n": rows[0]["total"]},
        "sub": _("等人接单的条数，点格子看清单"),
        "heat": heat_map([kind.en if is_english() else kind.zh.removesuffix("帮扶") for kind in kinds], rows),
    }


def _total(found: DeskFigures, place: str) -> int:
    return sum(count for (where, _kind), count in found.open_cells.items() if where == place)


def _cell(found: DeskFigures, place: str, kind: str, label: str, kind_name: str) -> dict[str, Any]:
    count = found.open_cells.get((place, kind), 0)
    href = localised(f"/needs/?region={place.ljust(12, '0')}&help={kind}") if count else ""
    return {"value": count, "href": href, "label": f"{label} · {kind_name} {count}"}


def waiting(found: DeskFigures, at: datetime) -> dict[str, Any] | None:
    """What has waited longest since it was published; None when nothing waits."""
    if not found.longest:
        return None
    why = reasons_for(found.longest)
    rows = [
        [
            {
                "text": need.title,
                "href": localised(f"/needs/{need.number}/"),
                "small": f"{need.region.full_name} · {need.number}",
            },
            _why(why.get(need.pk)),
            _what_to_do(why.get(need.pk), need.number, need.title),
            {"text": _("%(n)d 天") % {"n": (at - need.published_at).days}, "num": True}
            if need.published_at
            else {"text": "—", "num": True},
        ]
        for need in found.longest
    ]
    columns = [
        {"label": _("需求")},
        {"label": _("没人接的原因")},
        {"label": _("现在可以做")},
        {"label": _("已等"), "num": True},
    ]
    return {
        "title": _("等得最久的需求"),
        "sub": _("系统说明为什么没有人接"),
        "all_href": localised("/needs/?order=new"),
        "all_label": _("全部 %(n)s 条") % {"n": number(found.open_total)},
        "table": {"columns": columns, "rows": rows},
    }


def _why(why: Why | None) -> dict[str, Any]:
    if why is None:
        return {"text": _("还没有查过"), "label": _("没人接的原因")}
    return {"text": said(why.sentence), "small": said(why.suggestion), "label": _("没人接的原因")}


def _what_to_do(why: Why | None, number_: str, title: str) -> dict[str, Any]:
    act = why.act if why else "invite"
    return {"text": said(ACTS[act]), "href": act_href(act, number_, why.offer if why else ""), "button": title}
