"""One's own offers, the form, the office's queue, the work on one offer."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bangfu.apps.offers import actions, policy, rules
from bangfu.apps.offers.forms import GivenFormSet, OfferForm, initial_lines, initial_of, read_lines
from bangfu.apps.offers.models import Offer
from bangfu.apps.offers.queries import offers as queries
from bangfu.apps.offers.queries import orders as order_queries
from bangfu.apps.offers.rules import ENDS, LIFE, WAYS
from bangfu.apps.offers.views import looks
from bangfu.apps.organisations.api import organisations_by_number
from bangfu.plumbing.access import Actor, Denied, Hidden
from bangfu.plumbing.actions import Refused
from bangfu.values import Refusal

ROWS_MAX = 200
FIELD_OF = {"no_theme": "theme", "no_places": "served", "no_end": "ends_on", "end_past": "ends_on"}


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _row(offer: Offer) -> dict[str, Any]:
    tone, icon = looks.LOOKS[offer.state]
    return {"offer": offer, "way": WAYS[offer.way], "state": LIFE.states[offer.state], "tone": tone, "icon": icon}


def _my_organisations(actor: Actor) -> list[tuple[str, str]]:
    numbers = [each.scope_id for each in actor.scopes_of(policy.DRAFT) if each.scope_kind == "organisation"]
    return sorted(
        ((one.number, one.name) for one in organisations_by_number(numbers).values()), key=lambda each: each[1]
    )


@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """The offers of my organisations. Errors: ``Denied``."""
    actor = _actor(request)
    if not actor.has(policy.DRAFT):
        raise Denied(policy.DRAFT)
    rows = queries.within(actor, policy.DRAFT).select_related("organisation").order_by("-pk")[:ROWS_MAX]
    context = {"heading": _("我们能给什么"), "rows": [_row(offer) for offer in rows]}
    return render(request, "offers/own.html", context)


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Offers that wait for the office, and those that are public. Errors: ``Denied``."""
    actor = _actor(request)
    if not actor.has(policy.CHECK):
        raise Denied(policy.CHECK)
    state = request.GET.get("state", "submitted")
    state = state if state in LIFE.states else "submitted"
    rows = queries.within(actor, policy.CHECK).filter(state=state).select_related("organisation")
    tabs = [{"state": key, "label": words, "current": key == state} for key, words in LIFE.states.items()]
    found = [_row(offer) for offer in rows.order_by("submitted_at", "pk")[:ROWS_MAX]]
    return render(request, "offers/desk.html", {"heading": _("供给审核"), "rows": found, "tabs": tabs, "state": state})


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write an offer. Errors: ``Denied``."""
    return _form(request, None)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, number: str) -> HttpResponse:
    """Change a draft or a returned one."""
    offer = queries.offer_for(_actor(request), number, policy.DRAFT)
    if offer.state not in ("draft", "returned"):
        messages.info(request, _("已经交出去的供给不能直接改；可以暂停或结束后另写一份。"))
        return redirect("offers:work", number=offer.number)
    return _form(request, offer)


def _form(request: HttpRequest, offer: Offer | None) -> HttpResponse:
    organisations = _my_organisations(_actor(request))
    if offer is None and not organisations:
        raise Denied(policy.DRAFT)
    if offer is not None:
        organisations = [(offer.organisation.number, offer.organisation.name)]
    posted = request.POST if request.method == "POST" else None
    rows = None if offer is None else initial_of(offer)
    form = OfferForm(posted, organisations=organisations, initial=rows)
    lines = GivenFormSet(_with_more_rows(posted), prefix="lines", initial=initial_lines(offer))
    refusal = None
    if posted is not None and "more_lines" not in posted and form.is_valid() and lines.is_valid():
        saved = _saved(request, offer, form, read_lines(lines))
        if isinstance(saved, Offer):
            messages.success(request, _("已提交审核。") if saved.state == "submitted" else _("草稿已保存。"))
            return redirect("offers:work", number=saved.number)
        refusal = saved
        if FIELD_OF.get(saved.code):
            form.add_error(FIELD_OF[saved.code], str(saved))
    bad = posted is not None and "more_lines" not in posted
    context = {"heading": _("写一份供给") if offer is None else _("修改供给"), "form": form, "lines": lines}
    context |= {"refusal": refusal, "errors_on_page": bad}
    return render(request, "offers/form.html", context, status=422 if bad else 200)


def _with_more_rows(posted: Any) -> Any:
    if posted is None or "more_lines" not in posted:
        return posted
    more = posted.copy()
    count = more.get("lines-TOTAL_FORMS", "0")
    more["lines-TOTAL_FORMS"] = str(min(rules.LINES_MAX, int(count) + 1)) if count.isdecimal() else "1"
    return more


def _saved(request: HttpRequest, offer: Offer | None, form: OfferForm, lines: list[rules.Given]) -> Offer | Refusal:
    """Save, and hand in when asked to; a draft that cannot be handed in yet is kept."""
    actor, typed = _actor(request), form.cleaned_data
    common: dict[str, Any] = {"values": form.values(), "lines": lines, "places": typed["served"]}
    try:
        if offer is None:
            saved = actions.draft_offer(by=actor, key=typed["key"], organisation=typed["organisation"], **common)  # type: ignore[call-arg]
        else:
            saved = actions.change_offer(  # type: ignore[call-arg]
                by=actor, key=typed["key"], number=offer.number, version=typed["version"], **common
            )
        if "submit" in request.POST:
            saved = actions.submit_offer(
                by=actor, key=f"{typed['key']}-s"[:60] if typed["key"] else "", number=saved.number
            )  # type: ignore[call-arg]
    except Refused as refused:
        return refused.refusal
    return saved  # type: ignore[no-any-return]


@require_GET
def work(request: HttpRequest, number: str) -> HttpResponse:
    """One offer for its organisation and for the office."""
    return _work(request, _at_work(request, number))


def _at_work(request: HttpRequest, number: str) -> Offer:
    offer = queries.offer_for(_actor(request), number)
    if not policy.works_on(_actor(request), offer):
        if offer.published_at is None:
            raise Hidden
        raise Denied(policy.READ)
    return offer


def _work(request: HttpRequest, offer: Offer, refusal: Refusal | None = None) -> HttpResponse:
    actor = _actor(request)
    scope = policy.scope_of(offer)
    steps = [step for step in LIFE.open_from(offer.state) if actor.may(step.permission, scope)]
    found = order_queries.orders_of(offer) if actor.may(policy.DRAFT, scope) else []
    items = order_queries.counted(offer, found) if found else {}
    main = next((step for step in steps if step.name in ("submit", "publish", "resume")), None)
    blocked = (
        rules.check_refusal(entered_by=offer.entered_by, checker=actor.person)
        if main and main.name == "publish"
        else None
    )
    context = {
        "heading": offer.title,
        "offer": offer,
        "row": _row(offer),
        "bars": [looks.line_bar(line) for line in offer.lines.all()],
        "facts": looks.facts_of(offer),
        "main": main,
        "blocked": blocked,
        "others": [step for step in steps if step is not main],
        "editable": offer.state in ("draft", "returned") and actor.may(policy.DRAFT, scope),
        "orders": [looks.order_card(order, items.get(order.pk, ())) for order in found],
        "ends": ENDS.items(),
        "refusal": refusal,
        "reason": request.POST.get("reason", ""),
        "key": secrets.token_urlsafe(12),
        "crumbs": _above(actor, offer),
        "errors_on_page": bool(refusal),
    }
    return render(request, "offers/work.html", context, status=409 if refusal else 200)


def _above(actor: Actor, offer: Offer) -> list[dict[str, str]]:
    if actor.has(policy.CHECK):
        return [{"label": _("供给审核"), "path": "/desk/offers/"}, {"label": offer.number}]
    return [{"label": _("我们能给什么"), "path": "/my/offers/"}, {"label": offer.number}]


_STEPS = {
    "submit": lambda posted, common: actions.submit_offer(**common),
    "publish": lambda posted, common: actions.publish_offer(**common),
    "return": lambda posted, common: actions.return_offer(reason=posted.get("reason", ""), **common),
    "pause": lambda posted, common: actions.pause_offer(**common),
    "resume": lambda posted, common: actions.resume_offer(**common),
    "end": lambda posted, common: actions.end_offer(how=posted.get("how", ""), **common),
}


@require_POST
def step(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """One step of its life. Errors: ``Hidden`` for a step that the table does not have."""
    offer = _at_work(request, number)
    if name not in _STEPS:
        raise Hidden
    policy.require(_actor(request), offer, LIFE.transition(name).permission)
    common = {"by": _actor(request), "key": request.POST.get("key", ""), "number": offer.number}
    try:
        _STEPS[name](request.POST, common)
    except Refused as refused:
        return _work(request, offer, refused.refusal)
    messages.success(request, _("办好了。"))
    return redirect("offers:work", number=offer.number)
