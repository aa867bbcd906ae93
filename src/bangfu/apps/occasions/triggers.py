"""What the database itself refuses: a seat that changes its person, an occasion or a seat removed."""

from bangfu.plumbing.triggers.declare import Trigger, refuse_when

TRIGGERS = (
    *refuse_when(
        "occasions_seat_stays_theirs",
        "occasions_seat",
        "UPDATE",
        "NEW.person <> OLD.person OR NEW.occasion_id <> OLD.occasion_id OR OLD.state = 'left'",
        "occasions: a seat is given up, never handed over",
    ),
    Trigger("occasions_seat_kept", "occasions_seat", "DELETE", "", "occasions: seats are kept"),
    Trigger(
        "occasions_occasion_kept",
        "occasions_occasion",
        "DELETE",
        "",
        "occasions: an occasion is cancelled, never removed",
    ),
)
