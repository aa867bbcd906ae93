"""Questions about needs (问一句): what one may ask about, and the panel of questions on a need's page."""

from django.urls import reverse

from bangfu.apps.needs.models import Need
from bangfu.apps.needs.policy import PUBLIC_STATES
from bangfu.apps.supervision.api import Subject, panels_about
from bangfu.plumbing.access import Actor
from bangfu.plumbing.ui.panels import Panel

KIND = "need"


def _subject(need: Need) -> Subject:
    return Subject(KIND, need.number, need.title, need.region_path, reverse("web:need", args=[need.number]))


def asked_subject(kind: str, number: str) -> Subject | None:
    """Answers ``supervision.subject_of``: a published need."""
    if kind != KIND:
        return None
    need = Need.objects.filter(number=number, state__in=PUBLIC_STATES).first()
    return _subject(need) if need else None


def questions_panel(need: Need, actor: Actor) -> list[Panel]:
    """Answers ``needs.panels_of_need``: published answers for everybody, their own threads for the two sides."""
    return panels_about(_subject(need), actor) if need.state in PUBLIC_STATES else []
