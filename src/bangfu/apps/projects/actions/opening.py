"""Every chosen claim opens a project, or joins the one of the same need and organisation."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from bangfu.apps.exchange.api import ChosenWork
from bangfu.apps.needs.api import Need
from bangfu.apps.organisations.api import Organisation, lock_organisations
from bangfu.apps.projects.actions.planning import lay_out_plan
from bangfu.apps.projects.models import Bundle, CoveredNeed, Party, Project
from bangfu.apps.regions.api import Region
from bangfu.plumbing.access import Actor
from bangfu.plumbing.actions import action, record
from bangfu.plumbing.numbers.allocate import allocate
from bangfu.plumbing.outbox.deliver import put_event


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
        shares=[Share(work.organisation, work.plan, 1000, 1000)],
        needs=[need],
        goal=work.plan,
        starts_on=work.starts_on,
        ends_on=work.ends_on,
        facts=facts,
    )
