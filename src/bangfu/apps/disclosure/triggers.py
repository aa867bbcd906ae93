"""What the database itself refuses: a leaf changed, removed, replaced or out of order; a head changed or smaller than the last."""

from bangfu.plumbing.triggers.declare import Trigger, append_only

LEAF, HEAD = "disclosure_logleaf", "disclosure_checkpoint"

TRIGGERS = (
    *append_only(LEAF),
    *append_only(HEAD),
    Trigger(
        "disclosure_leaves_gapless",
        LEAF,
        "INSERT",
        "NEW.position <> (SELECT COALESCE(MAX(position), -1) + 1 FROM disclosure_logleaf)",
        "disclosure: leaves follow one another without a gap",
    ),
    # A replacing insert would take the older leaf away past the trigger on DELETE (SQLite).
    Trigger(
        "disclosure_leaf_once",
        LEAF,
        "INSERT",
        "EXISTS (SELECT 1 FROM disclosure_logleaf WHERE publication_id = NEW.publication_id)",
        "disclosure: a publication row is in the log once",
    ),
    Trigger(
        "disclosure_heads_grow",
        HEAD,
        "INSERT",
        "NEW.size <= (SELECT COALESCE(MAX(size), 0) FROM disclosure_checkpoint)"
        " OR NEW.size > (SELECT COALESCE(MAX(position), -1) + 1 FROM disclosure_logleaf)",
        "disclosure: heads grow with the log",
    ),
)
