"""What everybody may come to, and signing up for it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bangfu.apps.occasions import actions, calendar, policy, queries, rules
from bangfu.apps.occasions.models import Occasion
from bangfu.plumbing.access import Actor
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import now
from bangfu.plumbing.sheets import csv_bytes
from bangfu.values import opaque_id


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _asked(request: HttpRequest) -> dict[str, str]:
    region, kind = request.GET.get("region", ""), request.GET.get("kind", "")
    return {
        "region": region if region.isdecimal() and len(region) <= 12 else "",
        "kind": kind if kind in rules.KINDS and kind not in rules.VISITS else "",
    }


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """What is to come, the next first."""
    asked = _asked(request)
    context = {
        "title": _("活动"),
        "rows": queries.rows_of(queries.public_ones(now(), **asked)),
        "kinds": [
            {"value": key, "label": label, "current": key == asked["kind"]}
            for key, label in rules.KINDS.items()
            if key not in rules.VISITS
        ],
        "filtered": any(asked.values()),
        "runs": actor_of(request).has(policy.RUN),
    }
    return render(request, "occasions/list.html", context)


def public_fields(row: queries.Row) -> dict[str, Any]:
    """An occasion as data, public fields only."""
    one = row.occasion
    return {
        "id": one.pk,
        "kind": one.kind,
        "title": one.title,
        "note": one.note,
        "region": one.region,
        "place": row.place,
        "address": one.address,
        "organiser": one.organiser,
        "subject": one.subject,
        "starts": one.starts.isoformat(),
        "ends": one.ends.isoformat(),
        "seats": one.seats,
        "taken": one.taken,
        "state": one.state,
    }


@require_GET
def list_json(request: HttpRequest) -> HttpResponse:
    """The list as data."""
    rows = queries.rows_of(queries.public_ones(now(), **_asked(request)))
    return JsonResponse({"occasions": [public_fields(row) for row in rows]}, json_dumps_params={"ensure_ascii": False})


@require_GET
def list_csv(request: HttpRequest) -> HttpResponse:
    """The list as a file."""
    rows = queries.rows_of(queries.public_ones(now(), **_asked(request)))
    head = ["类型", "名称", "地点", "具体地点", "主办", "开始", "结束", "名额", "已报"]
    table = [
        [
            row.kind,
            row.occasion.title,
            row.place,
            row.occasion.address,
            row.holder,
            f"{localtime(row.occasion.starts):%Y-%m-%d %H:%M}",
            f"{localtime(row.occasion.ends):%Y-%m-%d %H:%M}",
            row.occasion.seats,
            row.occasion.taken,
        ]
        for row in rows
    ]
    response = HttpResponse(csv_bytes(head, table), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="occasions.csv"'
    return response


def _page(request: HttpRequest, found: Occasion, status: int = 200, **more: Any) -> HttpResponse:
    actor, at = actor_of(request), now()
    standing = queries.standing_of(actor.person if actor.is_person else "", found)
    context: dict[str, Any] = {
        "title": found.title,
        "row": queries.rows_of([found])[0],
        "occasion": found,
        "standing": standing,
        "may_join": found.state == "open" and standing.seat is None and at < found.closes,
        "may_leave": standing.seat is not None and standing.seat.checked_in_at is None and at < found.starts,
        "over": at > found.ends,
        "runs": policy.runs(actor, found),
        "key": opaque_id(),
    }
    return render(request, "occasions/one.html", context | more, status=status)


@require_GET
def one(request: HttpRequest, occasion: str) -> HttpResponse:
    """One occasion, with one's own seat or place in the line."""
    return _page(request, queries.occasion_for(actor_of(request), occasion))


@require_GET
def one_json(request: HttpRequest, occasion: str) -> HttpResponse:
    """The same as data."""
    row = queries.rows_of([queries.occasion_for(actor_of(request), occasion)])[0]
    return JsonResponse(public_fields(row), json_dumps_params={"ensure_ascii": False})


@require_GET
def one_ics(request: HttpRequest, occasion: str) -> HttpResponse:
    """For the calendar of a phone (RFC 5545)."""
    row = queries.rows_of([queries.occasion_for(actor_of(request), occasion)])[0]
    response = HttpResponse(calendar.event_of(row, now()), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{row.occasion.pk}.ics"'
    return response


@require_POST
@login_required
def join(request: HttpRequest, occasion: str) -> HttpResponse:
    """Sign up, or stand in the line."""
    found = queries.occasion_for(actor_of(request), occasion)
    try:
        seat = actions.join(by=actor_of(request), key=request.POST.get("key", ""), occasion=found.pk)  # type: ignore[call-arg]
    except Refused as refused:
        return _page(request, found, status=409, refusal=refused.refusal)
    told = _("已报上名。") if seat.state == "seated" else _("名额已满，您排上了候补；有人退出会马上告诉您。")
    messages.success(request, told)
    return redirect("occasions:one", occasion=found.pk)


@require_POST
@login_required
def leave(request: HttpRequest, occasion: str) -> HttpResponse:
    """Give up one's seat."""
    found = queries.occasion_for(actor_of(request), occasion)
    try:
        actions.leave(by=actor_of(request), key=request.POST.get("key", ""), occasion=found.pk)  # type: ignore[call-arg]
    except Refused as refused:
        return _page(request, found, status=409, refusal=refused.refusal)
    messages.success(request, _("已退出，名额让给了候补的人。"))
    return redirect("occasions:one", occasion=found.pk)


@require_http_methods(["GET", "POST"])
@login_required
def check_in(request: HttpRequest, token: str) -> HttpResponse:
    """What the organiser's code opens: one button that says 我到了."""
    found, actor = queries.occasion_of_token(token), actor_of(request)
    refusal = None
    if request.method == "POST":
        try:
            actions.check_in(  # type: ignore[call-arg]
                by=actor, key=request.POST.get("key", ""), occasion=found.pk, person=actor.person
            )
            return redirect("occasions:in", token=token)
        except Refused as refused:
            refusal = refused.refusal
    context = {
        "title": _("签到"),
        "row": queries.rows_of([found])[0],
        "occasion": found,
        "standing": queries.standing_of(actor.person, found),
        "refusal": refusal,
        "errors_on_page": bool(refusal),
        "key": opaque_id(),
    }
    return render(request, "occasions/in.html", context, status=409 if refusal else 200)


@require_GET
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """What I signed up for, and what my organisations hold."""
    actor, at = actor_of(request), now()
    seats = queries.seats_of(actor.person, at)
    held = (
        list(queries.held_by(actor).filter(ends__gt=at).order_by("starts", "pk")[:100]) if actor.has(policy.RUN) else []
    )
    rows = {row.occasion.pk: row for row in queries.rows_of([*[seat.occasion for seat in seats], *held])}
    context = {
        "heading": _("活动"),
        "seats": [{"seat": seat, "row": rows[seat.occasion_id], "state": rules.SEATS[seat.state]} for seat in seats],
        "held": [rows[each.pk] for each in held],
        "runs": actor.has(policy.RUN),
    }
    return render(request, "occasions/mine.html", context)
