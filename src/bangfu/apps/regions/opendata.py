"""What leaves this room as open data: public fields only, by their declaration."""

from collections.abc import Iterable
from typing import Any

from bangfu.apps.regions import queries
from bangfu.apps.regions.models import Region
from bangfu.apps.regions.questions import PlacePanel, panels_of_place
from bangfu.plumbing.access import PUBLIC_ACTOR
from bangfu.plumbing.fieldclasses import PUBLIC, class_of
from bangfu.plumbing.kept import kept_part

PLACE_FIELDS = ("code", "name", "full_name", "level", "kind", "edition", "lon", "lat", "point_source", "is_example")


def place_row(region: Region) -> dict[str, Any]:
    """A place in a list or in the picker: ``name`` is the everyday one, ``path`` what stands above it."""
    spoken = region.spoken
    return {
        "code": region.code,
        "name": spoken,
        "path": region.full_name,
        "level": region.level,
        "kind": region.kind,
        "is_example": region.is_example,
    }


def public_panels(region: Region) -> list[PlacePanel]:
    """What the rooms above say of a place, to everybody."""
    return [panel for answer in panels_of_place.ask(region, PUBLIC_ACTOR) for panel in answer]


def place_document(region: Region) -> dict[str, Any]:
    """The machine twin of a place's page, kept until the next change."""
    return kept_part(("regions.document", region.code), lambda: _document(region, public_panels(region)))


def _document(region: Region, panels: Iterable[PlacePanel]) -> dict[str, Any]:
    fields = {name: getattr(region, name) for name in PLACE_FIELDS if class_of(Region, name) == PUBLIC}
    days = {name: day.isoformat() if (day := getattr(region, name)) else None for name in ("valid_from", "valid_to")}
    facts = [
        {
            "name": fact.name,
            "value": fact.value,
            "unit": fact.unit,
            "source": fact.source,
            "as_of": fact.as_of.isoformat(),
        }
        for fact in queries.facts_of(region)
    ]
    return {
        **fields,
        **days,
        "above": [place_row(each) for each in queries.ancestors_of(region)],
        "below": [place_row(each) for each in queries.children_of(region)],
        "other_codes": [{"scheme": a.scheme, "text": a.text} for a in queries.other_codes_of(region).aliases],
        "facts": facts,
        **{panel.anchor: panel.open_data for panel in panels if panel.open_data is not None},
    }
