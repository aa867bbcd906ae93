"""Rows of the room; see each module's argument."""

from bangfu.apps.projects.models.deliveries import Acceptance, AcceptedLine, Delivery, DeliveryLine
from bangfu.apps.projects.models.diary import Activity, Change, Evaluation, ShownPhoto
from bangfu.apps.projects.models.plan import BudgetLine, Indicator, PlanItem, Reading
from bangfu.apps.projects.models.project import Bundle, CoveredNeed, Party, Project

__all__ = [
    "AcceptedLine",
    "Acceptance",
    "Activity",
    "BudgetLine",
    "Bundle",
    "Change",
    "CoveredNeed",
    "Delivery",
    "DeliveryLine",
    "Evaluation",
    "Indicator",
    "Party",
    "PlanItem",
    "Project",
    "Reading",
    "ShownPhoto",
]
