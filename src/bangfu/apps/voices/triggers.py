"""What the database itself refuses: a suggestion that changes its sender, a read that was not, a figure rewritten.

Sealed texts are left out: a rotation of the keys seals them anew, and they are emptied when their time is over.
"""

from bangfu.plumbing.triggers.declare import Trigger, append_only, refuse_when

_FIXED = ["kind", "region", "organisation", "sent_by", "sent_at", "tracking"]
_WISHED = ["region", "group", "entered_by", "entered_at"]


def _differs(columns: list[str]) -> str:
    return " OR ".join(f'NEW."{each}" <> OLD."{each}"' for each in columns)


TRIGGERS = (
    *refuse_when(
        "voices_as_sent", "voices_suggestion", "UPDATE", _differs(_FIXED), "voices: a suggestion stays as it was sent"
    ),
    *refuse_when(
        "voices_decided_once",
        "voices_suggestion",
        "UPDATE",
        "OLD.state <> 'open' AND (NEW.state <> OLD.state OR NEW.decided_by <> OLD.decided_by OR NEW.need <> OLD.need)",
        "voices: what was decided stays",
    ),
    Trigger("voices_suggestion_stays", "voices_suggestion", "DELETE", "", "voices: suggestions are kept"),
    *refuse_when(
        "voices_wish_as_entered", "voices_wish", "UPDATE", _differs(_WISHED), "voices: a wish stays as entered"
    ),
    Trigger("voices_wish_stays", "voices_wish", "DELETE", "", "voices: a wish is emptied, never removed"),
    *append_only("voices_wishread"),
    *append_only("voices_wishfigures"),
    *append_only("voices_wishfigure"),
)
