"""Which villages have partners, and what more organisations would change."""

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bangfu.apps.partnerships.queries import coverage as queries
from bangfu.apps.partnerships.rules.pairings import FAR_KM, MANY
from bangfu.apps.partnerships.tasks_what_if import MORE_MAX, WHAT_IF
from bangfu.plumbing.access import Actor
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.runs.actions import start_run
from bangfu.plumbing.runs.models import Run
from bangfu.values import Refusal

USUAL = 50
SIGNS = ("none", "many", "far")


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


@require_GET
def coverage(request: HttpRequest) -> HttpResponse:
    """The places that I plan for. Errors: ``Denied``."""
    return _page(request)


def _page(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
    only = request.GET.get("only", "")
    found = queries.coverage(_actor(request), only if only in SIGNS else "")
    context: dict[str, Any] = {
        "heading": _("结对覆盖"),
        "subheading": _("哪些村还没有伙伴，哪些已经不少，哪些离得远；不排名次"),
        "found": found,
        "only": only,
        "views": [
            {"value": "", "label": _("全部"), "count": len(found.places)},
            {"value": "none", "label": _("还没有伙伴"), "count": found.none},
            {"value": "many", "label": _("%(n)d 家以上") % {"n": MANY}, "count": found.many},
            {"value": "far", "label": _("超过 %(n)d 公里") % {"n": FAR_KM}, "count": found.far},
        ],
        "answer": _answer(request),
        "more": USUAL,
        "more_max": MORE_MAX,
        "refusal": refusal,
        "key": secrets.token_urlsafe(12),
        "crumbs": [{"label": _("结对"), "path": "/my/pairs/"}, {"label": _("覆盖")}],
    }
    return render(request, "partnerships/coverage.html", context, status=422 if refusal else 200)


def _answer(request: HttpRequest) -> dict[str, Any] | None:
    """What the reader's own last question (or the one that the address names) came to."""
    rows = Run.objects.filter(kind=WHAT_IF, person=_actor(request).person, state="done")
    wanted = request.GET.get("what_if", "")[:16]
    run = (rows.filter(pk=wanted) if wanted else rows).order_by("-created_at").first()
    return {"at": run.ended_at, **run.result} if run else None


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Have it computed; the run's page shows how far it is. Errors: ``Denied``."""
    actor = _actor(request)
    heads = queries.planned_heads(actor)
    text = request.POST.get("more", "")
    more = int(text) if text.isdecimal() and len(text) < 5 else 0
    if not 1 <= more <= MORE_MAX:
        return _page(request, Refusal("more", f"请填 1 到 {MORE_MAX} 的整数。"))
    region = min(heads, key=len).ljust(12, "0") if heads[0] else ""
    try:
        run: Run = start_run(
            by=actor, key=request.POST.get("key", "")[:60], kind=WHAT_IF, title=f"再有 {more} 家组织加入会怎样",
            arguments={"region": region, "more": more},
        )  # type: ignore[call-arg]  # fmt: skip
    except Refused as refused:
        return _page(request, refused.refusal)
    return redirect("runs:detail", run.pk)
