"""Whom a push reaches and why, and who is left out and why: one question for each list, none in a loop."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from bangfu.apps.exchange.api import claimants_of, recommended_for_need
from bangfu.apps.notices.api import reach_by_channel
from bangfu.apps.organisations.api import eligible, members_of, offices_within
from bangfu.apps.people.api import active_among, holders_of
from bangfu.apps.push import rules, wording
from bangfu.apps.push.models import Addressee, Push
from bangfu.plumbing.clock import now

CLAIMS = "exchange.claim"
LEFT_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Reached:
    """Somebody who gets it: for which organisation or office (``number`` may be empty), and the line that only they read."""

    person: str
    number: str
    name: str
    line: str


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody who does not, with one of `rules.WHY_LEFT`."""

    number: str
    name: str
    why: str
    person: str = ""

    @property
    def words(self) -> str:
        return rules.WHY_LEFT[self.why]


@dataclass(slots=True)
class Audience:
    """``reached`` once per person; ``by_channel``: how many of them by which channel."""

    reached: list[Reached] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    by_channel: dict[str, int] = field(default_factory=dict)

    @property
    def organisations(self) -> int:
        return len({one.number or one.name for one in self.reached})

    def left_by_reason(self) -> list[tuple[str, int]]:
        """(words, how many) of each reason, the most frequent first."""
        counts: dict[str, int] = {}
        for one in self.left:
            counts[one.words] = counts.get(one.words, 0) + 1
        return sorted(counts.items(), key=lambda pair: -pair[1])


def audience_of(push: Push) -> Audience:
    """Whom this push would reach now."""
    return audience_of_offers(push) if push.direction == "offers" else audience_of_need(push)


def audience_of_need(push: Push, only: Collection[str] | None = None) -> Audience:
    """The organisations that suit the need best, each with its reasons; of a hub, its members; ``only`` these numbers.

    Errors: ``Preparing`` while a large registry is being read.
    """
    members = set(members_of(push.hub)) if push.hub else None
    top = push.top if members is None else max(push.top, rules.TOPS[-1])
    listed = recommended_for_need(push.need, top=top)
    lines = {
        one.number: (
            one.name,
            rules.line_of([reason.text.rpartition("，+")[0] or reason.text for reason in one.favour]),
        )
        for one in listed.candidates
        if (members is None or one.number in members) and (only is None or one.number in only)
    }
    if push.districts or push.themes:
        inside = set(_narrowed(push, lines))
        lines = {number: told for number, told in lines.items() if number in inside}
    found = Audience()
    near = members if members is not None else {one.number for one in listed.declined}
    found.left += [Left(one.number, one.name, "declined") for one in listed.declined if one.number in near]
    claimed = claimants_of(push.need)
    found.left += [Left(number, lines[number][0], "claimed") for number in lines if number in claimed]
    _add_people(found, {number: told for number, told in lines.items() if number not in claimed})
    _leave_out(found, told_of(push.need, since=now() - rules.AGAIN_AFTER))
    return found


def audience_of_relay(hub: str, need: str, members: Collection[str] | None = None) -> Audience:
    """Which members of a hub (of these ``members``) a need suits who can be told of it now. Errors: ``Preparing``."""
    return audience_of_need(Push(direction="need", hub=hub, need=need), only=members)


def _narrowed(push: Push, numbers: Iterable[str]) -> list[str]:
    rows = eligible().filter(number__in=list(numbers))
    if push.districts:
        inside = Q()
        for code in push.districts:
            inside |= Q(region__code__startswith=code)
        rows = rows.filter(inside)
    if push.themes:
        rows = rows.filter(themes__theme__in=push.themes).distinct()
    return list(rows.values_list("number", flat=True))


def _add_people(found: Audience, lines: dict[str, tuple[str, str]]) -> None:
    """Whoever may claim for an organisation, each person once: for the organisation that suits best."""
    people: dict[str, list[str]] = {}
    for person, grants in holders_of(CLAIMS).items():
        for grant in grants:
            if grant.scope_kind == "organisation":
                people.setdefault(grant.scope_id, []).append(person)
    seen: set[str] = set()
    for number, (name, line) in lines.items():
        holders = [person for person in people.get(number, ()) if person not in seen]
        if number not in people:
            found.left.append(Left(number, name, "no_account"))
        seen.update(holders)
        found.reached += [Reached(person, number, name, line) for person in holders]


def told_of(need: str, *, since: datetime) -> set[str]:
    """Who heard of this need by a push since then."""
    rows = Addressee.objects.filter(push__need=need, push__sent_at__gte=since, left="")
    return set(rows.values_list("person", flat=True))


def _leave_out(found: Audience, told: set[str]) -> None:
    """Who heard of it lately and who wants no pushes; then how many are left by each channel."""
    by_channel, refusing = reach_by_channel((one.person for one in found.reached), "push")
    kept = []
    for one in found.reached:
        why = "told" if one.person in told else "refused" if one.person in refusing else ""
        if why:
            found.left.append(Left(one.number, one.name, why, one.person))
        else:
            kept.append(one)
    if len(kept) != len(found.reached):
        by_channel, _nobody = reach_by_channel((one.person for one in kept), "push")
    found.reached, found.by_channel = kept, by_channel


def collected(push: Push) -> list[dict[str, object]]:
    """Organisations of these districts and themes that can take something on this quarter: what a place is told of."""
    return offers_of(push.districts, push.themes, push.items)


def offers_of(
    districts: Collection[str], themes: Collection[str], only: Collection[str] = ()
) -> list[dict[str, object]]:
    """Organisations with free slots, their themes and what they can do; a fixed number of queries, at most 200 rows."""
    from_registry = eligible().select_related("region").prefetch_related("themes", "capabilities", "resources")
    if only:
        from_registry = from_registry.filter(number__in=list(only))
    if districts:
        inside = Q()
        for code in districts:
            inside |= Q(region__code__startswith=code)
        from_registry = from_registry.filter(inside)
    if themes:
        from_registry = from_registry.filter(themes__theme__in=list(themes)).distinct()
    rows = from_registry.order_by("region__code", "name_order")[:LEFT_SHOWN]
    return [
        {
            "number": row.number,
            "name": row.name,
            "place": row.region.full_name,
            "themes": [each.theme for each in row.themes.all()],
            "capabilities": [each.capability for each in row.capabilities.all()],
            "resources": [each.resource for each in row.resources.all()],
            "summary": row.summary,
        }
        for row in rows
    ]


def audience_of_offers(push: Push) -> Audience:
    """The contacts of the places: whoever the contact book names there and has an account."""
    found = Audience()
    seen: set[str] = set()
    rows = offices_within(push.places)
    active = set(active_among(person for row in rows for person in (row.person, row.deputy) if person))
    for row in rows:
        told = f"{row.region.full_name}　{row.name}"
        holders = [person for person in (row.person, row.deputy) if person in active]
        if not holders:
            found.left.append(Left("", told, "no_contact"))
        for person in holders:
            if person not in seen:
                seen.add(person)
                line = rules.line_of([wording.duty_line(row.region.name, row.duty)])
                found.reached.append(Reached(person, "", told, line))
    _leave_out(found, set())
    return found
