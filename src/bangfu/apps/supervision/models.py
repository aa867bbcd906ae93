"""Questions about something of this site, their answers, and what of them everybody may read."""

from django.db import models
from django.db.models import Q

from bangfu.apps.supervision.rules import CYCLE, KINDS
from bangfu.apps.supervision.rules_complaints import COMPLAINT_CYCLE, COMPLAINT_KINDS
from bangfu.plumbing.fieldclasses import classify
from bangfu.plumbing.sealed.fields import SealedTextField
from bangfu.values import opaque_id


class Inquiry(models.Model):
    """One question (问一句) of an organisation or a visitor about a subject of any room, with its answer.

    ``subject_kind`` and ``subject`` name what it is about, ``title`` how that was called then, ``region`` where it lies.
    The words of both sides are sealed: they may speak of people. ``tracking`` is the digest of a visitor's code.
    """

    id = models.CharField(primary_key=True, max_length=16, default=opaque_id, editable=False)
    kind = models.CharField(max_length=12, choices=list(KINDS.items()))
    subject_kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    region = models.CharField(max_length=12, db_index=True)
    organisation = models.CharField(max_length=32, blank=True)
    asked_by = models.CharField(max_length=16, blank=True)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    words = SealedTextField("问题")
    state = models.CharField(max_length=10, choices=list(CYCLE.states.items()), default="open")
    answer = SealedTextField("回答", blank=True, default="")
    answered_by = models.CharField(max_length=16, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    tracking = models.CharField(max_length=64, blank=True)

    FIELD_CLASSES = classify(
        internal="id kind subject_kind subject title region organisation asked_by asked_at due_at state answered_by "
        "answered_at tracking",
        personal="words answer",
    )

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject", "state"]),
            models.Index(fields=["state", "due_at"]),
            models.Index(fields=["organisation", "asked_at"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["tracking"], condition=~Q(tracking=""), name="supervision_one_code"),
            models.CheckConstraint(
                name="supervision_visitor_unnamed",
                condition=Q(kind="visitor", asked_by="", organisation="") & ~Q(tracking="")
                | Q(kind="organisation", tracking="") & ~Q(asked_by="") & ~Q(organisation=""),
            ),
            models.CheckConstraint(
                name="supervision_answer_has_author",
                condition=Q(state="open", answered_by="", answered_at__isnull=True)
                | ~Q(state="open") & ~Q(answered_by="") & Q(answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="supervision_answered_by_another",
                condition=~Q(answered_by=models.F("asked_by")) | Q(answered_by=""),
            ),
        ]

    def __str__(self) -> str:
        return self.id


class PublishedAnswer(models.Model):
    """What everybody may read of a question: a neutral summary and the answer, both in the office's own words."""

    inquiry = models.ForeignKey(Inquiry, on_delete=models.PROTECT, related_name="published")
    question = models.CharField("公开的问题", max_length=500)
    answer = models.CharField("公开的回答", max_length=1000)
    released_by = models.CharField(max_length=16)
    released_at = models.DateTimeField()
    taken_back_by = models.CharField(max_length=16, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    FIELD_CLASSES = classify(
        public="id question answer released_at taken_back_at reason", internal="inquiry released_by taken_back_by"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["inquiry"], condition=Q(taken_back_at__isnull=True), name="supervision_one_standing_answer"
            ),
            models.CheckConstraint(name="supervision_released_by_somebody", condition=~Q(released_by="")),
        ]

    def __str__(self) -> str:
        return f"{self.inquiry_id}"


class Complaint(models.Model):
    """A question, complaint or report of anybody about a page of this site. Nobody is named, not even who is signed in.

    ``page``: the local address it is about; ``region``: where that lies. ``words`` and, once reopened, ``again`` are sealed:
    they are the reporter's. ``level`` 1: an overdue or reopened one lies with those who oversee. ``tracking``: digest of the code.
    """

    id = models.CharField(primary_key=True, max_length=16, default=opaque_id, editable=False)
    kind = models.CharField(max_length=12, choices=list(COMPLAINT_KINDS.items()))
    page = models.CharField(max_length=200)
    region = models.CharField(max_length=12, db_index=True)
    sent_at = models.DateTimeField()
    due_at = models.DateTimeField()
    words = SealedTextField("意见")
    again = SealedTextField("还要说的", blank=True, default="")
    reopened = models.PositiveSmallIntegerField(default=0)
    level = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=list(COMPLAINT_CYCLE.states.items()), default="open")
    tracking = models.CharField(max_length=64, unique=True)

    FIELD_CLASSES = classify(
        internal="id kind page region sent_at due_at reopened level state tracking", personal="words again"
    )

    class Meta:
        indexes = [models.Index(fields=["state", "due_at"], name="supervision_complaint_due")]

    def __str__(self) -> str:
        return self.id


class Reply(models.Model):
    """One answer to a complaint: drafted by one person, put before everybody by another of those who oversee.

    ``summary`` says neutrally what it was about, ``answer`` what was found and done. Sent back: ``returned_at`` and ``reason``.
    """

    id = models.CharField(primary_key=True, max_length=16, default=opaque_id, editable=False)
    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="replies")
    summary = models.CharField("概括", max_length=500)
    answer = models.CharField("答复", max_length=1000)
    drafted_by = models.CharField(max_length=16)
    drafted_at = models.DateTimeField()
    released_by = models.CharField(max_length=16, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    FIELD_CLASSES = classify(
        public="id summary answer released_at",
        internal="complaint drafted_by drafted_at released_by returned_at reason",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["complaint"],
                condition=Q(released_at__isnull=True, returned_at__isnull=True),
                name="supervision_one_draft",
            ),
            models.CheckConstraint(
                name="supervision_two_people",
                condition=Q(released_at__isnull=True, released_by="")
                | Q(released_at__isnull=False, returned_at__isnull=True)
                & ~Q(released_by="")
                & ~Q(released_by=models.F("drafted_by")),
            ),
            models.CheckConstraint(name="supervision_drafted_by_somebody", condition=~Q(drafted_by="")),
        ]

    def __str__(self) -> str:
        return self.id
