"""A verified notice is never changed or removed; a doubt is never removed."""

from bangfu.plumbing.triggers.declare import Trigger, append_only

TRIGGERS = (
    *append_only("payments_paymentevent"),
    Trigger("payments_doubt_stays", "payments_paymentdoubt", "DELETE", "", "payments: a doubt is settled, not removed"),
)
