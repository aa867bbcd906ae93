"""Books of restricted money that cannot drift: transfers, reservations, lots and segments. Pure Python, no storage.

Money is whole fen. A *transfer* moves an amount from one account to another, so an unbalanced entry cannot be written; a
*voucher* groups transfers. A *pool* is money for one purpose: what came in stands as *lots* laid end to end on a line of fen,
what went out as *segments* of that line, first in, first out. So every fen that was given can be followed to what it became.
Nothing is ever changed: a mistake is answered by a reversal, money that comes back is a new lot whose source is the segment it
left by.

``entries`` decides what an act writes, or why it cannot be; ``lines`` finds the fen; ``tracing`` follows them; ``invariants``
re-derives from rows alone what must always hold.
"""

from bangfu.engines.ledger.amounts import amount_of, amount_refusal
from bangfu.engines.ledger.entries import (
    Line,
    Reserved,
    change_purpose,
    close_year,
    match_gift,
    open_with,
    receive,
    refund,
    reserve,
    reverse,
    settle,
    spend,
    void,
)
from bangfu.engines.ledger.lines import free_within, overlapping, take_first, take_last
from bangfu.engines.ledger.records import (
    CHECKED_KINDS,
    MOST_FEN,
    SEGMENT_KINDS,
    VOUCHER_KINDS,
    Entry,
    Given,
    Leg,
    Ref,
    Taken,
)
from bangfu.engines.ledger.tracing import Use, uses

__all__ = [
    "CHECKED_KINDS",
    "MOST_FEN",
    "SEGMENT_KINDS",
    "VOUCHER_KINDS",
    "Entry",
    "Given",
    "Leg",
    "Line",
    "Ref",
    "Reserved",
    "Taken",
    "Use",
    "amount_of",
    "amount_refusal",
    "change_purpose",
    "close_year",
    "free_within",
    "match_gift",
    "open_with",
    "overlapping",
    "receive",
    "refund",
    "reserve",
    "reverse",
    "settle",
    "spend",
    "take_first",
    "take_last",
    "uses",
    "void",
]
