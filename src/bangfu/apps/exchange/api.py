"""The door of `exchange`."""

from bangfu.apps.exchange.queries.chosen import ChosenWork, chosen_claims, chosen_work
from bangfu.apps.exchange.queries.claims import answering
from bangfu.apps.exchange.queries.declines import declined_pairs, resting_organisations
from bangfu.apps.exchange.queries.gathering import gathered
from bangfu.apps.exchange.queries.pairing_plans import PairingPlan, pairing_plan, pairing_plans
from bangfu.apps.exchange.queries.panels import home_panels, panels_of_need, panels_of_organisation
from bangfu.apps.exchange.tasks import solve, warm_up

__all__ = [
    "ChosenWork",
    "PairingPlan",
    "answering",
    "chosen_claims",
    "chosen_work",
    "declined_pairs",
    "gathered",
    "home_panels",
    "pairing_plan",
    "pairing_plans",
    "panels_of_need",
    "panels_of_organisation",
    "resting_organisations",
    "solve",
    "warm_up",
]
