"""Who may do what in the room, and what each route asks for."""

from bangfu.apps.exchange.policy_declines import DECLINE_ROUTES
from bangfu.plumbing.access import Route

ROUTES: tuple[Route, ...] = (*DECLINE_ROUTES,)
