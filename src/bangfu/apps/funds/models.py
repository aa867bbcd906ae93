"""The books: funds and their pools, accounts, periods, vouchers with transfers, lots and segments. All money in whole fen.

Vouchers, transfers, lots and segments are append-only in the database. Totals of accounts are written by the trigger on
transfers alone. Sums of one fund never mix with another's: the pool is the unit of restriction.
"""

from django.db import models
from django.db.models import F, Q

from bangfu.engines.ledger.accounts import ROLES
from bangfu.engines.ledger.records import CHECKED_KINDS, MOST_FEN, PHASES, SEGMENT_KINDS, VOUCHER_KINDS
from bangfu.plumbing.fieldclasses import classify

RESTRICTIONS = {"restricted": "限定性", "unrestricted": "非限定性", "endowment": "留本基金"}
MEDIA = {"cash": "资金", "goods": "物资"}
PERIOD_STATES = {"open": "开放", "closed": "已结账"}


def _pairs(words: dict[str, str]) -> list[tuple[str, str]]:
    return list(words.items())


class Fund(models.Model):
    """A fund of an organisation, such as a special fund (专项基金), with what it may be used for."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    restriction = models.CharField(max_length=12, choices=_pairs(RESTRICTIONS))
    filing_no = models.CharField(max_length=40, blank=True)
    rules = models.CharField(max_length=600, blank=True)
    mgmt_cap_bp = models.PositiveSmallIntegerField(null=True, blank=True)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    FIELD_CLASSES = classify(
        public="id organisation code name restriction filing_no rules mgmt_cap_bp opened_on closed_on"
    )

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["organisation", "code"], name="funds_fund_code")]

    def __str__(self) -> str:
        return self.name


class Pool(models.Model):
    """Money, or goods, of one fund for one purpose."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="pools")
    purpose = models.CharField(max_length=60)
    village = models.CharField(max_length=12, blank=True)
    medium = models.CharField(max_length=5, choices=_pairs(MEDIA), default="cash")
    item = models.CharField(max_length=40, blank=True)
    opened_on = models.DateField()

    FIELD_CLASSES = classify(public="id fund purpose village medium item opened_on")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["fund", "purpose", "village", "medium", "item"], name="funds_pool_once")
        ]

    def __str__(self) -> str:
        return self.purpose


class Account(models.Model):
    """One account. ``role`` is what the rules call it, ``code`` the organisation's number for it in the chart of accounts.

    ``dnec``: debits must not exceed credits; ``cned``: credits must not exceed debits.
    """

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, null=True, related_name="accounts")
    role = models.CharField(max_length=10, choices=[(role, role) for role in ROLES])
    type = models.CharField(max_length=10)
    code = models.CharField(max_length=40)
    posted_debits = models.BigIntegerField(default=0)
    posted_credits = models.BigIntegerField(default=0)
    pending_debits = models.BigIntegerField(default=0)
    pending_credits = models.BigIntegerField(default=0)
    dnec = models.BooleanField(default=False)
    cned = models.BooleanField(default=False)

    FIELD_CLASSES = classify(
        public="id organisation pool role type code posted_debits posted_credits pending_debits pending_credits dnec cned"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "code"], name="funds_account_code"),
            models.UniqueConstraint(fields=["pool", "role"], name="funds_account_of_pool"),
            models.UniqueConstraint(
                fields=["organisation", "role"], condition=Q(pool__isnull=True), name="funds_account_shared"
            ),
            models.CheckConstraint(
                name="funds_totals_positive",
                condition=Q(posted_debits__gte=0, posted_credits__gte=0, pending_debits__gte=0, pending_credits__gte=0),
            ),
            models.CheckConstraint(
                name="funds_never_overspent",
                condition=Q(dnec=False) | Q(posted_credits__gte=F("posted_debits") + F("pending_debits")),
            ),
            models.CheckConstraint(
                name="funds_never_overdrawn",
                condition=Q(cned=False) | Q(posted_debits__gte=F("posted_credits") + F("pending_credits")),
            ),
            models.CheckConstraint(name="funds_one_bound", condition=~Q(dnec=True, cned=True)),
        ]

    def __str__(self) -> str:
        return self.code


class Period(models.Model):
    """A month of an organisation's books. ``last_no`` is the number of its last voucher."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    ym = models.CharField(max_length=7)
    state = models.CharField(max_length=6, choices=_pairs(PERIOD_STATES), default="open")
    last_no = models.PositiveIntegerField(default=0)
    closed_by = models.CharField(max_length=16, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    trial_sha256 = models.CharField(max_length=64, blank=True)

    FIELD_CLASSES = classify(public="id organisation ym state last_no closed_at trial_sha256", internal="closed_by")

    class Meta:
        ordering = ["ym"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "ym"], name="funds_period_once"),
            models.CheckConstraint(
                name="funds_closed_with_balance",
                condition=Q(state="open", trial_sha256="", closed_by="")
                | Q(state="closed", trial_sha256__gt="", closed_by__gt=""),
            ),
        ]

    def __str__(self) -> str:
        return self.ym


class Voucher(models.Model):
    """One entry of the books (记账凭证): numbered without gaps in its period, never changed, answered by a reversal."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="vouchers")
    no = models.PositiveIntegerField()
    day = models.DateField()
    kind = models.CharField(max_length=10, choices=_pairs(VOUCHER_KINDS))
    idem_key = models.CharField(max_length=80)
    body_sha256 = models.CharField(max_length=64)
    maker = models.CharField(max_length=16)
    checker = models.CharField(max_length=16, blank=True)
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reversed_by")
    source = models.CharField(max_length=120, blank=True)
    narrative = models.CharField(max_length=200, blank=True)
    posted_at = models.DateTimeField()

    FIELD_CLASSES = classify(
        public="id organisation period no day kind reverses narrative posted_at",
        internal="idem_key body_sha256 maker checker source",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "idem_key"], name="funds_voucher_key_once"),
            models.UniqueConstraint(fields=["period", "no"], name="funds_voucher_number"),
            models.CheckConstraint(name="funds_maker_not_checker", condition=~Q(checker=F("maker"))),
            models.CheckConstraint(
                name="funds_second_person", condition=~Q(kind__in=sorted(CHECKED_KINDS)) | Q(checker__gt="")
            ),
            models.CheckConstraint(
                name="funds_reversal_of_one",
                condition=Q(kind="reversal", reverses__isnull=False) | (~Q(kind="reversal") & Q(reverses__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y%m}-{self.no}"

    @property
    def public_name(self) -> str:
        """The number under which the public log knows it; the same as `statements.txid_of` says."""
        return f"{self.organisation.number}/{self.period.ym}/{self.no}"


class Transfer(models.Model):
    """``amount`` fen from one account to another. ``resolves``: the pending transfer that a post or void ends, once."""

    voucher = models.ForeignKey(Voucher, on_delete=models.PROTECT, related_name="transfers")
    line = models.PositiveSmallIntegerField()
    debit = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    credit = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    amount = models.BigIntegerField()
    phase = models.CharField(max_length=7, choices=[(phase, phase) for phase in PHASES], default="single")
    resolves = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    FIELD_CLASSES = classify(public="id voucher line debit credit amount phase resolves")

    class Meta:
        ordering = ["voucher_id", "line"]
        constraints = [
            models.UniqueConstraint(fields=["voucher", "line"], name="funds_transfer_line"),
            models.UniqueConstraint(
                fields=["resolves"], condition=Q(resolves__isnull=False), name="funds_resolved_once"
            ),
            models.CheckConstraint(name="funds_amount", condition=Q(amount__gt=0, amount__lte=MOST_FEN)),
            models.CheckConstraint(name="funds_two_accounts", condition=~Q(debit=F("credit"))),
            models.CheckConstraint(
                name="funds_phase",
                condition=Q(phase__in=["single", "pending"], resolves__isnull=True)
                | Q(phase__in=["post", "void"], resolves__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.voucher_id}/{self.line}"


class Segment(models.Model):
    """The fen from ``a`` up to ``b`` of a pool's line left it by this voucher."""

    voucher = models.ForeignKey(Voucher, on_delete=models.PROTECT, related_name="segments")
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="segments")
    a = models.BigIntegerField()
    b = models.BigIntegerField()
    kind = models.CharField(max_length=7, choices=[(kind, kind) for kind in SEGMENT_KINDS])

    FIELD_CLASSES = classify(public="id voucher pool a b kind")

    class Meta:
        ordering = ["pool_id", "a"]
        constraints = [
            models.UniqueConstraint(fields=["pool", "a"], name="funds_segment_place"),
            models.CheckConstraint(name="funds_segment_length", condition=Q(a__gte=0, b__gt=F("a"))),
        ]

    def __str__(self) -> str:
        return f"{self.pool_id} [{self.a}, {self.b})"


class Lot(models.Model):
    """Money that came into a pool: it holds the fen from ``a`` up to ``b`` of the pool's line.

    ``came_by``: the segment by which it left before (a reversal, a change of purpose, a match); else it came from outside.
    """

    voucher = models.ForeignKey(Voucher, on_delete=models.PROTECT, related_name="lots")
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="lots")
    a = models.BigIntegerField()
    b = models.BigIntegerField()
    day = models.DateField()
    came_by = models.OneToOneField(Segment, on_delete=models.PROTECT, null=True, related_name="became")

    FIELD_CLASSES = classify(public="id voucher pool a b day came_by")

    class Meta:
        ordering = ["pool_id", "a"]
        indexes = [models.Index(fields=["pool", "day"])]
        constraints = [
            models.UniqueConstraint(fields=["pool", "a"], name="funds_lot_place"),
            models.CheckConstraint(name="funds_lot_length", condition=Q(a__gte=0, b__gt=F("a"))),
        ]

    def __str__(self) -> str:
        return f"{self.pool_id} [{self.a}, {self.b})"
