"""Who is told: those who confirm nearest to the place, once at once and once as a reminder; the volunteer of an answer."""

from typing import Any

from django.urls import reverse

from bangfu.apps.notices.api import Words, send_notice
from bangfu.apps.people.api import active_among, holders_of
from bangfu.apps.regions.api import region_by_code
from bangfu.apps.volunteers.models import Hours
from bangfu.apps.volunteers.policy import CONFIRM
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor, Scope

AUDIENCE_MAX = 20


def tell_who_confirms(payload: dict[str, Any]) -> None:
    """Hears reported hours: one message a place and day."""
    hours = Hours.objects.filter(pk=payload["hours"]).first()
    if hours is not None:
        _tell_the_place(hours, "有志愿时长等您确认：%s", f"day-{hours.reported_at:%Y%m%d}")


def remind_who_confirms(payload: dict[str, Any]) -> None:
    """Hears that hours wait too long: once more, then the task stays among the tasks."""
    hours = Hours.objects.filter(pk=payload["hours"]).first()
    if hours is not None:
        _tell_the_place(hours, "志愿时长还没有人确认：%s", f"late-{hours.pk}")


def _tell_the_place(hours: Hours, title: str, step: str) -> None:
    place = region_by_code(hours.region)
    audience = [person for person in _nearest(hours.region) if person != hours.person]
    name = place.spoken if place else hours.region
    _send(title % name, "没有确认的时长不算数。", reverse("volunteers:confirm"), audience, f"{hours.region}-{step}")


def tell_the_volunteer(payload: dict[str, Any]) -> None:
    """Hears answers: each volunteer reads them among their hours."""
    for person in sorted(set(Hours.objects.filter(pk__in=payload["hours"]).values_list("person", flat=True))):
        _send("您的志愿时长有了答复", "", reverse("volunteers:mine"), [person], f"{person}-{payload['hours'][0]}")


def _nearest(region: str) -> list[str]:
    reached = {
        person: max(len(grant.scope_id) for grant in grants)
        for person, grants in holders_of(CONFIRM).items()
        if Actor(person=person, kind="person", grants=grants).may(CONFIRM, Scope(region=region))
    }
    nearest = max(reached.values(), default=0)
    return sorted(person for person, length in reached.items() if length == nearest)[:AUDIENCE_MAX]


def _send(title: str, body: str, url: str, audience: list[str], key: str) -> None:
    if not active_among(audience):  # whoever left is told nothing, and that is no failure
        return
    words = Words(kind="must_know", title=title[:80], body=body, url=url)
    send_notice(by=SYSTEM_ACTOR, key=f"volunteers-{key}"[:80], words=words, audience=audience)
