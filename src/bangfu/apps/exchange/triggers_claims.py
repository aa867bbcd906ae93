"""C2 in the database: no claim holds units without a slot of its organisation, and no slot goes while units are held."""

from bangfu.plumbing.triggers.declare import Trigger

CLAIMS = (
    Trigger(
        "exchange_held_with_a_slot",
        "needs_allotment",
        "INSERT",
        "NEW.place = 'held' AND NEW.holder LIKE 'claim:%' "
        "AND EXISTS (SELECT 1 FROM exchange_claim WHERE id = substr(NEW.holder, 7)) "
        "AND NOT EXISTS (SELECT 1 FROM organisations_capacityholding "
        "WHERE holder = NEW.holder AND released_at IS NULL)",
        "C2: units held without a slot",
    ),
    Trigger(
        "exchange_slot_while_held",
        "organisations_capacityholding",
        "UPDATE",
        "NEW.released_at IS NOT NULL AND OLD.released_at IS NULL AND NEW.holder LIKE 'claim:%' "
        "AND EXISTS (SELECT 1 FROM needs_allotment WHERE holder = NEW.holder AND place = 'held')",
        "C2: a slot given back while units are held",
    ),
)
