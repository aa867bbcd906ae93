"""The door of `agreements`: parties, exact texts, signatures, endings."""

from bangfu.apps.agreements.actions import (
    PartyGiven,
    amend_agreement,
    draft_agreement,
    end_agreement,
    name_liaisons,
    sign_agreement,
)
from bangfu.apps.agreements.models import Agreement
from bangfu.apps.agreements.queries import Sheet, agreement_of, liaisons_of, sheet_to_show
from bangfu.apps.agreements.rules import INTENT

__all__ = [
    "INTENT",
    "Agreement",
    "PartyGiven",
    "Sheet",
    "agreement_of",
    "amend_agreement",
    "draft_agreement",
    "end_agreement",
    "liaisons_of",
    "name_liaisons",
    "sheet_to_show",
    "sign_agreement",
]
