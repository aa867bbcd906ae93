"""Campaigns, promises, gifts, who gave, and who matches gifts."""

from django.db import models
from django.db.models import F, Q

from bangfu.apps.giving.rules import CHANNELS, CYCLE, KINDS, LINE_MAX, PURPOSE_MAX, THROUGH, TITLE_MAX
from bangfu.plumbing.fieldclasses import classify
from bangfu.plumbing.sealed.fields import BlindIndexField, SealedTextField


class Campaign(models.Model):
    """One filed fund-raising (募捐活动). ``organisation`` organises it, ``payee`` receives the money (numbers).

    ``agreement`` is the number of their cooperation agreement when they differ; ``pool`` the id in the books, None before
    there is one. ``progress_on`` and ``spending_on`` are the days of the latest reports.
    """

    number = models.CharField(max_length=16, unique=True)
    organisation = models.CharField(max_length=16, db_index=True)
    payee = models.CharField(max_length=16)
    agreement = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=10, choices=list(KINDS.items()))
    title = models.CharField(max_length=TITLE_MAX)
    purpose = models.CharField(max_length=PURPOSE_MAX)
    region = models.CharField(max_length=12, db_index=True)
    plan_no = models.CharField(max_length=60, blank=True)
    plan_from = models.DateField(null=True, blank=True)
    plan_until = models.DateField(null=True, blank=True)
    office = models.CharField(max_length=LINE_MAX, blank=True)
    fee = models.CharField(max_length=LINE_MAX, blank=True)
    leftover = models.CharField(max_length=LINE_MAX, blank=True)
    platform = models.CharField(max_length=40, blank=True)
    platform_url = models.CharField(max_length=300, blank=True)
    target = models.BigIntegerField(null=True, blank=True)
    pool = models.BigIntegerField(null=True, blank=True)
    progress_on = models.DateField(null=True, blank=True)
    spending_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=list(CYCLE.states.items()), default="draft")
    reason = models.CharField(max_length=200, blank=True)
    entered_by = models.CharField(max_length=16)
    entered_at = models.DateTimeField()
    checked_by = models.CharField(max_length=16, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    is_example = models.BooleanField(default=False)

    FIELD_CLASSES = classify(
        public="id number organisation payee agreement kind title purpose region plan_no plan_from plan_until office fee "
        "leftover platform platform_url target pool progress_on spending_on state checked_at is_example",
        internal="reason entered_by entered_at checked_by",
    )

    class Meta:
        indexes = [models.Index(fields=["state", "plan_until"])]
        constraints = [
            models.CheckConstraint(
                name="giving_checked_by_another",
                condition=Q(state__in=["draft", "submitted"])
                | Q(checked_by__gt="", checked_at__isnull=False) & ~Q(checked_by=F("entered_by")),
            ),
            models.CheckConstraint(
                name="giving_public_has_plan",
                condition=Q(state__in=["draft", "submitted"])
                | Q(plan_no__gt="", plan_from__isnull=False, plan_until__gte=F("plan_from"), platform_url__gt=""),
            ),
            models.CheckConstraint(
                name="giving_partner_has_agreement",
                condition=Q(state__in=["draft", "submitted"]) | Q(payee=F("organisation")) | Q(agreement__gt=""),
            ),
            models.CheckConstraint(name="giving_target_positive", condition=Q(target=None) | Q(target__gt=0)),
        ]

    def __str__(self) -> str:
        return self.number


class Pledge(models.Model):
    """What somebody said they would give: a promise, not income. ``organisation`` is a number, "" for a person."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="pledges")
    organisation = models.CharField(max_length=16, blank=True)
    amount = models.BigIntegerField()
    on = models.DateField()
    entered_by = models.CharField(max_length=16)
    withdrawn_on = models.DateField(null=True, blank=True)

    FIELD_CLASSES = classify(public="id campaign organisation amount on withdrawn_on", internal="entered_by")

    class Meta:
        constraints = [models.CheckConstraint(name="giving_pledge_of_something", condition=Q(amount__gt=0))]

    def __str__(self) -> str:
        return f"{self.campaign_id}"


class Order(models.Model):
    """Somebody is about to pay a charity's own account (or the demo's example payee): what its notice must agree with."""

    number = models.CharField(primary_key=True, max_length=16)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="orders")
    amount = models.BigIntegerField()
    channel = models.CharField(max_length=8, choices=list(CHANNELS.items()))
    opened_at = models.DateTimeField()
    name = SealedTextField("署名", blank=True, default="")

    FIELD_CLASSES = classify(internal="number campaign amount channel opened_at", personal="name")

    class Meta:
        constraints = [models.CheckConstraint(name="giving_order_of_something", condition=Q(amount__gt=0))]

    def __str__(self) -> str:
        return self.number


class Gift(models.Model):
    """One gift of money in the books. ``number`` (80 random bits) opens its page; ``voucher`` and ``lot`` are ids in the books."""

    number = models.CharField(primary_key=True, max_length=16)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="gifts")
    pool = models.BigIntegerField()
    amount = models.BigIntegerField()
    through = models.CharField(max_length=8, choices=list(THROUGH.items()))
    given_on = models.DateField()
    voucher = models.BigIntegerField(unique=True)
    lot = models.BigIntegerField(unique=True)
    order = models.OneToOneField(Order, on_delete=models.PROTECT, null=True, blank=True, related_name="gift")
    entered_by = models.CharField(max_length=16, blank=True)
    entered_at = models.DateTimeField()

    FIELD_CLASSES = classify(
        internal="number campaign pool amount through given_on voucher lot order entered_by entered_at"
    )

    class Meta:
        indexes = [models.Index(fields=["campaign", "given_on"])]
        constraints = [models.CheckConstraint(name="giving_gift_of_something", condition=Q(amount__gt=0))]

    def __str__(self) -> str:
        return self.number


class Donor(models.Model):
    """Who gave, apart from the gift: erasing this row leaves the books and the public records as they are.

    ``proof`` is the platform's order number with amount and day, by whose keyed index a giver finds the gift.
    """

    gift = models.OneToOneField(Gift, on_delete=models.PROTECT, primary_key=True, related_name="donor")
    salt = models.CharField(max_length=32)
    name = SealedTextField("署名", blank=True, default="")
    proof = SealedTextField("平台订单", blank=True, default="")
    proof_index = BlindIndexField("proof")

    FIELD_CLASSES = classify(internal="gift proof_index", personal="salt name proof")

    def __str__(self) -> str:
        return self.gift_id


class Refund(models.Model):
    """Money of a gift that goes back: told by a provider's notice or asked for, then approved by another person and booked."""

    gift = models.ForeignKey(Gift, on_delete=models.PROTECT, related_name="refunds")
    amount = models.BigIntegerField()
    reason = models.CharField(max_length=200)
    event = models.CharField(max_length=16, blank=True)
    asked_by = models.CharField(max_length=16)
    asked_at = models.DateTimeField()
    approved_by = models.CharField(max_length=16, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    voucher = models.BigIntegerField(null=True, blank=True, unique=True)

    FIELD_CLASSES = classify(internal="id gift amount reason event asked_by asked_at approved_by approved_at voucher")

    class Meta:
        constraints = [
            models.CheckConstraint(name="giving_refund_of_something", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="giving_refund_by_another", condition=~Q(approved_by=F("asked_by"))),
            models.CheckConstraint(
                name="giving_refund_booked_when_approved",
                condition=Q(approved_by="", approved_at__isnull=True, voucher__isnull=True)
                | Q(approved_by__gt="", approved_at__isnull=False, voucher__isnull=False),
            ),
            models.UniqueConstraint(fields=["event"], condition=Q(event__gt=""), name="giving_refund_of_event_once"),
        ]

    def __str__(self) -> str:
        return f"{self.gift_id}"


class Matching(models.Model):
    """A sponsor's money that matches gifts of a campaign one for one, at most ``most`` fen a gift (配捐).

    ``pool`` is where the sponsor's deposit lies in the books: what is left there is the cap. Without a deposit it is a promise,
    and a promise is a `Pledge`. ``on``: gifts of this day and later are matched.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="matchings")
    sponsor = models.CharField(max_length=16)
    pool = models.BigIntegerField(unique=True)
    deposit = models.BigIntegerField()
    most = models.BigIntegerField()
    on = models.DateField()
    entered_by = models.CharField(max_length=16)

    FIELD_CLASSES = classify(public="id campaign sponsor pool deposit most on", internal="entered_by")

    class Meta:
        constraints = [
            models.CheckConstraint(name="giving_matching_of_something", condition=Q(deposit__gt=0, most__gt=0))
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.sponsor}"


class Matched(models.Model):
    """``amount`` fen of a sponsor's that joined a gift, with the voucher by which they moved."""

    gift = models.OneToOneField(Gift, on_delete=models.PROTECT, related_name="matched")
    matching = models.ForeignKey(Matching, on_delete=models.PROTECT, related_name="matched")
    amount = models.BigIntegerField()
    voucher = models.BigIntegerField(unique=True)

    FIELD_CLASSES = classify(internal="id gift matching amount voucher")

    class Meta:
        constraints = [models.CheckConstraint(name="giving_matched_something", condition=Q(amount__gt=0))]

    def __str__(self) -> str:
        return f"{self.gift_id}"
