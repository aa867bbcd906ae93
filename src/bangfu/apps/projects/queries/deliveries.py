"""Reading deliveries and what was said of them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse

from bangfu.apps.exchange.api import answering
from bangfu.apps.people.api import Todo
from bangfu.apps.projects import policy
from bangfu.apps.projects.models import Acceptance, AcceptedLine, Delivery, DeliveryLine, Project
from bangfu.apps.projects.queries.projects import within
from bangfu.plumbing.access import Actor, Hidden
from bangfu.plumbing.files.models import StoredFile

TODO_MAX = 20


def _rows() -> "QuerySet[Delivery]":
    lines = DeliveryLine.objects.select_related("need_line", "offer_line")
    said = AcceptedLine.objects.select_related("delivery_line__need_line", "delivery_line__offer_line")
    return Delivery.objects.select_related("bundle__need", "bundle__offer", "organisation").prefetch_related(
        Prefetch("lines", lines), Prefetch("acceptances__lines", said)
    )


def delivery_for(actor: Actor, delivery: str, permission: str = policy.READ) -> Delivery:
    """One delivery with its items and answers. Errors: ``Hidden``, ``Denied``."""
    rows = _rows().select_related("project__region", "project__lead")
    found = rows.prefetch_related("project__parties__organisation").filter(pk=delivery).first()
    if found is None:
        raise Hidden
    policy.require(actor, permission, found.project)
    return found


def deliveries_of(project: Project) -> list[Delivery]:
    """All batches of a project, oldest first, with items and answers. Two queries: every batch has an item."""
    rows = DeliveryLine.objects.filter(delivery__project=project).select_related(
        "delivery__organisation", "delivery__bundle", "need_line", "offer_line"
    )
    found: dict[str, Delivery] = {}
    items: dict[str, list[DeliveryLine]] = {}
    lines: dict[int, DeliveryLine] = {}
    for row in rows.order_by("delivery__serial", "need_line__position", "offer_line__position"):
        delivery = found.setdefault(row.delivery_id, row.delivery)
        items.setdefault(delivery.pk, []).append(row)
        lines[row.pk] = row
    answers = _answers(project, lines) if found else {}
    for key, delivery in found.items():
        _fill(delivery, lines=items[key], acceptances=answers.get(key, []))
    return list(found.values())


def _answers(project: Project, lines: dict[int, DeliveryLine]) -> dict[str, list[Acceptance]]:
    """All answers by delivery, oldest first, each with its lines; one query."""
    rows = AcceptedLine.objects.filter(acceptance__delivery__project=project).select_related("acceptance")
    said: dict[int, list[AcceptedLine]] = {}
    found: dict[str, dict[int, Acceptance]] = {}
    for row in rows.order_by("acceptance__serial", "pk"):
        row.delivery_line = lines[row.delivery_line_id]
        said.setdefault(row.acceptance_id, []).append(row)
        found.setdefault(row.acceptance.delivery_id, {})[row.acceptance_id] = row.acceptance
    for acceptances in found.values():
        for acceptance in acceptances.values():
            _fill(acceptance, lines=said[acceptance.pk])
    return {delivery: list(acceptances.values()) for delivery, acceptances in found.items()}


def _fill(row: models.Model, **related: list[Any]) -> None:
    """Hand a row what belongs to it, as a prefetch would, so that pages ask no more."""
    kept = row.__dict__.setdefault("_prefetched_objects_cache", {})
    for name, rows in related.items():
        answer = getattr(row, name).all()
        answer._result_cache = rows
        kept[name] = answer


def last_answer(delivery: Delivery) -> Acceptance | None:
    """What counts of what the aided side said."""
    return max(delivery.acceptances.all(), key=lambda each: each.serial, default=None)


def photos_of(owner: str, keys: list[str]) -> dict[str, list[StoredFile]]:
    """Pictures of deliveries, acceptances or activities by the owner's key; one query."""
    found: dict[str, list[StoredFile]] = {}
    rows = StoredFile.objects.filter(owner_type=f"projects.{owner}", owner_id__in=keys)
    for stored in rows.order_by("uploaded_at", "id"):
        found.setdefault(stored.owner_id, []).append(stored)
    return found


def waiting_for(actor: Actor) -> "QuerySet[Delivery]":
    """Deliveries that this actor may answer now: of the actor's places, at the level that has been reached."""
    if not actor.has(policy.ACCEPT):
        return Delivery.objects.none()
    own = [grant.scope_id for grant in actor.grants if grant.scope_kind == "organisation"]
    scopes = [grant.scope_id for grant in actor.scopes_of(policy.ACCEPT) if grant.scope_kind == "region"]
    here = Q(pk__in=[])
    for scope in scopes:
        here |= Q(project__region_path__startswith=scope)
    narrow = max(map(len, scopes), default=0)
    known = answering()
    level = next((place for place, office in enumerate(known) if office.digits <= narrow), len(known) - 1)
    rows = Delivery.objects.filter(here, state="waiting", level__gte=level).exclude(person=actor.person)
    if own:
        rows = rows.exclude(project__parties__organisation__number__in=own)
    return rows.select_related("project__region", "organisation").order_by("answer_by", "at")


def todo_items(actor: Actor, at: datetime) -> list[Todo]:
    """Answers ``people.todo_items``: what to accept at one's place, what to bring for one's organisation."""
    return [*_to_accept(actor), *_to_bring(actor)]


def _to_accept(actor: Actor) -> Iterator[Todo]:
    for row in waiting_for(actor)[:TODO_MAX]:
        yield Todo(
            "验收",
            row.project.title,
            f"{row.organisation.name} 第 {row.serial} 批 · 东西收到了吗？",
            row.answer_by,
            reverse("projects:accept", args=[row.pk]),
            "去验收",
            "warn",
        )


def _to_bring(actor: Actor) -> Iterator[Todo]:
    if not actor.has(policy.RUN):
        return
    rows = Project.objects.filter(within(actor, policy.RUN), state="preparing").select_related("region")
    for row in rows.order_by("starts_on", "number")[:TODO_MAX]:
        yield Todo(
            "开工",
            row.title,
            f"{row.region.full_name} · 村里已选定，约好日子就开工",
            None,
            reverse("projects:work", args=[row.number]),
            "去安排",
        )


def may_see_file(actor: Actor, stored: StoredFile) -> bool | None:
    """Answers ``files.may_see_file`` for pictures of projects: released ones everybody, the rest who reads the project."""
    owners = {
        "projects.delivery": "deliveries__pk",
        "projects.acceptance": "deliveries__acceptances__pk",
        "projects.activity": "activities__pk",
    }
    path = owners.get(stored.owner_type)
    if path is None:
        return None
    if stored.is_public:
        return True
    project = (
        Project.objects.filter(**{path: stored.owner_id})
        .select_related("lead", "region")
        .prefetch_related("parties__organisation")
        .first()
    )
    return project is not None and actor.is_person and policy.may(actor, policy.READ, project)
