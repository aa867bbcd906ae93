"""Every chosen claim and every accepted order opens a project; a claim may join the one of the same need and organisation.

A choice that the village takes back before work began ends what it opened.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from bangfu.apps.exchange.api import ChosenWork
from bangfu.apps.needs.api import Need
from bangfu.apps.offers.api import AcceptedWork
from bangfu.apps.organisations.api import Organisation, lock_organisations
from bangfu.apps.projects.actions.planning import lay_out_plan
from bangfu.apps.projects.models import Bundle, CoveredNeed, Party, Project
from bangfu.apps.regions.api import Region, region_by_code
from bangfu.plumbing.access import Actor, Hidden
from bangfu.plumbing.actions import Refused, action, record
from bangfu.plumbing.numbers.allocate import allocate
from bangfu.plumbing.outbox.deliver import put_event
from bangfu.plumbing.publication.write import publish_row
from bangfu.values import Refusal, shanghai_day

WHOLE = 1000
"""A share in thousandths of who does it alone."""


@dataclass(frozen=True, slots=True)
class Share:
    """One organisation's part of an undertaking, with its shares in thousandths."""

    organisation: Organisation
    work: str = ""
    budget_permille: int = 0
    credit_permille: int = 0


@dataclass(frozen=True, slots=True)
class Opening:
    """What a project begins with. The first of ``shares`` is the lead's."""

    kind: str
    title: str
    place: Region
    shares: Sequence[Share]
    needs: Sequence[Need] = ()
    origin: str = ""
    goal: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    facts: dict[str, object] = field(default_factory=dict)


class Undertaking(Protocol):
    """A pairing in effect or a team with its mandate, as `partnerships.undertaking_of` tells it.

    ``place``: a region's code, "" for none; ``members``: (organisation, work, budget and credit in thousandths), the lead's
    first; ``needs``: their numbers.
    """

    @property
    def kind(self) -> str: ...
    @property
    def number(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def place(self) -> str: ...
    @property
    def members(self) -> tuple[tuple[str, str, int, int], ...]: ...
    @property
    def needs(self) -> tuple[str, ...]: ...
    @property
    def starts(self) -> date: ...
    @property
    def ends(self) -> date: ...
    @property
    def goals(self) -> str: ...


@action("projects.open_for_undertaking")
def open_for_undertaking(*, by: Actor, at: datetime, key: str = "", undertaking: Undertaking) -> Project:
    """Open the project of a pairing or a team; the same one again has no second effect. What its members are chosen for
    on its needs later joins it.

    Errors: ``Refused`` when a member, the place or every need is unknown: a project lies somewhere.
    """
    numbers = [member[0] for member in undertaking.members]
    lock_organisations(set(numbers))
    known = Project.objects.filter(origin=undertaking.number).first()
    if known is not None:
        record(subject=known, note="已经立项，没有变化")
        return known
    parties = {one.number: one for one in Organisation.objects.filter(number__in=numbers)}
    needs = list(Need.objects.filter(number__in=undertaking.needs).select_related("region").order_by("number"))
    place = region_by_code(undertaking.place) if undertaking.place else needs[0].region if needs else None
    if place is None or not numbers or set(numbers) != set(parties):
        raise Refused(Refusal("undertaking", "结对或组团的地点、成员不全，不能立项。"))
    first = needs[0] if needs else None
    opening = Opening(
        kind=undertaking.kind,
        title=undertaking.title,
        place=place,
        shares=[Share(parties[number], work, budget, credit) for number, work, budget, credit in undertaking.members],
        needs=needs,
        origin=undertaking.number,
        goal=undertaking.goals,
        starts_on=undertaking.starts,
        ends_on=undertaking.ends,
        facts={
            "kind_of_help": first.kind_of_help if first else "",
            "nature": first.nature if first else "both",
            "beneficiaries": sum(need.beneficiaries for need in needs),
        },
    )
    return opened(opening, at)


def opened(opening: Opening, at: datetime) -> Project:
    """Write a new project with its parties, needs and the usual plan; within an action."""
    lead = opening.shares[0].organisation
    project = Project.objects.create(
        number=allocate("P", at=at)[0],
        kind=opening.kind,
        origin=opening.origin,
        title=opening.title[:60],
        goal=opening.goal[:1000],
        region=opening.place,
        region_path=opening.place.code,
        lead=lead,
        opened_at=at,
        starts_on=opening.starts_on,
        ends_on=opening.ends_on,
        **opening.facts,
    )
    Party.objects.bulk_create(
        Party(
            project=project,
            organisation=share.organisation,
            is_lead=share.organisation.pk == lead.pk,
            work=share.work[:200],
            budget_permille=share.budget_permille,
            credit_permille=share.credit_permille,
        )
        for share in opening.shares
    )
    CoveredNeed.objects.bulk_create(CoveredNeed(project=project, need=need) for need in opening.needs)
    lay_out_plan(project)
    record(subject=project, changes={"state": ("", "preparing")}, note=opening.origin)
    put_event("projects.opened", {"project": project.number}, at=at)
    return project


def _living_of(work: ChosenWork) -> Project | None:
    """The project that a chosen claim joins: one of the same need in which its organisation takes part."""
    return (
        Project.objects.select_for_update(of=("self",))
        .filter(covered__need=work.need, parties__organisation=work.organisation)
        .exclude(state="ended")
        .order_by("opened_at")
        .first()
    )


@action("projects.open_for_claim")
def open_for_claim(*, by: Actor, at: datetime, key: str = "", work: ChosenWork) -> Project:
    """Open the project of a chosen claim. The same claim again has no second effect."""
    lock_organisations({work.organisation.number})
    known = Bundle.objects.select_related("project").filter(holder=work.holder).first()
    if known is not None:
        record(subject=known.project, note="已经立项，没有变化")
        return known.project
    project = _living_of(work)
    if project is None:
        project = opened(_opening_of(work), at)
        project.run_by = work.person
        project.save(update_fields=["run_by"])
    else:
        _stretch(project, work)
    Bundle.objects.create(
        project=project,
        need=work.need,
        organisation=work.organisation,
        holder=work.holder,
        quarter=work.quarter,
        joined_at=at,
    )
    record(subject=project, note=f"{work.need.number} 的接单并入")
    return project


@action("projects.open_for_order")
def open_for_order(*, by: Actor, at: datetime, key: str = "", work: AcceptedWork) -> Project:
    """Open the project of an accepted order, however small. The same order again has no second effect."""
    lock_organisations({work.organisation.number})
    known = Bundle.objects.select_related("project").filter(holder=work.holder).first()
    if known is not None:
        record(subject=known.project, note="已经立项，没有变化")
        return known.project
    opening = Opening(
        kind="order",
        title=work.offer.title,
        place=work.place,
        shares=[Share(work.organisation, "", WHOLE, WHOLE)],
        starts_on=shanghai_day(at),
        ends_on=work.ends_on if work.ends_on and work.ends_on > shanghai_day(at) else None,
        facts={"kind_of_help": work.offer.kind_of_help},
    )
    project = opened(opening, at)
    project.run_by = work.person
    project.save(update_fields=["run_by"])
    Bundle.objects.create(
        project=project,
        offer=work.offer,
        organisation=work.organisation,
        holder=work.holder,
        quarter=work.quarter,
        joined_at=at,
    )
    record(subject=project, note=f"{work.offer.number} 的点单立项")
    return project


@action("projects.let_claim_go")
def let_claim_go(*, by: Actor, at: datetime, key: str = "", holder: str, reason: str) -> Project:
    """The village took its choice back before work began: the bundle brings nothing any more, and the project that it alone
    had opened ends in good order with the village's reason. Doing it again has no second effect.

    Units and slot are free already, by the action that took the choice back. Errors: ``Hidden`` when nothing was opened.
    """
    number = Bundle.objects.filter(holder=holder).values_list("project__number", flat=True).first()
    if number is None:
        raise Hidden
    project = Project.objects.select_for_update(of=("self",)).get(number=number)
    bundle = Bundle.objects.get(holder=holder)
    if bundle.let_go_at is not None:
        record(subject=project, note="选定已经撤销，没有变化")
        return project
    bundle.let_go_at = at
    bundle.save(update_fields=["let_go_at"])
    record(subject=bundle, changes={"let_go_at": (None, at.isoformat())}, note=reason)
    alone = project.kind == "claim" and not project.bundles.filter(let_go_at=None).exists()
    if alone and project.state != "ended" and not project.deliveries.exists():
        _end_undone(project, reason, at)
    return project


def _end_undone(project: Project, reason: str, at: datetime) -> None:
    words = f"村里撤销了选定：{reason}"[:300]
    before, project.state = project.state, "ended"
    project.ended_how, project.ended_reason, project.ended_at = "stopped", words, at
    project.version += 1
    project.save()
    record(subject=project, changes={"state": (before, "ended"), "ended_how": ("", "stopped")}, note=words)
    publish_row(kind="project.ended", subject=project.number, fields={"how": "stopped", "reason": words}, at=at)


def _stretch(project: Project, work: ChosenWork) -> None:
    """A joined claim may end later than what was planned so far."""
    if work.ends_on and (project.ends_on is None or work.ends_on > project.ends_on):
        before, project.ends_on = project.ends_on, work.ends_on
        project.version += 1
        project.save(update_fields=["ends_on", "version"])
        record(subject=project, changes={"ends_on": (before, work.ends_on)})


def _opening_of(work: ChosenWork) -> Opening:
    need = work.need
    facts = {"kind_of_help": need.kind_of_help, "nature": need.nature, "beneficiaries": need.beneficiaries}
    return Opening(
        kind="claim",
        title=need.title,
        place=need.region,
        shares=[Share(work.organisation, work.plan, WHOLE, WHOLE)],
        needs=[need],
        goal=work.plan,
        starts_on=work.starts_on,
        ends_on=work.ends_on,
        facts=facts,
    )
