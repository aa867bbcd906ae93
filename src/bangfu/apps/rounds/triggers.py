"""What the database itself refuses: a step of a need's waiting rewritten."""

from bangfu.plumbing.triggers.declare import append_only

TRIGGERS = append_only("rounds_climb")
