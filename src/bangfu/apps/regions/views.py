"""Pages of places: the province, one place, and the desk's facts."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from bangfu.apps.regions import queries
from bangfu.apps.regions.actions import state_fact, withdraw_fact
from bangfu.apps.regions.forms import FactForm
from bangfu.apps.regions.models import Region
from bangfu.apps.regions.opendata import place_document, place_row, public_panels
from bangfu.apps.regions.questions import MapFigure, map_figures, own_panels_of_place
from bangfu.apps.regions.wording import LEVEL_WORDS, USUAL_FACTS
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.kept import kept_part
from bangfu.plumbing.sheets import csv_bytes
from bangfu.plumbing.ui.hexmaps import Region as Hexagon
from bangfu.plumbing.ui.hexmaps import hex_map

LIST_LIMIT = 60
PICKER_LIMIT = 10


def index(request: HttpRequest) -> HttpResponse:
    """Find a place: a search, the map of prefectures, and a list of them."""
    text = request.GET.get("q", "").strip()
    found = queries.search_regions(text, limit=LIST_LIMIT, offered_only=False) if text else []
    if text and len(found) == 1:
        return redirect("regions:detail", code=found[0].code)
    prefectures = [] if text else queries.prefectures()
    is_cut = len(found) == LIST_LIMIT
    context: dict[str, Any] = {
        "q": text,
        "is_cut": is_cut,
        "found": found,
        "prefectures": prefectures,
        "map": None,
        "crumbs": _crumbs([], _("镇村")),
    }
    if prefectures:
        figure = next((each for each in map_figures.ask() if each is not None), None) or _towns_figure(prefectures)
        context |= {"figure": figure, "map": _drawn(figure, prefectures)}
    return render(request, "regions/index.html", context)


def list_json(request: HttpRequest) -> JsonResponse:
    """What the picker asks, and the list's machine twin: the places that fit ``?q=``, best first."""
    text = request.GET.get("q", "").strip()
    found = queries.search_regions(text, limit=PICKER_LIMIT, within=request.GET.get("within", ""))
    return JsonResponse({"results": [place_row(region) for region in found]})


def list_csv(request: HttpRequest) -> HttpResponse:
    """The places that fit ``?q=`` as a sheet."""
    found = queries.search_regions(request.GET.get("q", ""), limit=LIST_LIMIT, offered_only=False)
    rows = [place_row(region) for region in found]
    titles = ["code", "name", "path", "level", "kind"]
    body = csv_bytes(titles, [[row[title] for title in titles] for row in rows])
    return HttpResponse(body, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": "attachment"})


def detail(request: HttpRequest, code: str) -> HttpResponse:
    """One place: where it lies, what is stated of it, what lies in it, who helps there."""
    found = queries.place_for(code)
    if isinstance(found, queries.Redirected):
        return _landed(found, code)
    if code != found.code:
        return redirect("regions:detail", code=found.code)
    return render(request, "regions/detail.html", _page_of(request, found))


def by_mca(request: HttpRequest, code: str) -> HttpResponse:
    """A civil-affairs code leads to the place that it means."""
    return _landed(queries.place_by_mca(code), f"mca-{code}")


def detail_json(request: HttpRequest, code: str) -> HttpResponse:
    """The machine twin of a place's page: public fields only."""
    found = queries.place_for(code)
    if isinstance(found, queries.Redirected):
        return redirect("regions:detail_json", code=found.region.code)
    return JsonResponse(place_document(found))


def facts(request: HttpRequest, code: str) -> HttpResponse:
    """The desk's page of facts: what is stated, a form to state more, a button to withdraw."""
    region = queries.region_to_change(request.actor, code)  # type: ignore[attr-defined]
    form = FactForm(request.POST or None)
    refusal = None
    if request.method == "POST":
        try:
            if _changed_facts(request, region, form):
                return redirect("regions:facts", code=region.code)
        except Refused as refused:
            refusal = refused.refusal
    context = {"region": region, "form": form, "refusal": refusal, "facts": queries.facts_of(region)}
    context |= {"heading": _("基本情况"), "subheading": region.full_name, "usual": USUAL_FACTS}
    context |= {"key": queries.fresh_key(), "errors_on_page": bool(form.errors or refusal)}
    return render(request, "regions/facts.html", context, status=409 if refusal else 200)


def _changed_facts(request: HttpRequest, region: Region, form: FactForm) -> bool:
    key, by = request.POST.get("key", ""), request.actor  # type: ignore[attr-defined]
    if "withdraw" in request.POST:
        fact = queries.fact_of(region, request.POST["withdraw"])
        withdraw_fact(by=by, key=key, fact=fact, reason=request.POST.get("reason", ""))
        return True
    if not form.is_valid():
        return False
    state_fact(by=by, key=key, region=region, **form.cleaned_data)
    return True


def _landed(found: queries.Redirected, code: str) -> HttpResponseRedirect:
    """To the place's own address; ``?from=`` makes its page say why one is there."""
    return HttpResponseRedirect(f"{reverse('regions:detail', args=[found.region.code])}?from={code}")


def _page_of(request: HttpRequest, region: Region) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    return kept_part(("regions.page", region.code), lambda: _public_part(region)) | {
        "region": region,
        "note": queries.note_of_landing(request.GET.get("from", ""), region),
        "own_panels": [panel for answer in own_panels_of_place.ask(region, actor) for panel in answer],
        "may_change": actor.may("regions.change", queries.scope_of(region)),
        "print_title": region.full_name,
    }


def _public_part(region: Region) -> dict[str, Any]:
    """What a place's page says to everybody, ready to be kept; the other rooms' panels are drawn already."""
    counts = queries.counts_below(region) if region.level not in ("town", "village") else {}
    children = list(queries.children_of(region)) if region.level != "village" else []
    return {
        "crumbs": _crumbs(queries.ancestors_of(region), region.spoken),
        "level": LEVEL_WORDS[region.level],
        "counts": [(LEVEL_WORDS[level], counts[level]) for level in LEVEL_WORDS if level in counts],
        "children": [
            {
                "code": each.code,
                "spoken": each.spoken,
                "below": getattr(each, "below", 0),
                "is_example": each.is_example,
            }
            for each in children
        ],
        "facts": list(queries.facts_of(region)),
        "codes": queries.other_codes_of(region),
        "panels": render_to_string("regions/panels.html", {"panels": public_panels(region)}),
    }


def _crumbs(above: list[Region], here: str) -> list[dict[str, str]]:
    trail = [{"label": _("首页"), "path": "/"}]
    if above or here != _("镇村"):
        trail += [{"label": _("镇村"), "path": "/places/"}]
    trail += [{"label": region.spoken, "path": f"/places/{region.code}/"} for region in above]
    return [*trail, {"label": here, "path": ""}]


def _towns_figure(prefectures: list[Region]) -> MapFigure:
    counts = queries.towns_by_prefecture()
    values = {region.code: counts.get(region.code, 0) for region in prefectures}
    title = _("%(places)s 个地级以上市，%(towns)s 个镇（街道）") % {
        "places": len(values),
        "towns": sum(values.values()),
    }
    return MapFigure(title, _("每个市的镇、乡、街道数"), _("个"), values, (30, 50, 70, 90, 110), "d")


def _drawn(figure: MapFigure, prefectures: list[Region]) -> Any:
    hexagons = [
        Hexagon(
            key=region.code,
            name=region.name.removesuffix("市"),
            lon=region.lon,
            lat=region.lat,
            value=figure.values.get(region.code),
            href=reverse("regions:detail", args=[region.code]),
            label=f"{region.name}，{figure.values.get(region.code, 0)} {figure.unit}",
        )
        for region in prefectures
        if region.lon is not None and region.lat is not None
    ]
    return hex_map(hexagons, figure.steps, figure.ramp)
