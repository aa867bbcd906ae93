"""Rows of the room; see each module's argument."""

from bangfu.apps.exchange.models.scenarios import Scenario, ScenarioLimit, ScenarioPair
from bangfu.apps.exchange.models.solutions import InputSheet, Solution

__all__ = ["InputSheet", "Scenario", "ScenarioLimit", "ScenarioPair", "Solution"]
