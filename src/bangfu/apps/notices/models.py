"""Notices, each person's copy, and each copy's way through a channel."""

from django.db import models

from bangfu.apps.notices.rules import KINDS, STATES
from bangfu.plumbing.fieldclasses import classify
from bangfu.values import opaque_id


class Notice(models.Model):
    """What is said. Neither title nor body holds personal data: they say where to look."""

    id = models.CharField(primary_key=True, max_length=16, default=opaque_id, editable=False)
    kind = models.CharField(max_length=10, choices=list(KINDS.items()))
    title = models.CharField("标题", max_length=80)
    body = models.CharField("内容", max_length=500, blank=True)
    url = models.CharField(max_length=200, blank=True)
    urgent = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=16, blank=True)
    agreed_by = models.CharField(max_length=16, blank=True)
    audience = models.PositiveIntegerField()

    FIELD_CLASSES = classify(internal="id kind title body url urgent made_at made_by agreed_by audience")

    def __str__(self) -> str:
        return self.id


class Message(models.Model):
    """One person's copy of a notice: a line of their inbox."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="messages")
    person = models.CharField(max_length=16)
    read_at = models.DateTimeField(null=True, blank=True)

    FIELD_CLASSES = classify(internal="id notice person read_at")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "person"], name="notices_message_once")]
        indexes = [models.Index(fields=["person", "read_at"])]

    def __str__(self) -> str:
        return f"{self.notice_id} for {self.person}"


class Dispatch(models.Model):
    """One message by one channel. ``not_before`` is when it may leave."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="dispatches")
    channel = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=list(STATES.items()), default="made")
    reason = models.CharField(max_length=120, blank=True)
    not_before = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    FIELD_CLASSES = classify(internal="id message channel state reason not_before sent_at tries")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "channel"], name="notices_dispatch_once")]
        indexes = [models.Index(fields=["state", "not_before"])]

    def __str__(self) -> str:
        return f"{self.message_id} by {self.channel}"


class Wish(models.Model):
    """What a person wants to get by channels beyond the inbox. No row means: everything."""

    person = models.CharField(primary_key=True, max_length=16)
    pushes = models.BooleanField("需求推送", default=True)
    digest = models.BooleanField("每周汇总", default=True)
    email = models.BooleanField("也发邮件", default=True)

    FIELD_CLASSES = classify(internal="person pushes digest email")

    def __str__(self) -> str:
        return self.person
