"""The trail of operations, for those who audit: filtered, paged, with names resolved in one query."""

from datetime import MAXYEAR, MINYEAR, date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bangfu.apps.people.api import ids_matching, names_of
from bangfu.plumbing.audit.models import AuditRecord
from bangfu.plumbing.audit.queries import Wanted, trail
from bangfu.web.wording_trail import action_words, actor_words, subject_words

PAGE_SIZE = 50


def _day(text: str) -> date | None:
    """A day of our time; others have no moment in UTC."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if MINYEAR < day.year < MAXYEAR else None


def _wanted(request: HttpRequest) -> Wanted:
    who = request.GET.get("who", "").strip()
    return Wanted(
        people=tuple(ids_matching(who)) if who else None,
        action=request.GET.get("act", "").strip(),
        subject=request.GET.get("subject", "").strip(),
        from_day=_day(request.GET.get("from", "")),
        to_day=_day(request.GET.get("to", "")),
    )


def _row(record: AuditRecord, names: dict[str, str]) -> dict[str, Any]:
    changes = [
        {"field": field, "old": old, "new": _("（只留校验值）") if old == "sealed" else new}
        for field, (old, new) in record.changes.items()
    ]
    return {
        "at": record.at,
        "who": names.get(record.person) or actor_words(record.actor_kind),
        "what": action_words(record.action),
        "action": record.action,
        "subject": subject_words(record.subject_type),
        "subject_id": record.subject_id,
        "changes": changes,
        "note": record.note,
        "count": record.count,
    }


@require_GET
def audit(request: HttpRequest) -> HttpResponse:
    """Who did what, when, to which record. Errors: ``Denied`` without ``audit.read``."""
    wanted = _wanted(request)
    page = Paginator(trail(request.actor, wanted), PAGE_SIZE).get_page(request.GET.get("page"))  # type: ignore[attr-defined]
    records = list(page)
    names = names_of([record.person for record in records])
    context = {
        "heading": _("操作记录"),
        "subheading": _("只增不改，数据库拒绝改动和删除；个人信息只留校验值。"),
        "page": page,
        "rows": [_row(record, names) for record in records],
        "asked": {name: request.GET.get(name, "") for name in ("who", "act", "subject", "from", "to")},
    }
    return render(request, "web/audit.html", context)
