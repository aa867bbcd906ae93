"""What the pages of a programme show: the pack joined with the names of its places, in one query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bangfu.apps.programmes.rules import CERTAIN, Duty, Pack
from bangfu.apps.programmes.wording import DUTY_WORDS, STATUS_WORDS
from bangfu.apps.regions.api import Region, regions_by_code


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A duty as a page prints it; ``link`` is empty when the source is no address."""

    duty: Duty
    helper: Region | None
    aided: Region | None
    kind: Any
    status: Any
    is_certain: bool
    link: str


def duty_lines(duties: Iterable[Duty], regions: Mapping[str, Region]) -> list[DutyLine]:
    """Duties with their places, in the order of the pack."""
    return [
        DutyLine(
            duty,
            regions.get(duty.helper_region),
            regions.get(duty.aided_region),
            DUTY_WORDS[duty.kind],
            STATUS_WORDS[duty.status],
            duty.status in CERTAIN,
            duty.source if duty.source.startswith(("http://", "https://")) else "",
        )
        for duty in duties
    ]


def duties_by_prefecture(pack: Pack, regions: Mapping[str, Region]) -> list[tuple[Region | None, list[DutyLine]]]:
    """Duties grouped by the prefecture that is helped, in the order of its code."""
    groups: dict[str, list[Duty]] = {}
    for duty in sorted(pack.duties, key=lambda each: (each.aided_region[:4], each.aided_region, each.id)):
        groups.setdefault(duty.aided_region[:4].ljust(12, "0"), []).append(duty)
    return [(regions.get(code), duty_lines(duties, regions)) for code, duties in groups.items()]


def places_of_pack(pack: Pack) -> dict[str, Region]:
    """All places that the pack names, with the prefectures above them; one query."""
    codes = pack.codes()
    return regions_by_code(codes | {code[:4].ljust(12, "0") for code in codes})


def duty_document(duty: Duty) -> dict[str, Any]:
    """A duty as open data."""
    return {
        "kind": duty.kind,
        "helper_region": duty.helper_region,
        "aided_region": duty.aided_region,
        "aided_name": duty.aided_name,
        "lead_unit": duty.lead_unit,
        "member_units": list(duty.member_units),
        "first": duty.first,
        "last": duty.last,
        "status": duty.status,
        "note": duty.note,
        "source": duty.source,
    }


def pack_document(pack: Pack) -> dict[str, Any]:
    """The machine twin of the programme's page: all of it is public."""
    return {
        "id": pack.id,
        "title": pack.title,
        "principle": pack.principle,
        "notice": dict(pack.notice),
        "places": [
            {"id": p.id, "role": p.role, "zh": p.zh, "en": p.en, "codes": list(p.codes), "source": p.source}
            for p in pack.places
        ],
        "duties": [duty_document(duty) for duty in pack.duties],
        "typical_counties": [
            {"region": c.region, "name": c.name, "class": c.assessment_class, "as_of": c.as_of, "source": c.source}
            for c in pack.typical_counties
        ],
        "campaigns": [
            {"id": c.id, "zh": c.zh, "en": c.en, "kinds_of_help": list(c.kinds_of_help), "sentence": c.sentence}
            for c in pack.campaigns
        ],
        "rates": [{"id": r.id, "zh": r.zh, "numerator": r.numerator, "denominator": r.denominator} for r in pack.rates],
        "weights": dict(pack.weights),
        "rules": [
            {"id": rule.id, "kind": rule.kind, "zh": rule.zh, "source": rule.source.title, "status": str(rule.status)}
            for rule in pack.rulebook.rules
        ],
    }
