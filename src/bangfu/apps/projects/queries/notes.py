"""The small tables of a project read in one statement: a page that told each with its own query would ask too often.

Every table gives the same eight columns of text; the rows come back as models that are only read.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import CharField, F, QuerySet, TextField, Value
from django.db.models.functions import Cast

from bangfu.apps.projects.models import Activity, Change, Evaluation, PlanItem, Project, ShownPhoto

COLUMNS = 7
Cells = Sequence[Any]


@dataclass(slots=True)
class Notes:
    """What the small tables hold of one project, each in the order of its page."""

    items: list[PlanItem] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    evaluations: list[Evaluation] = field(default_factory=list)
    photos: list[ShownPhoto] = field(default_factory=list)


def _day(text: str | None) -> Any:
    return date.fromisoformat(text[:10]) if text else None


def _moment(text: str | None) -> Any:
    """A moment as either database writes it, in UTC where it does not say."""
    if not text:
        return None
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _item(pk: int, cells: Cells) -> PlanItem:
    kind, title, position, days, due, after, done = cells
    return PlanItem(
        pk=pk,
        kind=kind,
        title=title,
        position=int(position or 0),
        days=int(days or 1),
        due_on=_day(due),
        after=json.loads(after or "[]"),
        done_on=_day(done),
    )


def _activity(pk: int, cells: Cells) -> Activity:
    kind, words, day, present = cells[:4]
    return Activity(pk=pk, kind=kind, words=words or "", happened_on=_day(day), present=int(present or 0))


def _change(pk: int, cells: Cells) -> Change:
    name, before, after, reason, state, asked, decided = cells
    return Change(
        pk=pk,
        field=name,
        before=before or "",
        after=after or "",
        reason=reason or "",
        state=state,
        asked_at=_moment(asked),
        decided_at=_moment(decided),
    )


def _evaluation(pk: int, cells: Cells) -> Evaluation:
    side, marks, words, at = cells[:4]
    return Evaluation(pk=pk, side=side, marks=json.loads(marks or "{}"), words=words or "", at=_moment(at))


def _photo(pk: int, cells: Cells) -> ShownPhoto:
    file, day, by = cells[:3]
    return ShownPhoto(pk=pk, file=file, taken_on=_day(day), taken_by=by)


TABLES: dict[str, tuple[Any, tuple[str, ...], Callable[[int, Cells], Any]]] = {
    "items": (PlanItem, ("kind", "title", "position", "days", "due_on", "after", "done_on"), _item),
    "activities": (Activity, ("kind", "words", "happened_on", "present"), _activity),
    "changes": (Change, ("field", "before", "after", "reason", "state", "asked_at", "decided_at"), _change),
    "evaluations": (Evaluation, ("side", "marks", "words", "at"), _evaluation),
    "photos": (ShownPhoto, ("file", "taken_on", "taken_by"), _photo),
}


def _rows(name: str, project: Project) -> "QuerySet[Any, Any]":
    model, columns, _make = TABLES[name]
    cells: dict[str, Any] = {f"c{place}": Cast(F(column), TextField()) for place, column in enumerate(columns)}
    cells |= {f"c{place}": Value(None, output_field=TextField()) for place in range(len(columns), COLUMNS)}
    rows = model.objects.filter(project=project).order_by()
    told = rows.annotate(table=Value(name, output_field=CharField()), **cells)
    return told.values_list("table", "pk", *(f"c{place}" for place in range(COLUMNS)))


def notes_of(project: Project) -> Notes:
    """Everything that the small tables hold of a project, in one query."""
    first, *others = (_rows(name, project) for name in TABLES)
    found = Notes()
    for name, pk, *cells in first.union(*others, all=True):
        getattr(found, name).append(TABLES[name][2](pk, cells))
    found.items.sort(key=lambda row: row.position)
    found.activities.sort(key=lambda row: (row.happened_on, row.pk), reverse=True)
    found.changes.sort(key=lambda row: row.pk)
    found.evaluations.sort(key=lambda row: row.pk)
    found.photos.sort(key=lambda row: (row.taken_on, row.pk))
    return found
