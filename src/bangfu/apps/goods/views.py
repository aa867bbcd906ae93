"""The store: what is there, what comes in, what goes out; the village's arrivals; the desk's look at all of it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bangfu.apps.goods import actions, policy, queries, rules
from bangfu.apps.goods.forms import ReceiveForm, SendForm, WhatForm, cards_of, read_answers, read_units
from bangfu.apps.goods.models import GoodsLot, Trip
from bangfu.apps.goods.views_public import asked_for
from bangfu.apps.regions.api import Region
from bangfu.plumbing.access import Actor, Denied
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import now, today
from bangfu.plumbing.files.actions import attach_file
from bangfu.values import Refusal, opaque_id

PAPERS_MAX = 6
TRIP_LOOKS = {"on_way": ("warn", "clock"), "answered": ("ok", "check"), "called_back": ("plain", "undo")}


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _holder(request: HttpRequest, permission: str) -> Actor:
    actor = actor_of(request)
    if not actor.has(permission):
        raise Denied(permission)
    return actor


def keep_papers(request: HttpRequest, owner: models.Model) -> None:
    """Attach the papers of this request to ``owner``. Errors: ``Refused`` for one that cannot be taken."""
    files = request.FILES.getlist("papers")
    if len(files) > PAPERS_MAX:
        raise Refused(Refusal("too_many_files", f"一次最多 {PAPERS_MAX} 个文件，请分两次传。"))
    for place, upload in enumerate(files):
        key = request.POST.get("key", "")
        attach_file(
            by=actor_of(request), at=now(), key=f"{key}-{place}" if key else "", owner=owner, data=upload.read()
        )


def _tabs(show: str, here: str) -> list[dict[str, Any]]:
    labels = {"": _("在库")} | {tone: _(words) for tone, words in queries.TONES.items()} | {"out": _("已发完")}
    return [
        {"label": label, "href": f"{here}?show={tone}" if tone else here, "current": tone == show, "count": None}
        for tone, label in labels.items()
    ]


def _store(request: HttpRequest, actor: Actor, here: str) -> dict[str, Any]:
    """What a store's page shows: stock with its tabs and sums, and trips."""
    show, on = request.GET.get("show", ""), today()
    trips = [_trip_seen(each) for each in queries.trips_of(actor)]
    return {
        "rows": queries.stock(actor, on, q=asked_for(request), show=show),
        "tabs": _tabs(show, here),
        "sums": queries.totals(actor, on),
        "trips": trips,
        "on_way": sum(each["trip"].state == "on_way" for each in trips),
        "q": asked_for(request),
        "show": show,
    }


@require_GET
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """My stores: first expired first, with search; what is on the way."""
    actor = _holder(request, policy.READ)
    keeps = any(grant.scope_kind == "organisation" for grant in actor.scopes_of(policy.KEEP))
    context = {"heading": _("物资仓库"), "keeps": keeps} | _store(request, actor, "/my/goods/")
    return render(request, "goods/mine.html", context)


@require_GET
@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """All stores within reach, to read."""
    actor = _holder(request, policy.READ)
    return render(request, "goods/mine.html", {"heading": _("捐赠物资")} | _store(request, actor, "/desk/goods/"))


def _trip_seen(trip: Trip) -> dict[str, Any]:
    lines = list(trip.lines.all())
    left = sum(line.left for line in lines) if trip.state == "answered" else 0
    return {
        "trip": trip,
        "lines": lines,
        "state": rules.TRIP.states[trip.state],
        "look": TRIP_LOOKS[trip.state],
        "left": left,
    }


@require_http_methods(["GET", "POST"])
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Record goods that were given."""
    stores = queries.own_stores(_holder(request, policy.KEEP))
    if not stores:
        raise Denied(policy.KEEP)
    form, refusal = ReceiveForm(request.POST or None, stores=stores), None
    if request.method == "POST" and form.is_valid():
        made = _received(request, form)
        if isinstance(made, GoodsLot):
            messages.success(request, _("已入库，编号 %(number)s。") % {"number": made.number})
            return redirect("goods:lot", number=made.number)
        refusal = made
    bad = bool(refusal or form.errors)
    context = {
        "heading": _("登记收到的物资"),
        "form": form,
        "one_store": stores[0][1] if len(stores) == 1 else "",
        "refusal": refusal,
        "errors_on_page": bad,
        "key": opaque_id(),
    }
    return render(request, "goods/new.html", context, status=422 if bad else 200)


def _received(request: HttpRequest, form: ReceiveForm) -> GoodsLot | Refusal:
    try:
        with transaction.atomic():
            made: GoodsLot = actions.receive_goods(  # type: ignore[call-arg]
                by=actor_of(request),
                key=request.POST.get("key", ""),
                organisation=form.cleaned_data["organisation"],
                given=form.given(),
            )
            keep_papers(request, made)
    except Refused as refused:
        return refused.refusal
    return made


def lot_page(request: HttpRequest, found: GoodsLot, refusal: Refusal | None = None, **typed: str) -> HttpResponse:
    """One lot for those who keep, check or read it."""
    actor, scope, on = actor_of(request), policy.scope_of(found), today()
    may = {each: actor.may(each, scope) for each in (policy.KEEP, policy.CHECK, policy.BOOK, policy.APPROVE)}
    tone = rules.expiry_tone(found.expires_on, on, actions.limits_on(on))
    context = {
        "heading": found.item,
        "lot": found,
        "tone": tone,
        "word": queries.TONES[tone],
        "look": queries.LOOKS[tone],
        "basis": rules.BASES[found.basis],
        "value": rules.value_of(found.quantity, found.unit_fen),
        "papers": queries.papers_of(found),
        "movements": queries.movements_of(found),
        "disposals": queries.disposals_of(found),
        "kinds": [(name, move.words) for name, move in rules.WITH_REASON.items() if move.source == "store"],
        "keeps": may[policy.KEEP],
        "checks": may[policy.CHECK],
        "books": queries.bookable(found)
        if found.unit_fen is not None and (may[policy.BOOK] or may[policy.APPROVE])
        else None,
        "may_book": may[policy.BOOK],
        "may_approve": may[policy.APPROVE],
        "reader": actor.person,
        "refusal": refusal,
        "typed": typed,
        "errors_on_page": bool(refusal),
        "key": opaque_id(),
        "crumbs": [{"label": _("物资仓库"), "path": "/my/goods/"}, {"label": found.number}],
    }
    return render(request, "goods/lot.html", context, status=409 if refusal else 200)


@require_GET
@login_required
def lot(request: HttpRequest, number: str) -> HttpResponse:
    """One lot: where its units are and how they came there."""
    return lot_page(request, queries.lot_for(actor_of(request), number))


@require_http_methods(["GET", "POST"])
@login_required
def send(request: HttpRequest) -> HttpResponse:
    """Send goods: say what and where to, then look at the proposal and send."""
    stores = queries.own_stores(_holder(request, policy.KEEP))
    if not stores:
        raise Denied(policy.KEEP)
    store = request.GET.get("store", "")
    store = store if store in dict(stores) else stores[0][0]
    kinds = queries.kinds_in(store)
    asked = WhatForm(request.GET if request.GET.get("goods") else None, kinds=kinds)
    if asked.is_bound and asked.is_valid():
        return _proposal(request, store, asked)
    context = {
        "heading": _("发放物资"),
        "form": asked,
        "kinds": kinds,
        "store": store,
        "stores": [{"number": number, "name": name, "current": number == store} for number, name in stores],
        "errors_on_page": bool(asked.errors),
    }
    return render(request, "goods/what.html", context, status=422 if asked.errors else 200)


def _proposal(request: HttpRequest, store: str, asked: WhatForm) -> HttpResponse:
    """First expired first out, to be changed with a reason; POST sends."""
    wanted = asked.cleaned_data
    place: Region = wanted["place"]
    shelf = queries.shelf(store, wanted["goods"])
    meant = rules.proposal([lot.as_batch() for lot in shelf], wanted["units"], place.code, today())
    refusal = meant if isinstance(meant, Refusal) else None
    units = {} if isinstance(meant, Refusal) else meant
    fitting = [lot for lot in shelf if rules.fits(lot.as_batch(), place.code, today()) is None]
    restricted = any(lot.purpose for lot in fitting)
    form = SendForm(request.POST or None, restricted=restricted)
    if request.method == "POST":
        units = read_units(request.POST.dict(), [lot.number for lot in shelf])
        if form.is_valid():
            made = _sent(request, store, place, units, form)
            if isinstance(made, Trip):
                messages.success(request, _("已发出，等村里验收。"))
                return redirect("goods:trip", trip=made.pk)
            refusal = made
    bad = bool(refusal or form.errors)
    context = {
        "heading": _("发放物资"),
        "rows": [
            {"lot": lot, "units": units.get(lot.number, 0), "fits": lot in fitting, "why": _why(lot, place)}
            for lot in shelf
        ],
        "place": place,
        "wanted": wanted["units"],
        "form": form,
        "refusal": refusal,
        "errors_on_page": bad,
        "key": opaque_id(),
        "crumbs": [{"label": _("物资仓库"), "path": "/my/goods/"}, {"label": _("发放物资")}],
    }
    return render(request, "goods/send.html", context, status=409 if bad else 200)


def _why(lot: GoodsLot, place: Region) -> str:
    refusal = rules.fits(lot.as_batch(), place.code, today())
    return refusal.sentence if refusal else ""


def _sent(request: HttpRequest, store: str, place: Region, units: dict[str, int], form: SendForm) -> Trip | Refusal:
    typed = form.cleaned_data
    try:
        made: Trip = actions.send_goods(  # type: ignore[call-arg]
            by=actor_of(request),
            key=request.POST.get("key", ""),
            organisation=store,
            region=place,
            units=units,
            on=typed["on"],
            project=typed["project"].strip(),
            note=typed["note"],
            reason=typed["reason"],
            purpose_kept=typed.get("purpose_kept", False),
        )
    except Refused as refused:
        return refused.refusal
    return made


def trip_page(request: HttpRequest, found: Trip, refusal: Refusal | None = None) -> HttpResponse:
    """One trip for who sent it: what was said, what is to be cleared up."""
    context = {
        "heading": _("发往 %(place)s") % {"place": found.region.full_name},
        "seen": _trip_seen(found),
        "trip": found,
        "said": [
            {"line": line, "said": said, "words": rules.ANSWERS[said.answer][0] if said else ""}
            for line, said in queries.said_of(found)
        ],
        "kinds": [(name, move.words) for name, move in rules.WITH_REASON.items() if move.source == "way"],
        "keeps": actor_of(request).may(policy.KEEP, policy.scope_of(found)),
        "refusal": refusal,
        "errors_on_page": bool(refusal),
        "key": opaque_id(),
        "crumbs": [{"label": _("物资仓库"), "path": "/my/goods/"}, {"label": _("发放")}],
    }
    return render(request, "goods/trip.html", context, status=409 if refusal else 200)


@require_GET
@login_required
def trip(request: HttpRequest, trip: str) -> HttpResponse:
    """One trip, for who sent it."""
    return trip_page(request, queries.trip_for(actor_of(request), trip))


@require_GET
@login_required
def arrivals(request: HttpRequest) -> HttpResponse:
    """Goods on their way to my places, and those that came."""
    trips = [_trip_seen(each) for each in queries.arrivals_for(_holder(request, policy.ACCEPT))]
    context = {
        "heading": _("收物资"),
        "waiting": [each for each in trips if each["trip"].state == "on_way"],
        "over": [each for each in trips if each["trip"].state != "on_way"],
    }
    return render(request, "goods/arrivals.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def arrival(request: HttpRequest, trip: str) -> HttpResponse:
    """「东西收到了吗？」: a picture card for each item, one submit; answered ones to read."""
    found = queries.arrival_for(actor_of(request), trip)
    lines, refusal = list(found.lines.all()), None
    answers = read_answers(request.POST.dict(), [line.pk for line in lines])
    if request.method == "POST":
        try:
            actions.accept_goods(  # type: ignore[call-arg]
                by=actor_of(request),
                key=request.POST.get("key", ""),
                trip=found.pk,
                answers=answers,
                words=request.POST.get("words", ""),
            )
        except Refused as refused:
            refusal = refused.refusal
        else:
            messages.success(request, _("记下了，谢谢。对方马上收到您的回答。"))
            return redirect("goods:arrival", trip=found.pk)
    context = {
        "heading": _("东西收到了吗？") if found.state == "on_way" else _("收到的物资"),
        "trip": found,
        "seen": _trip_seen(found),
        "items": cards_of(lines, answers) if found.state == "on_way" else [],
        "said": [
            {"line": line, "said": said, "words": rules.ANSWERS[said.answer][0] if said else ""}
            for line, said in queries.said_of(found)
        ],
        "words": request.POST.get("words", ""),
        "refusal": refusal,
        "errors_on_page": bool(refusal),
        "key": opaque_id(),
    }
    return render(request, "goods/arrival.html", context, status=409 if refusal else 200)
