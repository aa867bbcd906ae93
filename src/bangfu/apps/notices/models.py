"""Notices, each person's copy, and each copy's way through a channel."""

import secrets

from django.db import models
from django.db.models import Q

from bangfu.apps.notices.rules import KINDS, STATES
from bangfu.plumbing.fieldclasses import classify
from bangfu.plumbing.sealed.fields import SealedTextField
from bangfu.values import opaque_id

LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"


def short_code() -> str:
    """Eight characters for an address in a text message."""
    return "".join(secrets.choice(LETTERS) for _ in range(8))


class Notice(models.Model):
    """What is said. Neither title nor body holds personal data: they say where to look.

    ``place`` and ``deadline`` are for channels of few characters; ``reminds``: who does not read it is reminded.
    """

    id = models.CharField(primary_key=True, max_length=16, default=opaque_id, editable=False)
    code = models.CharField(max_length=8, unique=True, default=short_code, editable=False)
    kind = models.CharField(max_length=10, choices=list(KINDS.items()))
    title = models.CharField("标题", max_length=80)
    body = models.CharField("内容", max_length=500, blank=True)
    url = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=60, blank=True)
    deadline = models.DateField(null=True, blank=True)
    urgent = models.BooleanField(default=False)
    reminds = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=16, blank=True)
    agreed_by = models.CharField(max_length=16, blank=True)
    audience = models.PositiveIntegerField()

    FIELD_CLASSES = classify(
        internal="id code kind title body url place deadline urgent reminds made_at made_by agreed_by audience"
    )

    def __str__(self) -> str:
        return self.id


class Message(models.Model):
    """One person's copy of a notice: a line of their inbox. ``line`` is said to this person only, such as why they get it."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="messages")
    person = models.CharField(max_length=16)
    line = models.CharField(max_length=160, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    reminded = models.PositiveSmallIntegerField(default=0)
    remind_at = models.DateTimeField(null=True, blank=True)

    FIELD_CLASSES = classify(internal="id notice person line read_at answered_at reminded remind_at")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "person"], name="notices_message_once")]
        indexes = [
            models.Index(fields=["person", "read_at"]),
            models.Index(fields=["remind_at"], name="notices_remind", condition=Q(remind_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} for {self.person}"


class Dispatch(models.Model):
    """One message by one channel. ``not_before`` is when it may leave, ``turn`` is 0, or which reminder it is.

    ``letter`` names the letter that it left in, the same at every try; while ``leased_until`` is ahead, a worker has it.
    """

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="dispatches")
    channel = models.CharField(max_length=20)
    turn = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=list(STATES.items()), default="made")
    reason = models.CharField(max_length=120, blank=True)
    not_before = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    letter = models.CharField(max_length=16, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)

    FIELD_CLASSES = classify(
        internal="id message channel turn state reason not_before sent_at tries letter leased_until"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "channel", "turn"], name="notices_dispatch_once")]
        indexes = [
            models.Index(fields=["channel", "not_before"], name="notices_waiting", condition=Q(state="made")),
            models.Index(fields=["letter"]),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} by {self.channel}"


class Preference(models.Model):
    """That a person wants, or does not want, one kind by one channel. No row means: as `rules.DEFAULT_OFF` has it."""

    person = models.CharField(max_length=16)
    kind = models.CharField(max_length=10, choices=list(KINDS.items()))
    channel = models.CharField(max_length=20)
    wanted = models.BooleanField()

    FIELD_CLASSES = classify(internal="id person kind channel wanted")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind", "channel"], name="notices_preference_once")]

    def __str__(self) -> str:
        return f"{self.person} {self.kind} {self.channel}"


class Address(models.Model):
    """Where a person is reached by a channel whose address is neither their e-mail nor their telephone."""

    id = models.CharField(primary_key=True, max_length=16, default=opaque_id, editable=False)
    person = models.CharField(max_length=16)
    channel = models.CharField(max_length=20)
    address = SealedTextField()

    FIELD_CLASSES = classify(internal="id person channel", personal="address")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "channel"], name="notices_address_once")]

    def __str__(self) -> str:
        return self.id


class ChannelState(models.Model):
    """How a channel fares: failures since the last success, how long it rests, and whether a person stopped it."""

    channel = models.CharField(primary_key=True, max_length=20)
    failures = models.PositiveIntegerField(default=0)
    rests_until = models.DateTimeField(null=True, blank=True)
    stopped_by = models.CharField(max_length=16, blank=True)
    reason = models.CharField(max_length=120, blank=True)
    worked_at = models.DateTimeField(null=True, blank=True)

    FIELD_CLASSES = classify(internal="channel failures rests_until stopped_by reason worked_at")

    def __str__(self) -> str:
        return self.channel
