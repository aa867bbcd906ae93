"""The rows of the room; written by its actions only."""

from bangfu.apps.organisations.models.bonds import HubMembership, ResponsiblePerson
from bangfu.apps.organisations.models.capacity import Capacity, CapacityHolding
from bangfu.apps.organisations.models.offices import Office
from bangfu.apps.organisations.models.organisation import Capability, Organisation, Resource, ServiceArea, ThemeTag
from bangfu.apps.organisations.models.review import ChangeProposal, DuplicatePair, Merge

__all__ = [
    "Capability",
    "Capacity",
    "CapacityHolding",
    "ChangeProposal",
    "DuplicatePair",
    "HubMembership",
    "Merge",
    "Office",
    "Organisation",
    "Resource",
    "ResponsiblePerson",
    "ServiceArea",
    "ThemeTag",
]
