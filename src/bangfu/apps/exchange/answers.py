"""What `exchange` answers and hears when lower rooms and plumbing ask; `config/wiring.py` alone reads this."""

from bangfu.apps.exchange.actions.claims import look_after_claims
from bangfu.apps.exchange.events_claims import let_claims_go, tell_of_proposal, tell_the_claimant, tell_the_place
from bangfu.apps.exchange.queries.claim_views import offer_panels
from bangfu.apps.exchange.queries.claims import todo_items
from bangfu.apps.exchange.queries.panels import panels_of_need, panels_of_organisation
from bangfu.apps.exchange.tasks import solve

__all__ = [
    "let_claims_go",
    "look_after_claims",
    "offer_panels",
    "panels_of_need",
    "panels_of_organisation",
    "solve",
    "tell_of_proposal",
    "tell_the_claimant",
    "tell_the_place",
    "todo_items",
]
