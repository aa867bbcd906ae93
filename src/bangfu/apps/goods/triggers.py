"""What the database itself refuses of goods, and the one effect that keeps the counters of lots and trips."""

from bangfu.plumbing.triggers import AnyTrigger, Effect, NeverEmptied, Trigger, append_only, refuse_when

_LOT = (
    "number",
    "organisation_id",
    "kind",
    "item",
    "unit",
    "quantity",
    "basis",
    "received_on",
    "entered_by",
    "donor_kind",
    "purpose",
)
_TRIP = ("organisation_id", "region_id", "region_path", "project", "sent_on", "person")
_DISPOSAL = ("lot_id", "kind", "units", "reason", "limit_fen", "asked_by")


def _differs(*columns: str, empty: tuple[str, ...] = ()) -> str:
    """SQL: one of the columns changed; ``empty`` names those that may be NULL."""
    known = [f"NEW.{each} <> OLD.{each}" for each in columns]
    known += [f"(NEW.{each} IS NULL) <> (OLD.{each} IS NULL) OR NEW.{each} <> OLD.{each}" for each in empty]
    return " OR ".join(known)


def _went(place: str) -> str:
    return (
        f"CASE WHEN NEW.target = '{place}' THEN NEW.units ELSE 0 END - "
        f"CASE WHEN NEW.source = '{place}' THEN NEW.units ELSE 0 END"
    )


_COUNT_LOT = (
    "UPDATE goods_goodslot SET received = received + CASE WHEN NEW.source = 'given' THEN NEW.units ELSE 0 END, "  # noqa: S608 - names of ours
    f"in_store = in_store + {_went('store')}, on_way = on_way + {_went('way')}, "
    f"accepted = accepted + {_went('accepted')}, gone = gone + {_went('gone')} WHERE id = NEW.lot_id"
)
_COUNT_LINE = (
    "UPDATE goods_tripline SET accepted = accepted + CASE NEW.kind WHEN 'accept' THEN NEW.units ELSE 0 END, "
    "back = back + CASE NEW.kind WHEN 'came_back' THEN NEW.units ELSE 0 END, "
    "lost = lost + CASE NEW.kind WHEN 'lost_on_way' THEN NEW.units ELSE 0 END WHERE id = NEW.line_id"
)

TRIGGERS: tuple[AnyTrigger, ...] = (
    *append_only("goods_movement"),
    *append_only("goods_arrival"),
    Trigger(
        "goods_movement_born_once",
        "goods_movement",
        "INSERT",
        "EXISTS (SELECT 1 FROM goods_movement m WHERE m.id = NEW.id OR m.disposal_id = NEW.disposal_id OR "
        "(NEW.kind = 'receive' AND m.kind = 'receive' AND m.lot_id = NEW.lot_id) OR "
        "(NEW.kind IN ('dispatch', 'accept') AND m.kind = NEW.kind AND m.line_id = NEW.line_id))",
        "goods_movement: exists",
    ),
    NeverEmptied("goods_movement_no_truncate", "goods_movement", "goods_movement: append-only"),
    Trigger(
        "goods_movement_whole_units",
        "goods_movement",
        "INSERT",
        "typeof(NEW.units) <> 'integer'",
        "goods_movement: whole units",
        only="sqlite",
    ),
    Trigger(
        "goods_movement_of_its_line",
        "goods_movement",
        "INSERT",
        "NEW.line_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM goods_tripline l WHERE l.id = NEW.line_id AND "
        "l.lot_id = NEW.lot_id AND (NEW.kind <> 'dispatch' OR l.units = NEW.units))",
        "S1: not the units of this line",
    ),
    Trigger(
        "goods_movement_as_decided",
        "goods_movement",
        "INSERT",
        "NEW.disposal_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM goods_disposal d WHERE d.id = NEW.disposal_id AND "
        "d.state = 'done' AND d.lot_id = NEW.lot_id AND d.units = NEW.units AND d.kind = NEW.kind)",
        "S3: nobody decided this",
    ),
    Trigger(
        "goods_accept_as_said",
        "goods_movement",
        "INSERT",
        "NEW.kind = 'accept' AND NOT EXISTS (SELECT 1 FROM goods_arrival a WHERE a.line_id = NEW.line_id AND a.accepted = NEW.units)",
        "S2: the aided side said otherwise",
    ),
    Effect("goods_movement_counts", "goods_movement", (_COUNT_LOT, _COUNT_LINE)),
    *refuse_when(
        "goods_lot_as_received",
        "goods_goodslot",
        "UPDATE",
        _differs(*_LOT, empty=("expires_on", "unit_fen", "place_id")),
        "goods: a lot stays as received",
    ),
    Trigger("goods_lot_stays", "goods_goodslot", "DELETE", "", "goods: lots are kept"),
    *refuse_when(
        "goods_trip_as_sent",
        "goods_trip",
        "UPDATE",
        f"{_differs(*_TRIP)} OR OLD.state <> 'on_way' AND NEW.state <> OLD.state",
        "goods: a trip stays as sent",
    ),
    Trigger("goods_trip_stays", "goods_trip", "DELETE", "", "goods: trips are kept"),
    *refuse_when(
        "goods_line_as_sent", "goods_tripline", "UPDATE", _differs("trip_id", "lot_id", "units"), "goods: a line stays"
    ),
    Trigger("goods_line_stays", "goods_tripline", "DELETE", "", "goods: lines are kept"),
    Trigger(
        "goods_arrival_of_its_sender",
        "goods_arrival",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM goods_tripline l JOIN goods_trip t ON t.id = l.trip_id "
        "WHERE l.id = NEW.line_id AND t.person = NEW.sent_by)",
        "S2: the sender is another",
    ),
    Trigger(
        "goods_disposal_at_value",
        "goods_disposal",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM goods_goodslot g WHERE g.id = NEW.lot_id AND "
        "(g.unit_fen IS NULL AND NEW.value_fen IS NULL OR g.unit_fen * NEW.units = NEW.value_fen))",
        "S3: not the value of these units",
    ),
    *refuse_when(
        "goods_disposal_as_asked",
        "goods_disposal",
        "UPDATE",
        f"{_differs(*_DISPOSAL, empty=('value_fen', 'line_id'))} OR OLD.state <> 'asked'",
        "goods: a disposal is decided once",
    ),
    Trigger("goods_disposal_stays", "goods_disposal", "DELETE", "", "goods: disposals are kept"),
    Trigger("goods_booking_stays", "goods_booking", "DELETE", "", "goods: bookings are kept"),
)
