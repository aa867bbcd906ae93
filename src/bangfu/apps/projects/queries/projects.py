"""Reading projects; whoever gets one from here may see it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet

from bangfu.apps.needs.api import NeedLine
from bangfu.apps.offers.api import OfferLine
from bangfu.apps.projects import policy
from bangfu.apps.projects.models import Bundle, Party, Project
from bangfu.apps.projects.rules.life import UnitsLeft
from bangfu.plumbing.access import EVERYWHERE, Actor, Hidden

MINE_MAX = 200


def with_parties(rows: "QuerySet[Project]") -> "QuerySet[Project]":
    """Projects with what every page of them names."""
    parties = Party.objects.select_related("organisation")
    return rows.select_related("region", "lead").prefetch_related(Prefetch("parties", parties))


def project_for(actor: Actor, number: str, permission: str = policy.READ) -> Project:
    """One project for who may do this with it. Errors: ``Hidden``, ``Denied``."""
    found = with_parties(Project.objects.filter(number=number)).first()
    if found is None:
        raise Hidden
    policy.require(actor, permission, found)
    return found


def public_project(number: str) -> Project:
    """One project as everybody may see it. Errors: ``Hidden``."""
    found = with_parties(Project.objects.filter(number=number)).first()
    if found is None:
        raise Hidden
    return found


def within(actor: Actor, permission: str) -> Q:
    """The projects where the actor holds ``permission``, as a filter."""
    if actor.kind == "system":
        return Q()
    found = Q(pk__in=[])
    numbers = []
    for grant in actor.scopes_of(permission):
        if grant.scope_kind == EVERYWHERE:
            return Q()
        if grant.scope_kind == "region" and grant.scope_id:
            found |= Q(region_path__startswith=grant.scope_id)
        elif grant.scope_kind == "organisation":
            numbers.append(grant.scope_id)
    if numbers:
        found |= Q(pk__in=Project.objects.filter(parties__organisation__number__in=numbers).values("pk"))
    return found


def projects_of(actor: Actor) -> list[Project]:
    """The projects that the actor's organisations take part in or that lie at the actor's place, living ones first."""
    rows = with_parties(Project.objects.filter(within(actor, policy.READ)))
    living = list(rows.exclude(state="ended").order_by("ends_on", "number")[:MINE_MAX])
    return living + list(rows.filter(state="ended").order_by("-ended_at")[: MINE_MAX - len(living)])


@dataclass(frozen=True, slots=True)
class PartLine:
    """One item of a bundle: where this organisation's units of it are, and how many were accepted in all."""

    line: NeedLine | OfferLine
    committed: int
    delivered: int
    accepted: int

    @property
    def mine(self) -> int:
        """All units of this organisation that are not given back."""
        return self.committed + self.delivered + self.accepted


@dataclass(frozen=True, slots=True)
class Part:
    """A bundle with its items."""

    bundle: Bundle
    lines: tuple[PartLine, ...]

    @property
    def title(self) -> str:
        """What the need or the offer is called."""
        return self.bundle.source.title

    @property
    def number(self) -> str:
        """The number of the need or the offer."""
        return self.bundle.source.number

    @property
    def href(self) -> str:
        """The public page of the need or the offer."""
        return f"/needs/{self.number}/" if self.bundle.need_id else f"/offers/{self.number}/"


def parts_of(project: Project) -> list[Part]:
    """What each bundle still has to bring, what waits, what was accepted. Two queries, a third when there are orders,
    however many. What was let go brings nothing and is not told."""
    rows = project.bundles.filter(let_go_at=None).select_related("need", "offer", "organisation")
    bundles = list(rows.order_by("id"))
    lines: dict[tuple[str, int], NeedLine | OfferLine] = {}
    units: dict[tuple[str, int], dict[str, int]] = {}
    for row in _placed(bundles):
        lines[row.holder, row.pk] = row
        units.setdefault((row.holder, row.pk), {})[row.place] = row.units
    found: dict[str, list[PartLine]] = {}
    for (holder, pk), there in units.items():
        counts = [there.get(place, 0) for place in ("committed", "delivered", "accepted")]
        if any(counts):
            found.setdefault(holder, []).append(PartLine(lines[holder, pk], *counts))
    return [Part(bundle, tuple(found.get(bundle.holder, ()))) for bundle in bundles]


def _placed(bundles: Iterable[Bundle]) -> Iterator[Any]:
    """Each line once for every holder and place, with ``holder``, ``place`` and ``units``."""
    for model, holders in (
        (NeedLine, [bundle.holder for bundle in bundles if bundle.need_id]),
        (OfferLine, [bundle.holder for bundle in bundles if bundle.offer_id]),
    ):
        if holders:
            rows: QuerySet[Any] = model.objects.filter(allotments__holder__in=holders)
            yield from rows.annotate(
                holder=F("allotments__holder"), place=F("allotments__place"), units=F("allotments__quantity")
            ).order_by("position")


def units_left(parts: Iterable[Part]) -> UnitsLeft:
    """All units of a project by where they are."""
    lines = [line for part in parts for line in part.lines]
    return UnitsLeft(
        sum(line.committed for line in lines),
        sum(line.delivered for line in lines),
        sum(line.accepted for line in lines),
    )
