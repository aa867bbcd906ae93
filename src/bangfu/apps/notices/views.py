"""The inbox, and what one wants to get."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bangfu.apps.notices import actions, queries
from bangfu.plumbing.access import Actor

PAGE_SIZE = 30


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


@require_GET
@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    """My messages, newest first."""
    unread = request.GET.get("unread") == "1"
    page = Paginator(queries.inbox(_actor(request), unread=unread), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "notices/inbox.html", {"heading": _("消息"), "page": page, "only_unread": unread})


@require_POST
@login_required
def open_message(request: HttpRequest, message: int) -> HttpResponse:
    """Mark as read and go where the message leads."""
    found = queries.message_for(_actor(request), message)
    actions.read_messages(by=_actor(request), messages=(found.pk,))
    target = found.notice.url
    inside = target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return HttpResponseRedirect(target if inside else reverse("notices:inbox"))


@require_POST
@login_required
def read_all(request: HttpRequest) -> HttpResponse:
    actions.read_messages(by=_actor(request))
    return HttpResponseRedirect(reverse("notices:inbox"))


@require_http_methods(["GET", "POST"])
@login_required
def wishes(request: HttpRequest) -> HttpResponse:
    """What to get, and how."""
    if request.method == "POST":
        wants_push, wants_digest, wants_email = (name in request.POST for name in ("pushes", "digest", "email"))
        actions.change_wish(by=_actor(request), pushes=wants_push, digest=wants_digest, email=wants_email)  # type: ignore[call-arg]
        return HttpResponseRedirect(reverse("notices:wishes"))
    return render(
        request, "notices/wishes.html", {"heading": _("收什么通知"), "wish": queries.wish_of(_actor(request))}
    )
