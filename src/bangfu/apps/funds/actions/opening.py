"""Opening funds and pools, with their accounts."""

from datetime import datetime

from bangfu.apps.funds.actions.asking import BOOK, may
from bangfu.apps.funds.chart import code_of
from bangfu.apps.funds.models import MEDIA, RESTRICTIONS, Account, Fund, Pool
from bangfu.apps.organisations.api import Organisation
from bangfu.engines.ledger.accounts import NO_DEBT, NO_OVERDRAFT, ROLES
from bangfu.plumbing.access import Actor
from bangfu.plumbing.actions import Refused, action, record
from bangfu.values import Refusal, shanghai_day

SHARED = ("bank", "cash", "wechat", "alipay", "platform", "refunds")
OF_POOL = ("available", "control", "income", "expense", "net")


def _account(organisation: int, role: str, pool: Pool | None = None) -> Account:
    restricted = pool is None or pool.fund.restriction != "unrestricted"
    return Account(
        organisation_id=organisation,
        pool=pool,
        role=role,
        type=ROLES[role],
        code=code_of(role, pool.pk if pool else 0, restricted=restricted),
        dnec=role in NO_DEBT,
        cned=role in NO_OVERDRAFT,
    )


@action("funds.open_fund")
def open_fund(
    *,
    by: Actor,
    at: datetime,
    key: str = "",
    organisation: int,
    code: str,
    name: str,
    restriction: str,
    filing_no: str = "",
    rules: str = "",
    mgmt_cap_bp: int | None = None,
) -> Fund:
    """A fund, or a special fund with its rules. ``mgmt_cap_bp``: the agreed cap of management fees in basis points.

    Errors: ``Refused`` for a taken code or an unknown restriction.
    """
    party = Organisation.objects.filter(pk=organisation).first()
    if party is None or restriction not in RESTRICTIONS or not code.strip() or not name.strip():
        raise Refused(Refusal("fund_incomplete", "请写明基金的编号、名称和是否限定用途。"))
    may(by, BOOK, party.number)
    if Fund.objects.filter(organisation=party, code=code).exists():
        raise Refused(Refusal("fund_code_taken", f"编号 {code} 已有基金使用，请换一个。"))
    there = set(Account.objects.filter(organisation=party, pool=None).values_list("role", flat=True))
    Account.objects.bulk_create([_account(party.pk, role) for role in SHARED if role not in there])
    fund = Fund.objects.create(
        organisation=party,
        code=code,
        name=name,
        restriction=restriction,
        filing_no=filing_no,
        rules=rules,
        mgmt_cap_bp=mgmt_cap_bp,
        opened_on=shanghai_day(at),
    )
    record(subject=fund, changes={"code": ("", code), "name": ("", name), "restriction": ("", restriction)})
    return fund


@action("funds.open_pool")
def open_pool(
    *,
    by: Actor,
    at: datetime,
    key: str = "",
    fund: int,
    purpose: str,
    village: str = "",
    medium: str = "cash",
    item: str = "",
) -> Pool:
    """Money (or goods: one ``item``) of a fund for one purpose, with the accounts that belong to it.

    Errors: ``Refused`` when the fund has one for this purpose already.
    """
    parent = Fund.objects.select_related("organisation").filter(pk=fund).first()
    if parent is None or not purpose.strip() or medium not in MEDIA or (medium == "goods") != bool(item):
        raise Refused(Refusal("pool_incomplete", "请写明属于哪个基金、用于什么；物资要写明品名。"))
    may(by, BOOK, parent.organisation.number)
    known = Pool.objects.filter(fund=parent, purpose=purpose, village=village, medium=medium, item=item)
    if known.exists():
        raise Refused(Refusal("pool_exists", "这个基金已有同样用途的资金，请直接使用。"))
    pool = Pool.objects.create(
        fund=parent, purpose=purpose, village=village, medium=medium, item=item, opened_on=shanghai_day(at)
    )
    roles = (*OF_POOL, "stock") if medium == "goods" else OF_POOL
    Account.objects.bulk_create([_account(parent.organisation_id, role, pool) for role in roles])
    record(subject=pool, changes={"purpose": ("", purpose), "medium": ("", medium)})
    return pool
