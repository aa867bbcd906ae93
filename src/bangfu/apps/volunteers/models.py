"""Who helps when and where, the hours they report, what the served side says of them, and samples that verify."""

from django.db import models
from django.db.models import F, Q

from bangfu.apps.volunteers import rules_certificates
from bangfu.plumbing.fieldclasses import classify
from bangfu.plumbing.sealed.fields import SealedTextField
from bangfu.values import opaque_id


class Profile(models.Model):
    """What a volunteer can do, where and when: choices alone, no word about the person.

    ``helps_with`` and ``free`` are codes of ``rules`` separated by blanks; ``organisation`` is the number of who sends them.
    """

    person = models.CharField(primary_key=True, max_length=16)
    helps_with = models.CharField("能帮什么", max_length=120, blank=True)
    region = models.CharField("在哪里", max_length=12, blank=True)
    free = models.CharField("什么时候有空", max_length=60, blank=True)
    organisation = models.CharField("哪个组织派出", max_length=32, blank=True)
    updated_at = models.DateTimeField()

    FIELD_CLASSES = classify(internal="person helps_with region free organisation updated_at")

    def __str__(self) -> str:
        return self.person


class Hours(models.Model):
    """Hours as somebody reported them. A row never changes: a correction is a new row that points to it.

    ``subject_kind`` and ``subject`` name what they were for (a project, an occasion), or are empty; ``region`` is the village
    that was served; ``day`` and the moments are of one Shanghai day. What was done may speak of people and is sealed.
    """

    id = models.CharField(primary_key=True, max_length=16, default=opaque_id, editable=False)
    person = models.CharField(max_length=16, db_index=True)
    organisation = models.CharField(max_length=32, blank=True)
    subject_kind = models.CharField(max_length=20, blank=True)
    subject = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=120, blank=True)
    region = models.CharField(max_length=12, db_index=True)
    day = models.DateField()
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    what = SealedTextField("做了什么")
    reported_at = models.DateTimeField()
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="correction")

    FIELD_CLASSES = classify(
        internal="id person organisation subject_kind subject title region day starts ends minutes reported_at corrects",
        personal="what",
    )

    class Meta:
        verbose_name_plural = "hours"
        indexes = [models.Index(fields=["person", "day"]), models.Index(fields=["region", "day"])]
        constraints = [
            models.CheckConstraint(name="volunteers_hours_order", condition=Q(ends__gt=F("starts"))),
            models.CheckConstraint(name="volunteers_hours_within_a_day", condition=Q(minutes__gt=0, minutes__lte=1440)),
        ]

    def __str__(self) -> str:
        return self.id


class Answer(models.Model):
    """What the served side says of reported hours: yes, or no with a reason. One for each, for ever.

    ``office`` is the region prefix for which ``by`` speaks; ``stands_with`` are the numbers of organisations that ``by``
    belonged to at that moment, each between commas.
    """

    hours = models.OneToOneField(Hours, on_delete=models.PROTECT, related_name="answer")
    confirmed = models.BooleanField()
    reason = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=16, db_index=True)
    office = models.CharField(max_length=12)
    stands_with = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()

    FIELD_CLASSES = classify(internal="id hours confirmed reason by office stands_with at")

    class Meta:
        constraints = [
            models.CheckConstraint(name="volunteers_answer_of_somebody", condition=~Q(by="") & ~Q(office="")),
            models.CheckConstraint(name="volunteers_refused_why", condition=Q(confirmed=True) | ~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.hours_id} {self.confirmed}"


class Reminder(models.Model):
    """That the served side was reminded of hours once; reminding never confirms anything."""

    hours = models.OneToOneField(Hours, on_delete=models.PROTECT, related_name="reminder")
    at = models.DateTimeField()

    FIELD_CLASSES = classify(internal="id hours at")

    def __str__(self) -> str:
        return f"{self.hours_id}"


class Certificate(models.Model):
    """A certificate of hours that somebody had made out (志愿服务记录证明). Its id is the code that anybody may check it by.

    ``hours`` are the ids of what it counts, in the order of their days; ``organisation`` the number of who sent ("" for all).
    The name on it stays sealed; ``shows`` is what the public page tells of the person, and the one thing that may change.
    """

    id = models.CharField(primary_key=True, max_length=16, default=opaque_id, editable=False)
    person = models.CharField(max_length=16, db_index=True)
    name = SealedTextField("姓名")
    organisation = models.CharField(max_length=32, blank=True)
    since = models.DateField()
    until = models.DateField()
    hours = models.JSONField()
    times = models.PositiveIntegerField()
    minutes = models.PositiveIntegerField()
    shows = models.CharField("核验页显示", max_length=10, choices=list(rules_certificates.SHOWS.items()))
    issued_at = models.DateTimeField()

    FIELD_CLASSES = classify(
        public="id since until times minutes issued_at", internal="person organisation hours shows", personal="name"
    )

    class Meta:
        ordering = ["-issued_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="volunteers_certificate_counts",
                condition=Q(times__gte=1, minutes__gte=1, since__lte=F("until")),
            )
        ]

    def __str__(self) -> str:
        return self.id


class Sample(models.Model):
    """A verification sample as it was drawn: from which items, how sure it shall be, with which seed.

    ``tolerable`` and ``confidence`` are in thousandths; ``items`` holds the ids of the whole population in order, and the
    sample is what ``engines.sampling.drawn`` takes from them with ``seed``.
    """

    id = models.CharField(primary_key=True, max_length=16, default=opaque_id, editable=False)
    kind = models.CharField(max_length=20)
    region = models.CharField(max_length=12)
    since = models.DateField()
    until = models.DateField()
    tolerable = models.PositiveSmallIntegerField()
    confidence = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=32)
    items = models.JSONField()
    population = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    drawn_by = models.CharField(max_length=16)
    drawn_at = models.DateTimeField()

    FIELD_CLASSES = classify(
        public="id kind region since until tolerable confidence seed population size drawn_at",
        internal="items drawn_by",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="volunteers_sample_within",
                condition=Q(
                    size__gte=1,
                    size__lte=F("population"),
                    tolerable__gte=1,
                    tolerable__lte=1000,
                    confidence__gte=1,
                    confidence__lte=999,
                ),
            )
        ]

    def __str__(self) -> str:
        return self.id


class Look(models.Model):
    """What somebody found when looking at one drawn item: as said, or not, with a note."""

    id = models.CharField(primary_key=True, max_length=16, default=opaque_id, editable=False)
    sample = models.ForeignKey(Sample, on_delete=models.PROTECT, related_name="looks")
    item = models.CharField(max_length=40)
    good = models.BooleanField()
    note = SealedTextField("说明", blank=True, default="")
    by = models.CharField(max_length=16)
    at = models.DateTimeField()

    FIELD_CLASSES = classify(internal="id sample item good by at", personal="note")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sample", "item"], name="volunteers_one_look_each"),
            models.CheckConstraint(name="volunteers_look_of_somebody", condition=~Q(by="")),
        ]

    def __str__(self) -> str:
        return f"{self.sample_id} {self.item}"


class SampleResult(models.Model):
    """What a finished sample says of all items: ``found`` bad ones in it, hence ``low`` to ``high`` in the population."""

    sample = models.OneToOneField(Sample, on_delete=models.PROTECT, related_name="result")
    found = models.PositiveIntegerField()
    low = models.PositiveIntegerField()
    high = models.PositiveIntegerField()
    at = models.DateTimeField()

    FIELD_CLASSES = classify(public="id sample found low high at")

    class Meta:
        constraints = [
            models.CheckConstraint(name="volunteers_result_order", condition=Q(found__lte=F("low"), low__lte=F("high")))
        ]

    def __str__(self) -> str:
        return f"{self.sample_id} {self.found}"
