"""The figures as the desk's home draws them: each number is a link to its rows."""

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from bangfu.apps.insight.queries import Figures
from bangfu.apps.insight.rules import Rate, Step, Week
from bangfu.apps.insight.wording import standing, station
from bangfu.apps.programmes.api import Rate as Definition
from bangfu.apps.programmes.api import current_pack
from bangfu.plumbing.ui.charts import Series, funnel, line_chart
from bangfu.plumbing.ui.formats import MISSING, number, percent


def rows_href(**asked: str) -> str:
    """The page with the rows behind a figure."""
    return f"{reverse('insight:rows')}?{urlencode(asked)}"


def rate_href(name: str) -> str:
    """The page of a rate with its definition and months."""
    return f"{reverse('insight:rate')}?{urlencode({'rate': name})}"


def rate_name(name: str) -> str:
    """The pack's name of a rate; pages tell it in the reader's language."""
    return definition_of(name).zh


def definition_of(name: str) -> Definition:
    """A rate as the pack defines it. Errors: ``LookupError`` for one that the pack does not name."""
    for rate in current_pack().rates:
        if rate.id == name:
            return rate
    raise LookupError(name)


def figure_band(found: Figures) -> list[dict[str, Any]]:
    """Three rates and two counts."""
    band = [_rate_figure(name, rate) for name, rate in found.rates.items()]
    waiting = rows_href(waiting="open")
    sub = _("最久 %(n)d 天") % {"n": found.longest_days} if found.open_total else ""
    band.append({"label": _("待接单"), "value": number(found.open_total), "unit": _("条"), "href": waiting, "sub": sub})
    unrated = sum(found.steps[-1].waiting.values())
    href = rows_href(reached="accepted")
    band.append({"label": _("待评价"), "value": number(unrated), "unit": _("条"), "href": href})
    return band


def _rate_figure(name: str, rate: Rate) -> dict[str, Any]:
    total = rate.total
    value = percent(total.above, total.below, 1) if total.below else MISSING
    young = _("另有 %(n)s 条不足 60 天") % {"n": number(rate.young.below)} if rate.young.below else ""
    counted = f"{number(total.above)} ÷ {number(total.below)}"
    return {
        "label": rate_name(name),
        "value": value,
        "sub": f"{counted}{' · ' if young else ''}{young}",
        "href": rate_href(name),
    }


def funnel_panel(found: Figures) -> dict[str, Any] | None:
    """The funnel titled by where most are stuck; None when nobody submitted anything."""
    if not found.steps or not found.steps[0].count:
        return None
    stuck = max(found.steps, key=lambda step: sum(step.waiting.values()))
    drawn = [_drawn(step) for step in found.steps]
    if sum(stuck.waiting.values()):
        title = _("从提交到评价：最多停在“%(station)s”之前") % {"station": station(stuck.station)}
    else:
        title = _("从提交到评价：没有停着的")
    return {"title": title, "steps": funnel(drawn), "definition_href": rate_href("success")}


def _drawn(step: Step) -> dict[str, Any]:
    row: dict[str, Any] = {
        "name": station(step.station),
        "count": step.count,
        "href": rows_href(reached=step.station) if step.count else "",
        "median": _("%(n)d 天") % {"n": round(step.median_days)} if step.median_days is not None else "",
    }
    if step.waiting:
        row["stuck"] = _("，").join(f"{standing(word)} {number(count)}" for word, count in sorted(step.waiting.items()))
        row["stuck_href"] = rows_href(waiting=max(step.waiting, key=lambda word: step.waiting[word]))
    return row


def trend_panel(weeks: list[Week]) -> dict[str, Any] | None:
    """New needs against newly claimed ones; None when nothing happened in twelve weeks."""
    published, claimed = sum(week.published for week in weeks), sum(week.claimed for week in weeks)
    if not published and not claimed:
        return None
    title = _("12 周来，新接单追不上新发布") if claimed < published else _("12 周来，新接单追上了新发布")
    series = (
        Series(_("新发布"), [week.published for week in weeks]),
        Series(_("新接单"), [week.claimed for week in weeks]),
    )
    labels = [_("%(month)d月%(day)d日") % {"month": week.first.month, "day": week.first.day} for week in weeks]
    return {
        "title": title,
        "sub": _("每周条数；两线之间是新增缺口"),
        "chart": line_chart(labels, series, fill_between=True),
        "label_head": _("从这天起的一周"),
    }
