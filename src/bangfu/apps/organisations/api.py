"""The door of `organisations`: parties, what they can do, how much they take on; slots are taken only through here."""

from bangfu.apps.organisations.actions import (
    commit_slot,
    import_organisations,
    join_hub,
    lock_organisations,
    record_capacity,
    record_office,
    register_organisation,
    release_slot,
    set_credit_status,
    take_slot,
    verify_organisation,
)
from bangfu.apps.organisations.models import Organisation
from bangfu.apps.organisations.queries.engaged import engagements
from bangfu.apps.organisations.queries.panels import offices_of_region, offices_within, search_rows
from bangfu.apps.organisations.queries.standing import (
    eligible,
    hubs_for,
    may_act_for,
    members_of,
    organisation_for,
    organisations_by_number,
    planning_rows,
    responsible_for,
)
from bangfu.apps.organisations.questions import panels_of_organisation

__all__ = [
    "Organisation",
    "commit_slot",
    "eligible",
    "engagements",
    "hubs_for",
    "import_organisations",
    "join_hub",
    "lock_organisations",
    "may_act_for",
    "members_of",
    "offices_of_region",
    "offices_within",
    "organisation_for",
    "organisations_by_number",
    "panels_of_organisation",
    "planning_rows",
    "record_capacity",
    "record_office",
    "register_organisation",
    "release_slot",
    "responsible_for",
    "search_rows",
    "set_credit_status",
    "take_slot",
    "verify_organisation",
]
