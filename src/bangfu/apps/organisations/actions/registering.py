"""A new organisation, entered by hand."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bangfu.apps.organisations.actions.duplicates import note_duplicates
from bangfu.apps.organisations.actions.writing import put_columns, replace_rows, search_text, who
from bangfu.apps.organisations.models import Organisation
from bangfu.apps.organisations.rules.decisions import profile_refusal
from bangfu.apps.organisations.rules.profile import cleaned
from bangfu.plumbing.access import Actor
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.plumbing.numbers.allocate import allocate
from bangfu.values import InvalidValue, Refusal


def clean_or_refuse(values: Mapping[str, Any]) -> dict[str, Any]:
    """`rules.profile.cleaned` with its errors as refusals."""
    try:
        return cleaned(values)
    except InvalidValue as wrong:
        raise Refused(wrong.refusal) from wrong
    except LookupError as unknown:
        raise Refused(Refusal("organisations.field", f"没有“{unknown.args[0]}”这一栏。")) from unknown


def code_taken_refusal(code: str | None, besides: int | None = None) -> Refusal | None:
    """Why a credit code cannot be given again: an organisation has it."""
    if not code:
        return None
    holders = Organisation.objects.filter(credit_code=code)
    holder = (holders if besides is None else holders.exclude(pk=besides)).first()
    if holder is None:
        return None
    return Refusal(
        "organisations.code_taken",
        f"统一社会信用代码已属于“{holder.name}”（{holder.number}）。",
        "请打开那一家修改，不要重复登记。",
    )


@action("organisations.register_organisation")
def register_organisation(
    *, by: Actor, at: datetime | None = None, key: str = "", values: Mapping[str, Any]
) -> Organisation:
    """Enter a new organisation; it waits to be verified by somebody else.

    Args: ``values`` by the names of `rules.profile`. Errors: ``Refused`` for an impossible profile or a code in use.
    """
    assert at is not None
    clean = clean_or_refuse(values)
    refuse(profile_refusal(clean))
    refuse(code_taken_refusal(clean.get("credit_code")))
    organisation = Organisation(
        number=allocate("O", at=at)[0], entered_by=who(by), entered_at=at, changed_by=who(by), changed_at=at
    )
    put_columns(organisation, clean)
    organisation.search = search_text(clean)
    organisation.save(force_insert=True)
    replace_rows(organisation, clean)
    note_duplicates([organisation.pk], at=at)
    record(subject=organisation, changes={"name": ("", organisation.name), "state": ("", organisation.state)})
    return organisation
