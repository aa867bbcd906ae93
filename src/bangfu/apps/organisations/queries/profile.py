"""One profile as a page shows it: public facts, capacity, bonds; history for those who work with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Q, When

from bangfu.apps.organisations.models import (
    Capacity,
    ChangeProposal,
    HubMembership,
    Merge,
    Organisation,
    ResponsiblePerson,
)
from bangfu.apps.organisations.queries.standing import is_public, public_number, scope_of
from bangfu.apps.organisations.rules.decisions import has_live_qualification
from bangfu.apps.organisations.rules.profile import COLUMNS
from bangfu.apps.organisations.rules.words import COUNTED_KINDS, CREDIT_STATUSES, EVIDENCE_GRADES, KIND_NAMES
from bangfu.apps.organisations.wording import name_of
from bangfu.plumbing.access import Actor, Hidden
from bangfu.plumbing.audit.models import AuditRecord
from bangfu.plumbing.clock import today
from bangfu.plumbing.fieldclasses import PUBLIC
from bangfu.values import Quarter

HUBS_MOST = 20
MEMBERS_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Moved:
    """The address leads on: to the number that a credit code has, or to the organisation that this one was merged into."""

    number: str
    note: str


@dataclass(slots=True)
class Profile:
    """All that the page of one organisation shows."""

    organisation: Organisation
    themes: list[str]
    capabilities: list[dict[str, Any]]
    resources: list[dict[str, Any]]
    service_regions: list[Any]
    capacities: list[Capacity]
    hubs: list[HubMembership]
    members: list[HubMembership]
    merged_here: list[Organisation]
    may_read: bool
    quarter: Quarter

    @property
    def this_quarter(self) -> Capacity | None:
        """The row of the present quarter; None when nothing was declared."""
        return next((row for row in self.capacities if row.quarter == self.quarter.text), None)

    @property
    def may_raise_funds(self) -> bool:
        """Whether a qualification for public fundraising is in force today."""
        one = self.organisation
        return has_live_qualification(one.fundraising_from, one.fundraising_until, today())

    @property
    def grade_is_over(self) -> bool:
        """Whether the evaluation grade's validity has ended."""
        return self.organisation.grade_until is not None and self.organisation.grade_until < today()

    @property
    def is_social(self) -> bool:
        """Whether it is a social organisation, not a member unit or a firm."""
        return self.organisation.kind in COUNTED_KINDS


def profile_page(actor: Actor, text: str) -> Profile | Moved:
    """The page of an address: a number in any writing, or a credit code.

    Errors: ``Hidden`` for what nobody has, or what is not public and not the actor's.
    """
    number = public_number(text)
    found = Organisation.objects.select_related("region", "merged_into").filter(number=number).first()
    if not number or found is None:
        raise Hidden
    may_read = actor.may("organisations.read", scope_of(found))
    if not (is_public(found) or may_read):
        raise Hidden
    if found.merged_into is not None and not may_read:
        return Moved(found.merged_into.number, f"{found.name}已并入{found.merged_into.name}。")
    if number != text:
        return Moved(number, "")
    return profile_of(found, may_read=may_read)


def profile_of(organisation: Organisation, *, may_read: bool) -> Profile:
    """Everything beside the organisation itself in eight queries."""
    hubs, members = _bonds(organisation)
    return Profile(
        organisation=organisation,
        themes=[name_of("themes", row.theme) for row in organisation.themes.all()],
        capabilities=_capabilities(organisation),
        resources=[
            {"id": row.resource, "name": name_of("resources", row.resource), "amount": row.amount, "unit": row.unit}
            for row in organisation.resources.all()
        ],
        service_regions=[area.region for area in organisation.service_areas.select_related("region")],
        capacities=list(organisation.capacities.order_by("quarter")),
        hubs=hubs,
        members=members,
        merged_here=list(organisation.merged_from.all()[:10]),
        may_read=may_read,
        quarter=Quarter.of(today()),
    )


def _bonds(organisation: Organisation) -> tuple[list[HubMembership], list[HubMembership]]:
    """Its hubs, and of a hub one member more than is shown. One query."""
    own = Q(member=organisation)
    wanted = own | Q(hub=organisation, member__merged_into=None) if organisation.is_hub else own
    rows = HubMembership.objects.filter(wanted, to_day=None).select_related("hub", "member")
    hubs_first = Case(When(own, then=0), default=1)
    found = list(rows.order_by(hubs_first, "member__name_order", "pk")[: HUBS_MOST + MEMBERS_SHOWN + 1])
    hubs = [each for each in found if each.member_id == organisation.pk]
    return hubs, [each for each in found if each.member_id != organisation.pk][: MEMBERS_SHOWN + 1]


def _capabilities(organisation: Organisation) -> list[dict[str, Any]]:
    rows = sorted(organisation.capabilities.all(), key=lambda row: (-row.level, row.capability))
    return [
        {
            "id": row.capability,
            "name": name_of("capabilities", row.capability),
            "level": row.level,
            "evidence": row.evidence,
            "evidence_words": EVIDENCE_GRADES[row.evidence],
        }
        for row in rows
    ]


def public_row(organisation: Organisation) -> dict[str, Any]:
    """The public columns as JSON, by the declaration of `FIELD_CLASSES`; the region by its code and name."""
    row: dict[str, Any] = {}
    for field in organisation._meta.concrete_fields:
        if Organisation.FIELD_CLASSES[field.name] != PUBLIC or field.name in (
            "id",
            "name_order",
            "merged_into",
            "region",
        ):
            continue
        value = getattr(organisation, field.attname)
        row[field.name] = value.isoformat() if isinstance(value, date) else value
    row["track_record"] = None if row["track_record"] is None else float(row["track_record"])
    row["region"] = organisation.region.code
    row["region_name"] = organisation.region.full_name
    row["kind_name"] = KIND_NAMES[organisation.kind]
    row["credit_status_name"] = CREDIT_STATUSES[organisation.credit_status]
    row["themes"] = [each.theme for each in organisation.themes.all()]
    return row


def public_profile(profile: Profile) -> dict[str, Any]:
    """The twin of the page: public facts only."""
    row = public_row(profile.organisation)
    row["capabilities"] = profile.capabilities
    row["resources"] = profile.resources
    row["service_regions"] = [{"code": place.code, "name": place.full_name} for place in profile.service_regions]
    row["capacities"] = [
        {"quarter": each.quarter, "slots": each.slots, "held": each.held, "committed": each.committed}
        for each in profile.capacities
    ]
    row["hubs"] = [{"number": each.hub.number, "name": each.hub.name} for each in profile.hubs]
    row["members"] = [{"number": each.member.number, "name": each.member.name} for each in profile.members]
    return row


def profile_values(organisation: Organisation) -> dict[str, Any]:
    """Every editable field as it stands, as forms and proposals speak of it."""
    values: dict[str, Any] = {name: getattr(organisation, name) for name in COLUMNS}
    values["themes"] = sorted(row.theme for row in organisation.themes.all())
    values["capabilities"] = {
        row.capability: [row.level, row.evidence]
        for row in sorted(organisation.capabilities.all(), key=lambda each: each.capability)
    }
    values["resources"] = {
        row.resource: [row.amount, row.unit]
        for row in sorted(organisation.resources.all(), key=lambda each: each.resource)
    }
    values["service_regions"] = sorted(row.region_id for row in organisation.service_areas.all())
    return values


def history_of(organisation: Organisation, most: int = 12) -> list[AuditRecord]:
    """The newest traces of an organisation; for those who work with it."""
    return list(
        AuditRecord.objects.filter(
            subject_type=Organisation._meta.label_lower, subject_id=str(organisation.pk)
        ).order_by("-id")[:most]
    )


@dataclass(slots=True)
class Backstage:
    """What those who work with an organisation see beside its profile."""

    proposals: list[ChangeProposal]
    responsible: list[ResponsiblePerson]
    merges: list[Merge]

    @property
    def people(self) -> list[str]:
        """Opaque ids of all who appear, for one question to `people`."""
        ids = [row.person for row in self.responsible] + [row.proposed_by for row in self.proposals]
        return [each for each in dict.fromkeys(ids) if each]


def backstage_of(organisation: Organisation) -> Backstage:
    """Three queries; call it only for somebody who may read the organisation."""
    return Backstage(
        proposals=list(organisation.proposals.order_by("-proposed_at")[:20]),
        responsible=list(organisation.responsible_persons.order_by("-from_day", "-id")[:20]),
        merges=list(organisation.merges.select_related("target").order_by("-at")[:5]),
    )
