"""What happens in a project: activities, changes of the plan asked for and decided, what each side says at the end, pictures."""

from django.db import models
from django.db.models import F, Q

from bangfu.apps.projects.models.project import Project
from bangfu.apps.projects.rules.diary import ACTIVITY_KINDS, CHANGEABLE, DECISIONS
from bangfu.apps.projects.rules.evaluation import SIDES
from bangfu.apps.projects.rules.photos import IN_PICTURE, TAKERS
from bangfu.plumbing.fieldclasses import classify


class Activity(models.Model):
    """One entry of the log, as the organisation wrote it; the page shows it as it is."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="activities")
    kind = models.CharField("做了什么", max_length=10, choices=list(ACTIVITY_KINDS.items()), default="work")
    happened_on = models.DateField("哪天")
    words = models.TextField("经过", max_length=1000)
    present = models.PositiveIntegerField("参加人数", default=0)
    person = models.CharField(max_length=16)
    at = models.DateTimeField()

    FIELD_CLASSES = classify(public="id project kind happened_on words present", internal="person at")

    class Meta:
        ordering = ["project_id", "-happened_on", "-id"]

    def __str__(self) -> str:
        return f"{self.project_id} {self.happened_on}"


class Change(models.Model):
    """A wish to change what was agreed; it counts once the aided side says yes."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="changes")
    field = models.CharField("改什么", max_length=16, choices=list(CHANGEABLE.items()))
    before = models.CharField(max_length=1000, blank=True)
    after = models.CharField("改成", max_length=1000)
    reason = models.CharField("为什么", max_length=300)
    asked_by = models.CharField(max_length=16)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=list(DECISIONS.items()), default="asked")
    decided_by = models.CharField(max_length=16, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField("答复", max_length=300, blank=True)

    FIELD_CLASSES = classify(
        public="id project field before after reason asked_at state decided_at answer", internal="asked_by decided_by"
    )

    class Meta:
        ordering = ["project_id", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "field"], condition=Q(state="asked"), name="projects_one_open_change"
            ),
            models.CheckConstraint(name="projects_change_by_another", condition=~Q(decided_by=F("asked_by"))),
            models.CheckConstraint(
                name="projects_change_decided",
                condition=Q(state="asked") | Q(decided_by__gt="", decided_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.field}"


class Evaluation(models.Model):
    """What one side says of a finished project: marks from one to five for each question, and words."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="evaluations")
    side = models.CharField(max_length=10, choices=list(SIDES.items()))
    marks = models.JSONField(default=dict)
    words = models.CharField("一句话", max_length=300)
    person = models.CharField(max_length=16)
    at = models.DateTimeField()

    FIELD_CLASSES = classify(public="id project side marks words at", internal="person")

    class Meta:
        ordering = ["project_id", "id"]
        constraints = [models.UniqueConstraint(fields=["project", "side"], name="projects_one_voice_of_a_side")]

    def __str__(self) -> str:
        return f"{self.project_id} {self.side}"


class ShownPhoto(models.Model):
    """A picture that was released for the public page; taking it off removes the row, the trail keeps both acts."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="shown_photos")
    file = models.CharField(max_length=16, unique=True)
    taken_on = models.DateField("拍摄日期")
    taken_by = models.CharField("谁拍的", max_length=12, choices=list(TAKERS.items()))
    in_picture = models.CharField("照片里有谁", max_length=12, choices=list(IN_PICTURE.items()))
    released_by = models.CharField(max_length=16)
    released_at = models.DateTimeField()

    FIELD_CLASSES = classify(public="id project file taken_on taken_by released_at", internal="in_picture released_by")

    class Meta:
        ordering = ["project_id", "taken_on", "id"]
        constraints = [
            # A child's picture stands on no public page, whoever asks (W4).
            models.CheckConstraint(name="projects_photo_no_minor", condition=Q(in_picture__in=["nobody", "agreed"])),
        ]

    def __str__(self) -> str:
        return self.file
