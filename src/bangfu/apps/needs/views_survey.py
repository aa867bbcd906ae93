"""Pages for the road: the survey of a village and verification on the spot. With JavaScript they work without a network."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bangfu.apps.needs import queries, queries_standing, rules
from bangfu.apps.needs.forms_onsite import DECISIONS, ONSITE, seen_of
from bangfu.apps.needs.forms_survey import ROWS_SHOWN, SURVEY, SurveyForm, values_of
from bangfu.apps.needs.models import Need
from bangfu.apps.needs.queries_screening import questions_to_think_of
from bangfu.apps.regions.api import descendants_of, region_by_code
from bangfu.plumbing.access import Actor, Denied
from bangfu.plumbing.offline.plain import Plain, receive_plain
from bangfu.plumbing.offline.views import offline_context
from bangfu.plumbing.ui.nav import localised

PLACES_OFFERED = 400


def _actor(request: HttpRequest, permission: str) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.has(permission):
        raise Denied(permission)
    return actor


def places_of(actor: Actor) -> list[str]:
    """Full names of villages and towns that the actor may write for; none for who answers for a whole province."""
    codes = {grant.scope_id for grant in actor.scopes_of("needs.draft") if grant.scope_kind == "region"}
    found: list[str] = []
    for code in sorted(codes):
        place = region_by_code(code.ljust(12, "0")) if len(code) >= 6 else None
        if place is not None:
            below = descendants_of(place).filter(level__in=("town", "village")).order_by("code")
            own = [place.full_name] if place.level in ("town", "village") else []
            found += [*own, *below.values_list("full_name", flat=True)[:PLACES_OFFERED]]
    return list(dict.fromkeys(found))[:PLACES_OFFERED]


def _survey_page(request: HttpRequest, actor: Actor, need: Need | None, plain: Plain) -> HttpResponse:
    values = plain.values
    rows: list[dict[str, Any]] = [
        {"place": place, **{part: values.get(f"{part}_{place}", "") for part in ("item", "quantity", "unit")}}
        for place in range(1, rules.LINES_MAX + 1)
    ]
    written = max((row["place"] for row in rows if row["item"] or row["quantity"] or row["unit"]), default=0)
    context: dict[str, Any] = {
        "heading": _("接着摸底") if need else _("到村摸底"),
        "subheading": _("没有网络也能填，写一个字存一次。"),
        "form": SurveyForm(initial=values),
        "rows": rows[: max(ROWS_SHOWN, min(written + 1, rules.LINES_MAX))],
        "places": places_of(actor),
        "need": need,
        "own": queries_standing.unsent_of(actor) if need is None else [],
        "plain": plain,
    }
    return _shown(request, "needs/survey.html", context, plain)


def _shown(request: HttpRequest, template: str, context: dict[str, Any], plain: Plain) -> HttpResponse:
    bad = plain.refusal is not None or plain.clashing is not None
    more = {"errors_on_page": bad} | offline_context(request)
    return render(request, template, context | more, status=409 if bad else 200)


@require_http_methods(["GET", "POST"])
def survey(request: HttpRequest) -> HttpResponse:
    """A new need from a village. Errors: ``Denied``."""
    actor = _actor(request, "needs.draft")
    if request.method == "POST":
        return _received(request, actor, None)
    places = places_of(actor)
    first = {"place": places[0]} if len(places) == 1 else {}
    return _survey_page(request, actor, None, Plain({"urgency": "1"} | first, {}))


@require_http_methods(["GET", "POST"])
def survey_again(request: HttpRequest, number: str) -> HttpResponse:
    """Go on with a draft or a returned need. Errors: ``Hidden``, ``Denied``."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    need = queries.need_for(actor, number, "needs.draft")
    if request.method == "POST":
        return _received(request, actor, need)
    if need.state not in ("draft", "returned"):
        return redirect("needs:work", number=number)
    values = values_of(need)
    return _survey_page(request, actor, need, Plain(values, values))


def _received(request: HttpRequest, actor: Actor, need: Need | None) -> HttpResponse:
    found = receive_plain(request, SURVEY, need.number if need else "")
    if isinstance(found, Plain):
        return _survey_page(request, actor, need, found)
    messages.success(request, _("已保存。") + found.note)
    return redirect(localised(found.path))


@require_GET
def onsite(request: HttpRequest) -> HttpResponse:
    """What waits to be verified, in the order of the road. Errors: ``Denied``."""
    actor = _actor(request, "needs.verify")
    context = {
        "heading": _("现场核实"),
        "subheading": _("按地点排好；打开过这一页，没有网络也能看、能填。"),
        "needs": queries_standing.to_verify(actor),
    }
    return render(request, "needs/onsite.html", context | offline_context(request))


@require_http_methods(["GET", "POST"])
def onsite_one(request: HttpRequest, number: str) -> HttpResponse:
    """One need to be verified on the spot. Errors: ``Hidden``, ``Denied``."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    need = queries.need_for(actor, number, "needs.verify")
    seen = seen_of(need)
    plain = Plain({"decision": "", "note": ""}, {"decision": "", "note": ""} | seen)
    if request.method == "POST":
        found = receive_plain(request, ONSITE, number)
        if not isinstance(found, Plain):
            messages.success(request, _("已办好。"))
            return redirect("needs:onsite")
        plain = found
    elif need.state != "submitted":
        return redirect("needs:work", number=number)
    context = {
        "heading": need.title,
        "subheading": f"{need.number} · {need.region.full_name}",
        "need": need,
        "lines": need.lines.all(),
        "seen": seen,
        "decisions": DECISIONS,
        "screening": questions_to_think_of(),
        "blocked": rules.verify_refusal(entered_by=need.entered_by, verifier=actor.person, for_whom=need.for_whom),
        "plain": plain,
        "crumbs": [{"label": _("现场核实"), "path": "/my/onsite/"}, {"label": need.number}],
    }
    return _shown(request, "needs/onsite_one.html", context, plain)
