"""What the database itself refuses: a step rewritten, a need in public without an item."""

from bangfu.plumbing.triggers.declare import append_only, refuse_when

TRIGGERS = (
    *append_only("needs_needstep"),
    *append_only("needs_linemove"),
    *refuse_when(
        "needs_no_bare_need",
        "needs_need",
        "UPDATE",
        "NEW.state IN ('verified', 'published') AND NOT EXISTS "
        "(SELECT 1 FROM needs_needline WHERE need_id = NEW.id AND is_must)",
        "N3: a need without an item",
    ),
    # Items follow their need, so a need that begins in public would have none.
    *refuse_when(
        "needs_no_public_birth",
        "needs_need",
        "INSERT",
        "NEW.state IN ('verified', 'published')",
        "N3: a need without an item",
    ),
    *refuse_when(
        "needs_line_of_public",
        "needs_needline",
        "DELETE",
        "EXISTS (SELECT 1 FROM needs_need WHERE id = OLD.need_id AND state = 'published')",
        "N3: a published line",
    ),
    # What was asked for in public is not changed under those who promised it.
    *refuse_when(
        "needs_line_asked",
        "needs_needline",
        "UPDATE",
        "NEW.quantity <> OLD.quantity AND EXISTS (SELECT 1 FROM needs_need WHERE id = OLD.need_id AND state = 'published')",
        "N6: a published quantity",
    ),
)
