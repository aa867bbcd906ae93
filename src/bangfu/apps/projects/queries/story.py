"""Everything that may be told of one project, in a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q

from bangfu.apps.projects.models import (
    Activity,
    Change,
    Delivery,
    Evaluation,
    Indicator,
    PlanItem,
    Project,
    Reading,
    ShownPhoto,
)
from bangfu.apps.projects.queries.deliveries import deliveries_of, last_answer
from bangfu.apps.projects.queries.explorer import as_data
from bangfu.apps.projects.queries.notes import notes_of
from bangfu.apps.projects.queries.projects import Part, parts_of
from bangfu.apps.projects.rules.indicators import PUBLIC_STATES, progress
from bangfu.apps.projects.rules.plan import Item
from bangfu.plumbing.files.models import StoredFile


@dataclass(frozen=True, slots=True)
class Measured:
    """An indicator with its newest reading that counts, and how much of the way was covered, in percent."""

    indicator: Indicator
    reading: Reading | None
    percent: int | None


@dataclass(frozen=True, slots=True)
class Story:
    """What a page of a project is made of."""

    project: Project
    parts: list[Part]
    items: list[PlanItem]
    measured: list[Measured]
    readings: list[Reading]
    deliveries: list[Delivery]
    activities: list[Activity]
    changes: list[Change]
    evaluations: list[Evaluation]
    photos: list[ShownPhoto]


def plan_of(items: Sequence[PlanItem]) -> list[Item]:
    """The plan as the rules see it."""
    return [Item(row.position, row.title, row.due_on, row.days, tuple(row.after), row.done_on) for row in items]


def readings_of(project: Project) -> tuple[list[Indicator], list[Reading]]:
    """The indicators, and all their readings in the order in which they were read; one query for both."""
    names = [field.attname for field in Reading._meta.concrete_fields]
    rows = project.indicators.annotate(**{f"read_{name}": F(f"readings__{name}") for name in names})
    indicators: dict[int, Indicator] = {}
    readings: list[Reading] = []
    for row in rows.order_by("id", "readings__read_on", "readings__pk"):
        indicator = indicators.setdefault(row.pk, row)
        values = {name: getattr(row, f"read_{name}") for name in names}
        if values["id"] is not None:
            reading = Reading(**values)
            reading.indicator = indicator
            readings.append(reading)
    return list(indicators.values()), readings


def _measured(indicators: Sequence[Indicator], readings: Sequence[Reading]) -> list[Measured]:
    """Each indicator with its newest reading that everybody may see."""
    newest = {reading.indicator_id: reading for reading in readings if reading.state in PUBLIC_STATES}
    return [
        Measured(one, read, progress(one.baseline, one.target, read.value) if read else None)
        for one in indicators
        for read in (newest.get(one.pk),)
    ]


def story_of(project: Project) -> Story:
    """All that everybody may read of a project. Six queries, however much happened."""
    notes = notes_of(project)
    indicators, readings = readings_of(project)
    return Story(
        project=project,
        parts=parts_of(project),
        items=notes.items,
        measured=_measured(indicators, readings),
        readings=readings,
        deliveries=deliveries_of(project),
        activities=notes.activities,
        changes=notes.changes,
        evaluations=notes.evaluations,
        photos=notes.photos,
    )


def story_data(project: Project) -> dict[str, Any]:
    """The public page as data."""
    told = story_of(project)
    return as_data(project) | {
        "needs": sorted({part.number for part in told.parts if part.bundle.need_id}),
        "lines": [_line(part, line) for part in told.parts for line in part.lines],
        "plan": [
            {"kind": row.kind, "title": row.title, "due_on": row.due_on.isoformat(), "done_on": _day(row.done_on)}
            for row in told.items
        ],
        "indicators": [
            {
                "name": each.indicator.name,
                "unit": each.indicator.unit,
                "baseline": str(each.indicator.baseline),
                "target": str(each.indicator.target),
                "value": str(each.reading.value) if each.reading else None,
                "read_on": _day(each.reading.read_on) if each.reading else None,
                "percent": each.percent,
            }
            for each in told.measured
        ],
        "deliveries": [_delivery(row) for row in told.deliveries if row.state != "taken_back"],
        "activities": [
            {"kind": row.kind, "happened_on": row.happened_on.isoformat(), "words": row.words, "present": row.present}
            for row in told.activities
        ],
        "changes": [
            {"field": row.field, "before": row.before, "after": row.after, "reason": row.reason, "state": row.state}
            for row in told.changes
        ],
        "evaluations": [{"side": row.side, "marks": row.marks, "words": row.words} for row in told.evaluations],
    }


def _line(part: Part, one: Any) -> dict[str, Any]:
    return {
        "need": part.number if part.bundle.need_id else "",
        "offer": part.number if part.bundle.offer_id else "",
        "organisation": part.bundle.organisation.number,
        "item": one.line.item,
        "unit": one.line.unit,
        "committed": one.committed,
        "delivered": one.delivered,
        "accepted": one.accepted,
    }


def _delivery(row: Delivery) -> dict[str, Any]:
    last = last_answer(row)
    said = {each.delivery_line_id: each for each in last.lines.all()} if last else {}
    return {
        "serial": row.serial,
        "organisation": row.organisation.number,
        "delivered_on": row.delivered_on.isoformat(),
        "state": row.state,
        "note": row.note,
        "words": last.words if last else "",
        "lines": [
            {
                "item": each.line.item,
                "quantity": each.quantity,
                "unit": each.line.unit,
                "answer": said[each.pk].answer if each.pk in said else None,
                "accepted": said[each.pk].accepted if each.pk in said else None,
            }
            for each in row.lines.all()
        ],
    }


def _day(value: Any) -> str | None:
    return value.isoformat() if value else None


def own_photos(told: Story) -> list[StoredFile]:
    """All pictures of a project, for who decides which of them everybody sees; one query."""
    acceptances = [str(each.pk) for row in told.deliveries for each in row.acceptances.all()]
    owned = Q(owner_type="projects.delivery", owner_id__in=[row.pk for row in told.deliveries])
    owned |= Q(owner_type="projects.acceptance", owner_id__in=acceptances)
    owned |= Q(owner_type="projects.activity", owner_id__in=[str(row.pk) for row in told.activities])
    return list(StoredFile.objects.filter(owned).order_by("uploaded_at", "id"))
