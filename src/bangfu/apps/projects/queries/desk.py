"""The office's list of projects: what is late, what waits for the village's answer, which looks back are due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from bangfu.apps.followups.api import followup_list
from bangfu.apps.projects.models import Delivery, PlanItem, Project
from bangfu.apps.projects.policy import READ
from bangfu.apps.projects.queries.explorer import Filters
from bangfu.apps.projects.queries.projects import with_parties, within
from bangfu.apps.projects.rules.desk import CONCERNS, Concern, concern_of
from bangfu.plumbing.access import Actor
from bangfu.values import shanghai_day

PAGE_SIZE = 30
EXPORT_ROWS_MAX = 20_000
CHECKS_AHEAD = timedelta(days=30)
"""A look back that is due so soon is shown."""
LOOK_BACK = "后回访："
"""How the look backs are told from what the office wants put right; `actions.diary` writes the titles."""


@dataclass(frozen=True, slots=True)
class DeskFilters:
    """What the office chose: the public list's filters, and what a project wants of it (a key of ``CONCERNS``)."""

    public: Filters
    concern: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> DeskFilters:
        """From an address; what is not known is left out."""
        concern = query.get("concern", "")
        return cls(Filters.read(query), concern if concern in CONCERNS else "")

    def query_string(self) -> str:
        """As an address carries them."""
        return urlencode(self.public.set_ones() | ({"concern": self.concern} if self.concern else {}))


@dataclass(frozen=True, slots=True)
class Row:
    """One project with what it wants of the office now; ``delivery``, ``check``: ids of what the button leads to."""

    project: Project
    concern: Concern
    delivery: str
    check: str


def _marked(actor: Actor, today: date) -> Any:
    late = PlanItem.objects.filter(project=OuterRef("pk"), done_on=None, due_on__lt=today)
    first = Delivery.objects.filter(project=OuterRef("pk"), state="waiting").order_by("at")
    return Project.objects.filter(within(actor, READ)).annotate(
        slipped=Exists(late),
        slipped_since=Subquery(late.order_by("due_on").values("due_on")[:1]),
        waiting=Subquery(first.values("pk")[:1]),
        waiting_since=Subquery(first.values("at")[:1]),
    )


def checks_due(actor: Actor, at: datetime) -> dict[str, tuple[str, datetime]]:
    """By the project's number: id and day of the next look back (造血) that is due within thirty days. One query."""
    rows = followup_list(actor, at=at).filter(
        state__in=("open", "reported"),
        due_at__lte=at + CHECKS_AHEAD,
        subject_url__startswith="/projects/",
        title__contains=LOOK_BACK,
    )
    found: dict[str, tuple[str, datetime]] = {}
    for pk, url, due in rows.values_list("pk", "subject_url", "due_at"):
        found.setdefault(url.removeprefix("/projects/").strip("/"), (pk, due))
    return found


def found(actor: Actor, filters: DeskFilters, at: datetime) -> QuerySet[Project]:
    """The actor's projects that fit, what is most pressing first: late, waiting, then by the planned end."""
    today = shanghai_day(at)
    rows = _marked(actor, today)
    chosen = filters.public
    for column, value in (("state", chosen.state), ("kind", chosen.kind), ("kind_of_help", chosen.help)):
        if value:
            rows = rows.filter(**{column: value})
    if chosen.region:
        rows = rows.filter(region_path__startswith=chosen.region)
    if chosen.q:
        rows = rows.filter(
            Q(title__icontains=chosen.q) | Q(number=chosen.q.upper()) | Q(lead__name__icontains=chosen.q)
        )
    if filters.concern == "late":
        rows = rows.exclude(state="ended").filter(Q(slipped=True) | Q(ends_on__lt=today))
    elif filters.concern == "waiting":
        rows = rows.filter(waiting__isnull=False)
    elif filters.concern == "check":
        rows = rows.filter(number__in=checks_due(actor, at))
    pressing = (F("waiting_since").asc(nulls_last=True), F("ends_on").asc(nulls_last=True), "-opened_at")
    return with_parties(rows).order_by(F("ended_at").asc(nulls_first=True), *pressing)


def told(actor: Actor, projects: Sequence[Project], at: datetime) -> list[Row]:
    """Each project of a page with its one concern. One query beside those of the page."""
    checks, today = checks_due(actor, at), shanghai_day(at)
    rows = []
    for project in projects:
        waiting_since = project.waiting_since  # type: ignore[attr-defined]
        check, due = checks.get(project.number, ("", None))
        concern = concern_of(
            state=project.state,
            ends_on=project.ends_on,
            slipped_since=project.slipped_since,  # type: ignore[attr-defined]
            waiting_since=shanghai_day(waiting_since) if waiting_since else None,
            check_on=shanghai_day(due) if due else None,
            today=today,
        )
        rows.append(Row(project, concern, project.waiting or "", check))  # type: ignore[attr-defined]
    return rows


def counts(actor: Actor, at: datetime) -> dict[str, int]:
    """How many projects of the actor's places have each concern; two queries."""
    today = shanghai_day(at)
    marked = _marked(actor, today).values_list("number", "state", "slipped", "ends_on", "waiting")
    checks = checks_due(actor, at)
    total = dict.fromkeys(CONCERNS, 0)
    for number, state, slipped, ends_on, waiting in marked.iterator():
        total["late"] += state != "ended" and (slipped or (ends_on is not None and ends_on < today))
        total["waiting"] += waiting is not None
        total["check"] += number in checks
    return total
