"""What the database itself refuses: a correction rewritten, one that was decided changed again, one removed."""

from bangfu.plumbing.triggers.declare import Trigger, refuse_when

_DRAFTED = ["about_id", "said", "now", "reason", "drafted_by", "drafted_at"]
_DIFFERS = " OR ".join(f"NEW.{each} <> OLD.{each}" for each in _DRAFTED)

TRIGGERS = (
    *refuse_when(
        "accountability_as_drafted",
        "accountability_correction",
        "UPDATE",
        f"{_DIFFERS} OR OLD.confirmed_at IS NOT NULL OR OLD.returned_at IS NOT NULL"
        " OR COALESCE(NEW.entry_id, 0) <> COALESCE(OLD.entry_id, 0)",
        "accountability: a correction is never rewritten",
    ),
    Trigger(
        "accountability_correction_stays",
        "accountability_correction",
        "DELETE",
        "",
        "accountability: corrections are kept",
    ),
)
