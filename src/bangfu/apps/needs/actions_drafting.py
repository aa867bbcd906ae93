"""Beginning a need from what other rooms heard: a suggestion, an idea, wishes. The room asks `draft_need` like everybody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bangfu.apps.needs.actions import draft_need
from bangfu.apps.needs.models import Need
from bangfu.apps.needs.queries import maybe_the_same, suggested_items
from bangfu.apps.needs.rules import Line
from bangfu.apps.needs.rules_likeness import Alike
from bangfu.apps.regions.api import region_by_code
from bangfu.plumbing.access import Actor, Hidden

LINES_SUGGESTED = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of a need before somebody fills it in: ``source`` as in ``rules.SOURCES``, ``lines`` (item, quantity, unit)."""

    title: str
    region: str
    source: str
    themes: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    beneficiaries: int = 0
    lines: tuple[tuple[str, int, str], ...] = ()


def draft_from(*, by: Actor, at: datetime, asked: Asked, suggested_by: str = "") -> Need:
    """Begin a need in the present transaction.

    Args: ``suggested_by`` is a text of somebody else; the items that it seems to ask for become lines, its words go nowhere.
    Errors: ``Hidden`` when there is no such place; ``Denied``, ``Refused`` as for every draft.
    """
    region = region_by_code(asked.region)
    if region is None:
        raise Hidden
    values: Mapping[str, Any] = {
        "title": asked.title.strip(),
        "region": region,
        "source": asked.source,
        "themes": list(asked.themes),
        "groups": list(asked.groups),
        "beneficiaries": asked.beneficiaries,
    }
    lines = [Line(*each) for each in asked.lines] or _understood(suggested_by)
    return draft_need(by=by, at=at, values=values, lines=lines)


def _understood(text: str) -> list[Line]:
    found = suggested_items(text) if text else []
    return [Line(each["item"], each["quantity"] or 1, each["unit"]) for each in found[:LINES_SUGGESTED] if each["unit"]]


def alike(*, title: str, words: str, region: str) -> list[Alike]:
    """Living needs of the same county that may be the same matter as a suggestion."""
    return maybe_the_same(title=title or words[:60], words=words, theme="", region=region)
