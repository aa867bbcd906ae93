"""O1 in the database: no slot is taken beyond what was declared; lowering the declaration below use stays possible."""

from bangfu.plumbing.triggers.declare import Trigger

TRIGGERS = (
    Trigger(
        "organisations_capacity_within_slots_update",
        "organisations_capacity",
        "UPDATE",
        "NEW.held + NEW.committed > NEW.slots AND NEW.held + NEW.committed > OLD.held + OLD.committed",
        "organisations: capacity exceeded",
    ),
    Trigger(
        "organisations_capacity_within_slots_insert",
        "organisations_capacity",
        "INSERT",
        "NEW.held + NEW.committed > NEW.slots",
        "organisations: capacity exceeded",
    ),
    Trigger(
        "organisations_responsible_stays",
        "organisations_responsibleperson",
        "DELETE",
        "",
        "organisations: responsible persons are ended, never removed",
    ),
    Trigger(
        "organisations_merge_stays",
        "organisations_merge",
        "DELETE",
        "",
        "organisations: merges are undone, never removed",
    ),
)
