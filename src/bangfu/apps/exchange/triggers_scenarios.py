"""What the database itself refuses: a computed plan rewritten."""

from bangfu.plumbing.triggers.declare import append_only

SOLUTIONS = (*append_only("exchange_inputsheet"), *append_only("exchange_solution"))
