"""How the channels fare, for whoever looks after them."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bangfu.apps.notices import actions, queries
from bangfu.plumbing.access import Hidden
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.channels import all_channels
from bangfu.plumbing.clock import now
from bangfu.values import Refusal

PAGE_SIZE = 30


@require_GET
@login_required
def queue(request: HttpRequest) -> HttpResponse:
    """What waits, what is late, what was put aside, and why."""
    return _page(request)


def _page(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    page = {
        "heading": _("消息通道"),
        "queues": queries.queue_for(actor, now()),
        "page": Paginator(queries.held_letters(actor), PAGE_SIZE).get_page(request.GET.get("page")),
        "refusal": refusal,
    }
    return render(request, "notices/queue.html", page, status=409 if refusal else 200)


@require_POST
@login_required
def channel(request: HttpRequest, channel: str) -> HttpResponse:
    """Stop a channel, or let it go on."""
    if channel not in {each.NAME for each in all_channels()}:
        raise Hidden
    act = actions.stop_channel if request.POST.get("do") == "stop" else actions.resume_channel
    try:
        act(by=request.actor, key=request.POST.get("key", ""), channel=channel)  # type: ignore[attr-defined]
    except Refused as refused:
        return _page(request, refused.refusal)
    return HttpResponseRedirect(reverse("notices:queue"))
