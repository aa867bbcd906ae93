"""What an offer says outside: its public statement, the text by which it is found, its amounts in words."""

from collections.abc import Sequence
from typing import Any

from bangfu.apps.offers.models import Offer
from bangfu.apps.offers.rules import WAYS, Given
from bangfu.apps.programmes.api import name_of
from bangfu.engines.text import search_tokens


def search_text(offer: Offer, lines: Sequence[Given], places: Sequence[str]) -> str:
    """Tokens of everything public that a visitor may look for."""
    parts = [offer.number, offer.title, WAYS.get(offer.way, ""), offer.description, offer.organisation.name]
    parts += [*(line.item for line in lines), *places]
    return search_tokens(" ".join(part for part in parts if part))


def public_fields(offer: Offer, lines: Sequence[Given], places: Sequence[str]) -> dict[str, Any]:
    """The public statement of an offer: plain values, no person. ``places``: 12-digit codes."""
    return {
        "number": offer.number,
        "organisation": offer.organisation.number,
        "title": offer.title,
        "way": offer.way,
        "description": offer.description,
        "conditions": offer.conditions,
        "themes": list(offer.themes),
        "places": list(places),
        "starts_on": offer.starts_on.isoformat() if offer.starts_on else None,
        "ends_on": offer.ends_on.isoformat() if offer.ends_on else None,
        "lines": [{"item": line.item, "quantity": line.quantity, "unit": line.unit} for line in lines],
    }


def names_in(section: str, ids: Sequence[str]) -> str:
    """Chinese names of vocabulary ids, joined."""
    return "；".join(name_of(section, each) for each in ids)
