"""What always holds in the room."""

from bangfu.apps.exchange.invariants_declines import DECLINE_INVARIANTS
from bangfu.apps.exchange.invariants_scenarios import SCENARIO_INVARIANTS

INVARIANTS = (*DECLINE_INVARIANTS, *SCENARIO_INVARIANTS)
