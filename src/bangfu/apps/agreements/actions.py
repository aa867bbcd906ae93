"""The only writers of agreements. Who may begin, amend or end one is decided by the room that the agreement is for; who may
sign is decided here, by the party's own scope. Lock order: the agreement, then what hangs on it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from bangfu.apps.agreements import policy, queries, rules
from bangfu.apps.agreements.models import Agreement, Party, Signatory, Signature, TemplateVersion, Text
from bangfu.plumbing.access import Actor, Denied, Hidden
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.values import Refusal


@dataclass(frozen=True, slots=True)
class PartyGiven:
    """A party as the calling room names it: ``kind`` organisation or place, its ``code``, ``name``, and ``role`` in the text."""

    kind: str
    code: str
    name: str
    role: str


@action("agreements.edit_template")
def edit_template(
    *, by: Actor, at: datetime, key: str = "", kind: str, text: str, note: str = "", seen: int
) -> TemplateVersion:
    """Keep the next version of a template. ``seen``: the serial that the form was opened with.

    Errors: ``Refused`` for a field that nobody fills, by name, or when somebody else was first; ``Denied``.
    """
    if not by.has(policy.TEMPLATE):
        raise Denied(policy.TEMPLATE)
    text = text.replace("\r\n", "\n").strip() + "\n"
    refuse(rules.template_refusal(kind, text))
    present = template_now(kind, at)
    if present.serial != seen:
        raise Refused(
            Refusal("changed_meanwhile", "这份范本刚被别人改过。", "请看一眼最新的一版再改；您写的还在本页。")
        )
    made = TemplateVersion.objects.create(
        kind=kind, serial=present.serial + 1, text=text, note=note.strip()[:200], person=by.person or by.kind, at=at
    )
    record(subject=made, changes={"serial": (present.serial, made.serial)}, note=made.note)
    return made


def template_now(kind: str, at: datetime) -> TemplateVersion:
    """The newest version of a kind's template, locked; the pack's own text becomes version 1 when nothing was edited yet."""
    newest = TemplateVersion.objects.select_for_update().filter(kind=kind).order_by("-serial").first()
    if newest is not None:
        return newest
    made, _created = TemplateVersion.objects.get_or_create(
        kind=kind, serial=1, defaults={"text": queries.pack_template(kind), "person": "system", "at": at}
    )
    return made


@action("agreements.draft_agreement")
def draft_agreement(
    *,
    by: Actor,
    at: datetime,
    key: str = "",
    kind: str,
    subject: str,
    number: str,
    title: str,
    region: str,
    parties: Sequence[PartyGiven],
    values: Mapping[str, str],
) -> Agreement:
    """Write an agreement from the newest template and lay it before its parties. The calling room has authorised ``by``."""
    refuse(rules.parties_refusal([(one.kind, one.code) for one in parties]))
    agreement = Agreement.objects.create(
        kind=kind, subject=subject, number=number, title=title[:80], region=region, created_at=at
    )
    _write(agreement, parties, values, "", by, at)
    record(subject=agreement, changes={"subject": ("", subject)})
    return agreement


@action("agreements.amend_agreement")
def amend_agreement(
    *,
    by: Actor,
    at: datetime,
    key: str = "",
    agreement_id: str,
    parties: Sequence[PartyGiven],
    values: Mapping[str, str],
    why: str,
) -> Agreement:
    """Propose the next text to exactly these parties; what is in force stays so until all of them have signed.

    An earlier proposal that not everybody signed is laid aside; the signatures under it stay where they are.
    """
    agreement = _live(agreement_id)
    refuse(rules.parties_refusal([(one.kind, one.code) for one in parties]))
    old = agreement.proposed_id
    _write(agreement, parties, values, why.strip()[:200], by, at)
    record(subject=agreement, changes={"proposed": (old, agreement.proposed_id)}, note=why.strip()[:200])
    return agreement


def _live(agreement_id: str) -> Agreement:
    agreement = Agreement.objects.select_for_update().filter(pk=agreement_id).first()
    if agreement is None:
        raise Hidden
    if agreement.ended_at is not None:
        raise Refused(Refusal("agreement_ended", "这份协议已经终止，不能再改或再签。"))
    return agreement


def _write(
    agreement: Agreement,
    parties: Sequence[PartyGiven],
    values: Mapping[str, str],
    why: str,
    by: Actor,
    at: datetime,
) -> None:
    template = template_now(agreement.kind, at)
    words = rules.filled(template.text, values)
    serial = (agreement.texts.aggregate(last=Max("serial"))["last"] or 0) + 1
    text = Text.objects.create(
        agreement=agreement, serial=serial, words=words, digest=rules.digest_of(words), template=template, why=why,
        person=by.person or by.kind, at=at,
    )  # fmt: skip
    Signatory.objects.bulk_create([Signatory(text=text, party=_party(agreement, one)) for one in parties])
    agreement.proposed = text
    agreement.save(update_fields=["proposed"])


def _party(agreement: Agreement, given: PartyGiven) -> Party:
    found = agreement.parties.filter(kind=given.kind, code=given.code).first()
    if found is not None:
        return found
    last = agreement.parties.aggregate(last=Max("position"))["last"] or 0
    made: Party = agreement.parties.create(
        position=last + 1, kind=given.kind, code=given.code, name=given.name[:200], role=given.role[:20]
    )
    return made


@action("agreements.sign_agreement")
def sign_agreement(
    *, by: Actor, at: datetime, key: str = "", agreement_id: str, kind: str, code: str, seen: str, intent: str
) -> Agreement:
    """Sign the proposed text for one party; when it was the last signature missing, the text is in force.

    ``seen`` is the digest of the words that the signer read, ``intent`` what they typed to mean it.
    Errors: ``Denied`` for whoever may not sign for that party; ``Refused``.
    """
    agreement = _live(agreement_id)
    party = agreement.parties.filter(kind=kind, code=code).first()
    if party is None:
        raise Hidden
    if not by.may(policy.SIGN, policy.scope_of(party)):
        raise Denied(policy.SIGN)
    text = agreement.proposed
    place = Signatory.objects.filter(text=text, party=party).first() if text else None
    refuse(
        rules.sign_refusal(
            intent=intent, seen=seen, digest=text.digest if text else "", waits=place is not None,
            signed=place is not None and hasattr(place, "signature"),
        )
    )  # fmt: skip
    assert text is not None and place is not None
    given = Signature.objects.create(signatory=place, digest=text.digest, person=by.person or by.kind, at=at)
    wanted = list(text.signatories.values_list("pk", flat=True))
    signed = Signature.objects.filter(signatory__in=wanted).values_list("signatory_id", flat=True)
    if rules.all_signed(wanted, signed):
        agreement.in_force, agreement.proposed = text, None
        agreement.in_force_at = agreement.in_force_at or at
        agreement.save(update_fields=["in_force", "proposed", "in_force_at"])
    record(subject=given, changes={"digest": ("", text.digest)}, note=f"{agreement.number} {party.role}")
    return agreement


@action("agreements.name_liaisons")
def name_liaisons(
    *, by: Actor, at: datetime, key: str = "", agreement_id: str, kind: str, code: str, words: str
) -> Agreement:
    """Say who a party's liaison person is, in words that are sealed. Changing them needs no new signature."""
    agreement = _live(agreement_id)
    party = agreement.parties.filter(kind=kind, code=code).first()
    if party is None:
        raise Hidden
    if not by.may(policy.SIGN, policy.scope_of(party)):
        raise Denied(policy.SIGN)
    if not 2 <= len(words.strip()) <= 80:
        raise Refused(Refusal("liaison", "联系人请写姓名和电话，2 到 80 个字。"))
    said = queries.liaisons_of(agreement) | {party.position: " ".join(words.split())}
    agreement.liaison = queries.liaisons_written(said)
    agreement.save(update_fields=["liaison"])
    record(subject=agreement, note=f"{party.role}的联系人已更新")
    return agreement


@action("agreements.end_agreement")
def end_agreement(
    *, by: Actor, at: datetime, key: str = "", agreement_id: str, how: str, reason: str = ""
) -> Agreement:
    """End an agreement. What was signed stays readable. The calling room has authorised ``by``."""
    agreement = _live(agreement_id)
    assert how in rules.AGREEMENT_ENDS, how
    agreement.ended_at, agreement.ended_how, agreement.ended_reason = at, how, reason.strip()[:300]
    agreement.save(update_fields=["ended_at", "ended_how", "ended_reason"])
    record(subject=agreement, changes={"ended_how": ("", how)}, note=agreement.ended_reason)
    return agreement
