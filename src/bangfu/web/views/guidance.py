"""How to use the site, and how it treats those for whom screens and mice are hard. Pages of words only."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET


def _page(request: HttpRequest, template: str, title: str) -> HttpResponse:
    crumbs = [{"label": _("首页"), "path": "/"}, {"label": title}]
    actor = request.actor  # type: ignore[attr-defined]
    may_draft = not actor.is_person or actor.has("needs.draft")  # a stranger is asked to sign in first
    return render(request, template, {"title": title, "crumbs": crumbs, "may_draft": may_draft})


@require_GET
def usage(request: HttpRequest) -> HttpResponse:
    """What each kind of person does here, step by step, with the page where it begins."""
    return _page(request, "web/help.html", _("使用说明"))


@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    """What works without sight, mouse or script, what does not yet, and whom to tell."""
    return _page(request, "web/accessibility.html", _("无障碍说明"))
