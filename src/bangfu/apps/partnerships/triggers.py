"""What the database itself refuses: an answer of the search rewritten or removed."""

from bangfu.plumbing.triggers.declare import append_only

TRIGGERS = (*append_only("partnerships_teamsolution"), *append_only("partnerships_teamseat"))
