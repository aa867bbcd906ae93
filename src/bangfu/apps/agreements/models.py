"""Agreements: who the parties are, the exact texts by their hash, who signed which, how it ended.

What an agreement is about is an opaque ``subject`` ("pairing:J-26-…"); people are opaque ids, organisations and places codes.
"""

from django.db import models
from django.db.models import Q

from bangfu.apps.agreements.rules import AGREEMENT_ENDS, KINDS, PARTY_KINDS
from bangfu.plumbing.fieldclasses import classify
from bangfu.plumbing.sealed.fields import SealedTextField
from bangfu.values import opaque_id


class TemplateVersion(models.Model):
    """One version of the text from which agreements of a kind are written. Never changed: an edit is the next version."""

    kind = models.CharField(max_length=10, choices=[(name, kind.title) for name, kind in KINDS.items()])
    serial = models.PositiveIntegerField()
    text = models.TextField("范本正文", max_length=20_000)
    note = models.CharField("改了什么", max_length=200, blank=True)
    person = models.CharField(max_length=16)
    at = models.DateTimeField()

    FIELD_CLASSES = classify(internal="id kind serial text note person at")

    class Meta:
        ordering = ["kind", "-serial"]
        constraints = [models.UniqueConstraint(fields=["kind", "serial"], name="agreements_one_template_serial")]

    def __str__(self) -> str:
        return f"{self.kind} {self.serial}"


class Agreement(models.Model):
    """One agreement. ``in_force`` is the text that every party signed; ``proposed`` one that waits for signatures.

    ``region`` is the 12-digit code of where it lies: offices above may read it. ``number`` is printed as the public number of
    what it is about.
    """

    id = models.CharField(primary_key=True, max_length=16, default=opaque_id, editable=False)
    kind = models.CharField(max_length=10, choices=[(name, kind.title) for name, kind in KINDS.items()])
    subject = models.CharField(max_length=60)
    number = models.CharField("编号", max_length=16)
    title = models.CharField("名称", max_length=80)
    region = models.CharField(max_length=12, db_index=True)
    in_force = models.ForeignKey("Text", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    proposed = models.ForeignKey("Text", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    liaison = SealedTextField("联系人", blank=True, default="")
    created_at = models.DateTimeField()
    in_force_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_how = models.CharField(max_length=12, choices=list(AGREEMENT_ENDS.items()), blank=True)
    ended_reason = models.CharField("终止原因", max_length=300, blank=True)

    FIELD_CLASSES = classify(
        internal="id kind subject number title region in_force proposed created_at in_force_at ended_at ended_how ended_reason",
        personal="liaison",
    )

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["subject"], name="agreements_one_agreement"),
            models.CheckConstraint(
                name="agreements_ended_how",
                condition=Q(ended_at=None, ended_how="") | Q(ended_at__isnull=False, ended_how__gt=""),
            ),
            models.CheckConstraint(
                name="agreements_force_has_day",
                condition=Q(in_force=None, in_force_at=None) | Q(in_force__isnull=False, in_force_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Party(models.Model):
    """Who agrees: an organisation by its number or a place by its code. ``role`` is its word in the text (甲方)."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="parties")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=list(PARTY_KINDS.items()))
    code = models.CharField(max_length=16)
    name = models.CharField("名称", max_length=200)
    role = models.CharField("称谓", max_length=20)

    FIELD_CLASSES = classify(internal="id agreement position kind code name role")

    class Meta:
        ordering = ["agreement_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "kind", "code"], name="agreements_party_once"),
            models.UniqueConstraint(fields=["agreement", "position"], name="agreements_party_place"),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.name}"


class Text(models.Model):
    """The exact words of one version of an agreement. Append-only; ``digest`` is the SHA-256 of the words in UTF-8."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="texts")
    serial = models.PositiveIntegerField()
    words = models.TextField()
    digest = models.CharField(max_length=64)
    template = models.ForeignKey(TemplateVersion, on_delete=models.PROTECT, related_name="+")
    why = models.CharField("为什么有这一版", max_length=200, blank=True)
    person = models.CharField(max_length=16)
    at = models.DateTimeField()

    FIELD_CLASSES = classify(internal="id agreement serial words digest template why person at")

    class Meta:
        ordering = ["agreement_id", "serial"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "serial"], name="agreements_one_text_serial"),
            models.CheckConstraint(name="agreements_digest_whole", condition=Q(digest__regex=r"^[0-9a-f]{64}$")),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id}#{self.serial}"


class Signatory(models.Model):
    """A party that must sign one text before it counts. Append-only."""

    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="signatories")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")

    FIELD_CLASSES = classify(internal="id text party")

    class Meta:
        ordering = ["text_id", "party_id"]
        constraints = [models.UniqueConstraint(fields=["text", "party"], name="agreements_signatory_once")]

    def __str__(self) -> str:
        return f"{self.text_id} {self.party_id}"


class Signature(models.Model):
    """One party's signature under one text: who, when, and the digest of the words that they had before them. Append-only."""

    signatory = models.OneToOneField(Signatory, on_delete=models.PROTECT, related_name="signature")
    digest = models.CharField(max_length=64)
    person = models.CharField(max_length=16)
    at = models.DateTimeField()

    FIELD_CLASSES = classify(internal="id signatory digest person at")

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(name="agreements_signed_by_name", condition=Q(person__gt=""))]

    def __str__(self) -> str:
        return f"{self.signatory_id} {self.digest[:12]}"
