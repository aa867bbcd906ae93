"""What the database itself refuses: hours, answers and samples rewritten or removed, an answer by who must not give it.

The sealed words are left out: a rotation of the keys seals them anew.
"""

from bangfu.plumbing.triggers.declare import Trigger, append_only, refuse_when

_HOURS = [
    "person",
    "organisation",
    "subject_kind",
    "subject",
    "title",
    "region",
    "day",
    "starts",
    "ends",
    "minutes",
    "reported_at",
]
_CERTIFICATE = ["id", "person", "organisation", "since", "until", "hours", "times", "minutes", "issued_at"]
_LOOK = ["sample_id", "item", "good", "by", "at"]
# `by` and `at` are words of SQL.
_QUOTED = {"by", "at"}


def _differs(columns: list[str]) -> str:
    names = [f'"{each}"' if each in _QUOTED else each for each in columns]
    return " OR ".join(f"NEW.{each} <> OLD.{each}" for each in names)


def _of_hours(condition: str) -> str:
    return f"EXISTS (SELECT 1 FROM volunteers_hours h WHERE h.id = NEW.hours_id AND ({condition}))"  # noqa: S608


TRIGGERS = (
    *refuse_when(
        "volunteers_hours_as_reported",
        "volunteers_hours",
        "UPDATE",
        f"{_differs(_HOURS)} OR COALESCE(NEW.corrects_id, '') <> COALESCE(OLD.corrects_id, '')",
        "volunteers: reported hours stay as reported",
    ),
    Trigger("volunteers_hours_kept", "volunteers_hours", "DELETE", "", "volunteers: reported hours are kept"),
    *append_only("volunteers_answer"),
    *append_only("volunteers_reminder"),
    *refuse_when(
        "volunteers_answer_of_the_served_side",
        "volunteers_answer",
        "INSERT",
        _of_hours(
            'h.person = NEW."by" OR substr(h.region, 1, length(NEW.office)) <> NEW.office '
            "OR (h.organisation <> '' AND NEW.stands_with LIKE '%,' || h.organisation || ',%')"
        ),
        "volunteers: hours are answered by the served side, never by the volunteer or who sent them",
    ),
    *refuse_when(
        "volunteers_corrects_ones_own",
        "volunteers_hours",
        "INSERT",
        "NEW.corrects_id IS NOT NULL AND NOT EXISTS "
        "(SELECT 1 FROM volunteers_hours h WHERE h.id = NEW.corrects_id AND h.person = NEW.person)",
        "volunteers: only own hours are corrected",
    ),
    *refuse_when(
        "volunteers_certificate_as_issued",
        "volunteers_certificate",
        "UPDATE",
        _differs(_CERTIFICATE),
        "volunteers: a certificate stays as it was issued",
    ),
    Trigger("volunteers_certificate_kept", "volunteers_certificate", "DELETE", "", "volunteers: certificates are kept"),
    *append_only("volunteers_sample"),
    *append_only("volunteers_sampleresult"),
    *refuse_when(
        "volunteers_look_as_said", "volunteers_look", "UPDATE", _differs(_LOOK), "volunteers: what was found stays"
    ),
    Trigger("volunteers_look_kept", "volunteers_look", "DELETE", "", "volunteers: what was found is kept"),
    *refuse_when(
        "volunteers_no_late_look",
        "volunteers_look",
        "INSERT",
        "EXISTS (SELECT 1 FROM volunteers_sampleresult r WHERE r.sample_id = NEW.sample_id)",
        "volunteers: a finished sample takes no more looks",
    ),
)
