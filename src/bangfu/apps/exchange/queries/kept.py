"""Sheets and documents as they are kept: compressed, by digest; and the short index of a scenario's lists."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bangfu.apps.exchange.models import InputSheet, Scenario
from bangfu.plumbing.plansheets.inputs import Inputs
from bangfu.plumbing.plansheets.written import FILES

COMPRESSION = 6
INDEX = "index"


@dataclass(frozen=True, slots=True)
class Listed:
    """One organisation or place of a scenario's lists, as pages show it. ``least`` and ``most`` are partners, or slots."""

    name: str
    place: str = ""
    region: str = ""
    least: int = 0
    most: int = 0
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True, slots=True)
class Index:
    """A scenario's lists by id, as its sheets have them; ``existing``: how many existing pairs."""

    organisations: Mapping[str, Listed]
    needs: Mapping[str, Listed]
    existing: int


def packed(data: bytes) -> bytes:
    """Compressed."""
    return zlib.compress(data, COMPRESSION)


def unpacked(data: bytes | memoryview) -> bytes:
    """As it was before `packed`."""
    return zlib.decompress(bytes(data))


def json_of(document: Any) -> bytes:
    """A document as it is kept: UTF-8, no spaces."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def in_order(digests: Mapping[str, str]) -> dict[str, str]:
    """Roles in the documented order: an engine may give the keys of a stored document in another one."""
    return {role: digests[role] for role in (*FILES, INDEX) if role in digests}


def kept_sheets(digests: Mapping[str, str]) -> dict[str, bytes]:
    """The bytes by role, in the documented order. Errors: ``KeyError`` for a digest that is not kept."""
    found = dict(InputSheet.objects.filter(pk__in=set(digests.values())).values_list("digest", "content"))
    return {role: unpacked(found[digest]) for role, digest in in_order(digests).items()}


def index_sheet(inputs: Inputs) -> bytes:
    """The index of inputs, as it is kept beside the sheets."""
    path = inputs.places.path
    organisations = {
        one.id: asdict(Listed(one.name, path(one.region), one.region, 0, one.capacity, one.lon, one.lat))
        for one in inputs.organisations
    }
    needs = {
        one.id: asdict(
            Listed(one.name, one.region_name, one.region, one.min_partners, one.max_partners, one.lon, one.lat)
        )
        for one in inputs.needs
    }
    return json_of({"organisations": organisations, "needs": needs, "existing": len(inputs.existing)})


def index_of(scenario: Scenario) -> Index:
    """The index of a scenario's lists; one query."""
    document = json.loads(kept_sheets({INDEX: scenario.base[INDEX]})[INDEX])
    return Index(
        {name: Listed(**one) for name, one in document["organisations"].items()},
        {name: Listed(**one) for name, one in document["needs"].items()},
        document["existing"],
    )
