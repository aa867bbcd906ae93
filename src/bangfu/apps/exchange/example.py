"""The room's share of the example city."""

from bangfu.apps.exchange.example_claims import build_claims
from bangfu.apps.exchange.example_declines import build_declines
from bangfu.apps.exchange.example_scenarios import build_plans_to_publish, build_scenarios

__all__ = ["build_claims", "build_declines", "build_plans_to_publish", "build_scenarios"]
