"""The two pages of the design system: the switch of the reading mode, and the gallery of all components."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from bangfu.plumbing.ui.gallery import exhibits
from bangfu.plumbing.ui.modes import A_YEAR, COOKIE, ELDER, mode_of


@require_POST
def switch_mode(request: HttpRequest) -> HttpResponse:
    """Turn elder mode on or off and go back where the reader was.

    A POST, because it changes something; `next` may only name a page of this site.
    """
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None) or not target.startswith("/"):
        target = "/"
    response = HttpResponseRedirect(target)
    if mode_of(request) == ELDER:
        response.delete_cookie(COOKIE, samesite="Lax")
    else:
        response.set_cookie(COOKIE, ELDER, max_age=A_YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)
    return response


@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    """`/dev/ui/`: every component with sample content."""
    return render(request, "ui/gallery.html", {"exhibits": exhibits(request)})
