"""A1 and A2, re-derived from texts, signatories and signatures alone."""

from collections.abc import Iterator

from bangfu.apps.agreements.models import Agreement, Signature, Text
from bangfu.apps.agreements.rules import all_signed, digest_of
from bangfu.plumbing.checks import Finding, Invariant


def _unsigned() -> Iterator[Finding]:
    rows = Agreement.objects.exclude(in_force=None).select_related("in_force")
    for agreement in rows.prefetch_related("in_force__signatories__signature").iterator(200):
        assert agreement.in_force is not None
        wanted = list(agreement.in_force.signatories.all())
        signed = [one.pk for one in wanted if hasattr(one, "signature")]
        if not all_signed([one.pk for one in wanted], signed) or agreement.in_force.agreement_id != agreement.pk:
            yield Finding(agreement.number, "协议生效了，却不是各方都签了这份文本。")


def _altered() -> Iterator[Finding]:
    for text in Text.objects.iterator(200):
        if digest_of(text.words) != text.digest:
            yield Finding(str(text), "文本和它的指纹对不上。")
    for signature in Signature.objects.select_related("signatory__text").iterator(200):
        if signature.digest != signature.signatory.text.digest:
            yield Finding(str(signature), "签的不是这份文本。")


INVARIANTS = (
    Invariant("A1", "A text in force was signed by every party that must sign it.", Agreement.objects.count, _unsigned),
    Invariant("A2", "A text is what its digest says, and what was signed is that text.", Text.objects.count, _altered),
)
