"""The door of `exchange`."""

from bangfu.apps.exchange.actions.claims import start_claim
from bangfu.apps.exchange.actions.declines import decline
from bangfu.apps.exchange.queries.answered import claim_facts, claimants_of, claims_since, lapsed_claims
from bangfu.apps.exchange.queries.chosen import ChosenWork, chosen_claims, chosen_work
from bangfu.apps.exchange.queries.claims import answering
from bangfu.apps.exchange.queries.declines import declined_pairs, resting_organisations
from bangfu.apps.exchange.queries.gathering import gathered
from bangfu.apps.exchange.queries.pairing_plans import pairing_plan, pairing_plans
from bangfu.apps.exchange.queries.panels import home_panels, panels_of_need, panels_of_organisation
from bangfu.apps.exchange.queries.publishing import (
    WholePlan,
    live_claim_pairs,
    plan_to_publish,
    publishable_scenarios,
    states_of_claims,
)
from bangfu.apps.exchange.queries.recommend import Recommended, recommended_for_need, recommended_for_needs
from bangfu.apps.exchange.rules.declines import REASONS as DECLINE_REASONS
from bangfu.apps.exchange.tasks import solve, warm_up

__all__ = [
    "ChosenWork",
    "answering",
    "chosen_claims",
    "chosen_work",
    "claim_facts",
    "claimants_of",
    "claims_since",
    "DECLINE_REASONS",
    "Recommended",
    "WholePlan",
    "decline",
    "declined_pairs",
    "gathered",
    "home_panels",
    "lapsed_claims",
    "live_claim_pairs",
    "pairing_plan",
    "pairing_plans",
    "panels_of_need",
    "panels_of_organisation",
    "plan_to_publish",
    "publishable_scenarios",
    "recommended_for_need",
    "recommended_for_needs",
    "resting_organisations",
    "solve",
    "start_claim",
    "states_of_claims",
    "warm_up",
]
