"""Who may do what in the room, and what each route asks for."""

from bangfu.apps.exchange.policy_claims import CLAIM_ROUTES
from bangfu.apps.exchange.policy_declines import DECLINE_ROUTES
from bangfu.apps.exchange.policy_scenarios import SCENARIO_ROUTES
from bangfu.plumbing.access import Route

ROUTES: tuple[Route, ...] = (*CLAIM_ROUTES, *DECLINE_ROUTES, *SCENARIO_ROUTES)
