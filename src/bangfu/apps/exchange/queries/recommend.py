"""Who fits a need, which needs fit an organisation: ranked, with reasons for and against and what kept others out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from bangfu.apps.exchange.queries.declines import touching_need, touching_needs, touching_organisation
from bangfu.apps.exchange.queries.ground import Ground, ground
from bangfu.apps.exchange.rules.crowding import (
    NEWCOMER_DAYS,
    SHOWN,
    chosen_price,
    is_able,
    taken_price,
    with_newcomer,
)
from bangfu.apps.exchange.rules.declines import SIDES, Said, capped, lowering, shuts_out
from bangfu.apps.organisations.api import engagements
from bangfu.engines import matching
from bangfu.plumbing.clock import now, today
from bangfu.values import Quarter

SPARE = 40
"""So many more than are shown are ranked, for those who turn out to be full or gone, and for the newcomer's place."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One place of a list. ``value`` = ``score`` plus the points of ``against`` (below zero); ``suits``: what part of the need."""

    number: str
    name: str
    rank: int
    score: int
    value: int
    favour: tuple[matching.Reason, ...]
    against: tuple[matching.Reason, ...]
    suits: tuple[str, ...]
    place: str
    is_newcomer: bool = False

    @property
    def parts(self) -> list[dict[str, str | bool]]:
        """Every reason as a line of a sum: the points add up to ``value``; those without points only speak against."""
        lines: list[dict[str, str | bool]] = [
            {"text": each.text.removesuffix(f"，+{each.points}"), "points": f"+{each.points}", "against": False}
            for each in self.favour
        ]
        for each in self.against:
            decline = each.code.removeprefix("decline:") if each.code.startswith("decline:") else ""
            points = f"−{-each.points}" if each.points else ""
            lines.append({"text": each.text, "points": points, "against": True, "decline": decline})
        return lines


@dataclass(frozen=True, slots=True)
class Blocked:
    """Somebody who would stand in the list but for a hard rule."""

    number: str
    name: str
    score: int
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Declined:
    """Somebody who would be asked but for a decline; ``said`` names which."""

    number: str
    name: str
    said: Said


@dataclass(frozen=True, slots=True)
class Recommended:
    """A list of at most ten, who was left out and why, when the data were read, by which rules, heeding what was ``said``."""

    candidates: tuple[Candidate, ...]
    declined: tuple[Declined, ...]
    blocked: tuple[Blocked, ...]
    made_at: datetime
    version: str
    pack: str
    said: tuple[Said, ...] = ()


def recommended_for_need(
    number: str, *, on: date | None = None, without: frozenset[str] = frozenset(), top: int = SHOWN
) -> Recommended:
    """The organisations for one published need. The caller has authorised the need.

    Args: ``without``: ids of declines that are not heeded (what the ranking was before them).
    """
    base, day = ground(on), on or today()
    theme = base.themes.get(number, "")
    if number not in base.needs:
        return _nobody(base)
    said = [one for one in touching_need(number, theme, day) if one.id not in without]
    fitting = _fitting(base, number, said, top)
    return _listed(base, number, said, fitting, _engaged([fitting], day), top)


def recommended_for_needs(numbers: Sequence[str], *, on: date | None = None) -> dict[str, Recommended]:
    """The lists of several published needs by number; those that are not in the ground are left out. The caller has authorised them.

    Two queries beside the ground, however many needs. Errors: ``Preparing``.
    """
    base, day = ground(on), on or today()
    themes = {number: base.themes.get(number, "") for number in numbers if number in base.needs}
    said = touching_needs(themes, day)
    fitting = {number: _fitting(base, number, said[number], SHOWN) for number in themes}
    engaged = _engaged(list(fitting.values()), day)
    return {number: _listed(base, number, said[number], fitting[number], engaged, SHOWN) for number in themes}


def lists_around(
    numbers: Sequence[str], decline: str, *, on: date | None = None, top: int = SHOWN
) -> list[tuple[str, Recommended, Recommended]]:
    """The lists of those needs that a decline bears upon, each without and with it. Two queries beside the ground, for all.

    Args: ``numbers``: published needs, which the caller has authorised; ``decline``: the id of one in force.
    """
    base, day = ground(on), on or today()
    themes = {number: base.themes.get(number, "") for number in numbers if number in base.needs}
    found = []
    for number, said in touching_needs(themes, day).items():
        if any(one.id == decline and _bears_upon(one, number, themes[number]) for one in said):
            kept = [one for one in said if one.id != decline]
            found.append((number, [(each, _fitting(base, number, each, top)) for each in (kept, said)]))
    engaged = _engaged([fitting for _, both in found for _, fitting in both], day)
    return [
        (number, *(_listed(base, number, said, fitting, engaged, top) for said, fitting in both))  # type: ignore[misc]
        for number, both in found
    ]


def _bears_upon(one: Said, need: str, theme: str) -> bool:
    return shuts_out(one, need=need, organisation=one.organisation) or bool(
        lowering(one, need=need, theme=theme, organisation=one.organisation)
    )


def _fitting(base: Ground, number: str, said: Sequence[Said], top: int) -> Any:
    """Ranked rows of one need and who was kept out, heeding what was said; the full are still among them."""
    return matching.organisations_for(
        base.features,
        base.weights,
        number,
        top=top + SPARE,
        lowered=_lowered(base, said, number, base.themes.get(number, "")),
        out=frozenset(_shut_out(said, number)),
    )


def _engaged(fittings: Sequence[Any], day: date) -> Mapping[str, Any]:
    """Engagements of everybody in these lists. One query."""
    numbers = sorted({row.organisation for fitting in fittings for row in fitting.rows})
    return engagements(Quarter.of(day).text, now() - timedelta(days=NEWCOMER_DAYS), numbers)


def _listed(
    base: Ground, number: str, said: Sequence[Said], fitting: Any, engaged: Mapping[str, Any], top: int
) -> Recommended:
    """The list of one need: who is free, by price, with the newcomer's place."""
    priced = _priced(
        [row for row in fitting.rows if row.organisation in engaged and engaged[row.organisation].free], engaged
    )
    newcomers = {row.organisation for row in priced if not engaged[row.organisation].recently and _is_able(row)}
    chosen, marked = with_newcomer([row.organisation for row in priced], newcomers, top)
    rows, asked = {row.organisation: row for row in priced}, base.needs[number]
    return Recommended(
        tuple(
            _candidate(base, rows[one], asked, rank, newcomer=one == marked) for rank, one in enumerate(chosen, start=1)
        ),
        tuple(_declined(base, _shut_out(said, number))),
        tuple(_blocked(base, fitting.kept_out, {each: one.name for each, one in base.organisations.items()})),
        base.made_at,
        base.version,
        base.pack,
        tuple(said),
    )


def recommended_for_organisation(number: str, *, on: date | None = None, top: int = SHOWN) -> Recommended:
    """The published needs for one organisation. The caller has authorised the organisation."""
    base, day = ground(on), on or today()
    one = base.organisations.get(number)
    if one is None:
        return _nobody(base)
    said = touching_organisation(number, day)
    needs = base.needs
    out = frozenset(need for need in needs if any(shuts_out(each, need=need, organisation=number) for each in said))
    lowered = _lowered_needs(said, base.themes, number)
    fitting = matching.needs_for(base.features, base.weights, number, top=top, lowered=lowered, out=out)
    return Recommended(
        tuple(_candidate_need(base, row, one, needs[row.need]) for row in fitting.rows),
        tuple(Declined(s.need, needs[s.need].name if s.need in needs else s.need, s) for s in said if s.need in out),
        tuple(_blocked(base, fitting.kept_out, {need: each.name for need, each in needs.items()})),
        base.made_at,
        base.version,
        base.pack,
    )


@dataclass(frozen=True, slots=True)
class Fit:
    """How one organisation stands to one need: ``candidate``, or None when it takes part in nothing now; hard ``rules`` that it
    breaks; declines that keep it out (``said``); its ``rank`` among all, 0 when it is not in the first ten."""

    candidate: Candidate | None
    rules: tuple[str, ...] = ()
    said: tuple[Said, ...] = ()
    rank: int = 0


def fit_of(need: str, organisation: str, listed: Recommended, *, on: date | None = None) -> Fit:
    """One pair of a published need and an organisation, told to either side. ``listed`` is the need's list."""
    base, said = ground(on), listed.said
    asked = base.needs.get(need)
    if asked is None or organisation not in base.organisations:
        return Fit(None)
    theme = base.themes.get(need, "")
    shut = tuple(one for one in said if shuts_out(one, need=need, organisation=organisation))
    row, rules = matching.one_pair(base.features, base.weights, need, organisation)
    row = replace(row, against=(*row.against, *_lowered(base, said, need, theme).get(organisation, ())))
    found = next((one for one in listed.candidates if one.number == organisation), None)
    candidate = found or _candidate(base, row, asked, 0, newcomer=False)
    return Fit(candidate, tuple(rule.text for rule in rules), shut, found.rank if found else 0)


def _nobody(base: Ground) -> Recommended:
    return Recommended((), (), (), base.made_at, base.version, base.pack)


def _shut_out(said: Sequence[Said], need: str) -> dict[str, Said]:
    """By organisation, the first decline that keeps it from this need."""
    found: dict[str, Said] = {}
    for one in said:
        if shuts_out(one, need=need, organisation=one.organisation):
            found.setdefault(one.organisation, one)
    return found


def _lowered(base: Ground, said: Sequence[Said], need: str, theme: str) -> dict[str, tuple[matching.Reason, ...]]:
    """What lowers organisations for a need: first choices of many others, and declines about like needs."""
    found: dict[str, list[matching.Reason]] = {}
    for number, others in base.others_choosing(need).items():
        price = chosen_price(others)
        if price > 0:
            words = f"另有 {others} 条需求也把它排在前三"
            found.setdefault(number, []).append(matching.Reason("chosen", words, -price))
    by_organisation: dict[str, list[Said]] = {}
    for one in said:
        if lowering(one, need=need, theme=theme, organisation=one.organisation):
            by_organisation.setdefault(one.organisation, []).append(one)
    for number, ones in by_organisation.items():
        found.setdefault(number, []).extend(_told_lowering(ones, need, theme))
    return {number: tuple(reasons) for number, reasons in found.items()}


def _lowered_needs(
    said: Sequence[Said], themes: Mapping[str, str], number: str
) -> dict[str, tuple[matching.Reason, ...]]:
    found = {}
    for need, theme in themes.items():
        ones = [one for one in said if lowering(one, need=need, theme=theme, organisation=number)]
        if ones:
            found[need] = tuple(_told_lowering(ones, need, theme))
    return found


def _told_lowering(ones: Sequence[Said], need: str, theme: str) -> Iterable[matching.Reason]:
    points = capped(lowering(one, need=need, theme=theme, organisation=one.organisation) for one in ones)
    for one, taken in zip(ones, points, strict=True):
        words = f"{SIDES[one.side]}在同主题的需求 {one.need} 说过“{one.told}”"
        yield matching.Reason(f"decline:{one.id}", words, -taken)


def _priced(rows: Sequence[matching.Row], engaged: Mapping[str, Any]) -> list[matching.Row]:
    """Rows with the price of present engagements, in the order that follows from it."""
    told = []
    for row in rows:
        taken = engaged[row.organisation].taken
        if taken:
            price = taken_price(taken)
            words = f"本季度已有 {taken} 项在谈或在做"
            row = replace(row, against=(*row.against, matching.Reason("taken", words, -price)))
        told.append(row)
    return sorted(told, key=lambda row: (-matching.value_of(row), row.organisation))


def _is_able(row: matching.Row) -> bool:
    return is_able({reason.code: reason.points for reason in row.reasons})


def _declined(base: Ground, shut: Mapping[str, Said]) -> Iterable[Declined]:
    for number, one in shut.items():
        if number in base.organisations:
            yield Declined(number, base.organisations[number].name, one)


def _blocked(base: Ground, kept_out: Iterable[matching.KeptOut], names: Mapping[str, str]) -> Iterable[Blocked]:
    for one in kept_out:
        yield Blocked(one.id, names[one.id], one.score, tuple(rule.text for rule in one.rules))


def _candidate(base: Ground, row: matching.Row, need: matching.Need, rank: int, *, newcomer: bool) -> Candidate:
    one = base.organisations[row.organisation]
    return Candidate(
        one.id,
        one.name,
        rank,
        row.score,
        matching.value_of(row),
        row.reasons,
        row.against,
        matching.suited(one, need, base.words),
        "",
        newcomer,
    )


def _candidate_need(base: Ground, row: matching.Row, one: matching.Organisation, need: matching.Need) -> Candidate:
    return Candidate(
        need.id,
        need.name,
        row.rank,
        row.score,
        matching.value_of(row),
        row.reasons,
        row.against,
        matching.suited(one, need, base.words),
        need.region_name or need.region,
    )
