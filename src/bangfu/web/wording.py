"""Words and looks that several composed pages share: names of the vocabulary in the reader's language, icons, deadlines."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bangfu.apps.programmes.api import vocabulary

HELP_ICONS = {
    "industry": "sprout",
    "employment": "brief",
    "consumption": "cart",
    "health": "heart",
    "education": "book",
    "volunteering": "hand",
    "greening": "leaf",
    "care": "people",
}
SOON_DAYS, NEAR_DAYS = 7, 20


def is_english() -> bool:
    """Whether the page is read in English."""
    return (get_language() or "").startswith("en")


def name_of(section: str, entry_id: str) -> str:
    """The name of a vocabulary entry in the reader's language; an id the pack no longer knows stands as it is."""
    entry = vocabulary().get(section, entry_id)
    if entry is None:
        return entry_id
    return entry.en if is_english() else entry.zh


def names_of(section: str, ids: Iterable[str]) -> str:
    """Several names, joined."""
    return (", " if is_english() else "、").join(name_of(section, each) for each in ids)


def help_tag(kind_of_help: str) -> dict[str, str]:
    """Label and icon of a kind of help."""
    return {"label": name_of("kinds_of_help", kind_of_help), "icon": HELP_ICONS.get(kind_of_help, "hand")}


def due_tag(claim_by: date | None, on: date) -> dict[str, str] | None:
    """How long the counter stays open, with a tone; None without a date."""
    if claim_by is None:
        return None
    days = (claim_by - on).days
    if days < 0:
        return {"text": _("已截止"), "tone": "plain"}
    if days == 0:
        return {"text": _("今天截止"), "tone": "err"}
    tone = "err" if days <= SOON_DAYS else "warn" if days <= NEAR_DAYS else "plain"
    return {"text": _("还有 %(n)d 天") % {"n": days}, "tone": tone}
