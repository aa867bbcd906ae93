"""The only writers of the room."""

from bangfu.apps.organisations.actions.capacity import commit_slot, record_capacity, release_slot, take_slot
from bangfu.apps.organisations.actions.changes import (
    accept_change,
    change_organisation,
    propose_change,
    refuse_change,
    withdraw_change,
)
from bangfu.apps.organisations.actions.hubs import hand_over, join_hub, leave_hub
from bangfu.apps.organisations.actions.imports import import_organisations, undo_batch
from bangfu.apps.organisations.actions.merging import keep_apart, merge, search_duplicates, undo_merge
from bangfu.apps.organisations.actions.offices import change_office, close_office, record_office
from bangfu.apps.organisations.actions.registering import register_organisation
from bangfu.apps.organisations.actions.standing import (
    recheck_organisation,
    resubmit_organisation,
    resume_organisation,
    return_organisation,
    set_credit_status,
    suspend_organisation,
    verify_organisation,
    verify_organisations,
)
from bangfu.apps.organisations.actions.writing import lock_organisations

__all__ = [
    "accept_change",
    "change_office",
    "change_organisation",
    "close_office",
    "commit_slot",
    "hand_over",
    "import_organisations",
    "join_hub",
    "keep_apart",
    "leave_hub",
    "lock_organisations",
    "merge",
    "propose_change",
    "recheck_organisation",
    "record_capacity",
    "record_office",
    "refuse_change",
    "register_organisation",
    "release_slot",
    "resubmit_organisation",
    "resume_organisation",
    "return_organisation",
    "search_duplicates",
    "set_credit_status",
    "suspend_organisation",
    "take_slot",
    "undo_batch",
    "undo_merge",
    "verify_organisation",
    "verify_organisations",
    "withdraw_change",
]
