"""What this room adds to other pages: how far each line of a need is."""

from django.urls import reverse
from django.utils.translation import gettext as _

from bangfu.apps.goods.api import Purpose
from bangfu.apps.needs.api import Need, NeedLine
from bangfu.apps.projects.models import Project
from bangfu.plumbing.ui.panels import Panel


def panels_of_need(need: Need) -> list[Panel]:
    """Answers ``needs.public_panels_of_need``: who works on it and how far each item is. Nothing and no query before a choice."""
    begun = [line for line in need.lines.all() if line.committed or line.delivered or line.accepted]
    if not begun:
        return []
    working = set(
        NeedLine.objects.filter(
            need=need, allotments__place="committed", allotments__begun_on__isnull=False
        ).values_list("position", flat=True)
    )
    lines = [
        {"name": line.item, "label": line.balance.label(begun=line.position in working)} for line in need.lines.all()
    ]
    rows = Project.objects.filter(covered__need=need).select_related("lead").order_by("opened_at")
    return [
        Panel("projects", _("谁在做、做到哪了"), "projects/need_panel.html", {"lines": lines, "projects": list(rows)})
    ]


def hours_subject(kind: str, number: str) -> dict[str, str] | None:
    """Answers ``volunteers.subject_of``: a project that hours were for."""
    found = Project.objects.filter(number=number).first() if kind == "project" else None
    if found is None:
        return None
    url = reverse("projects:detail", args=[found.number])
    return {"title": found.title, "region": found.region_path, "url": url}


def project_for_goods(number: str) -> Purpose | None:
    """Answers ``goods.project_of``: a project that has not ended."""
    found = Project.objects.filter(number=number).exclude(state="ended").first()
    if found is None:
        return None
    return Purpose(found.number, found.title, found.region_path, reverse("projects:detail", args=[found.number]))
