"""What was said stays said: a decline is ended, never rewritten and never removed."""

from bangfu.plumbing.triggers.declare import Trigger

_KEPT = ("need", "organisation", "side", "reason", "words", "said_by", "said_at", "counts_until", "theme")

DECLINES = (
    Trigger("exchange_decline_stays", "exchange_decline", "DELETE", "", "exchange: declines are ended, never removed"),
    Trigger(
        "exchange_decline_as_said",
        "exchange_decline",
        "UPDATE",
        " OR ".join(f"NEW.{name} <> OLD.{name}" for name in _KEPT) + " OR OLD.ended_at IS NOT NULL",
        "exchange: a decline is ended, never rewritten",
    ),
)
