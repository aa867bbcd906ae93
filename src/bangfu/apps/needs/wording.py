"""What a need says outside: the fields of its public statement and the text by which it is found."""

from collections.abc import Sequence
from typing import Any

from bangfu.apps.needs.models import Need
from bangfu.apps.needs.rules import Line
from bangfu.engines.text import search_tokens


def search_text(need: Need, lines: Sequence[Line]) -> str:
    """Tokens of everything public that a visitor may look for; see ``engines.text`` for their form."""
    parts = [
        need.number,
        need.title,
        need.words,
        need.description,
        need.region.full_name,
        *(line.item for line in lines),
    ]
    return search_tokens(" ".join(part for part in parts if part))


def public_fields(need: Need, lines: Sequence[Line]) -> dict[str, Any]:
    """The public statement of a need: plain values, no person."""
    return {
        "number": need.number,
        "title": need.title,
        "words": need.words,
        "description": need.description,
        "region": need.region_path,
        "themes": list(need.themes),
        "nature": need.nature,
        "groups": list(need.groups),
        "beneficiaries": need.beneficiaries,
        "urgency": need.urgency,
        "claim_by": need.claim_by.isoformat() if need.claim_by else None,
        "needed_by": need.needed_by.isoformat() if need.needed_by else None,
        "lines": [
            {"item": line.item, "quantity": line.quantity, "unit": line.unit, "must": line.is_must} for line in lines
        ],
    }
