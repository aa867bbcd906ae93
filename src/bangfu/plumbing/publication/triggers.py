"""What was published is never changed or removed, only followed by a correction."""

from bangfu.plumbing.triggers.declare import Trigger, append_only

TABLE = "publication_publicationrow"

TRIGGERS = (
    *append_only(TABLE),
    # A replacing insert would take the older row away past the trigger on DELETE (SQLite).
    Trigger(
        f"{TABLE}_no_replace",
        TABLE,
        "INSERT",
        "EXISTS (SELECT 1 FROM publication_publicationrow WHERE id = NEW.id OR digest = NEW.digest)",
        f"{TABLE}: append-only",
    ),
)
