"""The door of `funds`: opening, receiving, spending, correcting, closing; how a pool stands and what became of a gift."""

from bangfu.apps.funds.actions import (
    Receipt,
    Receiving,
    change_purpose,
    close_period,
    match,
    open_fund,
    open_pool,
    post_spend,
    receive,
    receive_many,
    refund_lot,
    reserve_spend,
    reverse_voucher,
    settle,
    void_spend,
)
from bangfu.apps.funds.actions.spending import Part
from bangfu.apps.funds.export.pack import write_pack
from bangfu.apps.funds.models import Fund, Pool, Voucher
from bangfu.apps.funds.queries.balances import Standing, standing_of, trial_balance
from bangfu.apps.funds.queries.standings import standings_of
from bangfu.apps.funds.queries.tracing import uses_of

__all__ = [
    "Fund",
    "Part",
    "Pool",
    "Receipt",
    "Receiving",
    "Standing",
    "Voucher",
    "change_purpose",
    "close_period",
    "match",
    "open_fund",
    "open_pool",
    "post_spend",
    "receive",
    "receive_many",
    "refund_lot",
    "reserve_spend",
    "reverse_voucher",
    "settle",
    "standing_of",
    "standings_of",
    "trial_balance",
    "uses_of",
    "void_spend",
    "write_pack",
]
