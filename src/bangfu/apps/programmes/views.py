"""The programme in public, and its words and rules at the desk."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from bangfu.apps.programmes import pages
from bangfu.apps.programmes.policy import require_reader
from bangfu.apps.programmes.queries import current_pack, rules_of
from bangfu.apps.programmes.wording import RULE_KIND_WORDS, SECTION_WORDS, STATUS_WORDS
from bangfu.plumbing.clock import today


def programme(request: HttpRequest) -> HttpResponse:
    """What the programme is: places, duties with sources, campaigns, fields, rates, rules."""
    pack = current_pack()
    regions = pages.places_of_pack(pack)
    context = {
        "pack": pack,
        "crumbs": [{"label": _("首页"), "path": "/"}, {"label": _("方案"), "path": ""}],
        "sets": [(each, [regions[code] for code in each.codes if code in regions]) for each in pack.places],
        "groups": pages.duties_by_prefecture(pack, regions),
        "counties": [(county, regions.get(county.region)) for county in pack.typical_counties],
        "kinds": pack.vocabulary.section("kinds_of_help"),
        "fields": pack.vocabulary.section("fields_of_capability"),
        "rules": [(RULE_KIND_WORDS[kind], _rules(kind)) for kind in RULE_KIND_WORDS],
        "print_title": pack.title,
    }
    return render(request, "programmes/programme.html", context)


def programme_json(request: HttpRequest) -> JsonResponse:
    """The machine twin of the programme's page."""
    return JsonResponse(pages.pack_document(current_pack()))


def desk(request: HttpRequest) -> HttpResponse:
    """The vocabulary and the rules of the day, as the pack has them; read only, since a pack is files."""
    require_reader(request.actor)  # type: ignore[attr-defined]
    pack = current_pack()
    section = request.GET.get("section", "kinds_of_help")
    section = section if section in SECTION_WORDS else "kinds_of_help"
    context = {
        "pack": pack,
        "heading": _("方案包"),
        "subheading": pack.title,
        "sections": [(key, word, len(pack.vocabulary.section(key))) for key, word in SECTION_WORDS.items()],
        "section": section,
        "entries": pack.vocabulary.section(section),
        "rules": [(RULE_KIND_WORDS[kind], _rules(kind)) for kind in RULE_KIND_WORDS],
        "today": today(),
    }
    return render(request, "programmes/desk.html", context)


def _rules(kind: str) -> list[tuple[object, object, bool]]:
    day = today()
    return [(rule, STATUS_WORDS[str(rule.status)], rule.may_block(day)) for rule in rules_of(day).of_kind(kind)]
