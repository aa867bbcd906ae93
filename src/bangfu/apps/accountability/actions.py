"""The only writers of corrections: one person drafts, another confirms; then it stands in public and in the log."""

from datetime import datetime
from typing import Any

from bangfu.apps.accountability import policy, rules
from bangfu.apps.accountability.models import Correction
from bangfu.apps.accountability.queries_books import txid_of, voucher_named
from bangfu.apps.disclosure.api import private_marks
from bangfu.apps.funds.api import Voucher
from bangfu.plumbing.access import Actor, Hidden
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.plumbing.publication.write import publish_row
from bangfu.values import Refusal, tidy

KIND = "correction.published"


@action("accountability.draft_correction")
def draft_correction(
    *,
    by: Actor,
    at: datetime,
    key: str = "",
    voucher: int,
    said: str,
    now: str,
    reason: str,
    entry: str = "",
) -> Correction:
    """Say what is wrong in a published voucher and what is right; nobody reads it before another person confirmed it.

    Args: ``entry``: the public name of the voucher by which the books were put right, "" where no money was concerned.
    Errors: ``Hidden``, ``Denied``, ``Refused``.
    """
    about = _voucher(voucher)
    policy.require(by, about, hidden=False)
    right = _entry(about, entry)
    typed = {"said": tidy(said), "now": tidy(now), "reason": tidy(reason)}
    marks = sorted({mark for words in typed.values() for mark in private_marks(words)})
    is_waiting = Correction.objects.filter(about=about, confirmed_at=None, returned_at=None).exists()
    refuse(rules.drafting_refusal(**typed, marks=marks, has_open=is_waiting))
    made = Correction.objects.create(about=about, entry=right, drafted_by=by.person, drafted_at=at, **typed)
    record(subject=made, changes={"about": ("", txid_of(about)), "drafted_by": ("", by.person)})
    return made


def _voucher(pk: int) -> Voucher:
    rows = Voucher.objects.select_related("organisation__region", "period").select_for_update(of=("self",))
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Hidden
    return found


def _entry(about: Voucher, txid: str) -> Voucher | None:
    """The entry that put the books right: another voucher of the same organisation."""
    if not txid.strip():
        return None
    found = voucher_named(txid)
    if found is None or found.organisation_id != about.organisation_id or found.pk == about.pk:
        words = "没有这张更正凭证：要填同一家组织的另一张凭证的编号。"
        raise Refused(Refusal("correction_entry", words, "没有动账就留空。"))
    return found


def _locked(by: Actor, correction: str) -> Correction:
    rows = Correction.objects.select_for_update(of=("self",)).select_related(
        "about__organisation__region", "about__period", "entry__organisation", "entry__period"
    )
    found = rows.filter(pk=correction).first()
    if found is None:
        raise Hidden
    policy.require(by, found.about, hidden=True)
    is_open = found.confirmed_at is None and found.returned_at is None
    refuse(rules.judging_refusal(is_open=is_open, drafted_by=found.drafted_by, by=by.person))
    return found


@action("accountability.confirm_correction")
def confirm_correction(*, by: Actor, at: datetime, key: str = "", correction: str) -> Correction:
    """Put a correction before everybody (L1, L2), with its publication row. Errors: ``Hidden``, ``Refused``."""
    found = _locked(by, correction)
    found.confirmed_by, found.confirmed_at = by.person, at
    found.save()
    record(subject=found, changes={"confirmed_by": ("", by.person)})
    publish_row(kind=KIND, subject=row_of(found), fields=said_of(found), at=at)
    return found


@action("accountability.send_correction_back")
def send_correction_back(*, by: Actor, at: datetime, key: str = "", correction: str, reason: str) -> Correction:
    """Another person sends a draft back with a reason. Errors: ``Hidden``, ``Refused``."""
    found = _locked(by, correction)
    words = tidy(reason)
    if not words or len(words) > rules.REASON_MAX:
        raise Refused(Refusal("correction_why", "请写明为什么退回，最多 300 字。"))
    found.returned_by, found.returned_at, found.return_reason = by.person, at, words
    found.save()
    record(subject=found, changes={"returned_by": ("", by.person)}, note=words)
    return found


def row_of(correction: Correction) -> str:
    """How publication rows name a correction."""
    return f"correction-{correction.pk}"


def said_of(correction: Correction) -> dict[str, Any]:
    """What everybody may know of it."""
    return {
        "about": txid_of(correction.about),
        "said": correction.said,
        "now": correction.now,
        "reason": correction.reason,
        "entry": txid_of(correction.entry) if correction.entry else "",
    }
