"""What the database itself refuses: a question that changes its asker, a published answer rewritten or removed.

The sealed words are left out: a rotation of the keys seals them anew.
"""

from bangfu.plumbing.triggers.declare import Trigger, refuse_when

_FIXED = ["kind", "subject_kind", "subject", "region", "organisation", "asked_by", "asked_at", "tracking"]
_SENT = ["kind", "page", "region", "sent_at", "tracking"]
_DRAFTED = ["complaint_id", "summary", "answer", "drafted_by", "drafted_at"]
_SHOWN = ["inquiry_id", "question", "answer", "released_by", "released_at"]


def _differs(columns: list[str]) -> str:
    return " OR ".join(f"NEW.{each} <> OLD.{each}" for each in columns)


TRIGGERS = (
    *refuse_when(
        "supervision_as_asked",
        "supervision_inquiry",
        "UPDATE",
        _differs(_FIXED),
        "supervision: a question stays as asked",
    ),
    Trigger("supervision_inquiry_stays", "supervision_inquiry", "DELETE", "", "supervision: questions are kept"),
    *refuse_when(
        "supervision_not_unanswered",
        "supervision_inquiry",
        "UPDATE",
        "OLD.state <> 'open' AND (NEW.state <> OLD.state OR NEW.answered_by <> OLD.answered_by)",
        "supervision: an answer stays",
    ),
    *refuse_when(
        "supervision_as_published",
        "supervision_publishedanswer",
        "UPDATE",
        f"{_differs(_SHOWN)} OR OLD.taken_back_at IS NOT NULL",
        "supervision: a published answer is never rewritten",
    ),
    Trigger(
        "supervision_publishedanswer_stays",
        "supervision_publishedanswer",
        "DELETE",
        "",
        "supervision: a published answer is taken back, never removed",
    ),
    *refuse_when(
        "supervision_only_answered",
        "supervision_publishedanswer",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM supervision_inquiry WHERE id = NEW.inquiry_id AND state = 'answered')",
        "supervision: only an answered question is published",
    ),
    *refuse_when(
        "supervision_as_sent",
        "supervision_complaint",
        "UPDATE",
        f"{_differs(_SENT)} OR NEW.level < OLD.level OR NEW.reopened < OLD.reopened",
        "supervision: a complaint stays as sent",
    ),
    Trigger("supervision_complaint_stays", "supervision_complaint", "DELETE", "", "supervision: complaints are kept"),
    *refuse_when(
        "supervision_as_drafted",
        "supervision_reply",
        "UPDATE",
        f"{_differs(_DRAFTED)} OR OLD.released_at IS NOT NULL OR OLD.returned_at IS NOT NULL",
        "supervision: an answer is never rewritten",
    ),
    Trigger("supervision_reply_stays", "supervision_reply", "DELETE", "", "supervision: answers are kept"),
    *refuse_when(
        "supervision_answered_has_reply",
        "supervision_complaint",
        "UPDATE",
        "NEW.state = 'answered' AND NOT EXISTS (SELECT 1 FROM supervision_reply "
        "WHERE complaint_id = NEW.id AND released_at IS NOT NULL)",
        "supervision: only a released answer ends a complaint",
    ),
)
