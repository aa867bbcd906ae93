"""What always holds in the room."""

from bangfu.apps.exchange.invariants_claims import CLAIM_INVARIANTS
from bangfu.apps.exchange.invariants_declines import DECLINE_INVARIANTS
from bangfu.apps.exchange.invariants_scenarios import SCENARIO_INVARIANTS

INVARIANTS = (*CLAIM_INVARIANTS, *DECLINE_INVARIANTS, *SCENARIO_INVARIANTS)
