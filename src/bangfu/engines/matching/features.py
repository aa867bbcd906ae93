"""Both lists as arrays: whole-number features that give the same points in a block of pairs and in a single pair.

Nothing here is a float sum: coverage is counted in units of 1/UNIT, text vectors are integers, nearness is compared with
thresholds. So a score does not depend on how pairs are grouped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

from bangfu.engines.matching.model import CREDIT_NORMAL, ExistingPairs, Need, Organisation
from bangfu.engines.matching.setting import Facet, Setting, Words
from bangfu.engines.text.refusals import without_refusals

Ints = NDArray[np.int64]
UNIT = 1200
"""Full coverage of one wish; divisible by 2, 3, 4, 5 and 6 so that the usual fractions are exact."""
WIDER_UNIT = UNIT * 3 // 5
SIBLING_UNIT = UNIT // 2
READ_FROM_TEXT = 3
"""At most so many concepts are read from a text that stands beside an empty list."""
TEXT_UNIT = 4096
TEXT_FULL = TEXT_UNIT * TEXT_UNIT * 7 // 20
"""A likeness of 0.35 earns all points: two people describing the same thing in their own words rarely reach more."""
EARTH_KM = 6371.0088
NO_POINT = -2.0
"""Stands for the cosine of an unknown distance: farther than anything."""
UNKNOWN_TRACK = 0.5
"""Without a record an organisation counts as half reliable, so that newcomers are neither favoured nor shut out."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What needs ask for against what organisations offer: `ask` (needs x wishes), `offer` (wishes x organisations)."""

    ask: csr_array
    offer: csr_array
    asked: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Facts:
    """One value per organisation (first six) or per need (last two)."""

    suspended: NDArray[np.bool_]
    full: NDArray[np.bool_]
    limited: NDArray[np.bool_]
    reach: NDArray[np.float64]
    track: NDArray[np.float64]
    in_hub: NDArray[np.int64]
    closed: NDArray[np.bool_]
    passed: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Features:
    """The two lists sorted by id, and everything that parts and rules ask of them."""

    organisations: tuple[Organisation, ...]
    needs: tuple[Need, ...]
    themes: Wishes
    capabilities: Wishes
    resources: Wishes
    area: Wishes
    duty: Wishes
    text_ask: csr_array
    text_offer: csr_array
    text_names: tuple[str, ...]
    place_need: NDArray[np.float64]
    place_organisation: NDArray[np.float64]
    existing: csr_array
    facts: Facts
    setting: Setting


def build(
    organisations: Sequence[Organisation], needs: Sequence[Need], setting: Setting, existing: ExistingPairs
) -> Features:
    """Features of both lists; ids must be unique (see `checks`)."""
    ours = tuple(sorted(organisations, key=lambda organisation: organisation.id))
    theirs = tuple(sorted(needs, key=lambda need: need.id))
    text_ask, text_offer, text_names = _texts(ours, theirs, setting)
    return Features(
        organisations=ours,
        needs=theirs,
        themes=_themes(ours, theirs, setting.words),
        capabilities=_amounts(ours, theirs, "capabilities", setting.words),
        resources=_amounts(ours, theirs, "resources", setting.words),
        area=_area(ours, theirs),
        duty=_duty(ours, theirs, setting.counterparts),
        text_ask=text_ask,
        text_offer=text_offer,
        text_names=text_names,
        place_need=_directions(theirs),
        place_organisation=_directions(ours),
        existing=pair_table(existing, ours, theirs),
        facts=_facts(ours, theirs, setting.day),
        setting=setting,
    )


def _facts(ours: Sequence[Organisation], theirs: Sequence[Need], day: date | None) -> Facts:
    passed = [day is not None and need.deadline is not None and need.deadline < day for need in theirs]
    return Facts(
        suspended=np.array([not good_standing(organisation) for organisation in ours], dtype=bool),
        full=np.array([organisation.capacity == 0 for organisation in ours], dtype=bool),
        limited=np.array([bool(organisation.service_regions) for organisation in ours], dtype=bool),
        reach=np.array([_reach(organisation.service_radius_km) for organisation in ours], dtype=float),
        track=np.array([UNKNOWN_TRACK if o.track_record is None else o.track_record for o in ours], dtype=float),
        in_hub=np.array([bool(organisation.hub) or organisation.is_hub for organisation in ours], dtype=np.int64),
        closed=np.array([need.max_partners == 0 for need in theirs], dtype=bool),
        passed=np.array(passed, dtype=bool),
    )


def _reach(radius_km: float | None) -> float:
    """The least cosine within a service radius; one below every cosine when there is no radius."""
    return NO_POINT if radius_km is None else float(np.cos(min(radius_km / EARTH_KM, np.pi)))


def concepts(phrase: str, facet: Facet, words: Words | None) -> tuple[str, ...]:
    """What a phrase means: concept ids, or the phrase itself when the vocabulary does not know it."""
    found = words.concepts(phrase, facet) if words else ()
    return found or (phrase.strip(),)


def wanted_themes(listed: Sequence[str], text: str, words: Words | None) -> tuple[str, ...]:
    """Concepts of a list of themes, each once, in order; of the text when the list is empty."""
    if not listed and words:
        return words.in_text(text, "themes")[:READ_FROM_TEXT]
    return tuple(dict.fromkeys(concept for phrase in listed for concept in concepts(phrase, "themes", words)))


def wanted_amounts(listed: Mapping[str, int], text: str, facet: Facet, words: Words | None) -> dict[str, int]:
    """The largest level or amount per concept; capabilities are read from the text (level 1) when none are listed."""
    found: dict[str, int] = {}
    for phrase, amount in listed.items():
        for concept in concepts(phrase, facet, words):
            found[concept] = max(found.get(concept, 0), amount)
    if not listed and words and facet == "capabilities":
        return dict.fromkeys(words.in_text(text, facet)[:READ_FROM_TEXT], 1)
    return found


def theme_units(asked: str, offered: frozenset[str], words: Words | None) -> int:
    """How far offered concepts cover an asked theme.

    Fully: the same theme. Mostly: the wider one it belongs to, either way. Half: a sibling under the same wider one, a
    neighbour, or a capability that the theme calls for.
    """
    if asked in offered:
        return UNIT
    if words is None:
        return 0
    above = set(words.wider(asked))
    offered_above = {wider for theme in offered for wider in words.wider(theme)}
    if above & offered or asked in offered_above:
        return WIDER_UNIT
    beside = words.neighbours(asked).union(words.called_for(asked))
    return SIBLING_UNIT if above & offered_above or offered & beside else 0


def offered_concepts(organisation: Organisation, words: Words | None) -> frozenset[str]:
    """What an organisation brings to a theme: its themes and its capabilities."""
    text = plain_organisation(organisation)
    themes = wanted_themes(organisation.themes, text, words)
    return frozenset(themes) | frozenset(wanted_amounts(organisation.capabilities, text, "capabilities", words))


def _themes(ours: Sequence[Organisation], theirs: Sequence[Need], words: Words | None) -> Wishes:
    asked = [dict.fromkeys(wanted_themes(need.themes, plain_need(need), words), 1) for need in theirs]
    known: dict[frozenset[str], list[int]] = {}
    for index, organisation in enumerate(ours):
        known.setdefault(offered_concepts(organisation, words), []).append(index)

    every = frozenset().union(*known)

    def offers(wish: tuple[str, int]) -> list[tuple[int, int]]:
        # A set of concepts covers a theme as far as the best of them does alone.
        alone = {concept: units for concept in every if (units := theme_units(wish[0], frozenset((concept,)), words))}
        cells: list[tuple[int, int]] = []
        for offered, holders in known.items():
            units = max((alone[concept] for concept in offered if concept in alone), default=0)
            cells.extend((index, units) for index in holders if units)
        return cells

    return _wishes(asked, offers, len(ours))


def _amounts(ours: Sequence[Organisation], theirs: Sequence[Need], facet: Facet, words: Words | None) -> Wishes:
    asked = [wanted_amounts(_listed(need, facet), plain_need(need), facet, words) for need in theirs]
    holders: dict[str, list[tuple[int, int]]] = {}
    for index, organisation in enumerate(ours):
        text = plain_organisation(organisation)
        for concept, amount in wanted_amounts(_listed(organisation, facet), text, facet, words).items():
            holders.setdefault(concept, []).append((index, amount))

    def offers(wish: tuple[str, int]) -> list[tuple[int, int]]:
        concept, wanted = wish
        return [(index, covered_units(amount, wanted)) for index, amount in holders.get(concept, ())]

    return _wishes(asked, offers, len(ours))


def _listed(party: Organisation | Need, facet: Facet) -> Mapping[str, int]:
    return party.capabilities if facet == "capabilities" else party.resources


def plain_need(need: Need) -> str:
    """What a need says in its own words, without what it does not want."""
    return without_refusals(f"{need.name}\n{need.description}")


def plain_organisation(organisation: Organisation) -> str:
    """What an organisation says in its own words, without what it does not do."""
    return without_refusals(f"{organisation.name}\n{organisation.summary}")


def covered_units(amount: int, wanted: int) -> int:
    """How far an amount covers a wish, in whole units of 1/UNIT; a wish for nothing is covered by anything."""
    return UNIT if amount >= wanted else max(0, amount) * UNIT // wanted


def _wishes(
    asked: Sequence[Mapping[str, int]], offers: Callable[[tuple[str, int]], list[tuple[int, int]]], organisations: int
) -> Wishes:
    columns = {wish: column for column, wish in enumerate(sorted({wish for row in asked for wish in row.items()}))}
    ask_rows = [row for row, wishes in enumerate(asked) for _ in wishes]
    ask_columns = [columns[wish] for wishes in asked for wish in wishes.items()]
    cells = [(column, index, units) for wish, column in columns.items() for index, units in offers(wish) if units]
    offer_rows, offer_columns, units = zip(*cells, strict=True) if cells else ((), (), ())
    return Wishes(
        ask=table(np.ones(len(ask_rows)), ask_rows, ask_columns, (len(asked), len(columns))),
        offer=table(units, offer_rows, offer_columns, (len(columns), organisations)),
        asked=np.array([len(wishes) for wishes in asked], dtype=np.int64),
    )


def table(values: object, rows: object, columns: object, shape: tuple[int, int]) -> csr_array:
    """A sparse table of 32-bit whole numbers."""
    cells = np.asarray(values, dtype=np.int32)
    places = (np.asarray(rows, dtype=np.int32), np.asarray(columns, dtype=np.int32))
    return csr_array(coo_array((cells, places), shape=shape))


def prefix(code: str) -> str:
    """The digits of a 12-digit code that all places within share."""
    for length in (2, 4, 6, 9):
        if not code[length:].strip("0"):
            return code[:length]
    return code


def _area(ours: Sequence[Organisation], theirs: Sequence[Need]) -> Wishes:
    served = sorted({prefix(code) for organisation in ours for code in organisation.service_regions})
    column = {start: index for index, start in enumerate(served)}
    offers = [
        (column[start], index)
        for index, organisation in enumerate(ours)
        for start in sorted({prefix(code) for code in organisation.service_regions})
    ]
    return _membership(theirs, column, offers, len(ours))


def _duty(ours: Sequence[Organisation], theirs: Sequence[Need], counterparts: Sequence[tuple[str, str]]) -> Wishes:
    helped = sorted({prefix(target) for _, target in counterparts})
    column = {start: index for index, start in enumerate(helped)}
    offers = sorted(
        {
            (column[prefix(target)], index)
            for index, organisation in enumerate(ours)
            for source, target in counterparts
            if organisation.region.startswith(prefix(source))
        }
    )
    return _membership(theirs, column, offers, len(ours))


def _membership(
    theirs: Sequence[Need], column: Mapping[str, int], offers: Sequence[tuple[int, int]], organisations: int
) -> Wishes:
    inside = [
        (row, column[need.region[:length]])
        for row, need in enumerate(theirs)
        for length in (2, 4, 6, 9, 12)
        if need.region[:length] in column
    ]
    ask_rows, ask_columns = zip(*inside, strict=True) if inside else ((), ())
    offer_rows, offer_columns = zip(*offers, strict=True) if offers else ((), ())
    return Wishes(
        ask=table(np.ones(len(ask_rows)), ask_rows, ask_columns, (len(theirs), len(column))),
        offer=table(np.ones(len(offer_rows)), offer_rows, offer_columns, (len(column), organisations)),
        asked=np.zeros(len(theirs), dtype=np.int64),
    )


def _texts(
    ours: Sequence[Organisation], theirs: Sequence[Need], setting: Setting
) -> tuple[csr_array, csr_array, tuple[str, ...]]:
    if setting.likeness is None:
        return table((), (), (), (len(theirs), 1)), table((), (), (), (1, len(ours))), ("",)
    texts = [text_of_need(need) for need in theirs] + [text_of_organisation(o) for o in ours]
    vectors, names = setting.likeness.vectors(texts, setting.words)
    whole = csr_array(vectors)
    whole.data = np.rint(whole.data * TEXT_UNIT)
    whole = csr_array(whole.astype(np.int32))
    whole.eliminate_zeros()
    return csr_array(whole[: len(theirs)]), csr_array(whole[len(theirs) :].T), tuple(names)


def common_subjects(features: Features, needs: Ints, organisations: Ints, most: int = 3) -> list[tuple[str, ...]]:
    """What both texts of each pair (by index) are about: names of concepts, those that make the two most alike first."""
    across = csr_array(features.text_offer.T)
    shared = csr_array(csr_array(features.text_ask[needs]).multiply(across[organisations]))
    told = []
    for start, end in zip(shared.indptr[:-1].tolist(), shared.indptr[1:].tolist(), strict=True):
        strength = sorted(zip((-shared.data[start:end]).tolist(), shared.indices[start:end].tolist(), strict=True))
        names = (features.text_names[column] for _, column in strength)
        told.append(tuple(dict.fromkeys(name for name in names if name))[:most])
    return told


def text_of_need(need: Need) -> str:
    """The words of a need that likeness is asked about."""
    return "\n".join((*need.themes, *need.capabilities, *need.resources, plain_need(need)))


def text_of_organisation(organisation: Organisation) -> str:
    """The words of an organisation that likeness is asked about."""
    lists = (*organisation.themes, *organisation.capabilities, *organisation.resources)
    return "\n".join((*lists, plain_organisation(organisation)))


def _directions(places: Sequence[Organisation] | Sequence[Need]) -> NDArray[np.float64]:
    """Unit vectors from the centre of the earth (3 x n); NaN where no point is known."""
    lon = np.radians([np.nan if place.lon is None else place.lon for place in places])
    lat = np.radians([np.nan if place.lat is None else place.lat for place in places])
    return np.array([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)]).reshape(3, len(places))


def pair_table(pairs: ExistingPairs, ours: Sequence[Organisation], theirs: Sequence[Need]) -> csr_array:
    """A 0/1 table (needs x organisations) of known pairs; pairs with an unknown id are left out."""
    need_at = {need.id: index for index, need in enumerate(theirs)}
    organisation_at = {organisation.id: index for index, organisation in enumerate(ours)}
    cells = sorted(
        (need_at[pair.need], organisation_at[pair.organisation])
        for pair in pairs
        if pair.need in need_at and pair.organisation in organisation_at
    )
    rows, columns = zip(*cells, strict=True) if cells else ((), ())
    return table(np.ones(len(rows)), rows, columns, (len(theirs), len(ours)))


def good_standing(organisation: Organisation) -> bool:
    """Whether the credit status allows new proposals; an empty one is normal."""
    return organisation.credit_status in ("", CREDIT_NORMAL)
