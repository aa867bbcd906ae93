"""The page of a scenario: what stands left (weights), in the middle (the view that the address asks for) and right (outcome)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bangfu.apps.exchange.boards import Board, Column
from bangfu.apps.exchange.desk.figures import measures, spread_of
from bangfu.apps.exchange.desk.maps import map_board
from bangfu.apps.exchange.desk.matrices import NEEDS_SHOWN, matrix_board
from bangfu.apps.exchange.desk.opened import ASKED, VIEWS, Opened
from bangfu.apps.exchange.desk.pairs import FIT, PART_HINTS, PART_LABELS
from bangfu.apps.exchange.desk.tables import row_shown, wanted_needs, wanted_rows, wanted_waiting
from bangfu.apps.exchange.forms import WEIGHT_PREFIX, SettingsForm
from bangfu.apps.exchange.queries.judging import scores_of
from bangfu.apps.exchange.rules import scenarios as rules
from bangfu.apps.regions.api import regions_by_code
from bangfu.engines.matching import PARTS
from bangfu.plumbing.ui.formats import moment, percent
from bangfu.plumbing.ui.nav import localised
from bangfu.plumbing.ui.outcomes import compared, outcome
from bangfu.plumbing.ui.queries import page_numbers

ROWS_SHOWN = 25
WAITING_SHOWN = 20


def opened(board: Board, query: Mapping[str, str]) -> Opened:
    """The desk of a board for the query of an address."""
    base = reverse("exchange:scenario", args=[board.scenario.pk])
    asked = {name: query.get(name, "")[:80] for name in ASKED}
    asked["view"] = asked["view"] if asked["view"] in VIEWS else VIEWS[0]
    return Opened(board, base, reverse("exchange:pair", args=[board.scenario.pk]), asked)


def page_parts(board: Board, query: Mapping[str, str], form: SettingsForm) -> dict[str, Any]:
    """Everything that `exchange/planner.html` shows beyond the board itself."""
    desk = opened(board, query)
    state = "new" if board.solution is None else ("stale" if board.stale else "whole")
    return {
        "desk": desk,
        "asked": desk.asked,
        "view": desk.asked["view"],
        "state": state,
        "tabs": _tabs(desk),
        "chips": _chips(desk),
        "all_path": f"{desk.base}?view={desk.asked['view']}",
        "list_path": localised("/desk/match/" if board.scenario.kind == "needs" else "/desk/pairing/"),
        **_weights(form),
        **_choices(board, form),
        **({} if state == "new" else _outcome(desk)),
        **({} if state == "new" else _view(desk, query.get("page", ""))),
        "conflicts": [_conflict(board, one) for one in board.conflicts],
    }


def _tabs(desk: Opened) -> list[dict[str, Any]]:
    board = desk.board
    names: dict[str, tuple[str, str, int | None]] = {
        "map": (_("地图"), "map", None),
        "matrix": (_("矩阵"), "grid", None),
        "table": (_("表格"), "list", len(board.rows)),
        "none": (_("没人的"), "alert", len(board.waiting)),
        "limits": (_("锁定和限制"), "lock", len(board.decisions) + len(board.limits)),
    }
    return [
        {
            "label": label,
            "icon": icon,
            "count": count,
            "href": desk.link(view=view),
            "current": view == desk.asked["view"],
        }
        for view, (label, icon, count) in names.items()
    ]


def _chips(desk: Opened) -> list[dict[str, str]]:
    """Filters in use, each with the address without it."""
    shown = {
        "place": _place(desk.asked["place"]),
        "origin": _("组织在%(place)s") % {"place": _place(desk.asked["origin"])},
        "of": desk.organisation(desk.asked["of"]).name or desk.asked["of"],
        "wanted": desk.need(desk.asked["wanted"]).name or desk.asked["wanted"],
        "decided": _("锁定过的"),
        "q": desk.asked["q"],
    }
    return [
        {"label": label, "href": desk.link(**{name: ""})}
        for name, label in shown.items()
        if desk.asked[name] and desk.asked["view"] not in ("map", "limits")
    ]


def _place(head: str) -> str:
    region = regions_by_code([head.ljust(12, "0")]).get(head.ljust(12, "0")) if head else None
    return region.name if region else head


def _weights(form: SettingsForm) -> dict[str, Any]:
    values = {part: _typed(form, WEIGHT_PREFIX + part) for part in PARTS}
    total = sum(value for value in values.values() if value > 0) or 1
    sliders = {part: _slider(form, part, values[part], total) for part in PARTS}
    fit = [sliders[part] for part in FIT]
    return {
        "fit": {
            "sliders": fit,
            "share": percent(sum(values[part] for part in FIT), total),
            "open": any(one["error"] for one in fit),
        },
        "sliders": [sliders[part] for part in PARTS if part not in FIT],
    }


def _typed(form: SettingsForm, name: str) -> int:
    try:
        return int(form[name].value())
    except (TypeError, ValueError):
        return 0


def _slider(form: SettingsForm, part: str, value: int, total: int) -> dict[str, Any]:
    bound = form[WEIGHT_PREFIX + part]
    return {
        "id": bound.auto_id,
        "name": bound.html_name,
        "label": PART_LABELS[part],
        "value": bound.value() if bound.errors else value,
        "share": percent(max(value, 0), total),
        "hint": PART_HINTS.get(part, ""),
        "error": bound.errors[0] if bound.errors else "",
    }


def _choices(board: Board, form: SettingsForm) -> dict[str, Any]:
    objective, priorities = form["objective"].value(), form["priorities"].value()
    price = board.outcome.price_of_fairness if board.outcome else None
    known = _("这个方案里，总分比得分优先少 %(price)s。") % {"price": percent(price * 100)} if price is not None else ""
    hints = {
        "score": (_("总匹配分最高；热门的村可能有好几家，冷门的可能没有。"), ""),
        "fair": (_("先让人人有份，再比总分。"), known or _("代价是总分低一些，排一次就知道低多少。")),
    }
    return {
        "objectives": [
            {
                "value": value,
                "label": label,
                "hint": hints[value][0],
                "price": hints[value][1],
                "chosen": value == objective,
            }
            for value, label in rules.OBJECTIVES.items()
        ],
        "priorities": [
            {"value": value, "label": label, "chosen": value == priorities} for value, label in rules.PRIORITIES.items()
        ],
        "has_existing": bool(board.lists.existing),
        "max_changes": form["max_changes"].value(),
        "max_changes_error": form["max_changes"].errors,
    }


def _outcome(desk: Opened) -> dict[str, Any]:
    board = desk.board
    outcomes = [one for one in (board.outcome, board.baseline) if one is not None]
    changed = sum(row.is_new for row in board.rows) if board.baseline else None
    links = {view: desk.link(view=view, q="", place="", origin="", of="", wanted="", decided="") for view in VIEWS}
    count = len(outcomes)
    found = measures(outcomes, [changed, 0][:count], [links, {}][:count], same_weights=_same_weights(board))
    if board.baseline is None:
        found = found[:-1]
    return {"figures": outcome(found), "against": _against(board), "spread": spread_of(desk)}


def _same_weights(board: Board) -> bool:
    """Scores of two plans compare only when both were scored with the same weights."""
    one, base = board.solution, board.scenario.baseline
    return one is None or base is None or one.settings["weights"] == base.settings["weights"]


def _against(board: Board) -> str:
    base = board.scenario.baseline
    if board.baseline is None or base is None:
        return ""
    return _("第 %(n)d 次排的（%(objective)s）") % {
        "n": base.serial,
        "objective": rules.OBJECTIVES.get(base.settings.get("objective", ""), ""),
    }


def _view(desk: Opened, number: str) -> dict[str, Any]:
    return _VIEWS[desk.asked["view"]](desk, number)


def _map_view(desk: Opened, number: str) -> dict[str, Any]:
    return {"map": map_board(desk, _asof(desk.board))}


def _matrix_view(desk: Opened, number: str) -> dict[str, Any]:
    page = Paginator(wanted_needs(desk), NEEDS_SHOWN).get_page(number)
    shown = matrix_board(desk, list(page.object_list), scores_of(desk.board.scenario))
    return {"matrix": shown, "page": _pages(page)}


def _table_view(desk: Opened, number: str) -> dict[str, Any]:
    page = Paginator(wanted_rows(desk), ROWS_SHOWN).get_page(number)
    return {"rows": [row_shown(desk, row) for row in page.object_list], "page": _pages(page)}


def _waiting_view(desk: Opened, number: str) -> dict[str, Any]:
    page = Paginator(wanted_waiting(desk), WAITING_SHOWN).get_page(number)
    return {"nobody": list(page.object_list), "page": _pages(page)}


def _limits_view(desk: Opened, number: str) -> dict[str, Any]:
    decisions = desk.board.decisions
    return {"decisions": [{"seen": one, "href": desk.pair_link(one.organisation, one.need)} for one in decisions]}


_VIEWS = {
    "map": _map_view,
    "matrix": _matrix_view,
    "table": _table_view,
    "none": _waiting_view,
    "limits": _limits_view,
}


def _asof(board: Board) -> str:
    one = board.solution
    if one is None:
        return ""
    day = moment(localtime(one.at), (get_language() or "").startswith("en"))
    return _("第 %(n)d 次排，%(when)s") % {"n": one.serial, "when": day}


def _conflict(board: Board, one: Any) -> dict[str, Any]:
    return {
        "sentence": one.sentence,
        "ways": [
            {
                "words": way.words,
                "fields": way.fields,
                "action": reverse(f"exchange:{way.target}", args=[board.scenario.pk]),
            }
            for way in one.ways
        ],
    }


def _pages(page: "Page[Any]") -> dict[str, Any]:
    return {
        "number": page.number,
        "last": page.paginator.num_pages,
        "first_row": page.start_index(),
        "last_row": page.end_index(),
        "total": page.paginator.count,
        "numbers": page_numbers(page.number, page.paginator.num_pages),
        "previous": page.number - 1,
        "next": page.number + 1,
    }


def compared_plans(columns: Sequence[Column]) -> dict[str, Any]:
    """Several scenarios for `components/compare.html`: heads and rows."""
    if not columns:
        return {"scenarios": [], "rows": []}
    changed = [one.changed for one in columns]
    weights = [one.scenario.solution.settings["weights"] for one in columns if one.scenario.solution]
    alike = all(one == weights[0] for one in weights)
    figures = [0 if one is None else one for one in changed]
    found = measures([one.outcome for one in columns], figures, same_weights=alike)
    heads = [
        {
            "name": one.scenario.title,
            "href": reverse("exchange:scenario", args=[one.scenario.pk]),
            "note": _head_note(one),
        }
        for one in columns
    ]
    return {"scenarios": heads, "rows": compared(found)}


def _head_note(column: Column) -> str:
    one = column.scenario
    lists = _("%(names)s 家组织 × %(places)s 项") % {"names": one.organisations, "places": one.places}
    return f"{one.get_objective_display()} · {lists}"
