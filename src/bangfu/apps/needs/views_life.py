"""The life of a need after publication: confirm, reduce, end, judge, reopen, merge, split, write again."""

import secrets
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bangfu.apps.needs import actions_confirming, actions_ending, actions_merging, queries, queries_life
from bangfu.apps.needs.models import Need
from bangfu.apps.needs.policy import scope_of
from bangfu.apps.needs.rules import BY_DESK, ENDS, LIFE, QUANTITY_MAX
from bangfu.apps.needs.rules_confirming import WORDS
from bangfu.apps.needs.rules_ending import RATINGS
from bangfu.apps.needs.views_desk import above, need_at_work
from bangfu.plumbing.access import Actor
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import today
from bangfu.values import InvalidValue, Refusal, parse_day

RENEWED_DAYS = 30
"""What the page writes into the date field of a need whose counter has closed; people change it as they like."""


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


@require_GET
def life(request: HttpRequest, number: str) -> HttpResponse:
    """What may be done with a need by this reader now, each as a form of its own."""
    return _page(request, need_at_work(request, number))


def _page(request: HttpRequest, need: Need, refusal: Refusal | None = None, name: str = "") -> HttpResponse:
    actor, scope = _actor(request), scope_of(need)
    steps = {
        step.name: step
        for step in LIFE.open_from(need.state)
        if step.name not in BY_DESK and step.permission and actor.may(step.permission, scope)
    }
    # Each way back belongs to one way of ending.
    for back, fits in (("unmerge", need.ended_how == "merged"), ("reopen", need.ended_how != "merged")):
        if not fits:
            steps.pop(back, None)
    stale, terms = queries_life.staleness_of(need), queries_life.terms_of(today())
    lines = _lines(need, request.POST)
    context: dict[str, Any] = {
        "need": need,
        "heading": _("这条需求的下一步"),
        "steps": steps,
        "refusal": refusal,
        "failed": name,
        "typed": request.POST,
        "key": secrets.token_urlsafe(12),
        "stale": WORDS.get(stale, ""),
        "days": terms.reopen_days,
        "claim_by": _next_deadline(need),
        "lines": lines,
        "some_open": any(row["open"] for row in lines),
        "some_withdrawn": any(row["withdrawn"] for row in lines),
        "ratings": RATINGS.items() if any(row["line"].accepted for row in lines) else (),
        "state_name": ENDS.get(need.ended_how, LIFE.states[need.state]),
        "may_write": actor.may("needs.draft", scope),
        "crumbs": [above(actor), {"label": need.number, "path": f"/desk/needs/{need.number}/"}, {"label": _("下一步")}],
    }
    context |= _ends(need, steps) | _doubles(need, steps)
    return render(request, "needs/life.html", context, status=409 if refusal else 200)


def _next_deadline(need: Need) -> date:
    return need.claim_by if need.claim_by and need.claim_by > today() else today() + timedelta(days=RENEWED_DAYS)


def _lines(need: Need, posted: Mapping[str, str]) -> list[dict[str, Any]]:
    """Items with what can be moved: open units, and units that were withdrawn by word (not by a merge or a split)."""
    aside = queries_life.withdrawn_by_word(need)
    return [
        {
            "line": line,
            "open": line.balance.open,
            "withdrawn": aside.get(line.position, 0),
            "typed": posted.get(f"units_{line.position}", ""),
        }
        for line in need.lines.all()
    ]


def _ends(need: Need, steps: Mapping[str, Any]) -> dict[str, Any]:
    if "close" not in steps:
        return {}
    possible = queries_life.possible_ends(need)
    if isinstance(possible, Refusal):
        return {"cannot_end": possible}
    return {"ends": [{"value": each, "label": ENDS[each]} for each in possible]}


def _doubles(need: Need, steps: Mapping[str, Any]) -> dict[str, Any]:
    if "merge" not in steps:
        return {}
    texts = {"title": need.title, "words": need.words, "theme": need.theme, "region": need.region_path}
    return {"alike": queries.maybe_the_same(besides=need.number, **texts)}


def _units(posted: Mapping[str, str]) -> dict[int, int]:
    """Whole units by position from fields ``units_1`` …; what is no number refuses the whole form."""
    found = {}
    for name, value in posted.items():
        place = name.removeprefix("units_")
        if not name.startswith("units_") or not value.strip() or not place.isdecimal():
            continue
        if not value.strip().isdecimal() or int(value) > QUANTITY_MAX:
            raise Refused(Refusal("units", f"第 {place} 项的数量要是整数，现在写的是“{value[:12]}”。"))
        found[int(place)] = int(value)
    return found


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return parse_day(text)
    except InvalidValue as wrong:
        raise Refused(wrong.refusal) from wrong


Posted = Mapping[str, str]
_ACTS: dict[str, Callable[[Posted, dict[str, Any]], Need]] = {
    "confirm": lambda posted, common: actions_confirming.confirm_need(
        claim_by=_day(posted.get("claim_by", "")), needed_by=_day(posted.get("needed_by", "")), **common
    ),
    "reduce": lambda posted, common: actions_ending.reduce_need(
        units=_units(posted), reason=posted.get("reason", ""), **common
    ),
    "restore": lambda posted, common: actions_ending.restore_units(units=_units(posted), **common),
    "close": lambda posted, common: actions_ending.close_need(
        how=posted.get("how", ""), reason=posted.get("reason", ""), **common
    ),
    "split": lambda posted, common: actions_merging.split_need(
        title=posted.get("title", ""), units=_units(posted), **common
    ),
    "merge": lambda posted, common: actions_merging.merge_needs(
        into=(posted.get("other", "").strip() or posted.get("into", "")).upper(),
        moving=sorted(_units(posted)),
        reason=posted.get("reason", ""),
        **common,
    ),
    "unmerge": lambda posted, common: actions_merging.undo_merge(reason=posted.get("reason", ""), **common),
    "evaluate": lambda posted, common: actions_ending.evaluate_need(
        rating=int(posted.get("rating", "")) if posted.get("rating", "") in "123" and posted.get("rating") else 0,
        words=posted.get("words", ""),
        **common,
    ),
    "reopen": lambda posted, common: actions_ending.reopen_need(
        reason=posted.get("reason", ""), claim_by=_day(posted.get("claim_by", "")), **common
    ),
    "again": lambda posted, common: actions_merging.write_again(**common),
}
_DONE = {
    "confirm": "记下了：还需要。",
    "reduce": "撤回了这些数量。",
    "restore": "这些数量重新等人接。",
    "split": "拆出了这一条，等第二个人发布。",
    "merge": "合并好了。",
    "again": "照原来的写好了草稿，请看看数量，补上日期。",
}


@require_POST
def act(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """Take one of these steps; a refusal is shown beside its form, with what was typed."""
    if name not in _ACTS:
        raise Http404
    common = {"by": _actor(request), "key": request.POST.get("key", ""), "number": number}
    try:
        need = _ACTS[name](request.POST.dict(), common)
    except Refused as refused:
        return _page(request, need_at_work(request, number), refused.refusal, name)
    state = ENDS.get(need.ended_how, LIFE.states[need.state])
    messages.success(
        request, _(_DONE[name]) if name in _DONE else _("已办好：现在是“%(state)s”。") % {"state": _(state)}
    )
    return redirect("needs:edit" if name == "again" else "needs:work", number=need.number)
