"""The open books put together: for all funds or one, as the page, its drawing and its data show them."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from bangfu.apps.accountability.queries_books import Flow, LedgerRow, flows_of, pledged
from bangfu.apps.accountability.rules import Link, Stream, links_of, together
from bangfu.apps.funds.api import Fund, Pool, Voucher

LATEST = 8


@dataclass(frozen=True, slots=True)
class FundRow:
    """A fund, or one purpose of it, with what became of its money."""

    fund: Fund
    purpose: str
    flow: Flow


@dataclass(frozen=True, slots=True)
class Opened:
    """``cash`` of all pools of money; ``goods``: fair value of goods, which are never mixed with it (None: there are none)."""

    cash: Flow
    goods: Flow | None
    pledged: int
    rows: tuple[FundRow, ...]
    links: tuple[Link, ...]


def opened(pools: Collection[Pool], *, by_purpose: bool = False) -> Opened:
    """How these pools stand, in six queries."""
    flows = flows_of([each.pk for each in pools])
    cash = [each for each in pools if each.medium == "cash"]
    goods = [flows[each.pk] for each in pools if each.medium == "goods"]
    streams = [Stream(each.fund.name, each.purpose, flows[each.pk]) for each in cash]
    return Opened(
        together(flows[each.pk] for each in cash),
        together(goods) if goods else None,
        pledged([each.pk for each in cash]),
        tuple(_rows(pools, flows, by_purpose)),
        tuple(links_of(streams)),
    )


def _rows(pools: Collection[Pool], flows: dict[int, Flow], by_purpose: bool) -> list[FundRow]:
    if by_purpose:
        return [FundRow(each.fund, str(each), flows[each.pk]) for each in pools]
    groups: dict[int, list[Flow]] = defaultdict(list)
    funds: dict[int, Fund] = {}
    for each in pools:
        groups[each.fund_id].append(flows[each.pk])
        funds[each.fund_id] = each.fund
    return [FundRow(fund, "", together(groups[pk])) for pk, fund in funds.items()]


def flow_data(flow: Flow) -> dict[str, Any]:
    """Sums as data; they stand beside each other and are never added."""
    return {
        "received_fen": flow.received,
        "by_channel_fen": dict(flow.sources),
        "refunded_fen": flow.refunded,
        "moved_in_fen": flow.moved_in,
        "moved_out_fen": flow.moved_out,
        "used_fen": flow.used,
        "reserved_fen": flow.reserved,
        "left_fen": flow.kept,
    }


def opened_data(found: Opened) -> dict[str, Any]:
    """The page as data, public fields only."""
    return {
        "pledged_fen": found.pledged,
        "money": flow_data(found.cash),
        "goods_at_fair_value": flow_data(found.goods) if found.goods else None,
        "funds": [
            {
                "id": row.fund.pk,
                "code": row.fund.code,
                "name": row.fund.name,
                "purpose": row.purpose,
                "restriction": row.fund.restriction,
                "organisation": {"number": row.fund.organisation.number, "name": row.fund.organisation.name},
                **flow_data(row.flow),
            }
            for row in found.rows
        ],
        "links": [{"from": one.source[1], "to": one.target[1], "fen": one.fen} for one in found.links],
    }


def row_data(row: LedgerRow) -> dict[str, Any]:
    """A voucher of the ledger as data."""
    one: Voucher = row.voucher
    return {
        "number": row.txid,
        "day": one.day.isoformat(),
        "kind": one.kind,
        "organisation": {"number": one.organisation.number, "name": one.organisation.name},
        "purposes": [{"fund": fund, "purpose": purpose} for fund, purpose in row.purposes],
        "narrative": one.narrative,
        "amount_fen": row.amount,
    }
