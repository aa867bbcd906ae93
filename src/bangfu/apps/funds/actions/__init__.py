"""Every change of the books: who asks is checked, the engine decides, the posting writes, a trace is left."""

from bangfu.apps.funds.actions.closing import close_period
from bangfu.apps.funds.actions.correcting import change_purpose, refund_lot, reverse_voucher
from bangfu.apps.funds.actions.opening import open_fund, open_pool
from bangfu.apps.funds.actions.receiving import Receipt, Receiving, match, receive, receive_many, settle
from bangfu.apps.funds.actions.spending import post_spend, reserve_spend, void_spend

__all__ = [
    "Receipt",
    "Receiving",
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
    "void_spend",
]
