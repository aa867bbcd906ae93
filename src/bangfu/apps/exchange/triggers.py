"""What the database itself refuses: units without a slot, a word taken out of somebody's mouth, a computed plan rewritten."""

from bangfu.apps.exchange.triggers_claims import CLAIMS
from bangfu.apps.exchange.triggers_declines import DECLINES
from bangfu.apps.exchange.triggers_scenarios import SOLUTIONS

TRIGGERS = (*CLAIMS, *DECLINES, *SOLUTIONS)
