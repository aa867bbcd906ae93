"""What pages of deliveries show: bars of what is brought, batches with answers, rows of projects."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from bangfu.apps.people.api import names_of
from bangfu.apps.projects.models import Acceptance, Delivery, Project
from bangfu.apps.projects.queries.deliveries import last_answer
from bangfu.apps.projects.queries.projects import Part, PartLine
from bangfu.apps.projects.rules.deliveries import ANSWERS, DELIVERY_LIFE
from bangfu.apps.projects.rules.life import ENDS
from bangfu.plumbing.files.models import StoredFile
from bangfu.plumbing.ui.bars import gap_parts
from bangfu.plumbing.ui.formats import number

LOOKS = {"preparing": ("warn", "clock"), "underway": ("info", "flag"), "ended": ("ok", "seal")}
DELIVERY_LOOKS = {"waiting": ("warn", "clock"), "answered": ("ok", "check"), "taken_back": ("plain", "undo")}


def state_of(project: Project) -> dict[str, str]:
    """Word, tone and icon of where a project stands; how it ended rather than only that it did."""
    tone, icon = LOOKS[project.state]
    label = str(project.get_state_display())
    if project.state == "ended":
        label = ENDS[project.ended_how]
        tone, icon = {"completed": ("ok", "seal"), "partly": ("info", "check"), "stopped": ("plain", "ban")}[
            project.ended_how
        ]
    return {"code": project.state, "label": label, "tone": tone, "icon": icon}


def bar_of(one: PartLine) -> dict[str, Any]:
    """One item for `components/gap_bar.html`: dark is accepted, light what waits for the village, the ground is to come."""
    unit = one.line.unit
    parts = [
        words % {"n": number(there), "unit": unit}
        for words, there in (
            (_("已验收 %(n)s %(unit)s"), one.accepted),
            (_("待验收 %(n)s %(unit)s"), one.delivered),
        )
        if there
    ]
    left = _("还应交 %(n)s %(unit)s") % {"n": number(one.committed), "unit": unit} if one.committed else _("都交了")
    return {
        "bar": gap_parts(one.accepted, one.delivered, one.mine),
        "label": f"{one.line.item}：{left}",
        "item": {
            "name": one.line.item,
            "missing_text": left,
            "done_text": " · ".join(parts) or _("还没有送到"),
            "total_text": _("共 %(n)s %(unit)s") % {"n": number(one.mine), "unit": unit},
            "complete": not one.committed,
        },
    }


def parts_seen(parts: Sequence[Part]) -> list[dict[str, Any]]:
    """Bundles with the bars of their items."""
    return [
        {
            "bundle": part.bundle,
            "title": part.title,
            "href": part.href,
            "bars": [bar_of(each) for each in part.lines],
            "to_bring": any(each.committed for each in part.lines),
        }
        for part in parts
    ]


def answer_seen(acceptance: Acceptance) -> list[dict[str, Any]]:
    """What was said of each item, as a row with its card's word, tone and units."""
    found = []
    for row in acceptance.lines.all():
        card, line = ANSWERS[row.answer], row.delivery_line.line
        back = [
            words % {"n": number(units), "unit": line.unit}
            for words, units in ((_("再送 %(n)s %(unit)s"), row.again), (_("换一家 %(n)s %(unit)s"), row.opened))
            if units
        ]
        found.append(
            {
                "item": line.item,
                "words": card.words,
                "tone": card.tone,
                "art": card.icon,
                "accepted": f"{number(row.accepted)} {line.unit}",
                "of": f"{number(row.delivery_line.quantity)} {line.unit}",
                "back": " · ".join(back),
                "reason": row.reason,
            }
        )
    return found


def deliveries_seen(
    rows: Sequence[Delivery], *, inside: bool, photos: dict[str, list[StoredFile]] | None = None
) -> list[dict[str, Any]]:
    """Batches for lists and pages; names of persons only ``inside``. One query for names."""
    people = [row.person for row in rows] + [each.person for row in rows for each in row.acceptances.all()]
    names = names_of(people) if inside and people else {}
    found = []
    for row in rows:
        tone, icon = DELIVERY_LOOKS[row.state]
        last = last_answer(row)
        found.append(
            {
                "row": row,
                "state": DELIVERY_LIFE.states[row.state],
                "tone": tone,
                "icon": icon,
                "who": names.get(row.person, ""),
                "items": [
                    {"name": each.line.item, "amount": f"{number(each.quantity)} {each.line.unit}"}
                    for each in row.lines.all()
                ],
                "answer": answer_seen(last) if last else [],
                "words": last.words if last else "",
                "answered_by": names.get(last.person, "") if last else "",
                "corrected": last.reason if last and last.serial > 1 else "",
                "photos": (photos or {}).get(row.pk, []),
                "href": reverse("projects:delivery", args=[row.pk]) if inside else "",
            }
        )
    return found
