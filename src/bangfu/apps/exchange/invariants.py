"""What always holds in the room."""

from bangfu.apps.exchange.invariants_declines import DECLINE_INVARIANTS

INVARIANTS = (*DECLINE_INVARIANTS,)
