"""The publisher's choice of pictures: show one to everybody, or take it off."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bangfu.apps.needs import actions_photos
from bangfu.apps.needs.views_desk import need_at_work, work_page
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import now


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@require_POST
def release(request: HttpRequest, number: str, file: str) -> HttpResponse:
    """Show a picture on the public page. A refusal comes back on the page of work."""
    posted = request.POST
    try:
        actions_photos.release_photo(
            by=request.actor,  # type: ignore[attr-defined]
            at=now(),
            key=posted.get("key", ""),
            number=number,
            file=file,
            taken_on=_day(posted.get("taken_on", "")),
            taken_by=posted.get("taken_by", ""),
            in_picture=posted.get("in_picture", ""),
        )
    except Refused as refused:
        return work_page(request, need_at_work(request, number), refused.refusal, status=409)
    messages.success(request, _("照片已放到公开页上。"))
    return redirect("needs:work", number=number)


@require_POST
def hide(request: HttpRequest, number: str, file: str) -> HttpResponse:
    """Take a picture off the public page. A refusal comes back on the page of work."""
    try:
        actions_photos.hide_photo(
            by=request.actor,  # type: ignore[attr-defined]
            at=now(),
            key=request.POST.get("key", ""),
            number=number,
            file=file,
        )
    except Refused as refused:
        return work_page(request, need_at_work(request, number), refused.refusal, status=409)
    messages.success(request, _("照片已从公开页拿下。"))
    return redirect("needs:work", number=number)
