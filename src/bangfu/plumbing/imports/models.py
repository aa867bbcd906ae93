"""A waiting or finished import.

The file itself is kept, sealed, only while the batch waits: it may hold telephone numbers. Commit and removal empty it, and
what is left is counts and names of cells. What was mended on the preview is kept beside the file, not in it.
"""

from django.db import models
from django.db.models import Q

from bangfu.plumbing.fieldclasses import classify
from bangfu.plumbing.sealed.fields import SealedTextField
from bangfu.values import opaque_id


class ChosenColumn(models.Model):
    """A title that a kind of sheet does not know, and which column somebody said it is; offered in their next file."""

    person = models.CharField(max_length=16, blank=True)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=80)
    column = models.CharField(max_length=40)
    chosen_at = models.DateTimeField()

    FIELD_CLASSES = classify(internal="id person kind title column chosen_at")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind", "title"], name="imports_one_choice_a_title")]

    def __str__(self) -> str:
        return f"{self.kind} {self.column}"


class ImportBatch(models.Model):
    """One upload. ``name`` is what the rows carry; ``mended`` is sealed JSON of changed cells and removed rows."""

    class Stage(models.TextChoices):
        WAITING = "waiting", "待确认"
        COMMITTED = "committed", "已写入"
        UNDONE = "undone", "已撤销"
        DROPPED = "dropped", "已放弃"

    id = models.CharField(primary_key=True, max_length=16, default=opaque_id, editable=False)
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=60, unique=True)
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.WAITING)
    person = models.CharField(max_length=16, db_index=True, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    file_sha256 = models.CharField(max_length=64)
    content = SealedTextField(blank=True, default="")
    mended = SealedTextField(blank=True, default="")
    counts = models.JSONField(default=dict)
    uploaded_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    FIELD_CLASSES = classify(
        internal="id kind name stage person file_name file_sha256 counts uploaded_at committed_at undone_at",
        personal="content mended",
    )

    class Meta:
        ordering = ["-uploaded_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="imports_committed_iff_stage",
                condition=Q(stage__in=["committed", "undone"], committed_at__isnull=False)
                | Q(stage__in=["waiting", "dropped"], committed_at=None),
            ),
            models.CheckConstraint(
                name="imports_undone_iff_stage",
                condition=Q(stage="undone", undone_at__isnull=False) | (~Q(stage="undone") & Q(undone_at=None)),
            ),
            models.CheckConstraint(
                name="imports_file_only_while_waiting", condition=Q(stage="waiting") | Q(content="", mended="")
            ),
        ]

    def __str__(self) -> str:
        return self.name
