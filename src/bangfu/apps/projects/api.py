"""The door of `projects`."""

from bangfu.apps.projects.actions.deliveries import accept_delivery, correct_acceptance, deliver
from bangfu.apps.projects.models import Delivery, Project
from bangfu.apps.projects.queries.deliveries import delivery_for, waiting_for
from bangfu.apps.projects.queries.projects import project_for
from bangfu.apps.projects.rules.deliveries import ANSWERS, THEN, Answer

__all__ = [
    "ANSWERS",
    "THEN",
    "Answer",
    "Delivery",
    "Project",
    "accept_delivery",
    "correct_acceptance",
    "deliver",
    "delivery_for",
    "project_for",
    "waiting_for",
]
