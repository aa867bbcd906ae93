"""What the database itself refuses: a move rewritten, an offer in public without an item, a published quantity changed."""

from bangfu.plumbing.triggers.declare import append_only, refuse_when

TRIGGERS = (
    *append_only("offers_offermove"),
    *refuse_when(
        "offers_no_bare_offer",
        "offers_offer",
        "UPDATE",
        "NEW.state IN ('published', 'paused') AND NOT EXISTS (SELECT 1 FROM offers_offerline WHERE offer_id = NEW.id)",
        "U2: an offer without an item",
    ),
    # Items follow their offer, so one that begins in public would have none.
    *refuse_when(
        "offers_no_public_birth",
        "offers_offer",
        "INSERT",
        "NEW.state IN ('published', 'paused')",
        "U2: an offer without an item",
    ),
    *refuse_when(
        "offers_line_of_public",
        "offers_offerline",
        "DELETE",
        "EXISTS (SELECT 1 FROM offers_offer WHERE id = OLD.offer_id AND state IN ('published', 'paused'))",
        "U2: a published line",
    ),
    *refuse_when(
        "offers_line_given",
        "offers_offerline",
        "UPDATE",
        "NEW.quantity <> OLD.quantity AND EXISTS "
        "(SELECT 1 FROM offers_offer WHERE id = OLD.offer_id AND state IN ('published', 'paused'))",
        "U4: a published quantity",
    ),
)
