"""Reading projects; whoever gets one from here may see it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from bangfu.apps.needs.api import Need, NeedLine, units_in_hands
from bangfu.apps.projects import policy
from bangfu.apps.projects.models import Bundle, Project
from bangfu.apps.projects.rules.life import UnitsLeft
from bangfu.plumbing.access import EVERYWHERE, Actor, Hidden

MINE_MAX = 200


def with_parties(rows: "QuerySet[Project]") -> "QuerySet[Project]":
    """Projects with what every page of them names."""
    return rows.select_related("region", "lead").prefetch_related("parties__organisation")


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

    line: NeedLine
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
    def need(self) -> Need:
        """The need that its items belong to."""
        return self.bundle.need


def parts_of(project: Project) -> list[Part]:
    """What each bundle still has to bring, what waits, what was accepted. One query for each need, two besides."""
    bundles = list(
        project.bundles.select_related("need__region", "organisation").prefetch_related("need__lines").order_by("id")
    )
    hands: dict[int, Mapping[tuple[str, str], Mapping[int, int]]] = {}
    for bundle in bundles:
        if bundle.need_id not in hands:
            hands[bundle.need_id] = units_in_hands(bundle.need)
    return [Part(bundle, tuple(_lines(bundle, hands[bundle.need_id]))) for bundle in bundles]


def _lines(bundle: Bundle, hands: Mapping[tuple[str, str], Mapping[int, int]]) -> Iterable[PartLine]:
    for line in bundle.need.lines.all():
        there = [
            hands.get((bundle.holder, place), {}).get(line.position, 0) for place in ("committed", "delivered", "accepted")
        ]
        if any(there):
            yield PartLine(line, *there)


def units_left(parts: Iterable[Part]) -> UnitsLeft:
    """All units of a project by where they are."""
    lines = [line for part in parts for line in part.lines]
    return UnitsLeft(
        sum(line.committed for line in lines),
        sum(line.delivered for line in lines),
        sum(line.accepted for line in lines),
    )
