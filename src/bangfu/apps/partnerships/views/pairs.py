"""A pairing from proposal to its end: proposing, and the one page for both sides."""

import secrets
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bangfu.apps.agreements.api import name_liaisons
from bangfu.apps.exchange.api import pairing_plan, pairing_plans
from bangfu.apps.organisations.api import organisations_by_number
from bangfu.apps.partnerships import forms_pairs as forms
from bangfu.apps.partnerships import policy
from bangfu.apps.partnerships.actions import keeping
from bangfu.apps.partnerships.actions import pairings as actions
from bangfu.apps.partnerships.actions.pairings import Two
from bangfu.apps.partnerships.models import Pairing
from bangfu.apps.partnerships.queries import formed, pairs
from bangfu.apps.partnerships.queries.drafts import numbers_of
from bangfu.apps.partnerships.rules import pairings as rules
from bangfu.apps.regions.api import regions_by_code
from bangfu.plumbing.access import Actor, Denied
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import today
from bangfu.values import Refusal

PAIRS_SHOWN = 200


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _key(request: HttpRequest) -> str:
    return request.POST.get("key", "")[:60]


@require_GET
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """The pairings and teams that I follow, those that wait for me first. Errors: ``Denied``."""
    actor = _actor(request)
    if not actor.has(policy.FOLLOW):
        raise Denied(policy.FOLLOW)
    context = {
        "heading": _("结对和组团"),
        "rows": pairs.own_rows(actor),
        "teams": formed.own_teams(actor),
        "may_plan": actor.has(policy.PAIR),
        "may_suggest": bool(actor.has(policy.ANSWER) and pairs.own_sides(actor)),
    }
    return render(request, "partnerships/mine.html", context)


def _require_planner(actor: Actor) -> None:
    if not actor.has(policy.PAIR):
        raise Denied(policy.PAIR)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Propose one pair by hand; solved plans are offered beside it. Errors: ``Denied``."""
    actor, refusal = _actor(request), None
    _require_planner(actor)
    form = forms.ByHandForm(request.POST or None, initial={"place": request.GET.get("place", "")[:12]})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        two = Two(numbers_of([data["organisation"].strip()])[0], data["place"].code)
        made = _proposed(request, [two], form)
        if isinstance(made, Pairing):
            return redirect("partnerships:pair", number=made.number)
        refusal = made
    bad = bool(refusal or form.errors)
    context = {
        "heading": _("提议结对"), "form": form, "refusal": refusal, "plans": pairing_plans(actor), "errors_on_page": bad,
        "crumbs": [{"label": _("结对"), "path": "/my/pairs/"}, {"label": _("提议")}],
    }  # fmt: skip
    return render(request, "partnerships/pair_new.html", context, status=422 if bad else 200)


def _proposed(request: HttpRequest, two: list[Two], form: forms.TermsForm, scenario: str = "") -> Pairing | Refusal:
    try:
        made: Pairing = actions.propose_pairings(
            by=_actor(request), key=form.cleaned_data["key"], pairs=two, terms=form.terms(), scenario=scenario
        )  # type: ignore[call-arg]
    except Refused as refused:
        return refused.refusal
    messages.success(request, _("已向双方发出 %(n)d 份邀请，等他们各自答复。") % {"n": len(two)})
    return made


@require_http_methods(["GET", "POST"])
def from_plan(request: HttpRequest, scenario: str) -> HttpResponse:
    """Publish a solved plan as invitations, those pairs that are ticked. Errors: ``Hidden``."""
    plan = pairing_plan(_actor(request), scenario)
    names = {
        number: one.name for number, one in organisations_by_number(one.organisation for one in plan.pairs).items()
    }
    places = regions_by_code({one.place for one in plan.pairs})
    live = set(
        pairs.Pairing.objects.filter(state__in=rules.LIVE, place__in=places).values_list("organisation", "place")
    )
    rows = [
        {"value": f"{one.organisation} {one.place}", "name": names[one.organisation], "place": places[one.place].full_name,
         "score": one.score, "why": one.why, "done": (one.organisation, one.place) in live}
        for one in plan.pairs[:PAIRS_SHOWN]
        if one.organisation in names and one.place in places
    ]  # fmt: skip
    form, refusal = forms.TermsForm(request.POST or None), None
    ticked = (
        request.POST.getlist("pair") if request.method == "POST" else [row["value"] for row in rows if not row["done"]]
    )
    if request.method == "POST" and form.is_valid():
        whys = {f"{one.organisation} {one.place}": one.why for one in plan.pairs}
        chosen = [value for value in dict.fromkeys(ticked) if value in whys]
        two = [Two(value.split(" ")[0], value.split(" ")[1], whys[value]) for value in chosen]
        made = _proposed(request, two, form, plan.scenario)
        if isinstance(made, Pairing):
            return redirect("partnerships:mine")
        refusal = made
    for row in rows:
        row["ticked"] = row["value"] in ticked
    bad = bool(refusal or form.errors)
    context = {
        "heading": _("按方案发出结对邀请"), "plan": plan, "rows": rows, "form": form, "refusal": refusal, "errors_on_page": bad,
        "crumbs": [{"label": _("结对"), "path": "/my/pairs/"}, {"label": plan.title}],
    }  # fmt: skip
    return render(request, "partnerships/pair_plan.html", context, status=422 if bad else 200)


# --- one pairing -----------------------------------------------------------------------------------------------------------


@require_GET
def pair(request: HttpRequest, number: str) -> HttpResponse:
    """One pairing for its parties and the offices above."""
    return _pair(request, pairs.pairing_for(_actor(request), number))


def _pair(request: HttpRequest, pairing: Pairing, refusal: Refusal | None = None, status: int = 200) -> HttpResponse:
    page = pairs.pair_page(_actor(request), pairing)
    asked = request.POST if refusal else None
    context = {
        "heading": f"{page.name} · {pairing.place_name}",
        "page": page,
        "pairing": pairing,
        "state": rules.PAIRING_LIFE.states[pairing.state],
        "tone": pairs.TONES[pairing.state],
        "duties": [(rules.DUTIES[code], pairing.duties.get(code, "")) for code in rules.DUTIES],
        "told": _told(page),
        "asked": _asked(page),
        "people": pairs.people_named(page),
        "sides": rules.SIDES,
        "my_side": page.sides[0] if page.sides else "",
        "plan_form": forms.PlanForm(asked if _is(request, "plan") else None, auto_id="plan_%s"),
        "visit_form": forms.VisitForm(
            asked if _is(request, "visit") else None, initial={"on_day": today()}, auto_id="visit_%s"
        ),
        "review_form": forms.ReviewForm(auto_id="review_%s"),
        "until_form": forms.UntilForm(ends_on=pairing.ends_on, auto_id="until_%s"),
        "hand_over_form": forms.HandOverForm(initial={"until": pairing.ends_on}, auto_id="over_%s"),
        "liaison_form": forms.LiaisonForm(auto_id="liaison_%s"),
        "year": today().year,
        "refusal": refusal,
        "typed": request.POST if refusal else {},
        "key": secrets.token_urlsafe(12),
        "errors_on_page": bool(refusal),
        "crumbs": [{"label": _("结对"), "path": "/my/pairs/"}, {"label": pairing.number}],
    }
    return render(request, "partnerships/pair_own.html", context, status=status)


def _asked(page: pairs.PairPage) -> str:
    """While the other side is asked: in one sentence who asks whom; "" when it was neither of the two, or is over."""
    given = [side for side, one in page.answers.items() if one.answer == "accepted"]
    if page.pairing.state != "proposed" or len(given) != 1 or page.pairing.scenario:
        return ""
    names = {"organisation": page.name, "place": page.pairing.place_name}
    asker = names.pop(given[0])
    (other,) = names.values()
    if page.to_answer:
        return _("%(asker)s想和%(other)s结对，问您愿不愿意") % {"asker": asker, "other": other}
    return _("已经问了%(other)s，等对方答复") % {"other": other}


def _is(request: HttpRequest, act: str) -> bool:
    return request.POST.get("act") == act


def _told(page: pairs.PairPage) -> list[dict[str, Any]]:
    """Each side with its answer, or that it is waited for."""
    names = {"organisation": page.name, "place": page.pairing.place_name}
    found = []
    for side in rules.SIDES:
        given = page.answers.get(side)
        words = rules.ANSWERS[given.answer] if given else _("还没有答复")
        tone = {"accepted": "ok", "declined": "err"}.get(given.answer, "") if given else "warn"
        found.append({"name": names[side], "words": words, "tone": tone, "given": given})
    return found


def _act(
    request: HttpRequest, number: str, carry_out: Callable[[Pairing], Any], done: str, *, plans: bool = False
) -> HttpResponse:
    """Do one thing and come back; a refusal stands at the top of the same page, what was typed stays.

    Errors: ``Denied`` for whoever only follows the pairing, before anything of the form is read.
    """
    pairing = pairs.pairing_for(_actor(request), number)
    if plans and not policy.may_plan_at(_actor(request), pairing.place):
        raise Denied(policy.PAIR)
    if not plans and not policy.sides_of(_actor(request), pairing):
        raise Denied(policy.ANSWER)
    try:
        made = carry_out(pairing)
    except Refused as refused:
        return _pair(request, pairs.pairing_for(_actor(request), number), refused.refusal, status=409)
    messages.success(request, done)
    to = made.number if isinstance(made, Pairing) else pairing.number
    return redirect("partnerships:pair", number=to)


def _read(form: Form) -> dict[str, Any]:
    """What a form says. Errors: ``Refused`` with its first fault."""
    if not form.is_valid():
        raise Refused(Refusal("form", str(next(iter(form.errors.values()))[0])))
    return form.cleaned_data


@require_POST
def answer(request: HttpRequest, number: str) -> HttpResponse:
    """One side's yes or no."""

    def carry_out(pairing: Pairing) -> Any:
        data = _read(forms.AnswerForm(request.POST))
        return actions.answer_pairing(
            by=_actor(request),
            key=_key(request),
            number=number,
            side=data["side"],
            answer=data["answer"],
            reason=data["reason"],
        )  # type: ignore[call-arg]

    return _act(request, number, carry_out, _("答复已记下，对方会收到通知。"))


@require_POST
def sign(request: HttpRequest, number: str) -> HttpResponse:
    """One side's signature."""

    def carry_out(pairing: Pairing) -> Any:
        data = _read(forms.SignForm(request.POST))
        return actions.sign_pairing(
            by=_actor(request),
            key=_key(request),
            number=number,
            side=data["side"],
            seen=data["seen"],
            intent=data["intent"],
        )  # type: ignore[call-arg]

    return _act(request, number, carry_out, _("已签署。"))


@require_POST
def keep(request: HttpRequest, number: str) -> HttpResponse:
    """What a side writes while the pairing lives; ``act`` names it."""
    side, act = request.POST.get("side", ""), request.POST.get("act", "")
    common: dict[str, Any] = {"by": _actor(request), "key": _key(request), "number": number, "side": side}

    def carry_out(pairing: Pairing) -> Any:
        if act not in KEPT:
            raise Refused(Refusal("unknown_act", "没有这一步，请刷新页面。"))
        return KEPT[act](request, pairing, common)

    return _act(request, number, carry_out, _("已记下。"))


def _plan(request: HttpRequest, pairing: Pairing, common: dict[str, Any]) -> Any:
    data = _read(forms.PlanForm(request.POST))
    year = data["due_on"].year if data["due_on"] else today().year
    return keeping.add_plan_item(year=year, duty=data["duty"], words=data["words"], due_on=data["due_on"], **common)


def _done(request: HttpRequest, pairing: Pairing, common: dict[str, Any]) -> Any:
    item = request.POST.get("item", "")
    return keeping.finish_plan_item(item=int(item) if item.isdecimal() and len(item) < 12 else 0, **common)


def _visit(request: HttpRequest, pairing: Pairing, common: dict[str, Any]) -> Any:
    return keeping.note_visit(**_read(forms.VisitForm(request.POST)), **common)


def _review(request: HttpRequest, pairing: Pairing, common: dict[str, Any]) -> Any:
    form = forms.ReviewForm(request.POST)
    words = _read(form)["words"]
    return keeping.review_pairing(year=today().year, scores=form.scores(), words=words, **common)


def _renew(request: HttpRequest, pairing: Pairing, common: dict[str, Any]) -> Any:
    return actions.renew_pairing(until=_read(forms.UntilForm(request.POST))["until"], **common)


def _take_back(request: HttpRequest, pairing: Pairing, common: dict[str, Any]) -> Any:
    asked = {name: value for name, value in common.items() if name != "side"}
    return actions.withdraw_pairing(reason=request.POST.get("reason", "")[:300], **asked)


def _end(request: HttpRequest, pairing: Pairing, common: dict[str, Any]) -> Any:
    return actions.end_pairing(reason=request.POST.get("reason", "")[:300], **common)


def _liaison(request: HttpRequest, pairing: Pairing, common: dict[str, Any]) -> Any:
    side = common["side"]
    code = pairing.organisation if side == "organisation" else pairing.place
    words = _read(forms.LiaisonForm(request.POST))["words"]
    return name_liaisons(
        by=common["by"], key=common["key"], agreement_id=pairing.agreement, kind=side, code=code, words=words
    )  # type: ignore[call-arg]


KEPT: dict[str, Callable[[HttpRequest, Pairing, dict[str, Any]], Any]] = {
    "plan": _plan,
    "done": _done,
    "visit": _visit,
    "review": _review,
    "renew": _renew,
    "end": _end,
    "withdraw": _take_back,
    "liaison": _liaison,
}


@require_POST
def change(request: HttpRequest, number: str) -> HttpResponse:
    """What a planner does: take a proposal back, or propose a handover."""

    def carry_out(pairing: Pairing) -> Any:
        if _is(request, "hand_over"):
            data = _read(forms.HandOverForm(request.POST))
            to = numbers_of([data["to"].strip()])[0]
            return actions.hand_over_pairing(
                by=_actor(request), key=_key(request), number=number, to=to, until=data["until"], reason=data["reason"]
            )  # type: ignore[call-arg]
        return actions.withdraw_pairing(
            by=_actor(request), key=_key(request), number=number, reason=request.POST.get("reason", "")[:300]
        )  # type: ignore[call-arg]

    return _act(request, number, carry_out, _("已记下。"), plans=True)
