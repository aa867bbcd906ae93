"""What the database itself refuses: an answer rewritten, units that do not add up, the deliverer's own word."""

from bangfu.plumbing.triggers.declare import append_only, refuse_when

TRIGGERS = (
    *append_only("projects_acceptance"),
    *append_only("projects_acceptedline"),
    *append_only("projects_deliveryline"),
    # W3: all units of an item are answered for, no more and no fewer.
    *refuse_when(
        "projects_answer_adds_up",
        "projects_acceptedline",
        "INSERT",
        "NEW.accepted + NEW.again + NEW.opened <> "
        "(SELECT quantity FROM projects_deliveryline WHERE id = NEW.delivery_line_id)",
        "W3: units of an answer",
    ),
    # W2: who brought anything in a project accepts nothing there.
    *refuse_when(
        "projects_deliverer_accepts_nothing",
        "projects_acceptance",
        "INSERT",
        "NEW.person IN (SELECT person FROM projects_delivery WHERE project_id = "
        "(SELECT d.project_id FROM projects_delivery d WHERE d.id = NEW.delivery_id)) "
        "OR NEW.delivered_by <> (SELECT person FROM projects_delivery WHERE id = NEW.delivery_id)",
        "W2: own word of the deliverer",
    ),
    *refuse_when(
        "projects_who_delivered_stays",
        "projects_delivery",
        "UPDATE",
        "NEW.person <> OLD.person OR NEW.project_id <> OLD.project_id OR NEW.bundle_id <> OLD.bundle_id",
        "W2: who delivered",
    ),
)
