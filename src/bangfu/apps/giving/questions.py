"""What `giving` asks rooms above it."""

from dataclasses import dataclass
from datetime import date

from bangfu.plumbing.questions import Question


@dataclass(frozen=True, slots=True)
class Delivered:
    """Something that a payment bought was accepted on a day; ``url`` of its page."""

    title: str
    on: date
    url: str = ""


deliveries_of_spend: Question[list[Delivered]] = Question(
    "giving.deliveries_of_spend",
    "Given the id of a spending voucher in the books: what was bought with it and accepted, with the day.",
)
