"""The door of `exchange`."""

from bangfu.apps.exchange.queries.chosen import ChosenWork, chosen_claims, chosen_work
from bangfu.apps.exchange.queries.claims import answering
from bangfu.apps.exchange.queries.declines import declined_pairs, resting_organisations
from bangfu.apps.exchange.queries.panels import home_panels, panels_of_need, panels_of_organisation
from bangfu.apps.exchange.tasks import solve, warm_up

__all__ = [
    "ChosenWork",
    "answering",
    "chosen_claims",
    "chosen_work",
    "declined_pairs",
    "home_panels",
    "panels_of_need",
    "panels_of_organisation",
    "resting_organisations",
    "solve",
    "warm_up",
]
