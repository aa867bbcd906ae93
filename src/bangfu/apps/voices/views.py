"""What a resident sees: the page behind the code on the poster, the answer, and the poster itself. No account anywhere."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bangfu.apps.needs.api import LIFE
from bangfu.apps.regions.api import Region
from bangfu.apps.voices import actions, queries
from bangfu.apps.voices.forms import CodeForm, PlaceForm, SuggestForm
from bangfu.apps.voices.rules import CYCLE
from bangfu.plumbing.access import PUBLIC_ACTOR, Hidden
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import now
from bangfu.plumbing.documents.qr import qr_path
from bangfu.plumbing.openforms import TRAP, answer_status, read_code, sending_refusal, shown_code, tracking_code
from bangfu.values import Refusal, opaque_id

LOOKS = {"open": ("warn", "clock"), "drafted": ("ok", "pen"), "merged": ("ok", "merge"), "answered": ("info", "check")}


@require_http_methods(["GET", "POST"])
def choose_place(request: HttpRequest) -> HttpResponse:
    """Without a poster: say first which place one speaks of."""
    form = PlaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("voices:suggest", place=form.cleaned_data["place"].code)
    context = {"title": _("有话对当地说"), "form": form, "errors_on_page": bool(form.errors)}
    return render(request, "voices/choose_place.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def suggest(request: HttpRequest, place: str) -> HttpResponse:
    """The page behind the code: one text, one press."""
    region = queries.place_for(place)
    form, refusal = SuggestForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            return _sent(request, region, form)
        except Refused as refused:
            refusal = refused.refusal
    bad = bool(refusal or form.errors)
    context = {
        "title": _("有话对当地说"),
        "region": region,
        "form": form,
        "refusal": refusal,
        "tiles": [
            {"value": key, "label": name, "checked": request.POST.get("kind_of_help") == key}
            for key, name in queries.kinds_of_help()
        ],
        "trap": TRAP,
        "key": opaque_id(),
        "errors_on_page": bad,
    }
    return render(request, "voices/suggest.html", context, status=answer_status(refusal) if bad else 200)


def _sent(request: HttpRequest, region: Region, form: SuggestForm) -> HttpResponse:
    refusal = sending_refusal(request)
    if refusal:
        raise Refused(refusal)
    typed = form.cleaned_data
    made = actions.suggest(  # type: ignore[call-arg]
        by=PUBLIC_ACTOR,
        key=request.POST.get("key", ""),
        region=region,
        words=typed["words"],
        kind_of_help=typed["kind_of_help"],
        contact=typed["contact"],
    )
    return redirect("voices:followed", code=tracking_code(actions.TRACKED, made.pk))


@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Type a tracking code to see what became of it."""
    form, refusal = CodeForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        code = read_code(form.cleaned_data["code"])
        try:
            queries.suggestion_of_code(code)
            return redirect("voices:followed", code=code)
        except Hidden:
            refusal = Refusal("voices.no_code", "没有这个查询码，请对照提交时的页面核对。", "字母不分大小写。")
    bad = bool(refusal or form.errors)
    context = {"title": _("查建议办到哪了"), "form": form, "refusal": refusal, "errors_on_page": bad}
    return render(request, "voices/find.html", context, status=422 if bad else 200)


@require_GET
def followed(request: HttpRequest, code: str) -> HttpResponse:
    """What became of a suggestion, for whoever holds its code. Neither its words nor the contact are repeated."""
    found = queries.suggestion_of_code(read_code(code))
    need = queries.public_need(found.need)
    context = {
        "title": _("您的建议"),
        "suggestion": found,
        "code": shown_code(read_code(code)),
        "state": CYCLE.states[found.state],
        "look": LOOKS[found.state],
        "need": need,
        "need_state": LIFE.states[need.state] if need else "",
        "late": found.state == "open" and found.due_at < now(),
    }
    answer = render(request, "voices/followed.html", context)
    answer["Cache-Control"] = "no-store, private"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _poster(request: HttpRequest, place: str) -> dict[str, object]:
    region = queries.place_for(place)
    path = reverse("voices:suggest", args=[region.code])
    address = f"{settings.SITE_URL}{path}" if settings.SITE_URL else request.build_absolute_uri(path)
    size, drawn = qr_path(address)
    return {"region": region, "address": address, "size": size, "drawn": drawn}


@require_GET
def poster(request: HttpRequest, place: str) -> HttpResponse:
    """A page to print and hang up at the village office."""
    return render(request, "voices/poster.html", {"title": _("建议码海报")} | _poster(request, place))


@require_GET
def poster_svg(request: HttpRequest, place: str) -> HttpResponse:
    """The same sheet as one vector file of A4 size."""
    found = _poster(request, place)
    answer = HttpResponse(render_to_string("voices/poster.svg", found), content_type="image/svg+xml")
    answer["Content-Disposition"] = f'attachment; filename="suggest-{place}.svg"'
    return answer
